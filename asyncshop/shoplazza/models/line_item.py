"""What was bought."""

from decimal import Decimal
from typing import Any

from asyncshop.model import ReadModel

from .enumerations import FulfillmentStatus


class Image(ReadModel, kw_only=True):
    """A picture of a product; sizes are in pixels."""

    src: str | None = None
    path: str | None = None
    alt: str | None = None
    width: int | None = None
    height: int | None = None


class LineItemOption(ReadModel, kw_only=True):
    """What was chosen, such as a colour or an engraving."""

    name: str | None = None
    value: Any = None
    """Text, as a rule."""


class BaseLineItem(ReadModel, kw_only=True):
    """A variant and its quantity in an order: what both generations tell."""

    id: str | None = None
    product_id: str | None = None
    product_title: str | None = None
    product_url: str | None = None
    variant_id: str | None = None
    variant_title: str | None = None
    sku: str | None = None
    vendor: str | None = None
    quantity: int | None = None
    note: str | None = None
    price: Decimal | None = None
    """Of one piece."""
    compare_at_price: Decimal | None = None
    weight: Decimal | None = None
    """Of one piece, in `weight_unit`."""
    weight_unit: str | None = None
    fulfillment_status: FulfillmentStatus | None = None
    taxable: bool | None = None
    requires_shipping: bool | None = None
    product_slug: str | None = None
    refund_quantity_total: int | None = None
    ship_quantity: int | None = None
    """How many of it a fulfillment ships; not told in the order's own list."""
    custom_properties: Any = None
