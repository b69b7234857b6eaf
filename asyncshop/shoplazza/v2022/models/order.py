"""The order of Open API 2022-01."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import field

from asyncshop.common import CommonOrder
from asyncshop.shoplazza.common import common_order
from asyncshop.shoplazza.models.order import BaseOrder, listed
from asyncshop.shoplazza.models.payment import AdditionalPrice

from .address import Address
from .customer import Customer
from .fulfillment import Fulfillment
from .line_item import LineItem

if TYPE_CHECKING:
    from asyncshop.shop import Shop


class Order(BaseOrder, kw_only=True):
    """A customer's request to buy one or more products, as Open API 2022-01 tells it.

    Amounts are in the order's `currency`. Ids are text, such as `183211-00000005`.
    """

    cancelled_at: datetime | None = field(name="canceled_at", default=None)
    discount_code: str | None = None
    line_item_discount_total: Decimal | None = None
    product_tax_included: bool | None = None
    """Whether the prices of goods hold their tax."""
    total_refund_discount: Decimal | None = None
    total_refund_tax: Decimal | None = None
    addtional_prices_raw: list[AdditionalPrice] | AdditionalPrice | None = field(
        name="addtional_prices", default=None
    )
    """`additional_prices_raw` where it came under the misspelt name."""

    customer: Customer | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    line_items: list[LineItem] | None = None
    fulfillments: list[Fulfillment] | None = None

    landing_site: str | None = None
    invoice_url: str | None = None
    """The checkout page, without the shop's domain."""

    @property
    def additional_prices(self) -> list[AdditionalPrice]:
        """The charges beside goods, shipping and taxes, under either spelling of their name."""
        return listed(self.additional_prices_raw) or listed(self.addtional_prices_raw)

    def to_common(self, shop: Shop[Any] | str | None = None) -> CommonOrder:
        """Give the order in the words that all platforms share.

        Args:
            shop: the shop that it is of, or its domain: an order itself does not tell.

        Raises:
            ValueError: for an order without an id.
        """
        return common_order(self, shop)
