"""A strict platform to judge limiters by: a leaky bucket, a wire that takes time, rivals."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from random import Random

from clock import now

from asyncshop.bucket import BucketSize, Usage
from asyncshop.limiter import Admission, Limiter

STANDARD = BucketSize(40, 2)
PLUS = BucketSize(400, 20)
ROUNDINGS: dict[str, Callable[[float], float]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}

Delay = Callable[[], float]


async def ready() -> str:
    """Have a token at hand."""
    return "token"


def seeded(seed: int) -> Random:
    """Chance that can be repeated."""
    return Random(seed)  # noqa: S311 - nobody's secret


def fixed(seconds: float) -> Delay:
    return lambda: seconds


AT_ONCE = fixed(0.0)
SOON = fixed(0.05)


def between(random: Random, low: float, high: float) -> Delay:
    return lambda: random.uniform(low, high)


class Platform:
    """One shop's bucket: what fits is accepted, what does not is refused, nothing queues.

    `there` and `back` give the seconds that each request and each answer is under way. A report
    is made when the request arrives (`late_report`: when its answer leaves, `work` seconds later);
    a `silent` platform makes none. `within` is the bucket of several that must have room too.
    """

    def __init__(
        self,
        allowed: BucketSize = STANDARD,
        *,
        level: float = 0.0,
        there: Delay = AT_ONCE,
        work: float = 0.0,
        back: Delay = SOON,
        rounding: str = "floor",
        late_report: bool = False,
        silent: bool = False,
        within: "Platform | None" = None,
    ) -> None:
        self.allowed = allowed
        self.there = there
        self.work = work
        self.back = back
        self.rounding = ROUNDINGS[rounding]
        self.late_report = late_report
        self.silent = silent
        self.within = within
        self.accepted: list[float] = []
        self.refused: list[float] = []
        self._level = level
        self._at = 0.0

    @property
    def level(self) -> float:
        self._level = max(0.0, self._level - self.allowed.rate * (now() - self._at))
        self._at = now()
        return self._level

    @property
    def usage(self) -> Usage:
        used = min(max(self.rounding(self.level), 0.0), self.allowed.size)
        return Usage(used, self.allowed.size, self.allowed.rate)

    def take(self, cost: float = 1.0) -> bool:
        """Let in what fits."""
        buckets = [self] if self.within is None else [self, self.within]
        if any(bucket.level + cost > bucket.allowed.size + 1e-9 for bucket in buckets):
            return False
        for bucket in buckets:
            bucket._level += cost
        return True

    async def serve(self, admission: Admission[str], cost: float = 1.0) -> bool:
        """Carry an admitted request over the wire and back; tell whether it was accepted."""
        admission.sent(now())
        await asyncio.sleep(self.there())
        accepted = self.take(cost)
        (self.accepted if accepted else self.refused).append(now())
        usage = self.usage
        await asyncio.sleep(self.work)
        if self.late_report:
            usage = self.usage
        await asyncio.sleep(self.back())
        if accepted:
            admission.answered([None if self.silent else usage], now())
        else:
            admission.refused(2.0, own_limit=False)
        return accepted

    async def request(self, limiter: Limiter) -> None:
        """Send one request, again at the front of the line as long as it is refused."""
        again = False
        while True:
            admission = await limiter.admit("GET orders", ready, again=again)
            try:
                if await self.serve(admission):
                    return
            finally:
                admission.close()
            again = True

    async def keep_busy(self, limiter: Limiter, *, until: float, workers: int) -> None:
        """Send requests from several tasks, so that somebody always waits."""

        async def work() -> None:
            while True:
                await self.request(limiter)

        await self.for_a_while(*(work() for _ in range(workers)), until=until)

    @staticmethod
    async def for_a_while(*work: Awaitable[None], until: float) -> None:
        """Let tasks that never end run up to that time, then cancel them."""
        tasks = [asyncio.ensure_future(task) for task in work]
        await asyncio.sleep(until - now())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def rival(self, rate: float) -> None:
        """Send at that steady rate, for ever; what does not fit is lost."""
        while True:
            self.take()
            await asyncio.sleep(1 / rate)

    async def bursts(self, size: int, every: float) -> None:
        """Send that many at once, again and again."""
        while True:
            await asyncio.sleep(every)
            for _ in range(size):
                self.take()

    def since(self, start: float) -> int:
        """How many of the limiter's requests were accepted from then on."""
        return sum(at >= start for at in self.accepted)


def limiter(allowed: BucketSize = STANDARD, *, slots: int = 1000, share: float = 1.0) -> Limiter:
    """A limiter that starts from the smallest plan, as a manager makes it."""
    return Limiter([allowed], slots=asyncio.Semaphore(slots), share=share)
