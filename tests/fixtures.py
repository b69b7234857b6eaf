"""The names that tests share with the fixtures of `conftest.py`."""

import asyncio
from collections.abc import Callable
from typing import Any

TOKEN = "shpat_5ecre75ecre75ecre7"

ManagerFactory = Callable[..., Any]


class LoopClock:
    """The loop's time, which can be put forward."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._real = loop.time
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._real() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
