"""One request over the wire: its body, and when it is worked on."""

import asyncio
import gc
import gzip
import weakref
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from fixtures import TOKEN, LoopClock, ManagerFactory
from servers import Server, Step, hang, hang_in_body, reply

from asyncshop import Attempt, RequestTimeout, SessionManager, ShopifyShop
from asyncshop.turns import Turns
from asyncshop.unzipping import unzipped
from asyncshop.wire import LARGE, Wire

GZIP = {"Content-Encoding": "gzip"}
ZIPPED = gzip.compress(b'{"order": {"id": 1, "note": "0123456789abcdef"}}')


async def test_a_gzipped_body_is_unzipped(server: Server, shop: ShopifyShop) -> None:
    body = gzip.compress(b'{"order": {"id": 1}}')
    server.script(reply(200, body, {"Content-Encoding": "gzip"}))
    response = await shop.orders.with_response.get(1)
    assert response.body == b'{"order": {"id": 1}}'
    assert (response.data.id, response.status) == (1, 200)


async def test_a_body_is_unzipped_however_many_members_it_has(
    server: Server, shop: ShopifyShop
) -> None:
    parts = [b'{"order": ', b'{"id": 1}', b"}"]
    server.script(reply(200, b"".join(map(gzip.compress, parts)), GZIP))
    assert (await shop.orders.get(1)).id == 1


@pytest.mark.parametrize("status", [200, 204])
async def test_no_body_is_none_though_it_is_said_to_be_gzip(
    server: Server, shop: ShopifyShop, status: int
) -> None:
    server.script(reply(429, b"", GZIP), reply(status, b"", GZIP))
    await shop.orders.delete(1)
    assert len(server.requests) == 2
    server.script(reply(429, b"", GZIP), reply(200, {"order": {"id": 1}}))
    assert (await shop.orders.close(1)).id == 1


async def test_closing_what_was_never_opened_does_nothing() -> None:
    wire = Wire()
    await wire.close()
    assert wire.session is None


async def test_a_kept_connection_keeps_nothing_of_the_request_that_made_it(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, {"order": {"id": 1}}))
    task = asyncio.create_task(shop.orders.get(1))
    await task
    gone = weakref.ref(task)
    del task
    await asyncio.sleep(0)  # what woke this one refers to it
    gc.collect()
    assert gone() is None
    assert shop.source.exchange.wire.session.connector._conns


async def test_an_answer_that_came_while_the_loop_stood_still_is_taken(
    server: Server, shop: ShopifyShop, clock: LoopClock
) -> None:
    hold = asyncio.Event()
    server.script(reply(200, {"order": {"id": 1}}, hold=hold))
    call = asyncio.create_task(shop.options(retry=1).orders.get(1))
    await server.arrival(1)
    for _ in range(20):
        await asyncio.sleep(0)
    hold.set()
    await asyncio.sleep(0)  # the server has sent it
    clock.advance(100)
    assert (await call).id == 1


@pytest.mark.parametrize("stop", [None, hang, hang_in_body])
async def test_a_borrowed_sessions_tracing_is_told_of_the_body(
    server: Server, clock: LoopClock, stop: Step | None
) -> None:
    """That is aiohttp's way of reading it, with aiohttp's way of bounding it."""
    told: list[bytes] = []

    async def chunk(_: Any, __: Any, params: aiohttp.TraceResponseChunkReceivedParams) -> None:
        told.append(params.chunk)

    trace = aiohttp.TraceConfig()
    trace.on_response_chunk_received.append(chunk)
    async with (
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        SessionManager(session=session, retry=1) as manager,
    ):
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        server.script(stop or reply(200, {"order": {"id": 1}}))
        call = asyncio.create_task(shop.orders.get(1))
        await server.arrival(1)
        if stop is not None:
            for _ in range(20):
                await asyncio.sleep(0)
            clock.advance(100)
            with pytest.raises(RequestTimeout, match=r"nothing for 90 s|Timeout on reading"):
                await call
        else:
            assert (await call).id == 1
            assert told == [b'{"order": {"id": 1}}']


