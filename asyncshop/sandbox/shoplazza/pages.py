"""Pages of a listing: sizes, sorting, and cursors.

A cursor does not carry the filters: they have to be sent again with each page. The platform's
documentation says so of both generations; the sandbox refuses a cursor beside other filters.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from multidict import MultiDict

from asyncshop.sandbox.shoplazza.errors import RefusedError, bad_request
from asyncshop.sandbox.shoplazza.filters import Texts
from asyncshop.sandbox.signing import opened, sealed

DEFAULT_SIZE = 10
MAX_SIZE = 250
_DEEPEST = 10_000  # orders that `page` reaches

_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}")
_SORTABLE = {"created_at": "created", "placed_at": "placed", "updated_at": "updated"}


class Cursor(msgspec.Struct, frozen=True):
    """A place in a listing: behind the order at `position`; `listing` tells which listing."""

    position: tuple[int, str]
    listing: str

    def encode(self, key: bytes) -> str:
        """Give the opaque text, signed with the shop's key."""
        return sealed(msgspec.json.encode(self), key)

    @classmethod
    def decode(cls, text: str, key: bytes) -> "Cursor":
        """Read what `encode` gave; anything else is refused with 400."""
        payload = opened(text, key)
        if payload is None:
            raise bad_request("invalid cursor")
        return msgspec.json.decode(payload, type=cls)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of which listing: how many orders, sorted by what, behind which one.

    `offset` is how many orders a `page` number passes over.
    """

    size: int
    column: str
    descending: bool
    listing: str
    beyond: tuple[int, int] | None = None
    offset: int = 0

    @classmethod
    def of_2022(
        cls, query: MultiDict[str], filters: Mapping[str, Texts], key: bytes
    ) -> "PageRequest":
        """Read a listing's parameters of 2022-01; `page_token` wins over `page`.

        Refused with 406 beyond 250 orders a page and in deep pages, else with 400.
        """
        size = whole_number(query, "limit", DEFAULT_SIZE)
        if size > MAX_SIZE:
            raise RefusedError(406, "1:per_page too large")
        page = whole_number(query, "page", 1)
        token = query.get("page_token", "")
        if not token and page * size > _DEEPEST:
            raise RefusedError(406, "2:deep pagination not allowed")
        return cls._read(query, filters, key, size, token, 0 if token else (page - 1) * size)

    @classmethod
    def of_2026(
        cls, query: MultiDict[str], filters: Mapping[str, Texts], key: bytes
    ) -> "PageRequest":
        """Read a listing's parameters of 2026-01; `page_size` and `per_page` are the same."""
        size = page_size(query, MAX_SIZE)
        return cls._read(query, filters, key, size, query.get("cursor", ""), 0)

    @classmethod
    def _read(
        cls,
        query: MultiDict[str],
        filters: Mapping[str, Texts],
        key: bytes,
        size: int,
        token: str,
        offset: int,
    ) -> "PageRequest":
        sort_by, direction = sorting(query, _SORTABLE)
        listing = digest(filters, sort_by, direction)
        position = place(token, listing, key)
        beyond = (position[0], int(position[1])) if position else None
        return cls(size, _SORTABLE[sort_by], direction == "desc", listing, beyond, offset)

    def cursor(self, position: tuple[int, int], key: bytes) -> str:
        """Give the cursor of the page behind the order at `position`."""
        return Cursor((position[0], str(position[1])), self.listing).encode(key)


def sorting(query: MultiDict[str], known: Collection[str]) -> tuple[str, str]:
    """Read by what a listing goes and in which direction; refused (400) if that is unknown."""
    sort_by = query.get("sort_by") or "created_at"
    if sort_by not in known:
        raise bad_request("1:invalid sort_by param")
    direction = query.get("sort_direction") or "desc"
    if direction not in ("asc", "desc"):
        raise bad_request("2:invalid sort_direction param")
    return sort_by, direction


def digest(filters: Mapping[str, Texts], *more: str) -> str:
    """Give a few characters that tell one listing from others."""
    said = [*more, *sorted((name, sorted(texts)) for name, texts in filters.items())]
    return hashlib.blake2b(msgspec.json.encode(said), digest_size=8).hexdigest()


def place(token: str, listing: str, key: bytes) -> tuple[int, str] | None:
    """Give the position that a cursor of this listing stands for; None for the beginning."""
    if not token:
        return None
    cursor = Cursor.decode(token, key)
    if cursor.listing != listing:
        raise bad_request("the cursor is of another listing: send the filters with every page")
    return cursor.position


def whole_number(query: MultiDict[str], name: str, default: int) -> int:
    """Read a number of 1 or more; refused with 400 if it is none."""
    value = query.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value):
        raise bad_request(f"{name}: expected a number of 1 or more")
    return int(value)


def page_size(query: MultiDict[str], most: int, default: int = DEFAULT_SIZE) -> int:
    """Read how many objects a page of 2026-01 is to have; refused with 400 beyond `most`."""
    per_page = whole_number(query, "per_page", default)
    size = whole_number(query, "page_size", per_page)
    if size > most:
        raise bad_request(f"page_size: expected at most {most}")
    return size
