"""The post-sale endpoints of 2026-01.

Sources: shoplazza.dev, "List post-sale orders", "Delete post-sale order".
"""

from __future__ import annotations

from typing import TypedDict, Unpack

from asyncshop.decoding import nothing
from asyncshop.endpoint import ListCall
from asyncshop.filters import Writers, written
from asyncshop.listing import OnError
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import pairs, size_of
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2026.api import API
from asyncshop.shoplazza.v2026.calls.listing import paged
from asyncshop.shoplazza.v2026.models import PostSale
from asyncshop.values import Id, Time

DEFAULT_POST_SALES = 20
"""How many post-sales there are on a page unless it is said."""


class PostSaleFilters(TypedDict, total=False):
    """What `post_sales.list` can be narrowed by."""

    status: str
    created_at_min: Time
    created_at_max: Time


_WRITE: Writers[list[str]] = {
    "status": write.one(write.choice(write.POST_SALE_STATUSES)),
    "created_at_min": write.moment,
    "created_at_max": write.moment,
}


def list_post_sales(
    *,
    limit: int | None = None,
    page_size: int | None = None,
    per_page: int | None = None,
    cursor: str | None = None,
    on_error: OnError | None = None,
    **filters: Unpack[PostSaleFilters],
) -> ListCall[PostSale]:
    """List the post-sales of all orders, 20 a page.

    Args:
        limit: post-sales a page, from 1; `page_size` and `per_page` are the same.
        page_size: see `limit`.
        per_page: see `limit`.
        cursor: where to begin: the `cursor` of a page that the same filters gave.
        on_error: called with the shop and the error for each one that cannot be decoded.
        status: pending, processing or finished.
        created_at_min: an aware datetime, or ISO 8601 with an offset; included itself. Likewise
            created_at_max.

    Raises:
        TypeError, ValueError: for a wrong argument, at once.
    """
    return paged(
        "orders/post_sales",
        "orders",
        PostSale,
        filters=pairs(API, written(filters, PostSaleFilters, _WRITE)),
        size=size_of(limit=limit, page_size=page_size, per_page=per_page),
        default=DEFAULT_POST_SALES,
        cursor=cursor,
        on_error=on_error,
    )


def delete_post_sale(post_sale_id: Id) -> Call[None]:
    """Delete a post-sale.

    Raises:
        NotFoundError: when the shop has no such post-sale, unless a try of this very call, to
            which no answer came, has deleted it.
    """
    route = "orders/post_sales/{post_sale_id}"
    return routed("DELETE", route, nothing, post_sale_id=post_sale_id)
