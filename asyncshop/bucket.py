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
from math import inf

from aiolimiter import AsyncLimiter
from msgspec import Struct

from asyncshop.rival import STEADY, SeenRival, UnseenRival

HEADROOM = 0.04
"""Share of the bucket left free while others are filling it too, when answers come at once.

Measured: with less it is answered by refusals, with 10% a short run loses a tenth.
"""

MOST_HEADROOM = 0.10
"""The same at the most, when answers are slow (what a rival does meanwhile is not known yet) or
when less has not been enough."""

ONE_WAVE = 1.0
"""Seconds within which refusals tell of one thing: what was under way when the bucket was full."""

RIVAL_MEMORY = 60.0
"""Seconds until a rival that no longer shows is forgotten, and the head-room with it."""

JITTER = 0.05
"""Seconds by which requests may arrive out of step with their sending."""

REORDERING = 0.1
"""Seconds within which a request is taken to have been overtaken by later ones of our own."""

ROUNDING = 1.0
"""How far a whole number may be from the level that it reports."""

SMALLEST = 1.0
"""What every bucket holds at least, however small the share: a request must fit."""

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
    def now(self) -> float:
        return self._loop.time()

    def correct(self, level: float) -> None:
        """Set right what has just been read."""
        self._level = level

    def at(self, now: float) -> float:
        """Give the level at that moment of the loop's time, without asking the loop for it."""
        if now > self._last_check:
            self._level = max(self._level - self._rate_per_sec * (now - self._last_check), 0.0)
            self._last_check = now
        self._level = min(self._level, self.max_rate)
        return self._level

    def put(self, amount: float) -> None:
        """Put in what came since the level was last read: it leaks with the rest."""
        self._level += amount


