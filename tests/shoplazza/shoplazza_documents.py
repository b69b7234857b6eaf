"""Invented documents with every published field, and which model reads or writes each of them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from asyncshop.shoplazza.v2022 import models as v2022
from asyncshop.shoplazza.v2026 import models as v2026

DATA = Path(__file__).parent.parent / "data" / "shoplazza"
GENERATIONS: dict[str, ModuleType] = {"2022-01": v2022, "2026-01": v2026}


@cache
def documents(version: str) -> dict[str, Any]:
    """The documents of a generation, by the names of their models."""
    return json.loads((DATA / f"models_{version}.json").read_bytes())


def cases(*, written: bool) -> list[tuple[str, str]]:
    """Version and model name of each document that is read, or of each that is written."""
    return [
        (version, name)
        for version in GENERATIONS
        for name in documents(version)
        if issubclass(getattr(GENERATIONS[version], name), v2026.WriteModel) == written
    ]


def struct_of(hint: Any) -> type[msgspec.Struct] | None:
    """The Struct in a field's type, through lists and unions; None where anything may stand."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    inside = get_args(hint) if get_origin(hint) in {Union, UnionType} else get_args(hint)[:1]
    return next(filter(None, map(struct_of, inside)), None)


@cache
def fields(model: type[msgspec.Struct]) -> dict[str, tuple[str, type[msgspec.Struct] | None]]:
    """Attribute and nested model of each field, by its name on the wire."""
    types = get_type_hints(model)
    return {
        field.encode_name: (field.name, struct_of(types[field.name]))
        for field in msgspec.structs.fields(model)
    }


def names(
    document: Any, model: type[msgspec.Struct] | None
) -> Iterator[tuple[type[msgspec.Struct], str]]:
    """Every name in a document, with the model that should know it."""
    if isinstance(document, list):
        for item in document:
            yield from names(item, model)
    elif isinstance(document, dict) and model is not None:
        for name, value in document.items():
            yield model, name
            yield from names(value, fields(model).get(name, ("", None))[1])
