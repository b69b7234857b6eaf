"""`shop.orders`: the order endpoints as methods."""

from __future__ import annotations

from asyncshop.endpoint import Namespace, answers, lists, lists_answers, sends
from asyncshop.shopify import calls


class OrdersWithResponse(Namespace):
    """The order endpoints, each giving the whole `Response` instead of its data alone.

    `list` is to be iterated answer by answer; when awaited, it gives the first page's.
    """

    list = lists_answers(calls.list_orders)
    get = answers(calls.get_order)
    count = answers(calls.count_orders)
    create = answers(calls.create_order)
    update = answers(calls.update_order)
    cancel = answers(calls.cancel_order)
    close = answers(calls.close_order)
    open = answers(calls.open_order)
    delete = answers(calls.delete_order)


class Orders(Namespace):
    """The orders of one shop."""

    list = lists(calls.list_orders)
    get = sends(calls.get_order)
    count = sends(calls.count_orders)
    create = sends(calls.create_order)
    update = sends(calls.update_order)
    cancel = sends(calls.cancel_order)
    close = sends(calls.close_order)
    open = sends(calls.open_order)
    delete = sends(calls.delete_order)

    @property
    def with_response(self) -> OrdersWithResponse:
        """The same endpoints, giving the whole answer with its status, headers and body."""
        return OrdersWithResponse(self.shop)
