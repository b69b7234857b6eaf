"""The platform's leaky bucket: a request fits or is refused, nothing queues."""

import math
import time
from collections.abc import Callable


class LeakyBucket:
    """A bucket of `size` requests that leaks `leak` of them a second, without steps.

    `clock` gives seconds and never goes back.
    """

    __slots__ = ("_clock", "_level", "_read_at", "leak", "size")

    def __init__(
        self, size: int, leak: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.size = size
        self.leak = leak
        self._clock = clock
        self._level = 0.0
        self._read_at = clock()

    def __repr__(self) -> str:
        return f"LeakyBucket({self.used}/{self.size}, leak={self.leak})"

    @property
    def level(self) -> float:
        """What is in the bucket now, in requests."""
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._read_at) * self.leak)
        self._read_at = now
        return self._level

    @property
    def used(self) -> int:
        """The level as the platform reports it: whole requests, a begun one counted."""
        return math.ceil(self.level - 1e-9)

    @property
    def has_room(self) -> bool:
        """Whether one more request fits."""
        # The tolerance is for rounding: 0.1 s at 20/s must make room for two.
        return self.level + 1 <= self.size + 1e-9

    def take(self) -> bool:
        """Add one request if it fits, and say whether it did."""
        if not self.has_room:
            return False
        self._level += 1
        return True

    def fill(self, used: float) -> None:
        """Set the level, as if others had sent `used` requests just now.

        Raises ValueError for a level below zero or above the size.
        """
        if not 0 <= used <= self.size:
            raise ValueError(f"used is {used}; give a level between 0 and {self.size}")
        self._level = used
        self._read_at = self._clock()
