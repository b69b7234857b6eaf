"""A model of one leaky bucket that the platform keeps, and that others may be filling too.

The platform refuses what does not fit and tells how full the bucket is in its answers. Those
come late and out of order, so the model is corrected *by the difference at sending*: what it
believed when a request was sent is compared with what that request's answer reports, less the
corrections made meanwhile.

Two facts shape the numbers below. Reports are whole numbers, rounded nobody says how; and a
level believed too high costs nothing once the bucket is full, because what may be sent is what
leaks out, while a level believed too low is answered by a refusal. So the model is quick to
believe that the bucket is fuller, and slow to believe that it is emptier.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from aiolimiter import AsyncLimiter
from msgspec import Struct

HEADROOM = 0.10
"""Share of the bucket left free while others are filling it too."""

RIVAL_MEMORY = 60.0
"""Seconds until a rival that no longer shows is forgotten, and the head-room with it."""

JITTER = 0.05
"""Seconds by which requests may arrive out of step with their sending."""

REORDERING = 0.1
"""Seconds within which requests on different connections may overtake each other."""

ROUNDING = 1.0
"""How far a whole number may be from the level that it reports."""

_KEPT_SENDINGS = 4096


class BucketSize(Struct, frozen=True):
    """What a platform allows: `size` in requests (or points), `rate` in the same per second."""

    size: float
    rate: float


class Usage(Struct, frozen=True):
    """What an answer reports of a bucket: `used` of `size`, leaking at `rate` per second."""

    used: float
    size: float
    rate: float


class Charge(Struct, gc=False):
    """What one request takes from one bucket, and what was believed when it was sent."""

    cost: float
    sent_at: float | None = None
    believed: float = 0.0
    corrections: float = 0.0


class _Meter(AsyncLimiter):
    """aiolimiter's leaky bucket, its level readable and to be corrected."""

    __slots__ = ()

    @property
    def level(self) -> float:
        self._leak()
        return self._level

    @level.setter
    def level(self, level: float) -> None:
        self._leak()
        self._level = level


class TokenBucket:
    """One leaky bucket: how long until a request fits, and what answers say of it.

    `share` is the part of size and rate that this process may take.
    """

    __slots__ = (
        "_corrected",
        "_meter",
        "_rival_at",
        "_sendings",
        "_suspected_at",
        "_unsent",
        "share",
    )

    def __init__(self, allowed: BucketSize, *, share: float = 1.0) -> None:
        self.share = share
        self._meter = _Meter(allowed.size * share, allowed.size / allowed.rate)
        self._unsent = 0.0
        self._corrected = 0.0
        self._suspected_at: float | None = None
        self._rival_at: float | None = None
        self._sendings: list[float] = []

    @property
    def size(self) -> float:
        """What the bucket holds."""
        return self._meter.max_rate

    @property
    def rate(self) -> float:
        """What leaks out of it per second."""
        return self._meter.max_rate / self._meter.time_period

    @property
    def level(self) -> float:
        """How full it is believed to be, with what is admitted and not yet sent."""
        # What has not been sent cannot leak.
        return max(self._meter.level, self._unsent)

    def headroom(self, now: float) -> float:
        """What is left free for a rival: a tenth at most, less as it no longer shows."""
        if self._rival_at is None:
            return 0.0
        return HEADROOM * self.size * max(0.0, 1.0 - (now - self._rival_at) / RIVAL_MEMORY)

    def delay(self, cost: float, now: float) -> float:
        """Seconds until `cost` fits, as far as is known now."""
        guard = ROUNDING / 2 + JITTER * self.rate
        room = max(self.size - guard - self.headroom(now), min(cost, self.size))
        return max(0.0, (self.level + cost - room) / self.rate)

    async def charge(self, cost: float) -> Charge:
        """Take `cost`, which must fit (so that this never suspends)."""
        self._meter.level = self.level
        await self._meter.acquire(cost)
        self._unsent += cost
        return Charge(cost)

    def sent(self, charge: Charge, now: float) -> None:
        """Note that the charged request goes over the wire; each time that it does so."""
        if charge.sent_at is None:
            self._settle(charge)
        else:  # the HTTP library sent it again by itself, on a new connection
            self._shift(charge.cost)
        charge.sent_at = now
        charge.believed = self.level - self._unsent
        charge.corrections = self._corrected
        self._sendings.append(now)
        if len(self._sendings) > 2 * _KEPT_SENDINGS:
            del self._sendings[:_KEPT_SENDINGS]

    def unsent(self, charge: Charge) -> None:
        """Give back what was charged for a request that never went over the wire."""
        if charge.sent_at is None:
            self._settle(charge)
            self._shift(-charge.cost)

    def reported(self, charge: Charge, usage: Usage, now: float) -> None:
        """Learn from what the answer to a charged request reports."""
        self._resize(usage.size * self.share, usage.rate * self.share)
        if charge.sent_at is None or self.share != 1.0:
            return
        believed = charge.believed + (self._corrected - charge.corrections)
        difference = usage.used - believed
        slack = ROUNDING + self._near(charge.sent_at)
        if difference > slack:
            self._suspect(now)
            self._shift(difference)
        else:
            # The platform may have looked at any moment of the flight, and meanwhile it leaked.
            slack += self.rate * (now - charge.sent_at)
            if difference < -slack:
                self._shift(difference + slack)

    def refused(self, now: float) -> None:
        """Learn from a refusal: the bucket is full, and somebody else filled it."""
        if self.share == 1.0:
            self._rival_at = now
            self._shift(self.size - self.level)

    def _settle(self, charge: Charge) -> None:
        self._meter.level = self.level
        self._unsent = max(0.0, self._unsent - charge.cost)

    def _near(self, sent_at: float) -> int:
        """How many other requests the charged one may have overtaken, or been overtaken by."""
        first = bisect_left(self._sendings, sent_at - REORDERING)
        return bisect_right(self._sendings, sent_at + REORDERING) - first - 1

    def _shift(self, amount: float) -> None:
        level = self.level
        self._meter.level = min(max(level + amount, 0.0), self.size)
        self._corrected += amount

    def _suspect(self, now: float) -> None:
        """Take a rival for real when it shows twice: one noisy answer is not a rival."""
        if self._suspected_at is not None and now - self._suspected_at < RIVAL_MEMORY:
            self._rival_at = now
        self._suspected_at = now

    def _resize(self, size: float, rate: float) -> None:
        if (size, rate) != (self.size, self.rate):
            level = self.level
            self._meter = _Meter(size, size / rate)
            self._meter.level = min(level, size)