# -- turns of the loop --------------------------------------------------------------------------

LARGE_BODY = gzip.compress(b'{"order": {"id": 1, "note": "%s"}}' % (b"x" * LARGE), compresslevel=0)


class Moments:
    """The turns of the loop in which bodies were unzipped, and in which they had been read."""

    def __init__(self) -> None:
        self.unzipped: list[int] = []
        self.read: list[int] = []
        self._turn = 0
        self._next = asyncio.get_running_loop().call_soon(self._count)

    def unzip(self, body: bytes, encoding: str) -> bytes:
        self.unzipped.append(self._turn)
        return unzipped(body, encoding)

    def told(self, _: Attempt) -> None:
        self.read.append(self._turn)

    def stop(self) -> None:
        self._next.cancel()

    def _count(self) -> None:
        self._turn += 1
        self._next = asyncio.get_running_loop().call_soon(self._count)


@pytest.fixture
async def moments(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Moments]:
    moments = Moments()
    monkeypatch.setattr("asyncshop.wire.unzipped", moments.unzip)
    yield moments
    moments.stop()


class StalledTurns(Turns):
    """Turns of which some are given at once, and the next one never."""

    __slots__ = ("given", "stalled")

    def __init__(self, given: int) -> None:
        super().__init__()
        self.given = given
        self.stalled = asyncio.Event()

    async def next(self) -> None:
        if not self.given:
            self.stalled.set()
            await asyncio.get_running_loop().create_future()
        self.given -= 1


async def test_large_bodies_are_unzipped_and_read_each_in_a_turn_of_its_own(
    server: Server, manage: ManagerFactory, moments: Moments
) -> None:
    """The loop is served in between, and no two shops do such work in the same turn."""
    manager = await manage(on_attempt=moments.told)
    server.always(reply(200, LARGE_BODY, GZIP))
    shops = [
        manager.shopify(f"shop-{number}", access_token=TOKEN, base_url=server.base_url)
        for number in range(5)
    ]
    await asyncio.gather(*(shop.orders.get(1) for shop in shops))
    steps = [*moments.unzipped, *moments.read]
    assert len(set(steps)) == len(steps) == 10


async def test_a_small_body_is_unzipped_and_read_without_waiting_for_a_turn(
    server: Server, manage: ManagerFactory, moments: Moments
) -> None:
    manager = await manage(on_attempt=moments.told)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    shop.source.exchange.wire.turns = turns = StalledTurns(9)
    server.script(reply(200, ZIPPED, GZIP))
    assert (await shop.orders.get(1)).id == 1
    assert turns.given == 9
    assert moments.unzipped == moments.read


@pytest.mark.parametrize("given", [0, 1], ids=["to unzip", "to read"])
async def test_who_is_cancelled_while_he_waits_for_a_turn_leaves_nothing_behind(
    server: Server, manage: ManagerFactory, attempts: list[Attempt], given: int
) -> None:
    manager = await manage(max_connections=2)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    exchange, limiter = shop.source.exchange, shop.source.target.shared.limiter
    server.always(reply(200, LARGE_BODY, GZIP))
    exchange.wire.turns = StalledTurns(given)
    before = asyncio.all_tasks()
    call = asyncio.create_task(shop.orders.get(1))
    await exchange.wire.turns.stalled.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert {task for task in asyncio.all_tasks() - before if task.get_name() != "server"} == set()
    assert [attempt.error for attempt in attempts] == ["CancelledError"]
    assert limiter.buckets[0].level > 0
    assert (limiter.under_way, len(limiter.line), limiter.slots._value) == (0, 0, 2)
    assert not exchange.wire.session.connector._acquired
    exchange.wire.turns = Turns()
    assert (await shop.orders.get(1)).id == 1
