"""What Shoplazza writes into text: lists separated by commas, JSON, amounts and times."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import msgspec

from asyncshop.errors import DecodeError

JSONText: TypeAlias = str | list[Any] | dict[str, Any]
"""JSON in a text, or the very same as it is."""

_decoder = msgspec.json.Decoder(float_hook=Decimal)


def split_list(told: str | list[str] | None) -> list[str]:
    """Give the parts between the commas, without blanks around them; empty ones are left out."""
    parts = told if isinstance(told, list) else (told or "").split(",")
    return [part for part in map(str.strip, parts) if part]


def join_list(parts: Sequence[str]) -> str:
    """Write parts into one text, with commas between them.

    Raises:
        ValueError: for a part with a comma in it, which would come back as two.
    """
    if any("," in part for part in parts):
        raise ValueError("a tag holds a comma, which would make two tags of it: take it out")
    return ",".join(parts)


def read_json(text: str | None, *, of: str, name: str, order_id: str | None = None) -> Any:
    """Read JSON that came in a text, fractions as Decimal; None where nothing is in it.

    Args:
        text: what came.
        of: what it is a part of, such as `order 12`.
        name: of the field it came in.
        order_id: of the order, where that is known.

    Raises:
        DecodeError: if the text is no JSON.
    """
    if not text or text.isspace():
        return None
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError:
        raise _unreadable(text, "JSON", of, name, order_id) from None


def read_list(
    told: JSONText | None, *, of: str, name: str, order_id: str | None = None
) -> list[Any]:
    """Read a list that came as JSON in a text, or as it is; a lone object is a list of one.

    Takes and raises what `read_json` does.
    """
    value = (
        read_json(told, of=of, name=name, order_id=order_id)
        if told is None or isinstance(told, str)
        else told
    )
    if isinstance(value, list):
        return value
    return [value] if value else []


def read_amount(value: str | float | None, *, of: str, name: str) -> Decimal | None:
    """Read an amount that may have its currency behind it: `12.34 USD`.

    Takes and raises what `read_json` does.
    """
    words = "" if value is None else str(value).split()
    try:
        return Decimal(words[0]) if words else None
    except InvalidOperation:
        raise _unreadable(str(value), "an amount", of, name, None) from None


def read_time(text: str | None, *, of: str, name: str, order_id: str | None) -> datetime | None:
    """Read a time that may come without an offset: `2026-01-31 12:00:00`, which is in UTC then.

    Takes and raises what `read_json` does.
    """
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(text, "a time", of, name, order_id) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _unreadable(text: str, expected: str, of: str, name: str, order_id: str | None) -> DecodeError:
    return DecodeError(
        f"{name} of {of} should be {expected} and is not: take the text itself, which is the body "
        "of this error",
        order_id=order_id,
        path=f"$.{name}",
        body=text.encode(),
    )
