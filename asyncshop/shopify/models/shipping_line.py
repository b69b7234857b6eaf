"""How an order is shipped, and for how much."""

from decimal import Decimal

from asyncshop.model import ReadModel

from .discount import DiscountAllocation
from .money import MoneySet
from .tax import TaxLine


class ShippingLine(ReadModel, kw_only=True):
    """A shipping method of an order and its price."""

    id: int | None = None
    title: str | None = None
    code: str | None = None
    source: str | None = None
    phone: str | None = None
    price: Decimal | None = None
    """Before discounts, in the shop's currency."""
    price_set: MoneySet | None = None
    discounted_price: Decimal | None = None
    discounted_price_set: MoneySet | None = None
    current_discounted_price_set: MoneySet | None = None
    """Without what was removed or refunded."""
    discount_allocations: list[DiscountAllocation] | None = None
    tax_lines: list[TaxLine] | None = None
    carrier_identifier: str | None = None
    requested_fulfillment_service_id: int | str | None = None
    is_removed: bool | None = None
