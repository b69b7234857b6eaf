"""Write the order's models as a user would by hand: the same fields and types, no more.

    python benchmarks/peers/models.py FOLDER

writes `plain_structs.py` (msgspec Structs, default options), `untracked_structs.py` (the same with
`gc=False`) and `plain_models.py` (pydantic), which the programs beside this one import. They are
made from asyncshop's own models, so that the fields stay the same ones, but what uses them does not
import asyncshop.
"""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import Struct, structs

from asyncshop.shopify.models import Order

HEAD = """\
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

"""
NAMES = {NoneType: "None", Any: "Any"}
LEAVES = frozenset({int, str, bool, float, datetime, Decimal, NoneType, Any})


def source(model: type[Struct], *, head: str, base: str, renamed: str) -> str:
    """Write the classes of a model, those that others need before them.

    `renamed` is the argument by which `Field` takes a name that is none in Python.
    """
    classes = [
        f"class {each.__name__}({base}):\n"
        + "".join(f"    {_field(field, renamed)}\n" for field in structs.fields(each))
        for each in _ordered(model, [])
    ]
    return "\n\n".join([HEAD + head, *classes])


def _field(field: structs.FieldInfo, renamed: str) -> str:
    assert field.default is None, field
    default = (
        "None"
        if field.encode_name == field.name
        else f"Field(default=None, {renamed}={field.encode_name!r})"
    )
    return f"{field.name}: {_written(field.type)} = {default}"


def _ordered(model: type[Struct], found: list[type[Struct]]) -> list[type[Struct]]:
    for field in structs.fields(model):
        for part in _structs(field.type):
            if part not in found:
                _ordered(part, found)
    found.append(model)
    return found


def _structs(kind: Any) -> list[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        return [kind]
    if get_origin(kind) is Literal:
        return []
    return [part for argument in get_args(kind) for part in _structs(argument)]


def _written(kind: Any) -> str:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return " | ".join(map(_written, parts))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, parts))}]"
    if origin in (list, dict):
        return f"{origin.__name__}[{', '.join(map(_written, parts))}]"
    if kind in LEAVES or (isinstance(kind, type) and issubclass(kind, Struct)):
        return NAMES.get(kind) or kind.__name__
    raise TypeError(f"{kind!r} is a type that no model had before: write it here too")


def write(folder: Path) -> None:
    """Write the modules into a folder."""
    structs_head = "from msgspec import Struct\nfrom msgspec import field as Field\n"
    models_head = "from pydantic import BaseModel, Field\n"
    for name, base in (("plain", "Struct"), ("untracked", "Struct, gc=False")):
        (folder / f"{name}_structs.py").write_text(
            source(Order, head=structs_head, base=base, renamed="name")
        )
    (folder / "plain_models.py").write_text(
        source(Order, head=models_head, base="BaseModel", renamed="alias")
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
