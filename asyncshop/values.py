"""Checking arguments and writing them as the platforms read them.

Each function takes the argument's name, so that its error says which one is wrong and what to
write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args
from urllib.parse import quote

Time = datetime | str
Id = int | str


def moment(name: str, value: Time) -> str:
    """Write a point in time as ISO 8601 with its UTC offset.

    Raises:
        TypeError, ValueError: for what is none, or has no offset.
    """
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(
                f"{name} is {value!r}: write an aware datetime, or ISO 8601 such as "
                "'2026-01-31T12:00:00+00:00'"
            ) from None
    else:
        parsed = value
    if not isinstance(parsed, datetime):
        raise TypeError(f"{name} is {value!r}: write an aware datetime")
    if parsed.utcoffset() is None:
        example = (
            "its offset too, such as 2026-01-31T12:00:00+00:00"
            if isinstance(value, str)
            else "an aware datetime, such as datetime(2026, 1, 31, 12, tzinfo=UTC)"
        )
        raise ValueError(f"{name} is {value!r}, which has no time zone: write {example}")
    return value if isinstance(value, str) else parsed.isoformat()


def documented(enumeration: Any) -> tuple[str, ...]:
    """Give the values that a `Literal[…] | str` names."""
    named, _ = get_args(enumeration)
    return get_args(named)


def given(**arguments: tuple[Any, Callable[[str, Any], Any]]) -> dict[str, Any]:
    """Give the arguments that are given, each through its check."""
    return {
        name: check(name, value) for name, (value, check) in arguments.items() if value is not None
    }


def choice(name: str, value: str | Enum, known: Collection[str]) -> str:
    """Write one of the values that the platform knows.

    Raises:
        ValueError: for any other.
    """
    text = value.value if isinstance(value, Enum) else value
    if text not in known:
        raise ValueError(f"{name} is {text!r}: write one of {', '.join(sorted(known))}")
    return str(text)


def number(name: str, value: int, *, least: int = 0, most: int | None = None) -> int:
    """Check a whole number.

    Raises:
        TypeError, ValueError: for what is none, or outside its bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {value!r}: write a whole number")
    if value < least or (most is not None and value > most):
        bounds = f"from {least} to {most}" if most is not None else f"of {least} or more"
        raise ValueError(f"{name} is {value}: write a number {bounds}")
    return value


def seconds(name: str, value: float) -> float:
    """Check a time in seconds; infinity is no bound.

    Raises:
        TypeError, ValueError: for what is none, which `nan` is too, or less than 0.
    """
    return _measure(name, value, "seconds, 0 or more", lambda given: given >= 0)


def share(name: str, value: float) -> float:
    """Check a part of a whole.

    Raises:
        TypeError, ValueError: for what is none.
    """
    return _measure(name, value, "a part above 0, up to 1", lambda given: 0 < given <= 1)


def size(name: str, value: float) -> float:
    """Check a number of bytes.

    Raises:
        TypeError, ValueError: for what is none.
    """
    return _measure(name, value, "bytes, 1 or more", lambda given: given >= 1)


def _measure(name: str, value: float, kind: str, fits: Callable[[float], bool]) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} is {value!r}: write {kind}, as a number")
    if not fits(value):  # nothing fits `nan`
        raise ValueError(f"{name} is {value}: write {kind}")
    return value


def identifier(name: str, value: Id) -> str:
    """Write the number that names a resource.

    Raises:
        TypeError, ValueError: for what is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"{name} is {value!r}: write the number that the platform gave")
    text = str(value)
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValueError(f"{name} is {value!r}: write the number that the platform gave")
    return text


def identifiers(name: str, values: Id | Iterable[Id]) -> str:
    """Write several of them, comma-joined.

    Raises:
        TypeError, ValueError: for what is none, and for none at all, which would mean every one.
    """
    if isinstance(values, str):
        values = [part.strip() for part in values.split(",") if part.strip()]
    elif isinstance(values, int):
        values = [values]
    texts = [identifier(name, value) for value in values]
    if not texts:
        raise ValueError(f"{name} is empty, which the platform would read as every one")
    return ",".join(texts)


def key(name: str, value: Id) -> str:
    """Write what names a resource where it need not be a number, such as `183211-00000005`.

    Raises:
        TypeError, ValueError: for what is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"{name} is {value!r}: write what the platform gave")
    text = str(value)
    if not text or not text.isprintable() or set(text) & set(" ,/") or text in (".", ".."):
        raise ValueError(f"{name} is {value!r}: write what the platform gave")
    return text


def segment(name: str, value: Id) -> str:
    """Write such a key as a part of a path.

    Raises:
        TypeError, ValueError: for what is none.
    """
    return quote(key(name, value), safe="")


def several(
    name: str, values: Any, *, each: Callable[[str, Any], str], most: int | None = None
) -> list[str]:
    """Write one value or several, each by `each`.

    Raises:
        TypeError, ValueError: for a wrong one, for more than `most`, and for none at all, which
            would mean every one.
    """
    if isinstance(values, (str, int, Enum, Decimal, Mapping)) or not isinstance(values, Iterable):
        values = [values]
    texts = [each(name, value) for value in values]
    if not texts:
        raise ValueError(f"{name} is empty, which the platform would read as every one")
    if most is not None and len(texts) > most:
        raise ValueError(f"{name} has {len(texts)} values: the platform takes {most} at a time")
    return texts


def names(name: str, values: str | Iterable[str]) -> str:
    """Write several field names, comma-joined.

    Raises:
        TypeError, ValueError: for what is none, and for none at all.
    """
    parts = values.split(",") if isinstance(values, str) else list(values)
    if not all(isinstance(part, str) for part in parts):
        raise TypeError(f"{name} is {values!r}: write names of fields")
    stripped = [part.strip() for part in parts]
    if not stripped or not all(stripped):
        raise ValueError(f"{name} is {values!r}: write names of fields, or leave it out for all")
    return ",".join(stripped)


def flag(name: str, value: bool) -> bool:
    """Check a yes or no.

    Raises:
        TypeError: for anything else.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}: write True or False")
    return value


def mapping(name: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check a mapping with the platform's names.

    Raises:
        TypeError: for anything else.
    """
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is {value!r}: write a mapping with the platform's names")
    return value


def text(name: str, value: str) -> str:
    """Check a text.

    Raises:
        TypeError, ValueError: for what is none, or empty.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}: write a string")
    if not value:
        raise ValueError(f"{name} is empty: leave it out instead")
    return value


def money(name: str, value: Decimal | str | int) -> str:
    """Write an amount, exactly.

    Raises:
        TypeError, ValueError: for a float, which is not exact, and for what is no amount.
    """
    if isinstance(value, (bool, float)) or not isinstance(value, (Decimal, str, int)):
        raise TypeError(f"{name} is {value!r}: write a Decimal or a string such as '10.00'")
    try:
        amount = Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{name} is {value!r}: write an amount such as '10.00'") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{name} is {value!r}: write an amount of 0 or more")
    return f"{amount:f}"
