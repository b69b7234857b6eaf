"""A shop's orders: an index of what filters look at; the documents are made when asked for."""

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

# Records looked at before the loop gets a turn: about 1 ms.
_SLICE = 2048


class Indexed(Protocol):
    """A record of the index; never changed in place."""

    @property
    def id(self) -> int:
        """The order's id; ids grow with time."""


R = TypeVar("R", bound=Indexed)


class Store(Generic[R]):
    """Records by id, sorted by each of the keys; ids grow with time.

    `keys` tells a record's position by name, different for any two records. `placed` counts the
    orders there have ever been, `version` the changes.
    """

    __slots__ = ("_keys", "_records", "_sorted", "placed", "version")

    def __init__(self, **keys: Callable[[R], Any]) -> None:
        self._keys = keys
        self._sorted: dict[str, list[R]] = {name: [] for name in keys}
        self._records: dict[int, R] = {}
        self.placed = 0
        self.version = 0

    def __len__(self) -> int:
        return len(self._records)

    def ids(self) -> list[int]:
        """Give every order's id, newest first."""
        return sorted(self._records, reverse=True)

    def get(self, order_id: int) -> R | None:
        """Give the record of an order, or None."""
        return self._records.get(order_id)

    def add(self, records: Iterable[R]) -> None:
        """Add orders with new ids."""
        for record in records:
            self._insert(record)
            self.placed += 1
        self.version += 1

    def change(self, record: R) -> None:
        """Let a record take the place of the one with its id."""
        self._remove(record.id)
        self._insert(record)
        self.version += 1

    def delete(self, order_id: int) -> None:
        """Remove an order. Raises KeyError if there is no such order."""
        self._remove(order_id)
        self.version += 1

    def _insert(self, record: R) -> None:
        self._records[record.id] = record
        for name, key in self._keys.items():
            insort(self._sorted[name], record, key=key)

    def _remove(self, order_id: int) -> None:
        record = self._records.pop(order_id)
        for name, key in self._keys.items():
            column = self._sorted[name]
            del column[bisect_left(column, key(record), key=key)]

    async def select(
        self,
        admits: Callable[[R], bool],
        *,
        by: str,
        count: int | None = None,
        beyond: Any = None,
        descending: bool = True,
    ) -> list[R]:
        """Give the first `count` (None: all) admitted records beyond the position `beyond`.

        It is a position under the key `by`, not an offset: orders that come and go shift nothing.
        """
        found: list[R] = []
        while True:
            batch = self._slice(by, beyond, descending=descending)
            for record in batch:
                if admits(record):
                    found.append(record)
                    if len(found) == count:
                        return found
            if len(batch) < _SLICE:
                return found
            beyond = self._keys[by](batch[-1])
            await asyncio.sleep(0)

    def _slice(self, by: str, beyond: Any, *, descending: bool) -> list[R]:
        column, key = self._sorted[by], self._keys[by]
        if descending:
            end = len(column) if beyond is None else bisect_left(column, beyond, key=key)
            return column[max(0, end - _SLICE) : end][::-1]
        start = 0 if beyond is None else bisect_right(column, beyond, key=key)
        return column[start : start + _SLICE]
