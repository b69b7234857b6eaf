"""What happens after a sale: returns and refunds, as a member of staff works through them."""

from asyncshop.shoplazza.models.config import MarketPrice
from asyncshop.shoplazza.models.fulfillment import ShippingLine
from asyncshop.shoplazza.models.payment import PaymentLine
from asyncshop.shoplazza.models.post_sale import (
    BasePostSale,
    BasePostSaleLineItem,
    PostSaleFulfillment,
)


class PostSaleLineItem(BasePostSaleLineItem, kw_only=True):
    """A variant that a post-sale is about."""

    fulfillments: list[PostSaleFulfillment] | None = None
    main_currency_prices: MarketPrice | None = None


class PostSale(BasePostSale, kw_only=True):
    """A post-sale of an order; amounts are in `currency_code`."""

    line_items: list[PostSaleLineItem] | None = None
    payment_lines: list[PaymentLine] | None = None
    shipping_line: ShippingLine | None = None
    main_currency_prices: MarketPrice | None = None
