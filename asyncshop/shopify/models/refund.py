"""What was given back."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.model import ReadModel

from .enumerations import OrderAdjustmentKind, RestockType
from .line_item import LineItem
from .money import MoneySet
from .transaction import Transaction


class RefundLineItem(ReadModel, kw_only=True):
    """How many of a line item were refunded, and for how much."""

    id: int | None = None
    line_item_id: int | None = None
    line_item: LineItem | None = None
    location_id: int | None = None
    """Where the pieces are restocked."""
    quantity: int | None = None
    restock_type: RestockType | None = None
    subtotal: Decimal | None = None
    """In the shop's currency, like `total_tax`."""
    subtotal_set: MoneySet | None = None
    total_tax: Decimal | None = None
    total_tax_set: MoneySet | None = None


class RefundDuty(ReadModel, kw_only=True):
    """A duty given back."""

    duty_id: int | str | None = None
    amount_set: MoneySet | None = None


class OrderAdjustment(ReadModel, kw_only=True):
    """What a refund differs by from its items: shipping, or another amount than calculated."""

    id: int | None = None
    order_id: int | None = None
    refund_id: int | None = None
    kind: OrderAdjustmentKind | None = None
    reason: str | None = None
    amount: Decimal | None = None
    """In the shop's currency, like `tax_amount`."""
    amount_set: MoneySet | None = None
    tax_amount: Decimal | None = None
    tax_amount_set: MoneySet | None = None


class Refund(ReadModel, kw_only=True):
    """One refund: its items, the money that moved, and the adjustments between them."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    order_id: int | None = None
    user_id: int | None = None
    note: str | None = None
    restock: bool | None = None
    refund_line_items: list[RefundLineItem] | None = None
    refund_shipping_lines: list[dict[str, Any]] | None = None
    transactions: list[Transaction] | None = None
    order_adjustments: list[OrderAdjustment] | None = None
    duties: list[RefundDuty] | None = None
    total_duties_set: MoneySet | None = None
    additional_fees: list[dict[str, Any]] | None = None
    total_additional_fees_set: MoneySet | None = None
    return_: dict[str, Any] | None = field(default=None, name="return")
    created_at: datetime | None = None
    processed_at: datetime | None = None