class TokenBucket:
    """One leaky bucket: how long until a request fits, and what answers say of it.

    `share` is the part of size and rate that this process may take; `size` is what it may hold
    then, and `rate` what leaks out of it per second.
    """

    __slots__ = (
        "_allowed",
        "_corrected",
        "_flight",
        "_heard_at",
        "_known_at",
        "_meter",
        "_refused_at",
        "_reports",
        "_rival",
        "_rival_at",
        "_sendings",
        "_suspected_at",
        "_unsent",
        "_wary_at",
        "rate",
        "share",
        "size",
    )

    def __init__(self, allowed: BucketSize, *, share: float = 1.0) -> None:
        self.share = share
        self._allow(allowed)
        self._unsent = 0.0
        self._corrected = 0.0
        self._known_at = -inf
        self._refused_at = -inf
        self._wary_at = -inf
        self._heard_at = -inf
        self._flight = 0.0
        self._suspected_at: float | None = None
        self._rival_at: float | None = None
        self._sendings: list[float] = []
        self._reports = False
        self._rival: SeenRival | UnseenRival | None = None

    @property
    def level(self) -> float:
        """How full it is believed to be, with what is admitted and not yet sent."""
        return self._level_at(self._meter.now)

    def _level_at(self, now: float) -> float:
        self._presume(now)
        # What has not been sent cannot leak.
        return max(self._meter.at(now), self._unsent)

    def headroom(self, now: float) -> float:
        """What is left free for a rival: less as it no longer shows."""
        if self._rival_at is None:
            return 0.0
        wariness = HEADROOM + (MOST_HEADROOM - HEADROOM) * _remembered(now - self._wary_at)
        unknown = wariness * self.size + self.rate * self._flight
        return _remembered(now - self._rival_at) * min(unknown, MOST_HEADROOM * self.size)

    def unsure(self, now: float) -> bool:
        """Whether a rival may have taken more since the last report than the head-room covers."""
        headroom = self.headroom(now)
        return headroom > 0 and self.rate * (now - self._heard_at) > headroom

    def delay(self, cost: float, now: float) -> float:
        """Seconds until `cost` fits, or until that must be looked at again."""
        missing = self._level_at(now) + cost - self._room(cost, now)
        if missing <= 0:
            return 0.0
        if self._rival is None:
            return missing / self.rate
        return min(missing / self._rival.left(now), STEADY)

    def _presume(self, now: float) -> None:
        """Allow for what others go on putting in."""
        if self._rival is not None:
            self._meter.put(self._rival.taken(now))

    def _room(self, cost: float, now: float) -> float:
        """How full it may be made, at least by one request alone."""
        guard = ROUNDING / 2 + JITTER * self.rate
        return max(self.size - guard - self.headroom(now), min(cost, self.size))

    def charge(self, cost: float) -> Charge:
        """Take `cost`, when there has just been no `delay` for it.

        It fits, but for a hair, where the delay was too short for a timer.
        """
        self._meter.put(cost)
        self._unsent += cost
        return Charge(cost)

    def sent(self, charge: Charge, now: float) -> None:
        """Note that the charged request goes over the wire; each time that it does so."""
        level = self._level_at(now)
        if charge.sent_at is None:
            self._unsent = max(0.0, self._unsent - charge.cost)
        else:  # the HTTP library sent it again by itself, on a new connection
            level = min(level + charge.cost, self.size)
        self._meter.correct(level)
        charge.sent_at = now
        charge.believed = level - self._unsent
        charge.corrections = self._corrected
        self._sendings.append(now)
        if len(self._sendings) > 2 * _KEPT_SENDINGS:
            del self._sendings[:_KEPT_SENDINGS]

    def unsent(self, charge: Charge) -> None:
        """Give back what was charged for a request that never went over the wire."""
        if charge.sent_at is None:
            level = self.level
            self._unsent = max(0.0, self._unsent - charge.cost)
            self._meter.correct(max(level - charge.cost, self._unsent))

    def reported(self, charge: Charge, usage: Usage, now: float) -> None:
        """Learn from what the answer to a charged request reports."""
        self._reports = True
        if isinstance(self._rival, UnseenRival) or (self._rival and not self.headroom(now)):
            self._rival = None
        if usage.size != self._allowed.size or usage.rate != self._allowed.rate:
            self._resize(BucketSize(usage.size, usage.rate))
        if charge.sent_at is None or self.share != 1.0:
            return
        self._heard_at = now
        flight = now - charge.sent_at
        self._flight = max(flight, 0.9 * self._flight + 0.1 * flight)
        believed = charge.believed + (self._corrected - charge.corrections)
        difference = usage.used - believed
        if difference > 0:
            self._rise(difference, charge.sent_at, now)
        # An answer that was overtaken knows nothing of the rise that the faster one reported.
        elif difference < -ROUNDING and charge.sent_at >= self._known_at:
            self._fall(difference, charge.sent_at, now)
        self._known_at = max(self._known_at, charge.sent_at)

    def accepted(self, now: float) -> None:
        """Note an answer that reports nothing: there was room, at least."""
        if not self._reports:
            self._heard_at = now

    def _rise(self, difference: float, sent_at: float, now: float) -> None:
        """Believe that it is fuller, when that is a rival's doing."""
        # Without a rival our own later requests may have overtaken, and be in the report.
        noise = ROUNDING + self._sendings_in(sent_at, sent_at + REORDERING)
        if not self.headroom(now) and difference <= noise:
            return
        self._suspect(now)
        self._learn_pace(difference, sent_at, now)
        # Rounded down, the report hides up to one: half of it is the guard's.
        self._correct(difference + ROUNDING / 2)

    def _fall(self, difference: float, sent_at: float, now: float) -> None:
        """Believe that it is emptier, by what nothing else explains."""
        # The platform may have looked at any moment of the flight, and meanwhile it leaked.
        noise = ROUNDING + self.rate * (now - sent_at)
        if difference >= -noise:
            return
        # What was sent before it and had not arrived when the platform looked, the report lacks: as
        # long as an answer takes. In a burst that can be most of what the bucket holds.
        noise += self._sendings_in(sent_at - max(REORDERING, self._flight), sent_at)
        if difference < -noise:
            self._learn_pace(difference + noise, sent_at, now)
            self._correct(difference + noise)

    def _learn_pace(self, difference: float, moment: float, now: float) -> None:
        """Learn how much a rival takes from what it put in beyond what was presumed.

        When it shows first, that is what it may have put in at once: no pace can be told from it.
        """
        self._presume(now)
        if isinstance(self._rival, SeenRival):
            self._rival.differs(difference, moment - self._known_at)
        elif self.headroom(now):
            self._rival = SeenRival(self.rate, now)

    def refused(self, now: float, *, pause: float, rival: bool = True) -> None:
        """Learn from a refusal: the bucket is full, and has room again after a pause of seconds.

        It shows a rival, unless nothing was known of the bucket yet (`rival` is False).
        """
        if self.share == 1.0:
            if rival or self._rival is not None:
                self._beware(now)
                self._blame(now)
            self._known_at = self._heard_at = now
            full = self.size
            if pause:  # one shorter than a full bucket needs says that it is not so full
                full = min(full, self._room(1.0, now) - 1.0 + self.rate * pause)
            self._correct(full - self.level)

    def _beware(self, now: float) -> None:
        """Leave more room, if that which was left for the rival was not enough."""
        if self.headroom(now) and now - self._refused_at > ONE_WAVE:
            self._wary_at = now
        self._rival_at = self._refused_at = now

    def _blame(self, now: float) -> None:
        """Presume how much a rival takes."""
        missing = self.size - self._level_at(now)
        if self._reports:
            self._learn_pace(missing, now, now)
        elif isinstance(self._rival, UnseenRival):
            if self._sendings_after(self._rival.shown_at + ONE_WAVE):
                self._rival.refused(now, missing)
        elif self._sendings:
            self._rival = UnseenRival(self.rate, now)

    def _sendings_in(self, start: float, end: float) -> int:
        """How many other requests were sent then: they may have overtaken, or been overtaken."""
        return bisect_right(self._sendings, end) - bisect_left(self._sendings, start) - 1

    def _sendings_after(self, moment: float) -> int:
        return len(self._sendings) - bisect_right(self._sendings, moment)

    def _add(self, amount: float) -> float:
        """Change the level, within the bucket; give by how much it did change."""
        before = self.level
        after = min(max(before + amount, self._unsent), self.size)
        self._meter.correct(after)
        return after - before

    def _correct(self, amount: float) -> None:
        self._corrected += self._add(amount)

    def _suspect(self, now: float) -> None:
        """Take a rival for real when it shows twice: one noisy answer is not a rival."""
        if self._suspected_at is not None and now - self._suspected_at < RIVAL_MEMORY:
            self._rival_at = now
        self._suspected_at = now

    def _resize(self, allowed: BucketSize) -> None:
        level = self.level
        self._rival = None  # whose pace was learned by another leak
        self._allow(allowed)
        self._add(level - self.level)

    def _allow(self, allowed: BucketSize) -> None:
        self._allowed = allowed
        self.size = max(allowed.size * self.share, SMALLEST)
        self.rate = allowed.rate * self.share
        self._meter = _Meter(self.size, self.size / self.rate)


def _remembered(seconds: float) -> float:
    """Give how much of what was learned that long ago still counts: all of it at first."""
    return max(0.0, 1.0 - seconds / RIVAL_MEMORY)
