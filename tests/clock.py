"""An event loop whose time stands still while anything is ready, and jumps to the next timer."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class StuckError(Exception):
    """Nothing is ready, no timer is set: somebody waits for a wake-up that never comes."""


class _Selector(selectors.SelectSelector):
    """Sees to the sockets without waiting: the loop's time moves on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StuckError("every task waits, and there is no timer")
        self.now += timeout
        return super().select(0)


class ClockLoop(asyncio.SelectorEventLoop):
    """A loop whose `time()` starts at 0 and costs none."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop of its own; StuckError where a real loop would wait for ever."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        return runner.run(main)


def now() -> float:
    """Seconds of the running loop."""
    return asyncio.get_running_loop().time()


async def settle() -> None:
    """Let everything that is ready go as far as it can; no time passes."""
    for _ in range(20):
        await asyncio.sleep(0)
