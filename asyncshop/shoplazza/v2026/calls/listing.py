"""What all listings of 2026-01 have alike: pages by `cursor`, a size that has two names."""

from __future__ import annotations

from typing import TypeVar

from asyncshop import values
from asyncshop.decoding import item_decoder
from asyncshop.endpoint import ListCall
from asyncshop.listing import OnError
from asyncshop.protocol import Answer
from asyncshop.shoplazza.calls.listing import DEFAULT_LIMIT, listing
from asyncshop.shoplazza.calls.routes import Params, routed
from asyncshop.shoplazza.envelope import Reader
from asyncshop.shoplazza.v2026.api import ENVELOPE
from asyncshop.values import Id

T = TypeVar("T")


def paged(
    route: str,
    key: str,
    into: type[T],
    *,
    filters: Params,
    size: int | None,
    default: int = DEFAULT_LIMIT,
    cursor: str | None,
    on_error: OnError | None,
    **ids: Id,
) -> ListCall[T]:
    """Put a listing together whose items stand under `key`, `default` a page without a `size`."""
    # The specification calls it page_size, the guide per_page.
    sizes = () if size is None else (("page_size", str(size)), ("per_page", str(size)))
    return listing(
        routed("GET", route, ENVELOPE.many(key, into), params=(*filters, *sizes), **ids),
        cursor="cursor",
        start=tuple(values.given(cursor=(cursor, values.text)).items()),
        limit=size or default,
        into=into,
        on_error=on_error,
    )


def all_at_once(key: str, into: type[T]) -> Reader[list[T]]:
    """Make the reader of a list under `key` that comes in one answer."""
    read, decode = ENVELOPE.many(key), item_decoder(into)

    def read_all(body: bytes) -> Answer[list[T]]:
        return Answer(list(map(decode, read(body).data)))

    return read_all
