"""A shop's orders: an index of what filters look at; the documents are made when asked for."""

import asyncio
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Records looked at before the loop gets a turn: about 1 ms.
_SLICE = 2048


@dataclass(slots=True)
class Record:
    """What the index knows of one order; times in whole seconds since 1970.

    `document` is the order's JSON once something has changed it; `variant` names the generated one.
    """

    id: int
    number: int
    name: str
    created: int
    updated: int
    processed: int
    financial: str
    fulfillment: str | None = None
    closed: int | None = None
    cancelled: int | None = None
    app_id: int | None = None
    variant: int = 0
    document: bytes | None = None


class Store:
    """Orders by id. The ids grow with time, so that newest first is descending id.

    `placed` counts the orders there have ever been, `version` the changes.
    """

    __slots__ = ("_ids", "_records", "placed", "version")

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._records: dict[int, Record] = {}
        self.placed = 0
        self.version = 0

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> list[int]:
        """Give every order's id, newest first."""
        return self._ids[::-1]

    def get(self, order_id: int) -> Record | None:
        """Give the record of an order, or None."""
        return self._records.get(order_id)

    def add(self, records: Iterable[Record]) -> None:
        """Add orders with new ids."""
        for record in records:
            insort(self._ids, record.id)
            self._records[record.id] = record
            self.placed += 1
        self.version += 1

    def change(self, record: Record, document: bytes) -> None:
        """Let an order have another document."""
        record.document = document
        self.version += 1

    def delete(self, order_id: int) -> None:
        """Remove an order. Raises KeyError if there is no such order."""
        del self._records[order_id]
        del self._ids[bisect_left(self._ids, order_id)]
        self.version += 1

    async def select(
        self,
        admits: Callable[[Record], bool],
        *,
        count: int | None = None,
        beyond: int | None = None,
        descending: bool = True,
    ) -> list[Record]:
        """Give the first `count` (None: all) admitted records beyond the id `beyond`.

        The position is an id, not an offset: orders that come and go meanwhile shift nothing.
        """
        found: list[Record] = []
        while True:
            batch = self._slice(beyond, descending=descending)
            for order_id in batch:
                record = self._records[order_id]
                if admits(record):
                    found.append(record)
                    if len(found) == count:
                        return found
            if len(batch) < _SLICE:
                return found
            beyond = batch[-1]
            await asyncio.sleep(0)

    def _slice(self, beyond: int | None, *, descending: bool) -> list[int]:
        if descending:
            end = len(self._ids) if beyond is None else bisect_left(self._ids, beyond)
            return self._ids[max(0, end - _SLICE) : end][::-1]
        start = 0 if beyond is None else bisect_left(self._ids, beyond + 1)
        return self._ids[start : start + _SLICE]
