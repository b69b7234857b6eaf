"""`shop.orders` and the other resources of 2026-01: the endpoints as methods."""

from __future__ import annotations

from asyncshop.endpoint import Namespace, answers, lists, lists_answers, sends
from asyncshop.shoplazza.v2026.calls import fulfillments, orders, post_sales, refunds, shipping
from asyncshop.shoplazza.v2026.calls.fulfillments import FULFILLMENTS
from asyncshop.shoplazza.v2026.calls.orders import ORDERS
from asyncshop.shoplazza.v2026.calls.refunds import REFUNDS
from asyncshop.shoplazza.v2026.calls.risks import RISKS
from asyncshop.shoplazza.v2026.calls.transactions import TRANSACTIONS


class OrdersWithResponse(Namespace):
    """The order endpoints, each giving the whole `Response` instead of its data alone.

    `list` is to be iterated answer by answer; when awaited, it gives the first page's.
    """

    list = lists_answers(orders.list_orders)
    get = answers(ORDERS.get)
    get_by_number = answers(ORDERS.get_by_number)
    count = answers(orders.count_orders)
    create = answers(orders.create_order)
    update = answers(orders.update_order)
    cancel = answers(ORDERS.cancel)
    payment_success = answers(ORDERS.payment_success)
    delete = answers(ORDERS.delete)


class Orders(Namespace):
    """The orders of one shop."""

    list = lists(orders.list_orders)
    get = sends(ORDERS.get)
    get_by_number = sends(ORDERS.get_by_number)
    count = sends(orders.count_orders)
    create = sends(orders.create_order)
    update = sends(orders.update_order)
    cancel = sends(ORDERS.cancel)
    payment_success = sends(ORDERS.payment_success)
    delete = sends(ORDERS.delete)

    @property
    def with_response(self) -> OrdersWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return OrdersWithResponse(self.shop)


class FulfillmentsWithResponse(Namespace):
    """The fulfillment endpoints, each giving the whole `Response` instead of its data alone.

    `list` is to be iterated answer by answer; when awaited, it gives the first page's.
    """

    list = lists_answers(fulfillments.list_fulfillments)
    count = answers(FULFILLMENTS.count)
    get = answers(FULFILLMENTS.get)
    create = answers(FULFILLMENTS.create)
    update = answers(FULFILLMENTS.update)
    complete = answers(FULFILLMENTS.complete)
    cancel = answers(FULFILLMENTS.cancel)


class Fulfillments(Namespace):
    """What is sent to customers, order by order."""

    list = lists(fulfillments.list_fulfillments)
    count = sends(FULFILLMENTS.count)
    get = sends(FULFILLMENTS.get)
    create = sends(FULFILLMENTS.create)
    update = sends(FULFILLMENTS.update)
    complete = sends(FULFILLMENTS.complete)
    cancel = sends(FULFILLMENTS.cancel)

    @property
    def with_response(self) -> FulfillmentsWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return FulfillmentsWithResponse(self.shop)


class RefundsWithResponse(Namespace):
    """The refund endpoints, each giving the whole `Response` instead of its data alone."""

    list = answers(REFUNDS.list)
    create = answers(refunds.create_refund)


class Refunds(Namespace):
    """What is given back, order by order."""

    list = sends(REFUNDS.list)
    create = sends(refunds.create_refund)

    @property
    def with_response(self) -> RefundsWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return RefundsWithResponse(self.shop)


class RefundRecordsWithResponse(Namespace):
    """The refund record endpoints, each giving the whole `Response` instead of its data alone.

    `list` is to be iterated answer by answer; when awaited, it gives the first page's.
    """

    list = lists_answers(refunds.list_records)
    count = answers(refunds.count_records)


class RefundRecords(Namespace):
    """What was given back, over all orders of one shop."""

    list = lists(refunds.list_records)
    count = sends(refunds.count_records)

    @property
    def with_response(self) -> RefundRecordsWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return RefundRecordsWithResponse(self.shop)


class TransactionsWithResponse(Namespace):
    """The transaction endpoints, each giving the whole `Response` instead of its data alone."""

    list = answers(TRANSACTIONS.list)


class Transactions(Namespace):
    """What the payments came to, order by order."""

    list = sends(TRANSACTIONS.list)

    @property
    def with_response(self) -> TransactionsWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return TransactionsWithResponse(self.shop)


class RisksWithResponse(Namespace):
    """The risk endpoints, each giving the whole `Response` instead of its data alone."""

    assessment = answers(RISKS.assessment)
    get = answers(RISKS.get)
    create = answers(RISKS.create)
    update = answers(RISKS.update)
    delete = answers(RISKS.delete)


class Risks(Namespace):
    """How risky orders are."""

    assessment = sends(RISKS.assessment)
    get = sends(RISKS.get)
    create = sends(RISKS.create)
    update = sends(RISKS.update)
    delete = sends(RISKS.delete)

    @property
    def with_response(self) -> RisksWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return RisksWithResponse(self.shop)


class PostSalesWithResponse(Namespace):
    """The post-sale endpoints, each giving the whole `Response` instead of its data alone.

    `list` is to be iterated answer by answer; when awaited, it gives the first page's.
    """

    list = lists_answers(post_sales.list_post_sales)
    delete = answers(post_sales.delete_post_sale)


class PostSales(Namespace):
    """What happens after sales, over all orders of one shop."""

    list = lists(post_sales.list_post_sales)
    delete = sends(post_sales.delete_post_sale)

    @property
    def with_response(self) -> PostSalesWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return PostSalesWithResponse(self.shop)


class TrackingCarriersWithResponse(Namespace):
    """The carrier endpoints, each giving the whole `Response` instead of its data alone."""

    list = answers(shipping.list_carriers)
    detect = answers(shipping.detect_carrier)


class TrackingCarriers(Namespace):
    """The companies whose parcels can be followed."""

    list = sends(shipping.list_carriers)
    detect = sends(shipping.detect_carrier)

    @property
    def with_response(self) -> TrackingCarriersWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return TrackingCarriersWithResponse(self.shop)


class ShippingLinesWithResponse(Namespace):
    """The shipping line endpoints, each giving the whole `Response` instead of its data alone."""

    available = answers(shipping.available_lines)


class ShippingLines(Namespace):
    """The ways that orders could be shipped."""

    available = sends(shipping.available_lines)

    @property
    def with_response(self) -> ShippingLinesWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return ShippingLinesWithResponse(self.shop)


class ShippingZonesWithResponse(Namespace):
    """The shipping zone endpoints, each giving the whole `Response` instead of its data alone."""

    create = answers(shipping.create_zone)
    update = answers(shipping.update_zone)
    delete = answers(shipping.delete_zone)


class ShippingZones(Namespace):
    """The areas that one shop ships to."""

    create = sends(shipping.create_zone)
    update = sends(shipping.update_zone)
    delete = sends(shipping.delete_zone)

    @property
    def with_response(self) -> ShippingZonesWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return ShippingZonesWithResponse(self.shop)


class ShippingSchemasWithResponse(Namespace):
    """The shipping schema endpoints, each giving the whole `Response` instead of its data alone."""

    get = answers(shipping.get_schema)
    save = answers(shipping.save_schema)


class ShippingSchemas(Namespace):
    """The zones of one shop, and the ways to ship there."""

    get = sends(shipping.get_schema)
    save = sends(shipping.save_schema)

    @property
    def with_response(self) -> ShippingSchemasWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return ShippingSchemasWithResponse(self.shop)
