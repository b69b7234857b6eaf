"""What happens after a sale: returns and refunds, as a member of staff works through them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.model import ReadModel

from .enumerations import FinancialStatus, FulfillmentStatus, PostSaleStatus
from .line_item import Image, LineItemOption
from .visit import Interaction, source_of


class PostSaleFulfillment(ReadModel, kw_only=True):
    """One shipment of what a post-sale is about."""

    tracking_number: str | None = None
    tracking_company: str | None = None
    created_at: datetime | None = None


class BasePostSaleLineItem(ReadModel, kw_only=True):
    """A variant that a post-sale is about: what both generations tell."""

    id: str | None = None
    product_id: str | None = None
    product_title: str | None = None
    product_handle: str | None = None
    product_tags: list[str] | None = None
    variant_id: str | None = None
    variant_title: str | None = None
    sku: str | None = None
    spu: str | None = None
    """The code of the product, as `sku` is that of the variant."""
    vendor: str | None = None
    vendor_url: str | None = None
    image: Image | None = None
    options: list[LineItemOption] | None = None
    properties: Any = None
    note: str | None = None
    quantity: int | None = None
    """As ordered."""
    oversold_quantity: int | None = None
    price: Decimal | None = None
    """Of one piece."""
    compare_at_price: Decimal | None = None
    total: Decimal | None = None
    weight: Decimal | None = None
    weight_unit: str | None = None
    taxable: bool | None = None
    requires_shipping: bool | None = None
    fulfillment_status: FulfillmentStatus | None = None
    refund_quantity: int | None = None
    refund_price: Decimal | None = None
    refund_discount: Decimal | None = None
    refund_tax: Decimal | None = None
    refund_total: Decimal | None = None


class BasePostSale(ReadModel, kw_only=True):
    """A post-sale of an order: what both generations tell; amounts are in `currency_code`."""

    id: str | None = None
    number: str | None = None
    """The order's number with a suffix, such as `00000059-S1`."""
    order_number: str | None = None
    status: PostSaleStatus | None = None
    financial_status: FinancialStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    created_at: datetime | None = None
    placed_at: datetime | None = None
    currency_code: str | None = None
    order_total: Decimal | None = None
    refund_amount: Decimal | None = None
    all_tax_total: Decimal | None = None
    shipping_tax_total: Decimal | None = None
    shipping_tax_type: int | None = None
    discount_code: str | None = None
    post_sale_note: str | None = None

    customer_name: str | None = None
    recipient_name: str | None = None
    shipping_country: str | None = None
    shipping_email: str | None = None
    shipping_phone: str | None = None
    delivery_method: int | None = None
    fulfillments: list[PostSaleFulfillment] | None = None
    payment_method: str | None = None
    credit_card_number: str | None = None
    """Last four digits."""

    source: str | None = None
    """The first page of the first visit."""
    source_name_raw: Interaction | str | None = field(name="source_name", default=None)
    """As it came, with its time in JSON where it has one."""
    last_landing_url: str | None = None
    last_referrer_show_raw: Interaction | str | None = field(
        name="last_referrer_show", default=None
    )
    """As it came, with its time in JSON where it has one."""
    sales_platform: str | None = None
    shop_name: str | None = None
    staff_contact: str | None = None

    @property
    def source_name(self) -> str | None:
        """Where the first visit came from."""
        return source_of(self.source_name_raw)

    @property
    def last_referrer_show(self) -> str | None:
        """Where the last visit came from."""
        return source_of(self.last_referrer_show_raw)
