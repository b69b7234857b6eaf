"""What may be sent again, and after how long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from functools import lru_cache
from typing import Any, Generic, TypeVar

import backoff
from msgspec import Struct

from asyncshop import values
from asyncshop.errors import AsyncShopError
from asyncshop.protocol import Refusal

T = TypeVar("T")


class Retry(Struct, frozen=True, kw_only=True):
    """How often and how long to try.

    Args:
        tries: how often one request is sent at most; 1 never sends again.
        total: seconds at most of waiting between tries, and of tries that failed. The wait for
            the shop's limit is not counted, but the pause after a refusal is.
        base: seconds; the wait after try n is random between 0 and `base` x 2^(n-1).
        longest: seconds at most between two tries, unless the platform asks for more.
    """

    tries: int = 6
    total: float = 300.0
    base: float = 0.5
    longest: float = 30.0

    def __post_init__(self) -> None:
        values.number("tries", self.tries, least=1)
        for name in ("total", "base", "longest"):
            values.seconds(name, getattr(self, name))


class Outcome(Struct, Generic[T]):
    """How one try ended: with a value, or with an error that allows another or not.

    `wait` is what the platform asks for before the next try, in seconds; a `refusal` is a pause
    that the limiter keeps, in line. `spent` are the seconds of the try itself.
    """

    value: T | None = None
    error: AsyncShopError | None = None
    again: bool = False
    wait: float | None = None
    refusal: Refusal | None = None
    spent: float = 0.0


MakeTry = Callable[[], Awaitable[Outcome[Any]]]


def _waits(policy: Retry) -> Generator[float, Outcome[Any], None]:
    """Give the wait after each failed try; ends when the total would be passed."""
    steps = backoff.expo(base=2, factor=policy.base, max_value=policy.longest)
    next(steps)
    total = 0.0
    outcome = yield 0.0
    while True:
        step = next(steps)
        # What the platform asks for is kept exactly; jitter is for what we choose ourselves.
        wait = backoff.full_jitter(step) if outcome.wait is None else outcome.wait
        total += outcome.spent + wait
        if total > policy.total:
            return
        outcome = yield 0.0 if outcome.refusal else wait


@lru_cache(maxsize=64)  # who derives a policy from the time that is left makes many
def persevering(policy: Retry) -> Callable[[MakeTry], Awaitable[Outcome[Any]]]:
    """Give the function that tries by a policy; decorated once, since decorating is slow."""

    @backoff.on_predicate(
        _waits,
        lambda outcome: outcome.again,
        max_tries=policy.tries,
        jitter=None,
        logger=None,
        policy=policy,
    )
    async def persevere(make_try: MakeTry) -> Outcome[Any]:
        return await make_try()

    return persevere
