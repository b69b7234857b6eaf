"""The order endpoints of 2026-01.

Sources: shoplazza.dev, "Manage orders", "List orders", "Get order count", "Create order",
"Update order".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, TypeVar, Unpack, overload

from asyncshop.endpoint import ListCall
from asyncshop.filters import Writers, written
from asyncshop.listing import OnError
from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import MAX_LIMIT, pairs, size_of
from asyncshop.shoplazza.calls.orders import OrderCalls
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2026.api import API, ENVELOPE
from asyncshop.shoplazza.v2026.calls.listing import paged
from asyncshop.shoplazza.v2026.models import Order, OrderInput, OrderUpdate, PaymentInput
from asyncshop.values import Id, Time

T = TypeVar("T")

Texts = str | Iterable[str]
Ids = Id | Iterable[Id]

ORDERS = OrderCalls(ENVELOPE, Order, PaymentInput)

FUZZY_FIELDS = (*write.SEARCH_FIELDS, "customer_id", "shop_name", "staff_contact")


class OrderFilters(TypedDict, total=False):
    """What `orders.list` and `orders.count` can be narrowed by."""

    ids: Ids
    status: Texts
    financial_status: Texts
    fulfillment_status: Texts
    recovery_status: Texts
    created_at_min: Time
    created_at_max: Time
    updated_at_min: Time
    updated_at_max: Time
    placed_at_min: Time
    placed_at_max: Time
    finished_at_min: Time
    finished_at_max: Time
    fulfilled_at_min: Time
    fulfilled_at_max: Time
    last_referrer_show_created_at_min: Time
    last_referrer_show_created_at_max: Time
    source_name_created_at_min: Time
    source_name_created_at_max: Time
    total_min: write.Amount
    total_max: write.Amount
    location_id: Id
    customer_id: Id
    sales_platform: Texts
    product_ids: Ids
    skus: Texts
    spus: Texts
    order_tags: Texts
    customer_emails: Texts
    shipping_emails: Texts
    shipping_phones: Texts
    browser_ips: Texts
    keyword: str
    keyword_scope_fields: Texts
    fuzzy_fields: Texts
    fuzzy_keywords: Texts
    fuzzy_relation: str


class ListFilters(OrderFilters, total=False):
    """What `orders.list` takes besides."""

    sort_by: str
    sort_direction: str


class CountFilters(OrderFilters, total=False):
    """What `orders.count` takes besides."""

    admin_hasfilter: bool


_WRITE: Writers[list[str]] = {
    **write.ORDERS,
    "status": write.listed(write.choice(write.STATUSES)),
    "financial_status": write.listed(write.choice(write.FINANCIAL_STATUSES)),
    "fulfillment_status": write.listed(write.choice(write.FULFILLMENT_STATUSES)),
    "recovery_status": write.listed(write.choice(write.RECOVERY_STATUSES)),
    "finished_at_min": write.moment,
    "finished_at_max": write.moment,
    "fulfilled_at_min": write.moment,
    "fulfilled_at_max": write.moment,
    "last_referrer_show_created_at_min": write.moment,
    "last_referrer_show_created_at_max": write.moment,
    "source_name_created_at_min": write.moment,
    "source_name_created_at_max": write.moment,
    "total_min": write.amount,
    "total_max": write.amount,
    "sales_platform": write.texts,
    "product_ids": write.keys,
    "skus": write.texts,
    "spus": write.texts,
    "order_tags": write.texts,
    "customer_emails": write.texts,
    "shipping_emails": write.texts,
    "shipping_phones": write.texts,
    "browser_ips": write.texts,
    "keyword_scope_fields": write.names,
    "fuzzy_fields": write.listed(write.choice(FUZZY_FIELDS)),
    "fuzzy_keywords": write.texts,
    "fuzzy_relation": write.one(write.choice(("and", "or"))),
    "admin_hasfilter": write.one(write.flag),
}

SIZES = frozenset({"limit", "page_size", "per_page"})
"""The names of how many orders are on a page."""

ARRANGED = SIZES | {"sort_by", "sort_direction"}
"""Arguments of `list_orders` that change nothing about which orders there are."""


@overload
def list_orders(
    *,
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[Order]: ...
@overload
def list_orders(
    *,
    into: type[T],
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[T]: ...
def list_orders(
    *,
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    into: Any = Order,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[Any]:
    """List orders, of every status unless `status` says otherwise, 10 a page.

    Filters that take several values take one as well; of several, any one must fit.

    Args:
        limit: orders a page, 1 to 250.
        page_size: the same: what the platform's specification calls it.
        per_page: the same: what the platform's guide calls it.
        cursor: where to begin: the `cursor` of a page that the same filters gave.
        into: the type that each order is decoded into.
        on_error: called with the shop and the error for each order that cannot be decoded.
        ids: only these orders.
        status: opened, placed, finished, cancelled.
        financial_status: waiting, paying, authorized, partially_paid, paid, cancelled, failed,
            refunding, refund_failed, refunded, partially_refunded.
        fulfillment_status: initialled, waiting, partially_shipped, shipped, partially_finished,
            finished, cancelled, returning, partially_returned, returned.
        recovery_status: waiting, sending, recalling, failed, success.
        created_at_min: an aware datetime, or ISO 8601 with an offset. Likewise created_at_max and
            updated_at, placed_at, finished_at, fulfilled_at, last_referrer_show_created_at,
            source_name_created_at with `_min` and `_max`.
        total_min: an amount; likewise total_max.
        customer_id: only orders of this customer. Likewise location_id, sales_platform,
            product_ids, skus, spus, order_tags, customer_emails, shipping_emails,
            shipping_phones, browser_ips.
        keyword: a word to search for in `keyword_scope_fields`.
        fuzzy_keywords: words to search for in `fuzzy_fields`, joined by `fuzzy_relation`.
        sort_by: created_at, placed_at or updated_at; `sort_direction` is asc or desc.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    return paged(
        "orders",
        "orders",
        into,
        filters=pairs(API, written(filters, ListFilters, _WRITE)),
        size=size_of(MAX_LIMIT, limit=limit, page_size=page_size, per_page=per_page),
        cursor=cursor,
        on_error=on_error,
    )


def count_orders(**filters: Unpack[CountFilters]) -> Call[int]:
    """Count orders, of every status unless `status` says otherwise; the filters are `list`'s."""
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
    content = contents("order", order, OrderInput, within="order")
    return routed("POST", "orders", ORDERS.read, content={"order": content})


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
    return routed("PUT", route, ORDERS.read, content={"order": content}, order_id=order_id)
