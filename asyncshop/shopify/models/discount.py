"""Discounts: the rules applied to an order, and what each line got of them."""

from decimal import Decimal

from asyncshop.model import ReadModel

from .enumerations import (
    AllocationMethod,
    DiscountCodeType,
    DiscountType,
    DiscountValueType,
    TargetSelection,
    TargetType,
)
from .money import MoneySet


class DiscountApplication(ReadModel, kw_only=True):
    """A rule that gave a discount."""

    type: DiscountType | None = None
    title: str | None = None
    description: str | None = None
    code: str | None = None
    value: Decimal | None = None
    """An amount or percents, as `value_type` says."""
    value_type: DiscountValueType | None = None
    allocation_method: AllocationMethod | None = None
    target_selection: TargetSelection | None = None
    target_type: TargetType | None = None


class DiscountAllocation(ReadModel, kw_only=True):
    """The share of a line in a discount."""

    amount: Decimal | None = None
    """In the shop's currency."""
    amount_set: MoneySet | None = None
    discount_application_index: int | None = None
    """Position in the order's `discount_applications`."""


class DiscountCode(ReadModel, kw_only=True):
    """A code the customer entered."""

    code: str | None = None
    amount: Decimal | None = None
    """What the code took off, in the shop's currency, or its percents."""
    type: DiscountCodeType | None = None
