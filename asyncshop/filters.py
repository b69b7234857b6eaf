"""Filters of listings and counts: which names a call knows, and how each value is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

W = TypeVar("W")

Writers = Mapping[str, Callable[[str, Any], W]]


def written(filters: Mapping[str, Any], known: type[Any], write: Writers[W]) -> dict[str, W]:
    """Write filters for the query; one that is None counts as left out.

    `known` is the TypedDict of the names that the call takes, `write` has how each is written.

    Raises:
        TypeError: for a name that is not one of `known`.
        ValueError: for a value that the platform would refuse, or misunderstand.
    """
    names = known.__annotations__.keys() | getattr(known, "__optional_keys__", frozenset())
    for name in filters:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = (
                f"did you mean {close[0]!r}?"
                if close
                else f"write one of {', '.join(sorted(names))}"
            )
            raise TypeError(f"{name!r} is no filter of this call: {hint}")
    return {name: write[name](name, value) for name, value in filters.items() if value is not None}
