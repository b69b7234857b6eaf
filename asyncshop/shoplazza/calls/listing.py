"""What all listings of both generations have alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Raw

from asyncshop import values
from asyncshop.decoding import item_decoder
from asyncshop.endpoint import ListCall
from asyncshop.listing import OnError
from asyncshop.paging import Query
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import Params, with_params
from asyncshop.shoplazza.protocol import OpenAPI

T = TypeVar("T")

DEFAULT_LIMIT = 10
MAX_LIMIT = 250


def pairs(platform: OpenAPI, filters: Mapping[str, Sequence[str]]) -> Params:
    """Write filters into the query, several values as the generation takes them."""
    return tuple(pair for name, texts in filters.items() for pair in platform.several(name, texts))


def listing(
    call: Call[list[Raw]],
    *,
    cursor: str,
    start: Params,
    limit: int,
    into: type[T],
    on_error: OnError | None,
) -> ListCall[T]:
    """Put a listing together whose answers tell the next page's cursor.

    `call` has the filters, which are sent again with each cursor; `cursor` is the name of the
    parameter that it goes by, `start` where the first page begins.
    """
    return ListCall(
        query=Query(
            first=with_params(call, start),
            following=lambda after: with_params(call, ((cursor, after),)),
            limit=limit,
        ),
        decode=item_decoder(into),
        on_error=on_error,
    )


def size_of(most: int | None = None, **sizes: int | None) -> int | None:
    """Check how many there shall be on a page, whichever of its names says so.

    Raises:
        TypeError, ValueError: for what is no such number, and for two of them.
    """
    given = {name: value for name, value in sizes.items() if value is not None}
    if len(given) > 1:
        raise TypeError(f"{' and '.join(given)} mean the same: give one of them")
    for name, value in given.items():
        return values.number(name, value, least=1, most=most)
    return None
