"""The sandbox: platforms' shops behind one port on loopback."""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web
from multidict import CIMultiDict, MultiDict

from asyncshop.sandbox import wire
from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.faults import Faults, Rule
from asyncshop.sandbox.shopify import routes
from asyncshop.sandbox.shopify.listing import PageCache
from asyncshop.sandbox.shopify.orders import Size, Templates
from asyncshop.sandbox.shopify.shop import SCOPES, App, Setting, Shop

EPOCH = datetime(2026, 10, 1, tzinfo=UTC)
_CREDENTIALS = ("X-Shopify-Access-Token", "Authorization", "Cookie")
_KEPT_REQUESTS = 1000


class Sandbox:
    """Shops of the platforms on loopback, as strict as the platforms are.

    `shops` is how many, `orders` how many each has (or one number for each shop), `plan` likewise.
    The same `seed` gives the same orders. `size` is "full" (about 17 KB an order) or "small" (about
    1 KB). Time in the sandbox begins at `epoch` when it is made and goes on with `clock` (seconds).

    Use it in `async with`; `port=0` takes a free port. A port in use is an OSError.
    """

    def __init__(
        self,
        *,
        shops: int = 1,
        orders: int | Sequence[int] = 100,
        seed: int = 1,
        plan: str | Sequence[str] = "standard",
        size: Size = "full",
        scopes: Iterable[str] = SCOPES,
        host: str = "127.0.0.1",
        port: int = 0,
        epoch: datetime = EPOCH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if epoch.tzinfo is None:
            raise ValueError("epoch has no time zone; give an aware datetime")
        plans = [plan] * shops if isinstance(plan, str) else list(plan)
        self._counts = [orders] * shops if isinstance(orders, int) else list(orders)
        _one_each("plan", plans, shops)
        _one_each("orders", self._counts, shops)
        self._host = host
        self._port = port
        self._epoch = epoch.timestamp()
        self._clock = clock
        self._started = clock()
        self._installed: dict[str, tuple[Shop, App]] = {}
        self._entered = False
        self._exit = AsyncExitStack()
        self._connections = wire.Connections()
        self._arrived = asyncio.Event()
        self.faults = Faults()
        self.requests: deque[Received] = deque(maxlen=_KEPT_REQUESTS)
        setting = Setting(
            Templates(seed, size), PageCache(), clock, self.now, self._installed, _KEPT_REQUESTS
        )
        self.shops = [
            Shop(setting, index, plan=each, scopes=scopes) for index, each in enumerate(plans)
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
            records = shop.generator.records(count, int(self._epoch))
            while batch := list(islice(records, 1000)):
                shop.store.add(batch)
                await asyncio.sleep(0)
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

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        received = await _received(request)
        self.requests.append(received)
        self._arrived.set()
        installed = self._installed.get(routes.token(request.headers))
        shop = installed[0] if installed else None
        if shop:
            shop.requests.append(received)
        rule = self._claim(request, received, shop)
        answer = await self._answer(installed, received, rule)
        if answer is None:
            wire.reset(request)
            return web.Response()
        received.status = answer.status
        return await wire.send(request, answer, rule.fault if rule else None)

    async def _answer(
        self, installed: tuple[Shop, App] | None, received: Received, rule: Rule | None
    ) -> Answer | None:
        """Give what is to be sent; None if the connection breaks before."""
        real = None
        if rule is None or rule.executed:
            answer = await routes.answer(installed, received, self.now())
            real = wire.encoded(answer, accepts_gzip=received.accepts_gzip)
        if rule is None:
            return real
        if isinstance(rule.fault, Answer):
            return routes.stamped(rule.fault, received, self.now())
        return None if real is None or rule.breaks else wire.altered(real, rule.fault)

    def _claim(
        self, request: web.BaseRequest, received: Received, shop: Shop | None
    ) -> Rule | None:
        reused = self._connections.reused(request)
        rule = self.faults.claim(received, reused=reused)
        if rule is None and shop is not None:
            rule = shop.faults.claim(received, reused=reused)
        return rule


async def serve(**options: Any) -> None:
    """Run a `Sandbox` with these options until cancelled.

    When it is ready, prints one line of JSON: what `Sandbox.describe` gives.
    """
    async with Sandbox(**options) as box:
        sys.stdout.write(msgspec.json.encode(box.describe()).decode() + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().create_future()


async def _received(request: web.BaseRequest) -> Received:
    headers = CIMultiDict(request.headers)
    for name in _CREDENTIALS:
        headers.popall(name, None)
    return Received(
        request.method,
        request.path,
        MultiDict(request.query),
        headers,
        await request.read(),
        f"{request.scheme}://{request.host}",
    )


def _one_each(name: str, given: list[Any], count: int) -> None:
    if len(given) != count:
        raise ValueError(f"{name} has {len(given)} values for {count} shops; give one for each")
