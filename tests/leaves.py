"""Comparing JSON documents leaf by leaf."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any


def leaves(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Every value of a parsed document that is no container, with the keys that lead to it."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, (*path, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from leaves(value, (*path, index))
    else:
        yield path, document


def lost_leaves(before: Any, after: Any) -> list[str]:
    """The leaves of `before`, other than nulls, that `after` lacks or has another value for.

    Amounts are the same as numbers (`"2.0"` and `2`), times as instants, all else exactly.
    """
    kept = dict(leaves(after))
    return [
        f"{'.'.join(map(str, path))}: {value!r}, now {kept.get(path)!r}"
        for path, value in leaves(before)
        if value is not None and not _same(value, kept.get(path))
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if one == other:
        return True
    numbers = _number(one), _number(other)
    if None not in numbers:
        return numbers[0] == numbers[1]
    times = _time(one), _time(other)
    return None not in times and times[0] == times[1]


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _time(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
