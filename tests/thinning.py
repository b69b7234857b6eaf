"""Documents of which anything may be null."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]


def thinned(document: dict[str, Any], *, keep: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Copies of a document with null for some of its values, at any depth, but for `keep`."""
    paths = [path for path in _paths(document) if path[0] not in keep]
    return st.sets(st.sampled_from(paths)).map(lambda chosen: _without(document, chosen))


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*path, index))


def _without(document: dict[str, Any], paths: set[Path]) -> dict[str, Any]:
    thin = copy.deepcopy(document)
    for *way, last in sorted(paths, key=len, reverse=True):
        place: Any = thin
        for step in way:
            place = place[step]
        place[last] = None
    return thin
