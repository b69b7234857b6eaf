"""The sandbox: platforms' shops behind one port on loopback."""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web
from multidict import CIMultiDict, MultiDict

from asyncshop.sandbox import wire
from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.faults import Faults, Rule
from asyncshop.sandbox.platform import Platform
from asyncshop.sandbox.rendering import PageCache
from asyncshop.sandbox.seeding import Size
from asyncshop.sandbox.shop import Setting, Shop
from asyncshop.sandbox.shopify import Shopify
from asyncshop.sandbox.shoplazza import Shoplazza

EPOCH = datetime(2026, 10, 1, tzinfo=UTC)
_PLATFORMS: tuple[type[Platform], ...] = (Shopify, Shoplazza)
_KEPT_REQUESTS = 1000


class Sandbox:
    """Shops of the platforms on loopback, as strict as the platforms are.

    `shops` is how many, `orders` how many each has (or one number for each shop), `platform`
    ("shopify" or "shoplazza") and `plan` likewise; Shoplazza has no plans. `scopes` are the first
    apps' (None: all). The same `seed` gives the same orders. `size` is "full" (about 17 KB a
    Shopify order, 8 KB a Shoplazza one) or "small" (about 1 KB). Time in the sandbox begins at
    `epoch` when it is made and goes on with `clock` (seconds).

    Use it in `async with`; `port=0` takes a free port. A port in use is an OSError.
    """

    def __init__(
        self,
        *,
        shops: int = 1,
        orders: int | Sequence[int] = 100,
        seed: int = 1,
        platform: str | Sequence[str] = "shopify",
        plan: str | Sequence[str] = "standard",
        size: Size = "full",
        scopes: Iterable[str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        epoch: datetime = EPOCH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if epoch.tzinfo is None:
            raise ValueError("epoch has no time zone; give an aware datetime")
        granted = None if scopes is None else tuple(scopes)
        names = _one_each("platform", platform, shops)
        plans = _one_each("plan", plan, shops)
        self._counts = _one_each("orders", orders, shops)
        self._host = host
        self._port = port
        self._epoch = epoch.timestamp()
        self._clock = clock
        self._started = clock()
        self._entered = False
        self._exit = AsyncExitStack()
        self._connections = wire.Connections()
        self._arrived = asyncio.Event()
        self.faults = Faults()
        self.requests: deque[Received] = deque(maxlen=_KEPT_REQUESTS)
        setting = Setting(seed, size, PageCache(), clock, self.now, _KEPT_REQUESTS)
        self._platforms = {each.name: each(setting) for each in _PLATFORMS}
        self.shops: list[Any] = [
            self._platform(name).open(index, plan=plan, scopes=granted)
            for index, (name, plan) in enumerate(zip(names, plans, strict=True))
        ]

    def __repr__(self) -> str:
        return f"Sandbox({len(self.shops)} shops)"

    def now(self) -> float:
        """Give the time in the sandbox, in seconds since 1970."""
        return self._epoch + self._clock() - self._started

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("this Sandbox has been used already; make another one")
        self._entered = True
        for shop, count in zip(self.shops, self._counts, strict=True):
            await shop.populate(count, int(self._epoch))
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.01)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(runner.cleanup)
            await runner.setup()
            await web.TCPSite(runner, self._host, self._port).start()
            self._exit = stack.pop_all()
        host, port = runner.addresses[0][:2]
        for shop in self.shops:
            shop.base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._exit.aclose()

    async def arrival(self) -> Received:
        """Wait for the next request to arrive, and give it."""
        self._arrived.clear()
        await self._arrived.wait()
        return self.requests[-1]

    def describe(self) -> dict[str, Any]:
        """Give what a client needs to know of the shops, their tokens included."""
        return {
            "shops": [
                {
                    "platform": shop.platform,
                    "domain": shop.domain,
                    "access_token": shop.access_token,
                    "base_url": shop.base_url,
                    "orders": shop.orders,
                }
                for shop in self.shops
            ]
        }

    def _platform(self, name: str) -> Platform:
        if name not in self._platforms:
            raise ValueError(f"no platform {name!r}; use one of {', '.join(self._platforms)}")
        return self._platforms[name]

    def _asked(self, request: web.BaseRequest) -> Platform:
        """Give the platform whose path is asked for, or else the one that knows the token."""
        platforms = self._platforms.values()
        known = (each for each in platforms if each.shop(each.token(request.headers)))
        fallback = next(known, self._platform(self.shops[0].platform))
        return next((each for each in platforms if each.serves(request.path)), fallback)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        platform = self._asked(request)
        token = platform.token(request.headers)
        received = await self._received(request)
        self.requests.append(received)
        self._arrived.set()
        shop = platform.shop(token)
        if shop:
            shop.requests.append(received)
        rule = self._claim(request, received, shop)
        answer = await self._answer(platform, token, received, rule)
        if answer is None:
            wire.reset(request)
            return web.Response()
        received.status = answer.status
        return await wire.send(request, answer, rule.fault if rule else None)

    async def _answer(
        self, platform: Platform, token: str, received: Received, rule: Rule | None
    ) -> Answer | None:
        """Give what is to be sent; None if the connection breaks before."""
        real = None
        if rule is None or rule.executed:
            answer = await platform.answer(token, received, self.now())
            real = wire.encoded(answer, accepts_gzip=received.accepts_gzip)
        if rule is None:
            return real
        if isinstance(rule.fault, Answer):
            return platform.stamped(rule.fault, received, self.now())
        return None if real is None or rule.breaks else wire.altered(real, rule.fault)

    def _claim(
        self, request: web.BaseRequest, received: Received, shop: Shop | None
    ) -> Rule | None:
        reused = self._connections.reused(request)
        rule = self.faults.claim(received, reused=reused)
        if rule is None and shop is not None:
            rule = shop.faults.claim(received, reused=reused)
        return rule

    async def _received(self, request: web.BaseRequest) -> Received:
        headers = CIMultiDict(request.headers)
        for platform in self._platforms.values():
            for name in platform.credentials:
                headers.popall(name, None)
        headers.popall("Cookie", None)
        return Received(
            request.method,
            request.path,
            MultiDict(request.query),
            headers,
            await request.read(),
            f"{request.scheme}://{request.host}",
        )


async def serve(**options: Any) -> None:
    """Run a `Sandbox` with these options until cancelled.

    When it is ready, prints one line of JSON: what `Sandbox.describe` gives.
    """
    async with Sandbox(**options) as box:
        sys.stdout.write(msgspec.json.encode(box.describe()).decode() + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().create_future()


def _one_each(name: str, given: Any, count: int) -> list[Any]:
    """Give one value for each shop, of one for all or of as many as there are shops."""
    values = [given] * count if isinstance(given, str | int) else list(given)
    if len(values) != count:
        raise ValueError(f"{name} has {len(values)} values for {count} shops; give one for each")
    return values
