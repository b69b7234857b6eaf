"""A shop that is asked by Open API 2026-01."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from asyncshop.listing import Listing
from asyncshop.shoplazza.calls.listing import MAX_LIMIT
from asyncshop.shoplazza.filters import without_any
from asyncshop.shoplazza.shop import ShoplazzaShop
from asyncshop.shoplazza.v2026 import resources
from asyncshop.shoplazza.v2026.calls import orders
from asyncshop.shoplazza.v2026.models import Order


class ShoplazzaShop2026(ShoplazzaShop[Order]):
    """A handle on one Shoplazza shop, of the generation since 2025-06."""

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
    def refund_records(self) -> resources.RefundRecords:
        """What was given back, over all orders of the shop."""
        return resources.RefundRecords(self)

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

    @property
    def tracking_carriers(self) -> resources.TrackingCarriers:
        """The companies whose parcels can be followed."""
        return resources.TrackingCarriers(self)

    @property
    def shipping_lines(self) -> resources.ShippingLines:
        """The ways that orders could be shipped."""
        return resources.ShippingLines(self)

    @property
    def shipping_zones(self) -> resources.ShippingZones:
        """The areas that the shop ships to."""
        return resources.ShippingZones(self)

    @property
    def shipping_schemas(self) -> resources.ShippingSchemas:
        """The zones of the shop, and the ways to ship there."""
        return resources.ShippingSchemas(self)

    def full_listing(self, filters: Mapping[str, Any]) -> Listing[Any]:
        """List every status, on the largest pages."""
        given = without_any(filters)
        if given.keys().isdisjoint(orders.SIZES):
            given["limit"] = MAX_LIMIT
        return self.orders.list(**given)
