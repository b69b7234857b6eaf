"""The limiter of one shop: the last gate before the wire.

One stands before each (platform, shop, API, app), whatever the token. A request waits for its
turn and for room in every bucket, is given its token, waits for a connection slot, looks again,
and is charged; nothing suspends between that and the sending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from math import inf
from typing import Generic, TypeVar

from msgspec import Struct

from asyncshop.bucket import BucketSize, Charge, TokenBucket, Usage
from asyncshop.gate import Gate, Gates
from asyncshop.line import Lane, Line, Waiter, WaitTooLongError

_AT_ONCE = 1e-6
"""Seconds that are not worth a timer."""

T = TypeVar("T")

Charges = Sequence[tuple[TokenBucket, Charge]]


class StoreBuckets:
    """The buckets that all apps on one shop share, and this process's part of each."""

    def __init__(self, allowed: Sequence[BucketSize], *, share: float = 1.0) -> None:
        self.shop_buckets = [TokenBucket(size) for size in allowed]
        self.own_buckets = [TokenBucket(size, share=share) for size in allowed if share < 1.0]


class Limiter:
    """Admits requests of one shop and app, in order, as fast as all its buckets allow.

    Until the first answer one request is under way at a time, on the platform's smallest plan:
    what the buckets hold, and what others have put into them, is not known yet. Likewise when
    others use them too and nothing has been heard for a while. `slots` are the
    connections that all shops share; `share` is the part of the limit that this process takes.
    `store` are the buckets that the limiters of all apps on the shop share.
    """

    def __init__(
        self,
        allowed: Sequence[BucketSize],
        *,
        slots: asyncio.Semaphore,
        share: float = 1.0,
        store: StoreBuckets | None = None,
    ) -> None:
        store = store or StoreBuckets((), share=share)
        self.shop_buckets = [*map(TokenBucket, allowed), *store.shop_buckets]
        own_buckets = [TokenBucket(size, share=share) for size in allowed if share < 1.0]
        self.buckets = [*self.shop_buckets, *own_buckets, *store.own_buckets]
        self.line = Line()
        self.gates = Gates()
        self.slots = slots
        self.paused_until = -inf
        self.under_way = 0
        self._learned = False

    async def admit(
        self,
        operation: str,
        prepare: Callable[[], Awaitable[T]],
        *,
        known: T | None = None,
        cost: float = 1.0,
        lane: Lane = "interactive",
        max_wait: float | None = None,
        patience: float = inf,
        again: bool = False,
    ) -> Admission[T]:
        """Wait for the turn, for room and for a connection slot; charge the request.

        Args:
            operation: what a resource's own limit would pause.
            prepare: awaited at the head of the line when there is room (for the token now valid).
            known: what it would give, where that needs no waiting: then a request that finds
                nobody in line, and room, goes at once.
            cost: requests or points.
            lane: "background" waits for every "interactive" one.
            max_wait: seconds; None waits as long as it takes.
            patience: the longest pause of the platform's that is waited for, in seconds.
            again: goes before the others: it was sent before, and was refused or failed.

        Raises:
            WaitTooLongError: before anything is charged.
        """
        started = self._now()
        if known is not None and self._clear(operation, cost, started):
            await self.slots.acquire()
            return self._charged(operation, None, known, cost, started, 0.0)
        deadline = inf if max_wait is None else started + max_wait
        waiter = Waiter(cost, lane, again=again, deadline=deadline, patience=patience)
        try:
            async with asyncio.timeout(max_wait) as bound:
                gate, prepared = await self._pass(waiter, operation, prepare)
        except TimeoutError:
            if not bound.expired():
                raise
            delay = max(self._until_room(waiter.cost, self._now()), self.gates.pause(operation))
            raise WaitTooLongError(delay) from None
        now = self._now()
        return self._charged(operation, gate, prepared, cost, now, now - started)

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        """The loop in which it is used, kept for the reason that `Wire.loop` is."""
        return asyncio.get_running_loop()

    def _now(self) -> float:
        return self._loop.time()

    def _clear(self, operation: str, cost: float, now: float) -> bool:
        """Whether a request may go at once: nobody is in line, and there is room for it."""
        return (
            self.line.head is None
            and not self.slots.locked()
            and (self._learned or not self.under_way)
            and self.gates.before(operation) is None
            and self._until_room(cost, now) <= 0
        )

    def _charged(
        self, operation: str, gate: Gate | None, prepared: T, cost: float, now: float, waited: float
    ) -> Admission[T]:
        """Charge a request that has a slot."""
        charges = [(bucket, bucket.charge(cost)) for bucket in self.buckets]
        if not self.under_way:
            # After a pause, say: a burst by what was known before it would be refused.
            for bucket in self.shop_buckets:
                if bucket.unsure(now):
                    self._learned = False
        self.under_way += 1
        return Admission(self, operation, gate, charges, prepared, now, waited)

    async def _pass(
        self,
        waiter: Waiter,
        operation: str,
        prepare: Callable[[], Awaitable[T]],
    ) -> tuple[Gate | None, T]:
        while True:
            gate = await self.gates.enter(operation, waiter)
            passed = False
            try:
                self.line.join(waiter)
                try:
                    await self._room(waiter)
                    prepared = await prepare()  # only now: a token may not last through a pause
                    passed = await self._slot(waiter, operation, gate)
                finally:
                    self.line.part(waiter)
            finally:
                if not passed:
                    self.gates.leave(operation, gate)
            if passed:
                return gate, prepared

    async def _slot(self, waiter: Waiter, operation: str, gate: Gate | None) -> bool:
        """Take a connection slot while there is room; False when the operation was paused."""
        while True:
            await self._room(waiter)
            if self._closed(operation, gate):
                return False
            await self.slots.acquire()
            if self._delay(waiter) <= 0 and not self._closed(operation, gate):
                return True
            self.slots.release()

    async def _room(self, waiter: Waiter) -> None:
        """Wait for the turn, and for room."""
        while (delay := self._delay(waiter)) > 0:
            now = self._now()
            if waiter.deadline < now + delay < inf:
                raise WaitTooLongError(delay)
            waiter.bear(self.paused_until - now)
            await waiter.wait(delay)

    def _closed(self, operation: str, gate: Gate | None) -> bool:
        """Whether a gate went up since this one was passed, or its pause was prolonged."""
        return self.gates.before(operation) is not gate or self.gates.pause(operation) > 0

    def _delay(self, waiter: Waiter) -> float:
        """Seconds until the waiter may go, as far as is known; inf while others must move first."""
        if self.line.head is not waiter or (self.under_way and not self._learned):
            return inf
        return self._until_room(waiter.cost, self._now())

    def _until_room(self, cost: float, now: float) -> float:
        delay = self.paused_until - now
        for bucket in self.buckets:
            delay = max(delay, bucket.delay(cost, now))
        return delay if delay > _AT_ONCE else 0.0

    def learn(self, charges: Charges, usage: Sequence[Usage | None], now: float) -> None:
        """Correct each of the shop's buckets by what an answer reports of it (None: nothing)."""
        for (bucket, charge), report in zip(charges, (*usage, *usage), strict=False):
            if report is None:
                bucket.accepted(now)
            else:
                bucket.reported(charge, report, now)
        self._learned = True
        self.line.wake()

    def pause(self, seconds: float) -> None:
        """Send nothing to this shop for that long: a bucket of its was full, the fullest likely."""
        now = self._now()
        self.paused_until = max(self.paused_until, now + seconds)
        fullest = max(self.shop_buckets, key=lambda bucket: bucket.level / bucket.size)
        fullest.refused(now, pause=seconds, rival=self._learned)
        self.line.wake()

    def pause_operation(self, operation: str, seconds: float) -> None:
        """Send nothing of one operation for that long: its own limit is reached."""
        self.gates.close(operation, seconds)
        self.line.wake()

    def close(self, operation: str, gate: Gate | None, charges: Charges) -> None:
        """Take back what an admitted request did not use, and let the next one go."""
        for bucket, charge in charges:
            bucket.unsent(charge)
        self.under_way -= 1
        self.slots.release()
        if gate is not None:
            self.gates.leave(operation, gate)
        self.line.wake()


class Admission(Struct, Generic[T], eq=False):
    """One request's way past the limiter; to be closed, whatever becomes of the request.

    `prepared` is what `prepare` gave, `at` when it was admitted (loop time), `waited` the seconds
    in line.
    """

    limiter: Limiter
    operation: str
    gate: Gate | None
    charges: Charges
    prepared: T
    at: float
    waited: float
    closed: bool = False

    def sent(self, now: float) -> None:
        """Note each time that the request goes over the wire; `now` is the loop's time."""
        for bucket, charge in self.charges:
            bucket.sent(charge, now)

    def answered(self, usage: Sequence[Usage | None], now: float) -> None:
        """Learn what an answer reports of each bucket, in the limiter's order (None: nothing).

        `now` is when its headers came, in the loop's time.
        """
        self.limiter.learn(self.charges, usage, now)

    def refused(self, seconds: float, *, own_limit: bool) -> None:
        """Pause the shop, or this operation alone where the limit is its own."""
        if own_limit:
            self.limiter.pause_operation(self.operation, seconds)
        else:
            self.limiter.pause(seconds)

    def close(self) -> None:
        """Leave nothing behind; may be called again."""
        if not self.closed:
            self.closed = True
            self.limiter.close(self.operation, self.gate, self.charges)
