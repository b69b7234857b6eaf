"""Large pages stay zipped, as they came, until it is their turn: in a stream two are unzipped."""

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from fixtures import TOKEN, ManagerFactory
from msgspec import Struct
from servers import Request, Server, Step, hang, link, reply

from asyncshop import SessionManager, ShopifyShop
from asyncshop.memory import UNPACKED
from asyncshop.unzipping import LARGE, unzipped

GZIP = {"Content-Encoding": "gzip"}
SIZE = 2 * LARGE
NAMES = ("a", "b", "c", "d", "e")


class Small(Struct):
    id: int
    lines: list[Any] = []  # or it would be decoded with its page


def page(number: int, cursor: str | None = None, *, hold: asyncio.Event | None = None) -> Step:
    """A page that is large also when it is zipped."""
    body = b'{"orders": [{"id": %d, "note": "%s"}]}' % (number, b"x" * SIZE)
    headers = GZIP | (link(cursor) if cursor else {})
    return reply(200, gzip.compress(body, compresslevel=0), headers, hold=hold)


async def settle() -> None:
    for _ in range(100):
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)  # sockets, not timers: what was sent arrives


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what was unzipped."""
    sizes: list[int] = []

    def noted(body: bytes, encoding: str) -> bytes:
        sizes.append(len(body))
        return unzipped(body, encoding)

    monkeypatch.setattr("asyncshop.exchange.unzipped", noted)
    return sizes


class Shops:
    """Shops behind one server, which the token tells apart; each has its script."""

    def __init__(self, server: Server, manager: SessionManager) -> None:
        self.scripts: dict[str, Iterator[Step]] = {}
        self._server = server
        self._manager = manager
        server.always(self._answer)

    def open(self, name: str, *steps: Step) -> ShopifyShop:
        self.scripts[name] = iter(steps)
        token, address = f"{TOKEN}-{name}", self._server.base_url
        return self._manager.shopify(name, access_token=token, base_url=address)

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        name = request.headers["X-Shopify-Access-Token"].removeprefix(f"{TOKEN}-")
        await next(self.scripts[name])(request, writer)


def stream(manager: SessionManager, shops: list[ShopifyShop], limit: int = 1) -> Any:
    return manager.stream([shop.orders.list(limit=limit, into=Small) for shop in shops], buffer=1)


async def test_no_more_pages_of_a_stream_are_unzipped_than_can_be_used(
    server: Server, manager: SessionManager, opened: list[int]
) -> None:
    shops = Shops(server, manager)
    handles = [shops.open(name, page(number)) for number, name in enumerate(NAMES)]
    async with stream(manager, handles) as orders:
        iterator = aiter(orders)
        found = {(await anext(iterator))[1].id}
        await settle()
        assert len(server.requests) == len(NAMES)
        # One is used up, and another decoded.
        assert len(opened) <= UNPACKED + 2 < len(NAMES)
        found |= {order.id async for _, order in iterator}
    assert found == set(range(len(NAMES)))
    assert len(opened) == len(NAMES)
    assert manager._budget.used == 0


async def test_a_page_waits_in_the_room_that_it_takes_zipped(
    server: Server, manager: SessionManager
) -> None:
    """What is reserved for pages that wait is what came, and no estimate of the whole."""
    shops = Shops(server, manager)
    body = b'{"orders": [%s]}' % b", ".join(b'{"id": %d, "note": "%x"}' % (n, n) for n in range(9))
    tight = gzip.compress(body + b" " * SIZE * 100) + b"\0" * LARGE  # much smaller than unzipped
    assert len(tight) < 2 * LARGE
    handles = [shops.open(name, reply(200, tight, GZIP)) for name in NAMES]
    async with stream(manager, handles, limit=250) as orders:
        await anext(aiter(orders))
        await settle()
        waiting = manager._budget.used - UNPACKED * SIZE * 100
        assert 0 < waiting < (len(NAMES) - UNPACKED) * 2 * LARGE


async def test_pages_ahead_do_not_take_the_places_of_those_before_them(
    server: Server, manager: SessionManager
) -> None:
    """Second pages are all there before any first one: they must not wait for each other."""
    shops, hold = Shops(server, manager), asyncio.Event()
    handles = [
        shops.open(name, page(2 * number, "A", hold=hold), page(2 * number + 1))
        for number, name in enumerate(NAMES)
    ]
    async with stream(manager, handles) as orders:
        reading = asyncio.create_task(all_of(orders))
        await server.arrival(2 * len(NAMES))
        await settle()
        hold.set()
        async with asyncio.timeout(10):
            assert await reading == list(range(2 * len(NAMES)))


async def all_of(orders: Any) -> list[int]:
    return sorted([order.id async for _, order in orders])


async def test_a_page_that_waits_to_be_unzipped_holds_no_connection_slot(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(max_connections=1)
    shops = Shops(server, manager)
    handles = [shops.open(name, page(number)) for number, name in enumerate(NAMES)]
    other = shops.open("other", reply(200, {"count": 7}))
    async with stream(manager, handles) as orders:
        await anext(aiter(orders))
        await settle()
        async with asyncio.timeout(5):
            assert await other.orders.count() == 7


async def test_a_page_that_comes_again_leaves_its_place_to_others_meanwhile(
    server: Server, manager: SessionManager
) -> None:
    """Zipped wrong, it takes a place, fails, and is asked for again: that may take minutes."""
    shops, broken = Shops(server, manager), reply(200, b"\x1f\x8b\x08" + b"?" * SIZE, GZIP)
    stuck = [shops.open(name, broken, hang) for name in NAMES[: UNPACKED + 1]]
    good = shops.open("good", page(1, "A"), page(2))
    async with stream(manager, [*stuck, good]) as orders:
        iterator = aiter(orders)
        async with asyncio.timeout(5):
            assert [(await anext(iterator))[1].id for _ in range(2)] == [1, 2]


async def test_leaving_while_pages_wait_leaves_nothing_behind(
    server: Server, manager: SessionManager
) -> None:
    shops = Shops(server, manager)
    handles = [shops.open(name, page(number)) for number, name in enumerate(NAMES)]
    iterator = aiter(stream(manager, handles))
    await anext(iterator)
    await settle()
    account = iterator._account
    assert account.unpacked == UNPACKED
    await iterator.aclose()
    assert (manager._budget.used, account.pages, account.unpacked) == (0, 0, 0)
