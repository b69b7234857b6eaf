"""How answers are wrapped: bare in 2022-01, in `{"code": …, "data": …}` since 2025-06."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from asyncshop import decoding
from asyncshop.decoding import item_decoder, opened, page_decoder
from asyncshop.protocol import Answer

T = TypeVar("T")

Reader = Callable[[bytes], Answer[T]]


class Envelope(Protocol):
    """Makes the readers of one generation's answers."""

    def one(self, key: str, into: type[T]) -> Reader[T]:
        """Read the object under `key`."""
        ...

    def many(self, key: str, into: Any = Raw) -> Reader[list[Raw]]:
        """Read the list under `key` and the next page's cursor.

        Items of a flat type are decoded where that can be done at once, others not yet.
        """
        ...

    def number(self, key: str) -> Reader[int]:
        """Read the number under `key`."""
        ...

    def whole(self, into: type[T]) -> Reader[T]:
        """Read all that is answered."""
        ...


class Bare:
    """2022-01: `{"orders": […], "next_token": "…"}`."""

    def one(self, key: str, into: type[T]) -> Reader[T]:
        """Read the object under `key`."""
        return decoding.one(key, into)

    def many(self, key: str, into: Any = Raw) -> Reader[list[Raw]]:
        """Read a list; the last page has no `next_token`, or an empty one."""
        decode = page_decoder(partial(_bare_list, key), into)

        def read(body: bytes) -> Answer[list[Raw]]:
            page = decode(body)
            return Answer(page.items or [], cursor=page.next_token or None)

        return read

    def number(self, key: str) -> Reader[int]:
        """Read the number under `key`."""
        return decoding.number(key)

    def whole(self, into: type[T]) -> Reader[T]:
        """Read the whole body."""
        decode = item_decoder(into)

        def read(body: bytes) -> Answer[T]:
            return Answer(decode(opened(_raw, body)))

        return read


class Enveloped:
    """2025-06 on: `{"code": "Success", "data": {"orders": […], "cursor": "…", "has_more": …}}`."""

    def one(self, key: str, into: type[T]) -> Reader[T]:
        """Read the object under `data` and `key`."""
        decode, decoder = item_decoder(into), _enveloped(key, Raw)

        def read(body: bytes) -> Answer[T]:
            return Answer(decode(opened(decoder, body).data.content))

        return read

    def many(self, key: str, into: Any = Raw) -> Reader[list[Raw]]:
        """Read a list. It ends where `has_more` says so, or with an empty cursor.

        A page that says that there are more, and has no cursor, has an empty one: an error.
        """
        decode = page_decoder(partial(_enveloped_list, key), into)

        def read(body: bytes) -> Answer[list[Raw]]:
            page = decode(body).data
            if page.items is UNSET and page.cursor is None and page.has_more is UNSET:
                raise msgspec.ValidationError(f"Object missing required field `{key}`")
            return Answer(page.items or [], cursor=_next(page.cursor, page.has_more))

        return read

    def number(self, key: str) -> Reader[int]:
        """Read the number under `data` and `key`."""
        decoder = _enveloped(key, int)

        def read(body: bytes) -> Answer[int]:
            return Answer(opened(decoder, body).data.content)

        return read

    def whole(self, into: type[T]) -> Reader[T]:
        """Read all that is under `data`."""
        decode = item_decoder(into)

        def read(body: bytes) -> Answer[T]:
            return Answer(decode(opened(_data, body).data))

        return read


BARE = Bare()
ENVELOPED = Enveloped()


class _Data(Struct):
    data: Raw


_raw = msgspec.json.Decoder(Raw)
_data = msgspec.json.Decoder(_Data)


def _next(cursor: str | None, has_more: bool | UnsetType | None) -> str | None:
    # Only false is an end although there is a cursor: null says as little as nothing.
    if has_more is UNSET or has_more is None:
        return cursor or None
    return (cursor or "") if has_more else None


@lru_cache(maxsize=64)
def _bare_list(key: str, items: Any) -> msgspec.json.Decoder[Any]:
    fields: list[tuple[str, Any, Any]] = [
        ("items", items | None, msgspec.NODEFAULT),
        ("next_token", str | None, None),
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Page", fields, rename={"items": key}))


@lru_cache(maxsize=64)
def _enveloped_list(key: str, items: Any) -> msgspec.json.Decoder[Any]:
    fields: list[tuple[str, Any, Any]] = [
        ("items", items | None | UnsetType, UNSET),
        ("cursor", str | None, None),
        ("has_more", bool | None | UnsetType, UNSET),
    ]
    return _within_data(msgspec.defstruct("Page", fields, rename={"items": key}))


@lru_cache(maxsize=64)
def _enveloped(key: str, content: Any) -> msgspec.json.Decoder[Any]:
    return _within_data(
        msgspec.defstruct("Content", [("content", content)], rename={"content": key})
    )


def _within_data(content: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(msgspec.defstruct("Envelope", [("data", content)]))
