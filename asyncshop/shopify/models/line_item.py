"""What was bought."""

from decimal import Decimal

from asyncshop.model import ReadModel

from .address import Location
from .attribute import Attribute
from .discount import DiscountAllocation
from .enumerations import FulfillmentStatus
from .money import MoneySet
from .tax import Duty, TaxLine


class AttributedStaff(ReadModel, kw_only=True):
    """A member of staff credited with some of a line item."""

    id: str | None = None
    quantity: int | None = None


class LineItem(ReadModel, kw_only=True):
    """A variant and its quantity in an order; fulfillments and refunds show the same item."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    title: str | None = None
    variant_title: str | None = None
    name: str | None = None
    """The title of the product and of the variant together."""
    sku: str | None = None
    vendor: str | None = None
    product_id: int | None = None
    """None once the product is deleted."""
    product_exists: bool | None = None
    variant_id: int | None = None
    variant_inventory_management: str | None = None
    quantity: int | None = None
    """As ordered."""
    current_quantity: int | None = None
    """Without what was removed or refunded."""
    fulfillable_quantity: int | None = None
    fulfillment_service: str | None = None
    fulfillment_status: FulfillmentStatus | None = None
    fulfillment_line_item_id: int | None = None
    sales_line_item_group_id: int | str | None = None
    requires_shipping: bool | None = None
    gift_card: bool | None = None
    grams: int | None = None
    """Weight of one piece."""
    price: Decimal | None = None
    """Of one piece before discounts, in the shop's currency."""
    price_set: MoneySet | None = None
    pre_tax_price: Decimal | None = None
    pre_tax_price_set: MoneySet | None = None
    total_discount: Decimal | None = None
    """In the shop's currency; mostly 0, since `discount_allocations` tell what was taken off."""
    total_discount_set: MoneySet | None = None
    discount_allocations: list[DiscountAllocation] | None = None
    taxable: bool | None = None
    tax_lines: list[TaxLine] | None = None
    duties: list[Duty] | None = None
    properties: list[Attribute] | None = None
    attributed_staffs: list[AttributedStaff] | None = None
    origin_location: Location | None = None
    destination_location: Location | None = None
    tip_payment_gateway: str | None = None
    """Of a tip only, like `tip_payment_method`."""
    tip_payment_method: str | None = None
