"""asyncshop on many shops: `stream_orders`, watched from within its own event loop.

    python benchmarks/peers/many_shops.py http://127.0.0.1:8000 --shops 40 --pages 6

prints one line of JSON: `{"orders", "ids", "shops", "cpu", "wall", "lag", "naps", "first_done",
"last_done", "behind", "ahead", "descriptors", "resident", "peak"}`. With `--authority FILE` the
shops are `https://shop-17.shops.test`, each a name of its own that leads to the same server; with
`--kept` every shop has a connection before the clock starts. With `--listings` they are merged by
`stream`, which does not ask what each token may see.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import os
import socket
import ssl
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from work import DOMAIN, peak

import asyncshop
from asyncshop.session import KEEP_ALIVE

NAP = 0.005
LONG = 600.0  # seconds: longer than a run
STATM, DESCRIPTORS = Path("/proc/self/statm"), Path("/proc/self/fd")


def descriptors() -> int:
    """Count what this process has open; 0 where /proc does not tell."""
    return len(os.listdir(DESCRIPTORS)) - 1 if DESCRIPTORS.exists() else 0


def resident() -> list[int]:
    """Give the bytes of memory that this process has now, where /proc tells."""
    if not STATM.exists():
        return []
    return [int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")]


class Loopback(AbstractResolver):
    """Every name leads to 127.0.0.1."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=family,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None: ...


@dataclass
class Watch:
    """What somebody else in the same loop, and the system, notice meanwhile."""

    lags: list[float] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    descriptors: int = 0

    async def feel(self) -> None:
        """Sleep a little again and again; how late was it?"""
        clock = time.perf_counter
        while True:
            due = clock() + NAP
            await asyncio.sleep(NAP)
            self.lags.append(max(0.0, clock() - due))

    async def look(self) -> None:
        """Look at memory each second, and at descriptors four times a second."""
        for quarter in itertools.count():
            self.descriptors = max(self.descriptors, descriptors())
            if quarter % 4 == 0:
                self.resident.extend(resident())
            await asyncio.sleep(0.25)

    def quantiles(self) -> dict[str, float]:
        """Sum up the lag, in seconds."""
        lags = sorted(self.lags) or [0.0]
        last = len(lags) - 1
        shares = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
        return {name: lags[round(last * share)] for name, share in shares.items()}


@dataclass
class Progress:
    """How far each shop is, and when it was through."""

    expected: int
    shops: int
    began: float
    orders: int = 0
    ids: int = 0
    by_shop: Counter[str] = field(default_factory=Counter)
    done: list[float] = field(default_factory=list)
    at_half: tuple[float, float] = (0.0, 1.0)

    def add(self, domain: str, order_id: int) -> None:
        self.orders += 1
        self.ids += order_id
        self.by_shop[domain] += 1
        if self.by_shop[domain] == self.expected:
            self.done.append(time.perf_counter() - self.began)
        if self.orders == self.shops * self.expected // 2:
            counts = self.by_shop.values()
            least = min(counts) if len(counts) == self.shops else 0
            self.at_half = least / self.expected, max(counts) / self.expected


def open_session(
    authority: str,
    keep_alive: float = KEEP_ALIVE,
    trace_configs: list[aiohttp.TraceConfig] | None = None,
) -> aiohttp.ClientSession:
    """Open a session as the manager's own is, that trusts our authority and finds every shop."""
    context = ssl.create_default_context(cafile=authority)
    connector = aiohttp.TCPConnector(
        limit=0, ssl=context, resolver=Loopback(), keepalive_timeout=keep_alive
    )
    return aiohttp.ClientSession(connector=connector, trace_configs=trace_configs)


async def stream(options: argparse.Namespace) -> dict[str, object]:
    """Stream all orders of all shops."""
    watch = Watch()
    async with AsyncExitStack() as stack:
        session = None
        if options.authority:
            keep_alive = LONG if options.kept else KEEP_ALIVE
            session = await stack.enter_async_context(open_session(options.authority, keep_alive))
        manager = await stack.enter_async_context(asyncshop.SessionManager(session=session))
        port = urlsplit(options.base_url).port
        shops = [
            manager.shopify(
                f"shop-{number}",
                # One shop after the other has the pages that a single one would have.
                access_token=f"{options.pages}+{number * options.pages}-{options.run}-{number}",
                base_url=f"https://shop-{number}.{DOMAIN}:{port}" if session else options.base_url,
            )
            for number in range(options.shops)
        ]
        if options.kept:
            await asyncio.gather(*(shop.request("GET", "access_scopes.json") for shop in shops))
        if options.freeze:
            gc.freeze()
        watchers = [asyncio.create_task(watch.feel()), asyncio.create_task(watch.look())]
        cpu, wall = time.process_time(), time.perf_counter()
        progress = Progress(options.pages * options.limit, options.shops, wall)
        if options.listings:
            merged = manager.stream([shop.every_order(limit=options.limit) for shop in shops])
        else:
            merged = manager.stream_orders(shops, limit=options.limit)
        async with merged as orders:
            async for shop, order in orders:
                assert order.id is not None
                progress.add(shop.domain, order.id)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        for watcher in watchers:
            watcher.cancel()
    behind, ahead = progress.at_half
    return {
        "orders": progress.orders,
        "ids": progress.ids,
        "shops": len(progress.done),
        "cpu": cpu,
        "wall": wall,
        "lag": watch.quantiles(),
        "naps": len(watch.lags),
        "first_done": progress.done[0],
        "last_done": progress.done[-1],
        "behind": behind,
        "ahead": ahead,
        "descriptors": watch.descriptors,
        "resident": watch.resident,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("base_url")
    parser.add_argument("--shops", type=int, default=1)
    parser.add_argument("--pages", type=int, default=1, help="of each shop")
    parser.add_argument("--limit", type=int, default=250, help="orders on a page")
    parser.add_argument("--authority", default="", help="PEM file; the shops have names then")
    parser.add_argument("--kept", action="store_true", help="with connections made beforehand")
    parser.add_argument("--listings", action="store_true", help="merge listings")
    parser.add_argument("--freeze", action="store_true", help="gc.freeze() before the start")
    parser.add_argument("--run", default="run")
    print(json.dumps(asyncio.run(stream(parser.parse_args())) | peak()))


if __name__ == "__main__":
    main()
