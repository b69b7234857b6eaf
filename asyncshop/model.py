"""The two kinds of model: what a platform sent, and what is sent to it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

from msgspec import UNSET, Struct, UnsetType, structs

T = TypeVar("T")

Field: TypeAlias = T | UnsetType | None
"""Of a write model: UNSET is not sent, None is sent as null."""
Part: TypeAlias = T | Mapping[str, Any]
"""A write model inside another, or a mapping with the platform's names."""
Parts: TypeAlias = Sequence[T | Mapping[str, Any]]


class ReadModel(Struct, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A part of an answer. Whatever the answer left out, or gave as null, is None.

    Fields this version doesn't know are ignored, so that a new one is never an error.
    """


class WriteModel(Struct, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A part of a request body. A field left alone is not sent, None is sent as null.

    Raises TypeError for a read model inside (it would null what the answer had left out) and for a
    write model of something else (its names would be wrong there), and ValueError for a datetime
    without a time zone. Looked at when it is made, and again when it is sent.
    """

    def __post_init__(self) -> None:
        for name, models in _parts(type(self)).items():
            where, value = f"{type(self).__name__}.{name}", getattr(self, name)
            check_sendable(where, value)
            for _, part in [(name, value), *_items(value)]:
                if models and isinstance(part, WriteModel) and not isinstance(part, models):
                    raise TypeError(f"{where} is {_named(type(part))}: give {_named(*models)}")
            if isinstance(value, Decimal) and _exponent(value) > 0:
                setattr(self, name, Decimal(f"{value:f}"))  # 1E+2 is no amount to a platform


def contents(
    name: str, value: Any, model: type[WriteModel], *, within: str | None = None
) -> dict[str, Any]:
    """Give what a write model or a mapping has to send, under the platform's names.

    `within` is the name that the whole of it goes under, if it does.

    Raises:
        TypeError: for anything else.
        ValueError: for a mapping that has that name around it already.
    """
    if isinstance(value, model):
        value.__post_init__()
        given = ((field.encode_name, getattr(value, field.name)) for field in structs.fields(model))
        return {field: each for field, each in given if each is not UNSET}
    if isinstance(value, Mapping):
        if value.keys() == {within}:
            raise ValueError(f"{name} is wrapped in {within!r} already: give what is inside")
        return dict(value)
    hint = ", which would clear what the platform left out" if isinstance(value, ReadModel) else ""
    raise TypeError(
        f"{name} is of type {type(value).__name__}{hint}: give {model.__name__} or a mapping"
    )


def check_sendable(name: str, value: object) -> None:
    """Raise if `value`, or anything inside it, cannot be sent; `name` says where it stands."""
    if isinstance(value, ReadModel):
        raise TypeError(
            f"{name} is of the read model {type(value).__name__}, which would null what the "
            "answer left out: give a write model or a mapping with the fields to send"
        )
    if isinstance(value, WriteModel):
        value.__post_init__()
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


@lru_cache(maxsize=256)
def _parts(model: type[WriteModel]) -> dict[str, tuple[type[WriteModel], ...]]:
    """Give the fields of a write model, and the write models that each may hold."""
    hints = get_type_hints(model)
    return {name: tuple(_models_in(hints[name])) for name in model.__struct_fields__}


def _models_in(hint: Any) -> Iterator[type[WriteModel]]:
    if isinstance(hint, type) and issubclass(hint, WriteModel):
        yield hint
    for part in get_args(hint):
        yield from _models_in(part)


def _named(*models: type[WriteModel]) -> str:
    return " or ".join(f"{model.__module__}.{model.__name__}" for model in models)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
