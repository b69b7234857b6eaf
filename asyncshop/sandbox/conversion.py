"""Reading the bodies of write requests: the known members of an object, of the right type."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_PATH = re.compile(r" - at `(?:key in )?\$\.?(.*)`$")


class MistypedError(ValueError):
    """A member of a body that is missing or of another type; `field` is its path."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


def converted(kind: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the members of an object that the TypedDict `kind` knows; others are ignored.

    Raises MistypedError if one is missing or of another type.
    """
    try:
        document: dict[str, Any] = msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        path = _PATH.search(message)
        raise MistypedError(
            path[1] if path else "", _PATH.sub("", message).replace("`", "")
        ) from None
    return document
