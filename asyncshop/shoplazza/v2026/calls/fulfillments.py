"""The fulfillment endpoints of 2026-01.

Sources: shoplazza.dev, "List fulfillments", and what both generations have alike.
"""

from __future__ import annotations

from typing import Unpack

from asyncshop.endpoint import ListCall
from asyncshop.listing import OnError
from asyncshop.shoplazza.calls.fulfillments import ALL, FulfillmentCalls, FulfillmentFilters
from asyncshop.shoplazza.calls.listing import MAX_LIMIT, size_of
from asyncshop.shoplazza.v2026.api import API, ENVELOPE
from asyncshop.shoplazza.v2026.calls.listing import paged
from asyncshop.shoplazza.v2026.models import Fulfillment, FulfillmentInput, FulfillmentUpdate
from asyncshop.values import Id

FULFILLMENTS = FulfillmentCalls(
    API, ENVELOPE, Fulfillment, FulfillmentInput, FulfillmentUpdate, within="fulfillment"
)


def list_fulfillments(
    order_id: Id,
    *,
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[FulfillmentFilters],
) -> ListCall[Fulfillment]:
    """List the fulfillments of an order, 10 a page.

    Args:
        order_id: the order's id.
        limit: fulfillments a page, 1 to 250; `page_size` and `per_page` are the same.
        page_size: see `limit`.
        per_page: see `limit`.
        cursor: where to begin: the `cursor` of a page that the same filters gave.
        on_error: called with the shop and the error for each one that cannot be decoded.
        created_at_min: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_max, updated_at_min, updated_at_max.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    return paged(
        ALL,
        "fulfillments",
        Fulfillment,
        filters=FULFILLMENTS.params(filters),
        size=size_of(MAX_LIMIT, limit=limit, page_size=page_size, per_page=per_page),
        cursor=cursor,
        on_error=on_error,
        order_id=order_id,
    )
