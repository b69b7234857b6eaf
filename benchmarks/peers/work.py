"""What the programs here have in common: arguments, the clock around the work, and what they tell.

    python benchmarks/peers/aiohttp_json.py http://127.0.0.1:8000 40-token --zlib isal

prints `{"orders", "ids", "cpu", "wall", "peak"}`: how many orders came, the sum of their ids (so
that it is seen that they were the right ones), seconds from the first request to the last order,
without the interpreter's start and the imports, and the most bytes of memory that the process had.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

VERSION = "2026-10"
DOMAIN = "shops.test"  # of many shops, each with a name below it
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Shop:
    """Where the orders are, and the token for them."""

    base_url: str
    token: str
    mode: str = ""
    limit: int = 250

    @property
    def headers(self) -> dict[str, str]:
        """Give what authorizes a request."""
        return {"X-Shopify-Access-Token": self.token}

    @property
    def first_page(self) -> str:
        """Give the address of the first page."""
        return f"{self.base_url}/admin/api/{VERSION}/orders.json?status=any&limit={self.limit}"


@dataclass
class Seen:
    """The orders that came."""

    orders: int = 0
    ids: int = 0
    check: Callable[[Seen], None] | None = None
    """Looks again at what came, after the clock."""

    def add(self, order_id: int) -> None:
        """Count an order."""
        self.orders += 1
        self.ids += order_id


def arguments(*modes: str) -> tuple[Shop, argparse.Namespace]:
    """Read the command line; `modes` are the ways in which the program can fetch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("base_url")
    parser.add_argument("token")
    parser.add_argument("--mode", choices=modes or ("",), default=modes[0] if modes else "")
    parser.add_argument("--limit", type=int, default=250, help="orders on a page")
    parser.add_argument("--zlib", choices=("standard", "isal"), default="standard")
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    options = parser.parse_args()
    return Shop(options.base_url, options.token, options.mode, options.limit), options


def run(fetch: Callable[[Shop], Awaitable[Seen]], *modes: str) -> None:
    """Let a coroutine function fetch all orders, and tell what it took."""
    shop, options = arguments(*modes)
    if options.zlib == "isal":
        import aiohttp  # noqa: PLC0415 - only where it is measured
        from isal import isal_zlib  # noqa: PLC0415 - only where it is measured

        aiohttp.set_zlib_backend(isal_zlib)
    factory = None
    if options.loop == "uvloop":
        import uvloop  # noqa: PLC0415 - only where it is measured

        factory = uvloop.new_event_loop

    async def fetched() -> Seen:
        return await fetch(shop)

    with asyncio.Runner(loop_factory=factory) as runner:
        tell(lambda: runner.run(fetched()))


def tell(work: Callable[[], Seen]) -> None:
    """Do the work, and print what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    seen = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if seen.check is not None:
        seen.check(seen)
    took = {"orders": seen.orders, "ids": seen.ids, "cpu": cpu, "wall": wall}
    print(json.dumps(took | peak()))


def peak() -> dict[str, int]:
    """Give the most bytes of memory that this process has had, where /proc tells."""
    if not STATUS.exists():
        return {}
    _, _, after = STATUS.read_text().partition("VmHWM:")
    return {"peak": 1024 * int(after.split()[0])}
