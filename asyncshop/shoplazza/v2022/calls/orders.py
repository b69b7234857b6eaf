"""The order endpoints of 2022-01.

Sources: shoplazza.dev, "Order List", "Order Count", "Create Order", "Update Order", "Close
Order", "Re-Open Order".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, TypeVar, Unpack, overload

from asyncshop import values
from asyncshop.endpoint import ListCall
from asyncshop.filters import Writers, written
from asyncshop.listing import OnError
from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    listing,
    pairs,
    size_of,
)
from asyncshop.shoplazza.calls.orders import OrderCalls
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2022.api import API, ENVELOPE
from asyncshop.shoplazza.v2022.calls.listing import page_number
from asyncshop.shoplazza.v2022.models import Order, OrderInput, OrderUpdate, PaymentInput
from asyncshop.values import Id, Time

T = TypeVar("T")

ORDERS = OrderCalls(ENVELOPE, Order, PaymentInput)


class CountFilters(TypedDict, total=False):
    """What `orders.count` can be narrowed by."""

    status: str
    financial_status: str
    fulfillment_status: str
    created_at_min: Time
    created_at_max: Time
    updated_at_min: Time
    updated_at_max: Time


class ListFilters(CountFilters, total=False):
    """What `orders.list` can be narrowed by."""

    ids: Id | Iterable[Id]
    recovery_status: str
    placed_at_min: Time
    placed_at_max: Time
    location_id: Id
    customer_id: Id
    keyword: str
    keyword_scope_fields: str | Iterable[str]
    sort_by: str
    sort_direction: str


_WRITE: Writers[list[str]] = {
    **write.ORDERS,
    "status": write.one(write.choice(write.STATUSES)),
    "financial_status": write.one(write.choice(write.FINANCIAL_STATUSES)),
    "fulfillment_status": write.one(write.choice(write.FULFILLMENT_STATUSES)),
    "recovery_status": write.one(write.choice(write.RECOVERY_STATUSES)),
    "keyword_scope_fields": write.listed(write.choice(write.SEARCH_FIELDS)),
}

ARRANGED = frozenset({"limit", "sort_by", "sort_direction"})
"""Arguments of `list_orders` that change nothing about which orders there are."""


@overload
def list_orders(
    *,
    limit: int | None = None,
    page: int | None = None,
    page_token: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[Order]: ...
@overload
def list_orders(
    *,
    into: type[T],
    limit: int | None = None,
    page: int | None = None,
    page_token: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[T]: ...
def list_orders(
    *,
    limit: int | None = None,
    page: int | None = None,
    page_token: str | None = None,
    into: Any = Order,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[Any]:
    """List orders, of every status unless `status` says otherwise, 10 a page.

    Args:
        limit: orders a page, 1 to 250.
        page: the number of the page to begin at, from 1; the platform refuses deep ones. The
            pages after it are found by its token.
        page_token: where to begin: the `cursor` of a page that the same filters gave.
        into: the type that each order is decoded into.
        on_error: called with the shop and the error for each order that cannot be decoded.
        ids: only these orders.
        status: opened, placed, finished or cancelled.
        financial_status: waiting, paying, paid, cancelled, failed, refunding, refund_failed,
            refunded or partially_refunded.
        fulfillment_status: initialled, waiting, partially_shipped, shipped, partially_finished,
            finished, cancelled, returning, returned or partially_returned.
        recovery_status: waiting, sending, recalling, failed or success.
        created_at_min: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_max, updated_at_min, updated_at_max, placed_at_min, placed_at_max.
        location_id, customer_id: only orders of these.
        keyword: a word to search for in `keyword_scope_fields`: name, number, id, sku, spu,
            shipping_email, shipping_phone, tracking_number and others.
        sort_by: created_at, placed_at or updated_at; `sort_direction` is asc or desc.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    size = size_of(MAX_LIMIT, limit=limit)
    sizes = () if size is None else (("limit", str(size)),)
    query = (*pairs(API, written(filters, ListFilters, _WRITE)), *sizes)
    start = values.given(page=(page, page_number), page_token=(page_token, values.text))
    return listing(
        routed("GET", "orders", ENVELOPE.many("orders", into), params=query),
        cursor="page_token",
        start=tuple(start.items()),
        limit=size or DEFAULT_LIMIT,
        into=into,
        on_error=on_error,
    )


def count_orders(**filters: Unpack[CountFilters]) -> Call[int]:
    """Count orders, of every status unless `status` says otherwise."""
    params = pairs(API, written(filters, CountFilters, _WRITE))
    return routed("GET", "orders/count", ENVELOPE.number("count"), params=params)


def create_order(order: OrderInput | Mapping[str, Any]) -> Call[Order]:
    """Create an order.

    Args:
        order: an `OrderInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `Order`.
        OutcomeUnknownError: when nobody knows whether it was created; it is not sent again.
    """
    return routed(
        "POST", "orders", ORDERS.read, content=contents("order", order, OrderInput, within="order")
    )


def update_order(order_id: Id, changes: OrderUpdate | Mapping[str, Any]) -> Call[Order]:
    """Update an order; only what is given is changed.

    Args:
        order_id: the order's id.
        changes: an `OrderUpdate`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `Order`: it would clear what the platform left out.
    """
    content = contents("changes", changes, OrderUpdate, within="order")
    route = "orders/{order_id}"
    return routed("PUT", route, ORDERS.read, content=content, order_id=order_id)


def close_order(order_id: Id) -> Call[Order]:
    """Close an order: nothing remains to be done for it."""
    return routed("POST", "orders/{order_id}/close", ORDERS.read, order_id=order_id)


def open_order(order_id: Id) -> Call[Order]:
    """Open a closed order again."""
    return routed("POST", "orders/{order_id}/open", ORDERS.read, order_id=order_id)
