"""Others who fill a bucket, and how much they are presumed to go on putting in.

Where answers tell how full it is, each shows what they have put in since the last one. Where none
does, refusals are all that shows them: at each one the bucket is full, so between two of them as
much went in as leaked out, and what was not ours was theirs. From one refusal to the next the pace
goes as CUBIC's does (RFC 9438, section 4): from below what they were found to leave slowly up to it
and a little beyond, and then ever faster, should they have gone.
"""

from __future__ import annotations

from math import exp

PACE_MEMORY = 20.0
"""Seconds over which the pace of others who are seen is averaged."""

FOLLOWED = 0.8
"""The part of that pace which is presumed to go on; the rest the next report shows.

Two who each allowed for all that the other takes would never come to share: of four processes,
simulated, some had seven to ten times as much as others.
"""

LEAST_LEFT = 0.05
"""The part of the leak that is presumed to be left at the least: else nobody would ask again."""

CAUTION = 0.2
"""How far below what was found to be left the pace begins, as a part of it."""

REQUESTS_BELOW = 120.0
"""For the leak of how many requests the pace is below it; for as long again nothing is refused.

The same for all who share a bucket: when those with little waited longer, those with more were back
first, and some never came to share. Measured with a rival that takes half: 0.7 to 1.2% are refused,
and 97% of what it leaves is used, or more.
"""

SECONDS_BELOW = 60.0
"""The same in seconds, at the most."""

STEADY = 5.0
"""Seconds for which the pace can be taken for the same."""


class SeenRival:
    """What others put into a bucket that tells how full it is.

    `leak` runs out of it per second; `pace` is what they are presumed to put in meanwhile.
    """

    __slots__ = ("_leak", "_looked_at", "pace")

    def __init__(self, leak: float, now: float) -> None:
        self.pace = 0.0
        self._leak = leak
        self._looked_at = now

    def left(self, now: float) -> float:
        """What is left for us per second."""
        return max(self._leak - self.pace, LEAST_LEFT * self._leak)

    def taken(self, now: float) -> float:
        """What they are presumed to have put in since this was last asked."""
        passed = now - self._looked_at
        taken = self.pace * passed
        # Together with `differs` this comes to rest at the part of their pace that is followed.
        self.pace *= exp(-passed / PACE_MEMORY * (1 / FOLLOWED - 1))
        self._looked_at = now
        return taken

    def differs(self, amount: float, seconds: float) -> None:
        """Learn that in that time they put in so much more than was presumed, or less."""
        pace = self.pace + amount / max(seconds, PACE_MEMORY)
        self.pace = min(max(pace, 0.0), self._leak)


class UnseenRival:
    """What others are presumed to put into a bucket out of which `leak` per second runs.

    `shown_at` is when they showed last. A first refusal tells only that the bucket is full: how
    much they take, if they do still, the second one tells.
    """

    __slots__ = ("_leak", "_left", "_looked_at", "_taken", "shown_at")

    def __init__(self, leak: float, now: float) -> None:
        self.shown_at = now
        self._leak = leak
        self._left = leak
        self._looked_at = now
        self._taken = 0.0

    def left(self, now: float) -> float:
        """What is left for us per second: all that leaks out, once they seem to have gone."""
        below = min(REQUESTS_BELOW / self._leak, SECONDS_BELOW)
        beyond = (now - self.shown_at) / below - 1.0
        # Down by a part of our own pace, up by one of the whole: so two that meet come to share.
        step = CAUTION * (self._left if beyond < 0 else self._leak)
        return min(self._left + step * beyond**3, self._leak)

    def taken(self, now: float) -> float:
        """What they are presumed to have put in since this was last asked."""
        taken = (self._leak - self.left(now)) * (now - self._looked_at)
        self._looked_at = now
        self._taken += taken
        return taken

    def refused(self, now: float, missing: float) -> None:
        """Learn from a refusal, though `missing` of the bucket was believed to be free.

        It takes half of the pace at the most: it may be about something else.
        """
        theirs = (self._taken + missing) / (now - self.shown_at)
        self._left = max(self._leak - theirs, self._left / 2)
        self.shown_at = now
        self._taken = 0.0
