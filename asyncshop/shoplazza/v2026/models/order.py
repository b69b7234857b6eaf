"""The order of Open API 2026-01."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asyncshop.common import CommonOrder
from asyncshop.shoplazza.common import common_order
from asyncshop.shoplazza.models.address import Address
from asyncshop.shoplazza.models.config import MarketPrice
from asyncshop.shoplazza.models.customer import Customer
from asyncshop.shoplazza.models.order import BaseOrder
from asyncshop.shoplazza.models.payment import PaymentLine

from .fulfillment import Fulfillment
from .line_item import LineItem

if TYPE_CHECKING:
    from asyncshop.shop import Shop


class Order(BaseOrder, kw_only=True):
    """A customer's request to buy one or more products, as Open API 2026-01 tells it.

    Amounts are in the order's `currency`, except `primary_market_price`. Ids are text.
    """

    order_type: str | None = None
    finished_at: datetime | None = None
    duty_total: Decimal | None = None
    primary_market_price: MarketPrice | None = None

    customer: Customer | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    line_items: list[LineItem] | None = None
    fulfillments: list[Fulfillment] | None = None
    payment_lines: list[PaymentLine] | None = None

    order_confirm_notify: int | None = None
    """0 to 2, like the three below."""
    fulfillment_notify: int | None = None
    partial_fulfillment_notify: int | None = None
    order_delivered_notify: int | None = None

    device: str | None = None

    def to_common(self, shop: Shop[Any] | str | None = None) -> CommonOrder:
        """Give the order in the words that all platforms share.

        Args:
            shop: the shop that it is of, or its domain: an order itself does not tell.

        Raises:
            ValueError: for an order without an id.
        """
        primary = self.primary_market_price
        return common_order(self, shop, primary_total=primary.total_price if primary else None)
