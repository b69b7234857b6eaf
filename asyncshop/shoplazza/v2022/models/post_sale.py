"""What happens after a sale: returns and refunds, as a member of staff works through them."""

from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models import config
from asyncshop.shoplazza.models.fulfillment import ShippingLine
from asyncshop.shoplazza.models.post_sale import (
    BasePostSale,
    BasePostSaleLineItem,
    PostSaleFulfillment,
)


class MarketPrice(config.MarketPrice, kw_only=True):
    """Prices of a line item, or the total of an order, in the currency of the primary market."""

    total_price: Decimal | None = field(name="total", default=None)
    order_total: Decimal | None = None


class PostSalePaymentLine(ReadModel, kw_only=True):
    """A way an order was paid, as a post-sale tells it."""

    payment_name: str | None = field(name="name", default=None)
    payment_channel: str | None = field(name="channel", default=None)
    payment_method: str | None = field(name="method", default=None)
    credit_card_number: str | None = None
    """Last four digits."""
    trans_channel: str | None = None
    trans_method: str | None = None


class PostSaleLineItem(BasePostSaleLineItem, kw_only=True):
    """A variant that a post-sale is about."""

    fulfillments: list[PostSaleFulfillment] | None = field(name="fulfillment", default=None)
    main_currency_prices: MarketPrice | None = None


class PostSale(BasePostSale, kw_only=True):
    """A post-sale of an order; amounts are in `currency_code`."""

    line_items: list[PostSaleLineItem] | None = None
    payment_lines: list[PostSalePaymentLine] | None = None
    shipping_line_name: str | None = None
    shipping_line_desc: str | None = None
    shipping_address_extra_info: Any = None
    main_currency_prices: MarketPrice | None = None
    browser_ip: str | None = None
    device: str | None = None

    @property
    def shipping_line(self) -> ShippingLine | None:
        """The shipping plan chosen for the order."""
        if self.shipping_line_name is None and self.shipping_line_desc is None:
            return None
        return ShippingLine(
            name=self.shipping_line_name,
            desc=self.shipping_line_desc,
            delivery_method=self.delivery_method,
        )


class PostSales(ReadModel, kw_only=True):
    """A page of post-sales, and how many there are in all."""

    post_sales: list[PostSale] | None = None
    count: int | None = None
    pending_count: int | None = None
    processing_count: int | None = None
