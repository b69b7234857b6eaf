"""One request over the wire: its body, and what is left of it afterwards."""

import asyncio
import gc
import weakref
from typing import Any

import aiohttp
import pytest
from fixtures import TOKEN, LoopClock
from servers import Request, Server, Step, hang, hang_in_body, link, orders, reply

from asyncshop import Attempt, RequestTimeout, SessionManager, ShopifyShop
from asyncshop.protocol import Headers
from asyncshop.wire import Wire


async def test_closing_what_was_never_opened_does_nothing() -> None:
    wire = Wire()
    await wire.close()
    assert wire.session is None


async def test_what_is_begun_while_the_manager_is_left_is_not_sent(server: Server) -> None:
    server.script(reply(200, orders([1]), link("A")))
    server.always(hang)
    async with SessionManager() as manager:
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)

        async def consume() -> None:
            with pytest.raises(RuntimeError, match="closed or cancelled"):
                async for _ in shop.orders.list():
                    pass
            await shop.orders.count()

        consuming = asyncio.create_task(consume())
        await server.arrival(2)
    with pytest.raises(RuntimeError, match="the SessionManager is not open"):
        await consuming
    assert len(server.requests) == 2


@pytest.mark.parametrize("bound", ["limit", "limit_per_host"])
async def test_the_wait_for_a_borrowed_sessions_connections_is_no_connecting(
    server: Server, clock: LoopClock, bound: str
) -> None:
    """Its other users may hold them for long."""
    hold = asyncio.Event()
    server.script(reply(200, {}, hold=hold), reply(200, {"count": 1}))
    connector = aiohttp.TCPConnector(**{bound: 1})  # type: ignore[arg-type] # either of two
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        SessionManager(session=session, retry=1) as manager,
    ):
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        other = asyncio.create_task(session.get(server.base_url))
        await server.arrival(1)
        call = asyncio.create_task(shop.orders.count())
        for _ in range(20):
            await asyncio.sleep(0)
        clock.advance(60)  # seconds; 15 are allowed for connecting
        for _ in range(20):
            await asyncio.sleep(0)
        hold.set()
        (await other).release()
        assert await call == 1


async def test_a_kept_connection_keeps_nothing_of_the_request_that_made_it(
    server: Server, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever hangs on who is told that a request goes: a page of orders, say."""
    kept: list[weakref.ref[Any]] = []
    fetch = Wire.fetch

    class Listener:
        def __init__(self, other: Any) -> None:
            self.other = other

        def sent(self, now: float) -> None:
            self.other.sent(now)

        def headed(self, status: int, headers: Headers, now: float) -> Any:
            return self.other.headed(status, headers, now)

    async def watched(wire: Wire, sending: Any, token: Any, listener: Any, now: float) -> Any:
        listener = Listener(listener)
        kept.append(weakref.ref(listener))
        return await fetch(wire, sending, token, listener, now)

    monkeypatch.setattr(Wire, "fetch", watched)
    server.script(reply(200, {"order": {"id": 1}}))
    task = asyncio.create_task(shop.orders.get(1))
    await task
    kept.append(weakref.ref(task))
    del task
    await asyncio.sleep(0)  # what woke this one refers to it
    gc.collect()
    assert [each() for each in kept] == [None] * 2
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


# -- answers that nobody asked for --------------------------------------------------------------


def twice(status: int, body: object, late: bytes, sent: asyncio.Event) -> Step:
    """Answer, and once more a little later."""

    async def step(request: Request, writer: asyncio.StreamWriter) -> None:
        await reply(status, body)(request, writer)
        await asyncio.sleep(0.01)  # the first one is read meanwhile
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(late), late))
        await writer.drain()
        sent.set()

    return step


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_second_answer_on_a_kept_connection_is_nobodys(
    server: Server, shop: ShopifyShop, attempts: list[Attempt], method: str
) -> None:
    late = asyncio.Event()
    server.script(twice(200, {"count": 1}, b'{"order": {"id": 666}}', late))
    server.script(reply(200, {"order": {"id": 1}}))
    assert await shop.orders.count() == 1
    connector = shop.source.exchange.wire.session.connector
    (kept,) = next(iter(connector._conns.values()))
    await late.wait()
    await asyncio.sleep(0.01)  # a socket, no timer: what was sent arrives
    assert kept[0].should_close
    order = await (shop.orders.get(1) if method == "GET" else shop.orders.close(1))
    assert (order.id, server.connections) == (1, 2)
    assert sum(attempt.wire_attempts for attempt in attempts) == 2
