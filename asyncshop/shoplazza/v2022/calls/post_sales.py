"""The post-sale endpoint of 2022-01.

Source: shoplazza.dev, "After Sales List".
"""

from __future__ import annotations

from typing import TypedDict, Unpack

from asyncshop.endpoint import ListCall
from asyncshop.filters import Writers, written
from asyncshop.listing import OnError
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import DEFAULT_LIMIT, pairs, size_of
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2022.api import API, ENVELOPE
from asyncshop.shoplazza.v2022.calls.listing import numbered
from asyncshop.shoplazza.v2022.models import PostSale
from asyncshop.values import Time


class PostSaleFilters(TypedDict, total=False):
    """What `post_sales.list` can be narrowed by."""

    status: str
    created_at_start: Time
    created_at_end: Time


_WRITE: Writers[list[str]] = {
    "status": write.one(write.choice(write.POST_SALE_STATUSES)),
    "created_at_start": write.moment,
    "created_at_end": write.moment,
}


def list_post_sales(
    *,
    limit: int | None = None,
    per_page: int | None = None,
    page: int | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[PostSaleFilters],
) -> ListCall[PostSale]:
    """List the post-sales of all orders; an empty page is the end.

    Args:
        limit: post-sales a page, from 1.
        per_page: the same: what the platform calls it.
        page: the number of the page to begin at, from 1. A page's `cursor` begins with that of the
            next.
        on_error: called with the shop and the error for each one that cannot be decoded.
        status: pending, processing or finished.
        created_at_start: an aware datetime, or ISO 8601 with an offset. Likewise created_at_end.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    size = size_of(limit=limit, per_page=per_page)
    sizes = () if size is None else (("per_page", str(size)),)
    query = (*pairs(API, written(filters, PostSaleFilters, _WRITE)), *sizes)
    read = ENVELOPE.many("post_sales")
    return numbered(
        routed("GET", "orders/after_sales_list", read, params=query),
        page=page,
        limit=size or DEFAULT_LIMIT,
        into=PostSale,
        on_error=on_error,
    )
