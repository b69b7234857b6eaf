"""The refund endpoints of 2026-01: of one order, and of the whole shop.

Sources: shoplazza.dev, "Create order refund record", "List order refund records", "List refund
records", "Get refund records count".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, Unpack

from asyncshop import values
from asyncshop.endpoint import ListCall
from asyncshop.filters import Writers, written
from asyncshop.listing import OnError
from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import pairs, size_of
from asyncshop.shoplazza.calls.refunds import ALL, RefundCalls
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2026.api import API, ENVELOPE
from asyncshop.shoplazza.v2026.calls.listing import paged
from asyncshop.shoplazza.v2026.models import CreatedRefund, OrderRefunds, RefundInput, RefundRecord
from asyncshop.values import Id, Time

MAX_RECORDS = 100
"""How many refund records there are on a page at most."""

SORT_FIELDS = ("created_at", "updated_at")

REFUNDS = RefundCalls(ENVELOPE.whole(OrderRefunds))


class CountFilters(TypedDict, total=False):
    """What `refund_records.count` can be narrowed by."""

    order_ids: Id | Iterable[Id]
    refund_order_ids: Id | Iterable[Id]
    refund_statuses: str | Iterable[str]
    created_at_start: Time
    created_at_end: Time
    updated_at_start: Time
    updated_at_end: Time


class ListFilters(CountFilters, total=False):
    """What `refund_records.list` takes besides."""

    sort_by: str
    sort_direction: str


_WRITE: Writers[list[str]] = {
    "order_ids": write.listed(values.key, most=10),
    "refund_order_ids": write.listed(values.key, most=20),
    "refund_statuses": write.listed(write.choice(write.REFUND_STATUSES)),
    "created_at_start": write.moment,
    "created_at_end": write.moment,
    "updated_at_start": write.moment,
    "updated_at_end": write.moment,
    "sort_by": write.one(write.choice(SORT_FIELDS)),
    "sort_direction": write.direction,
}


def create_refund(order_id: Id, refund: RefundInput | Mapping[str, Any]) -> Call[CreatedRefund]:
    """Refund an order, or a part of it.

    Args:
        order_id: the order's id.
        refund: a `RefundInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `RefundRecord`.
        OutcomeUnknownError: when nobody knows whether it was refunded; it is not sent again.
    """
    return routed(
        "POST",
        ALL,
        ENVELOPE.whole(CreatedRefund),
        content={"refund": contents("refund", refund, RefundInput, within="refund")},
        order_id=order_id,
    )


def list_records(
    *,
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[ListFilters],
) -> ListCall[RefundRecord]:
    """List the refunds of all orders, 10 a page.

    Args:
        limit: refund records a page, 1 to 100; `page_size` and `per_page` are the same.
        page_size: see `limit`.
        per_page: see `limit`.
        cursor: where to begin: the `cursor` of a page that the same filters gave.
        on_error: called with the shop and the error for each one that cannot be decoded.
        order_ids: only refunds of these orders, at most 10.
        refund_order_ids: only the refund records of these ids, at most 20.
        refund_statuses: pending, finished or failed; any of them must fit.
        created_at_start: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_end, updated_at_start, updated_at_end.
        sort_by: created_at or updated_at; `sort_direction` is asc or desc.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    return paged(
        "orders/refund_records",
        "records",
        RefundRecord,
        filters=pairs(API, written(filters, ListFilters, _WRITE)),
        size=size_of(MAX_RECORDS, limit=limit, page_size=page_size, per_page=per_page),
        cursor=cursor,
        on_error=on_error,
    )


def count_records(**filters: Unpack[CountFilters]) -> Call[int]:
    """Count the refunds of all orders; the filters are `list`'s."""
    params = pairs(API, written(filters, CountFilters, _WRITE))
    return routed("GET", "orders/refund_records/count", ENVELOPE.number("count"), params=params)
