"""Every order operation of both generations: what it sends, and what it is answered."""

import json
from typing import Any

from msgspec import Struct, convert
from shoplazza_documents import DATA, documents


class Operation(Struct, omit_defaults=True):
    """A method of the shop: how it is called, what it sends, what comes back.

    `data` is the name of that part of the answer which is given, None for all of it; `model` is
    what it, or each item of it, becomes.
    """

    version: str
    call: str
    request: str
    answer: Any
    arguments: list[Any] = []
    options: dict[str, Any] = {}
    body: Any = None
    data: str | None = None
    model: str | None = None

    @property
    def content(self) -> Any:
        """The part of the answer that is given."""
        return self.answer if self.data is None else self.answer[self.data]

    @property
    def enveloped(self) -> Any:
        """The answer as it comes over the wire."""
        if self.version == "2022-01":
            return self.answer
        return {"code": "Success", "message": "", "data": self.answer}


def _resolved(version: str, value: Any) -> Any:
    """A value, with documents in place of references such as `@Order.line_items.0`."""
    if isinstance(value, dict):
        return {name: _resolved(version, part) for name, part in value.items()}
    if isinstance(value, list):
        return [_resolved(version, part) for part in value]
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    name, *steps = value[1:].split(".")
    found = documents(version)[name]
    for step in steps:
        found = found[int(step) if step.isdigit() else step]
    return found


OPERATIONS = [
    convert({"version": version, **_resolved(version, operation)}, Operation)
    for version, operations in json.loads((DATA / "operations.json").read_bytes()).items()
    for operation in operations
]
