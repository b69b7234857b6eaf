"""What the listings of 2022-01 have alike whose pages have numbers, and no cursor."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from asyncshop import values
from asyncshop.decoding import item_decoder
from asyncshop.endpoint import ListCall
from asyncshop.listing import OnError
from asyncshop.paging import Query
from asyncshop.protocol import Answer, Call
from asyncshop.shoplazza.calls.routes import with_params
from asyncshop.shoplazza.envelope import Reader

T = TypeVar("T")


def numbered(
    call: Call[list[Raw]],
    *,
    page: int | None,
    limit: int,
    into: type[T],
    on_error: OnError | None,
) -> ListCall[T]:
    """Put a listing together whose pages have numbers, and whose end is an empty page.

    A cursor is made for each: the next page's number, and the id of the first item of this one.
    Where an item of that id begins the next page too, the platform has given the same page again.
    """
    start = values.given(page=(page, page_number))

    def numbered_call(number: int, first_before: str | None) -> Call[list[Raw]]:
        read = partial(_read_numbered, call.read, number, first_before)
        return msgspec.structs.replace(call, read=read)

    def following(cursor: str) -> Call[list[Raw]]:
        number, _, first_before = cursor.partition(" ")
        return with_params(numbered_call(int(number), first_before), (("page", number),))

    return ListCall(
        query=Query(
            first=with_params(numbered_call(page or 1, None), tuple(start.items())),
            following=following,
            limit=limit,
        ),
        decode=item_decoder(into),
        on_error=on_error,
    )


def page_number(name: str, value: int) -> str:
    """Write the number of a page; the first is 1."""
    return str(values.number(name, value, least=1))


class _Identified(Struct):
    id: Any = None


_identified = msgspec.json.Decoder(_Identified)


def _read_numbered(
    read: Reader[list[Raw]], number: int, first_before: str | None, body: bytes
) -> Answer[list[Raw]]:
    items = read(body).data
    if not items:
        return Answer([])
    first = str(_identified.decode(items[0]).id)
    if first == first_before:
        # A cursor that was given before ends the listing with an error.
        return Answer([], cursor=f"{number} {first}")
    return Answer(items, cursor=f"{number + 1} {first}")
