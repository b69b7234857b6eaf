"""The two kinds of model: what a platform sent, and what is sent to it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from msgspec import Struct


class ReadModel(Struct, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A part of an answer. Whatever the answer left out, or gave as null, is None.

    Fields this version doesn't know are ignored, so that a new one is never an error.
    """


class WriteModel(Struct, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A part of a request body. A field left alone is not sent, None is sent as null.

    Raises TypeError for a read model inside (it would null what the answer had left out), and
    ValueError for a datetime without a time zone.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            check_sendable(f"{type(self).__name__}.{name}", getattr(self, name))


def check_sendable(name: str, value: object) -> None:
    """Raise if `value`, or anything inside it, cannot be sent; `name` says where it stands."""
    if isinstance(value, ReadModel):
        raise TypeError(
            f"{name} is of the read model {type(value).__name__}, which would null what the "
            "answer left out: give a write model or a mapping with the fields to send"
        )
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError(
            f"{name} is a datetime without a time zone: give an aware one, "
            "such as datetime(2026, 1, 31, 12, tzinfo=UTC)"
        )
    if isinstance(value, (float, Decimal)) and not isfinite(value):
        raise ValueError(f"{name} is {value}, which JSON would carry as null: give a number")
    for key, item in _items(value):
        check_sendable(f"{name}[{key!r}]", item)


def _items(value: object) -> list[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    return []
