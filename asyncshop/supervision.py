"""Iterators that own their tasks."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Closing(ABC):
    """Something to be closed: by `aclose()`, by `async with`, at the latest by its owners."""

    @abstractmethod
    async def aclose(self) -> None:
        """End every task and give back every connection; may be called again."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


class Owner(Closing):
    """Closes what was opened under it, in its turn.

    Whoever still iterates over that gets an error: to him, an end would mean that there is no more.
    """

    def __init__(self) -> None:
        self.opened: set[Supervised[Any]] = set()

    async def aclose(self) -> None:
        """Close everything that is open under this now, even when cancelled.

        Not what is begun meanwhile: whoever begins again each time would keep this from its end.
        """
        cancelled: asyncio.CancelledError | None = None
        for iterator in list(self.opened):
            try:
                await iterator.cut_off()
            except asyncio.CancelledError as cancellation:
                cancelled = cancellation
        if cancelled is not None:
            raise cancelled


class Supervised(Closing, AsyncIterator[T_co], Generic[T_co]):
    """An async iterator fed by one task, which owns all others that it needs.

    A subclass writes `_supervise`, which puts items with `_put`, and may write `_taken`. Nothing is
    started before the first item is asked for; `_asked` is set whenever the consumer waits for one.

    When the supervisor is cancelled before its end, from wherever, the consumer gets an error. Only
    after an `aclose()` of his own the iterator is simply over.
    """

    def __init__(self, *owners: Owner) -> None:
        self._owners = owners
        self._task: asyncio.Task[None] | None = None
        # asyncio's queue takes a dozen calls for an item, and every order comes this way.
        self._items: deque[Any] = deque()
        self._arrived = asyncio.Event()
        self._asked = asyncio.Event()
        self._closed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T_co:
        """Give the next item.

        Raises:
            Exception: what ended the iteration early, once; then it is over.
            RuntimeError: it was cut off; whoever asks is told.
        """
        if self._closed:
            raise StopAsyncIteration
        while not self._items:
            await self._arrival()
        item = self._items.popleft()
        if isinstance(item, _End):
            self._put(item if item.cut_off else _End())
            raise item.raised()
        return self._taken(item)

    async def aclose(self) -> None:
        """End what is under way; whoever waits for an item meanwhile gets an error."""
        self._closed = True
        await self.cut_off()

    async def cut_off(self) -> None:
        """Cancel the supervisor and wait until it has left nothing behind, even when cancelled."""
        if self._task is None or self._task.done():
            return
        self._task.cancel()
        cancelled: asyncio.CancelledError | None = None
        while not self._task.done():
            try:
                await asyncio.wait([self._task])
            except asyncio.CancelledError as cancellation:
                cancelled = cancellation
        if cancelled is not None:
            raise cancelled

    def _put(self, item: Any) -> None:
        self._items.append(item)
        self._arrived.set()

    def _taken(self, item: Any) -> T_co:
        """Make of what was put what the consumer gets, who takes it now."""
        result: T_co = item
        return result

    async def _arrival(self) -> None:
        """Ask for more, and wait until something is there, or has been: another may be faster."""
        if self._task is None:
            self._start()
        self._asked.set()
        self._arrived.clear()
        await self._arrived.wait()

    @abstractmethod
    async def _supervise(self) -> None:
        """Feed the iterator; what it raises, the consumer gets."""

    def _start(self) -> None:
        self._task = asyncio.create_task(self._supervise())
        for owner in self._owners:
            owner.opened.add(self)
        self._task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        for owner in self._owners:
            owner.opened.discard(self)
        self._put(_end(task))


class _End:
    """Marks the end of what was put, and what caused it."""

    def __init__(self, error: BaseException | None = None, *, cut_off: bool = False) -> None:
        self.error = error
        self.cut_off = cut_off

    def raised(self) -> BaseException:
        """Give what the consumer gets."""
        if self.cut_off:
            what = "the iteration was closed or cancelled before its end: start it again"
            return RuntimeError(what)
        return StopAsyncIteration() if self.error is None else self.error


def _end(task: asyncio.Task[None]) -> _End:
    if task.cancelled():
        return _End(cut_off=True)
    error = task.exception()
    return _End(no_end(error) if isinstance(error, Exception) else error)


def no_end(error: Exception) -> Exception:
    """Give an error as it may be raised to a consumer: one that he does not take for the end."""
    if isinstance(error, StopAsyncIteration):  # see PEP 479
        stopped = RuntimeError("StopAsyncIteration was raised within the iteration")
        stopped.__cause__ = error
        return stopped
    return error
