"""The fulfillment endpoints of 2022-01.

Sources: shoplazza.dev, "Fulfillment List", and what both generations have alike. The answer of the
list is not documented; it is read as those of other lists.
"""

from __future__ import annotations

from typing import Unpack

from asyncshop.endpoint import ListCall
from asyncshop.listing import OnError
from asyncshop.shoplazza.calls.fulfillments import ALL, FulfillmentCalls, FulfillmentFilters
from asyncshop.shoplazza.calls.listing import MAX_LIMIT, size_of
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2022.api import API, ENVELOPE
from asyncshop.shoplazza.v2022.calls.listing import numbered
from asyncshop.shoplazza.v2022.models import Fulfillment, FulfillmentInput, FulfillmentUpdate
from asyncshop.values import Id

DEFAULT_FULFILLMENTS = 50
"""How many fulfillments there are on a page unless it is said."""

FULFILLMENTS = FulfillmentCalls(
    API, ENVELOPE, Fulfillment, FulfillmentInput, FulfillmentUpdate, within=None
)


def list_fulfillments(
    order_id: Id,
    *,
    limit: int | None = None,
    page: int | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[FulfillmentFilters],
) -> ListCall[Fulfillment]:
    """List the fulfillments of an order, 50 a page; an empty page is the end.

    Args:
        order_id: the order's id.
        limit: fulfillments a page, 1 to 250.
        page: the number of the page to begin at, from 1. A page's `cursor` begins with that of the
            next.
        on_error: called with the shop and the error for each one that cannot be decoded.
        created_at_min: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_max, updated_at_min, updated_at_max.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    size = size_of(MAX_LIMIT, limit=limit)
    sizes = () if size is None else (("limit", str(size)),)
    query = (*FULFILLMENTS.params(filters), *sizes)
    read = ENVELOPE.many("fulfillments")
    return numbered(
        routed("GET", ALL, read, params=query, order_id=order_id),
        page=page,
        limit=size or DEFAULT_FULFILLMENTS,
        into=Fulfillment,
        on_error=on_error,
    )
