"""A strict leaky bucket, and what the plans of a shop allow."""

from __future__ import annotations

from dataclasses import dataclass

# https://shopify.dev/docs/api/usage/limits: leak = bucket / 20.
PLANS = {
    "standard": (40, 2.0),
    "advanced": (80, 4.0),
    "plus": (400, 20.0),
    "enterprise": (800, 40.0),
}
EPSILON = 1e-9


@dataclass(slots=True)
class Bucket:
    """A bucket of `size` requests that leaks `rate` a second, at once or every `tick` seconds."""

    size: float
    rate: float
    at: float
    level: float = 0.0
    tick: float = 0.0
    empty: float = 0.0  # seconds in which allowance was lost because nothing was in the bucket

    def leak(self, now: float) -> None:
        due = self.at + (now - self.at) // self.tick * self.tick if self.tick else now
        leaked = self.rate * (due - self.at)
        self.empty += max(0.0, leaked - self.level) / self.rate
        self.level = max(0.0, self.level - leaked)
        self.at = due

    def admit(self, now: float) -> bool:
        """Charge one request if it fits."""
        self.leak(now)
        if self.level + 1 > self.size + EPSILON:
            return False
        self.level += 1
        return True

    @property
    def full(self) -> bool:
        return self.level + 1 > self.size + EPSILON
