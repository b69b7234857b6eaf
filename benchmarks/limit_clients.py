"""Clients of a strict bucket: asyncshop, some whose result is known beforehand, and rivals.

The rivals know nothing of the bucket.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
import time
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
from strict_bucket import least_latency

import asyncshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from limit_scenarios import Scenario

API = "/admin/api/2026-10"
NEW_ORDER = {"line_items": [{"title": "Boots", "price": "74.99", "quantity": 1}]}


class Refused(Exception):  # noqa: N818 - a signal between clients here, no error
    """A reference client was answered 429."""


class Calls(NamedTuple):
    """What a caller can do on one shop."""

    count_orders: Callable[[], Awaitable[object]]
    create_order: Callable[[], Awaitable[object]]


@contextlib.asynccontextmanager
async def sdk(origin: str, tokens: list[str]) -> AsyncIterator[list[Calls]]:
    async with asyncshop.SessionManager() as manager:
        shops = [manager.shopify(token, access_token=token, base_url=origin) for token in tokens]
        yield [
            Calls(shop.orders.count, functools.partial(shop.orders.create, NEW_ORDER))
            for shop in shops
        ]


class Plain:
    """One shop over bare aiohttp, without a limiter, as reference clients and rivals use it."""

    def __init__(self, session: aiohttp.ClientSession, origin: str, token: str, name: str) -> None:
        self.session = session
        self.origin = origin
        self.headers = {"X-Shopify-Access-Token": token, "X-Client": name}

    async def send(self, method: str = "GET", path: str = "/orders/count.json") -> None:
        url = self.origin + API + path
        body = {"order": NEW_ORDER} if method == "POST" else None
        async with self.session.request(method, url, headers=self.headers, json=body) as response:
            await response.read()
            if response.status == 429:
                raise Refused
            response.raise_for_status()


class Pacer:
    """Knows size, rate and latency: a burst, then one request each time there is room again."""

    MARGIN = 0.05  # seconds, for one request that is longer on its way than another

    def __init__(self, plain: Plain, room: float, rate: float, latency: float) -> None:
        self.plain = plain
        self.room = room
        self.rate = rate
        self.latency = latency
        self.sent = 0
        self.leaking = asyncio.get_running_loop().create_future()
        if room <= 0:
            self.leaking.set_result(time.monotonic())

    async def send(self, *arguments: str) -> None:
        self.sent += 1
        if (over := self.sent - self.room) > 0:
            due = await asyncio.shield(self.leaking) + over / self.rate + self.MARGIN
            await asyncio.sleep(due - time.monotonic())
        try:
            await self.plain.send(*arguments)
        finally:
            if not self.leaking.done():
                self.leaking.set_result(time.monotonic() - self.latency)


@contextlib.asynccontextmanager
async def reference(
    kind: str, scenario: Scenario, origin: str, tokens: list[str]
) -> AsyncIterator[list[Calls]]:
    room = scenario.size - float(scenario.server.get("level", "0"))
    rate = scenario.rate * float(kind.removeprefix("pacer:") if kind.startswith("pacer:") else 1)
    latency = least_latency(scenario.server.get("latency", "0"))
    async with plain_session() as session:
        plains = [Plain(session, origin, token, "") for token in tokens]
        senders = (
            [plain.send for plain in plains]
            if kind == "naive"
            else [Pacer(plain, room, rate, latency).send for plain in plains]
        )
        yield [Calls(send, functools.partial(send, "POST", "/orders.json")) for send in senders]


def plain_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


async def rival(kind: str, plain: Plain, scenario: Scenario, end: float) -> None:
    """Take half of the rate until `end` (monotonic seconds)."""
    at_once, start = (10 if kind == "burst" else 1), time.monotonic()
    pause = at_once * 2 / scenario.rate
    if kind == "visit":
        start, end = start + (end - start) / 3, end - (end - start) / 3
    async with asyncio.TaskGroup() as group:
        for turn in range(math.floor((end - start) / pause)):
            await asyncio.sleep(max(0.0, start + turn * pause - time.monotonic()))
            for _ in range(at_once):
                group.create_task(take(plain, end, again=kind == "insistent"))


async def take(plain: Plain, end: float, *, again: bool) -> None:
    """Send once; or again every tenth of a second until let in."""
    while True:
        try:
            await plain.send()
        except Refused:
            if not again or time.monotonic() > end:
                return
            await asyncio.sleep(0.1)
        else:
            return
