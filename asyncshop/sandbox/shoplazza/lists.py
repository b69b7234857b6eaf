"""Lists of what belongs to orders (parcels, refunds, post-sales): filters and pages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from multidict import MultiDict

from asyncshop.sandbox.shoplazza.calls import Call
from asyncshop.sandbox.shoplazza.filters import moment
from asyncshop.sandbox.shoplazza.pages import Cursor, digest, place
from asyncshop.sandbox.shoplazza.shapes import Document

# The names by which times are bounded, with whether the order must lie at or after it.
Bounds = Mapping[str, tuple[str, bool]]


def bounds(least: str, most: str) -> Bounds:
    """Give the parameters that bound a list by time; `least` and `most` are their endings."""
    return {
        f"{member}_{ending}": (member, ending == least)
        for member in ("created_at", "updated_at")
        for ending in (least, most)
    }


def within(query: MultiDict[str], known: Bounds) -> Callable[[Document], bool]:
    """Give the test whether something lies within the times given; refused (400) as filters."""
    limits = [
        (member, after, moment(name, query[name]))
        for name, (member, after) in known.items()
        if query.get(name)
    ]

    def test(document: Document) -> bool:
        return all(
            seconds(document, member) >= limit if after else seconds(document, member) <= limit
            for member, after, limit in limits
        )

    return test


def seconds(document: Document, member: str) -> int:
    """Give a time of a document, in seconds since 1970."""
    return int(datetime.fromisoformat(document[member]).timestamp())


def numbered(found: list[Document], page: int, size: int) -> list[Document]:
    """Give a page by its number."""
    return found[(page - 1) * size : page * size]


def behind_cursor(
    call: Call,
    found: Iterable[Document],
    size: int,
    filters: Mapping[str, tuple[str, ...]],
    *,
    by: str = "created_at",
    descending: bool = True,
) -> tuple[list[Document], Document]:
    """Give a page behind the request's cursor, and the `cursor` and `has_more` that go with it."""

    def position(document: Document) -> tuple[int, str]:
        return seconds(document, by), document["id"]

    listing = digest(filters, call.request.path, by, str(descending))
    beyond = place(call.request.query.get("cursor", ""), listing, call.shop.key)
    ordered = sorted(found, key=position, reverse=descending)
    if beyond is not None:
        ordered = [
            each
            for each in ordered
            if (position(each) < beyond if descending else position(each) > beyond)
        ]
    more = len(ordered) > size
    page = ordered[:size]
    cursor = Cursor(position(page[-1]), listing).encode(call.shop.key) if more else ""
    return page, {"cursor": cursor, "has_more": more}
