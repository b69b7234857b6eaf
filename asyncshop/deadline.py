"""The deadlines of all requests under way, on one timer.

A timer for each request, and one more between any two pieces of its answer, are a twentieth of what
a small request costs, and hardly any of them ever goes off.
"""

from __future__ import annotations

import asyncio
import contextvars
from math import inf
from types import TracebackType
from typing import Any, Self


class Deadlines:
    """Ends what takes too long; its one timer looks when the first deadline may have passed."""

    def __init__(self) -> None:
        self.running: set[Deadline] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = inf

    def close(self) -> None:
        """Leave no timer behind, unless something is under way still, on a borrowed session."""
        if not self.running:
            self._disarm()

    def look_by(self, moment: float) -> None:
        """Look at that moment at the latest."""
        if moment < self._looks_at:
            self._disarm()
            self._looks_at = moment
            # A context of its own: it would keep that of whoever happened to be the first.
            self._timer = asyncio.get_running_loop().call_at(
                moment, self._soon, context=contextvars.Context()
            )

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._looks_at = None, inf

    def _soon(self) -> None:
        # After a pause of the loop: what came meanwhile is in the socket, and is to be heard first.
        asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._disarm()
        now = asyncio.get_running_loop().time()
        for deadline in [each for each in self.running if each.passes_at <= now]:
            self.running.remove(deadline)
            deadline.expire()
        self.look_by(min((each.passes_at for each in self.running), default=inf))


class Deadline:
    """Bounds what one task does in its `with`; TimeoutError when it takes longer.

    `total` and `read` are seconds: in all from `now` on, and between two pieces that are `heard`.
    `task` is the one that runs.
    As with `asyncio.timeout`, the task is cancelled, and that cancellation goes no further.
    """

    __slots__ = (
        "_all",
        "_cancelling",
        "_passed",
        "_quiet_until",
        "_read",
        "_task",
        "_total",
        "_until",
    )

    def __init__(
        self,
        deadlines: Deadlines,
        task: asyncio.Task[Any],
        *,
        total: float,
        read: float,
        now: float,
    ) -> None:
        self._all = deadlines
        self._task = task
        self._total = total
        self._read = read
        self._quiet_until = inf
        self._passed = ""
        self._until = now + total

    @property
    def passes_at(self) -> float:
        """When it passes (loop time), if nothing is heard before."""
        return min(self._until, self._quiet_until)

    def heard(self, now: float) -> None:
        """Note that a piece came, or that the first is waited for from now on."""
        first = self._quiet_until == inf
        self._quiet_until = now + self._read
        if first:
            self._all.look_by(self._quiet_until)

    def expire(self) -> None:
        """End what it bounds."""
        quiet = self._quiet_until < self._until
        self._passed = f"nothing for {self._read:g} s" if quiet else f"{self._total:g} s in all"
        self._task.cancel()

    def __enter__(self) -> Self:
        self._cancelling = self._task.cancelling()
        self._all.running.add(self)
        self._all.look_by(self._until)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._all.running.discard(self)
        if not self._passed:
            return
        # Whoever else cancels the task meanwhile is not to be kept from it.
        others = self._task.uncancel() > self._cancelling
        if kind is asyncio.CancelledError and not others:
            raise TimeoutError(self._passed) from error
