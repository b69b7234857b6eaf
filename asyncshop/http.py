"""What the platforms' HTTP has in common: addresses, headers and the words of error bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from http import HTTPStatus
from math import inf, isfinite
from typing import Any
from urllib.parse import urlencode

import msgspec
from yarl import URL


def address(origin: str, path: str, params: Sequence[tuple[str, str]]) -> URL:
    """Give the whole address of a request, encoded; a name may come several times."""
    query = f"?{urlencode(params)}" if params else ""
    return URL(f"{origin}{path}{query}", encoded=True)


def seconds(header: str) -> float | None:
    """Read Retry-After: decimal seconds; None where it is missing, empty or unreadable."""
    if not header:
        return None
    try:
        value = float(header)
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None


@lru_cache(maxsize=4096)  # the same few hundred texts come again and again
def call_limit(header: str) -> tuple[float, float] | None:
    """Read `32/40`: how much of a bucket is used, and its size, which is 1 or more."""
    first, _, second = header.partition("/")
    try:
        used, size = float(first), float(second)
    except ValueError:
        return None
    return (used, size) if 0 <= used < inf and 1 <= size < inf else None


def error_document(body: bytes) -> Any:
    """Read the JSON of an error body; None where it is something else, a page of HTML, say."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def words(tree: Any, field: str = "") -> Iterator[str]:
    """Give every text in a piece of an error body, each behind the names of its fields."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from words(value, f"{field}.{key}" if field else str(key))
    elif isinstance(tree, list):
        for value in tree:
            yield from words(value, field)
    elif tree is not None:
        yield f"{field}: {tree}" if field else str(tree)


def summary(status: int, messages: Sequence[str]) -> str:
    """Say in one line what was answered."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    return f"answered {name}" + (f": {'; '.join(messages)}" if messages else "")
