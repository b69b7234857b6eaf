"""A shop that is asked by Open API 2022-01."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from asyncshop.listing import Listing
from asyncshop.shoplazza.calls.listing import MAX_LIMIT
from asyncshop.shoplazza.filters import without_any
from asyncshop.shoplazza.shop import ShoplazzaShop
from asyncshop.shoplazza.v2022 import resources
from asyncshop.shoplazza.v2022.calls import orders
from asyncshop.shoplazza.v2022.models import Order


class ShoplazzaShop2022(ShoplazzaShop[Order]):
    """A handle on one Shoplazza shop, of the generation before 2025-06."""

    endpoints: ClassVar[Any] = orders

    @property
    def orders(self) -> resources.Orders:
        """The orders of the shop."""
        return resources.Orders(self)

    @property
    def fulfillments(self) -> resources.Fulfillments:
        """What is sent to customers, order by order."""
        return resources.Fulfillments(self)

    @property
    def refunds(self) -> resources.Refunds:
        """What is given back, order by order."""
        return resources.Refunds(self)

    @property
    def transactions(self) -> resources.Transactions:
        """What the payments came to, order by order."""
        return resources.Transactions(self)

    @property
    def risks(self) -> resources.Risks:
        """How risky orders are."""
        return resources.Risks(self)

    @property
    def post_sales(self) -> resources.PostSales:
        """What happens after sales, over all orders of the shop."""
        return resources.PostSales(self)

    def full_listing(self, filters: Mapping[str, Any]) -> Listing[Any]:
        """List every status, on the largest pages."""
        return self.orders.list(**{"limit": MAX_LIMIT, **without_any(filters)})
