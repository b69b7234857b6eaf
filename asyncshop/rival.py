"""Others who fill a bucket that never tells how full it is.

Refusals are all that shows them. At each one the bucket is full, so between two of them as much
went in as leaked out: what was not ours was theirs. From one refusal to the next the pace goes as
CUBIC's does (RFC 9438, section 4): from below what they were found to leave slowly up to it and a
little beyond, and then ever faster, should they have gone.
"""

from __future__ import annotations

CAUTION = 0.2
"""How far below what was found to be left the pace begins, as a part of it."""

REQUESTS_BELOW = 60.0
"""For how many requests the pace is below it; for nearly as many more nothing is refused.

Measured with a rival that takes half: 1.5 to 2.5% are refused, and 98% of what it leaves is used.
"""

SECONDS_BELOW = 60.0
"""The same in seconds, at the most: where a rival has left next to nothing, and goes."""

STEADY = 5.0
"""Seconds for which the pace can be taken for the same."""


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
        below = min(REQUESTS_BELOW / self._left, SECONDS_BELOW)
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
