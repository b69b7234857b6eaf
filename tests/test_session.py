"""The HTTP session: what is our own of it, and what a borrowed one may and may not do."""

import time
from typing import Any

import aiohttp
import pytest
from fixtures import TOKEN
from servers import Server, reply, serving

from asyncshop import APIError, NotFoundError, SessionManager, __version__
from asyncshop.session import KEEP_ALIVE, agent, open_session, slots

COUNT = reply(200, {"count": 1})


async def test_our_own_session_keeps_no_cookies_and_bounds_no_connections() -> None:
    async with open_session(None, "x") as session:
        assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
        assert session.connector is not None
        assert session.connector.limit == 0
    assert slots(7, None) == 7


@pytest.mark.parametrize(
    ("given", "before"), [(None, ""), ("", ""), ("harvester/2", "harvester/2 ")]
)
def test_the_agent_is_what_is_given_and_this_library(given: str | None, before: str) -> None:
    assert agent(given) == f"{before}asyncshop/{__version__}"


@pytest.mark.parametrize("wrong", [5, b"a", "a\r\nX-Evil: 1", "a\nb", "\x00", "é"])
def test_an_agent_that_no_header_can_hold_is_refused(wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"user_agent is .*: write"):
        agent(wrong)


async def test_an_idle_connection_is_kept_for_a_while_only(
    server: Server, manager: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr("aiohttp.connector.monotonic", lambda: now)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.always(COUNT)
    await shop.orders.count()
    now += KEEP_ALIVE - 0.1
    await shop.orders.count()
    assert server.connections == 1
    now += KEEP_ALIVE + 0.1
    await shop.orders.count()
    assert server.connections == 2


async def test_a_borrowed_session_gives_its_connections_and_nothing_else(server: Server) -> None:
    """Its raise_for_status, cookies, headers, authentication and middlewares are not used."""

    async def middleware(request: Any, handler: Any) -> Any:
        raise AssertionError("a middleware of the application's saw the token")

    session = aiohttp.ClientSession(
        raise_for_status=True,
        headers={"X-Default": "1", "Authorization": "Bearer x"},
        cookies={"session": "1"},
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        middlewares=[middleware],
    )
    async with session:
        async with SessionManager(session=session, retry=1) as manager:
            shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
            server.script(reply(404, {"errors": "Not Found"}, {"Set-Cookie": "a=1"}), COUNT)
            with pytest.raises(NotFoundError, match="Not Found"):
                await shop.orders.count()
            assert await shop.orders.count() == 1
        assert not session.closed
        assert len(session.cookie_jar) == 1  # the one that it had
        for request in server.requests:
            assert {"X-Default", "Authorization", "Cookie"} & set(request.headers) == set()
        assert server.connections == 1


async def test_a_borrowed_session_follows_no_redirect_either(server: Server) -> None:
    async with (
        serving() as elsewhere,
        aiohttp.ClientSession() as session,
        SessionManager(session=session) as manager,
    ):
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        server.script(reply(307, b"", {"Location": elsewhere.base_url}))
        with pytest.raises(APIError, match="answered 307"):
            await shop.orders.count()
        assert elsewhere.requests == []


async def test_a_borrowed_sessions_tracing_is_told_without_the_token(server: Server) -> None:
    told: list[Any] = []

    async def started(_session: Any, context: Any, params: Any) -> None:
        told.append((params.method, vars(context)))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(started)
    async with (
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        SessionManager(session=session) as manager,
    ):
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        server.script(COUNT)
        await shop.orders.count()
    ((method, context),) = told
    assert method == "GET"
    assert TOKEN not in repr(context)
    assert manager.stats()[shop.domain].requests == 1


@pytest.mark.parametrize(("limit", "allowed"), [(5, 5), (0, 256), (1000, 256)])
async def test_a_borrowed_connectors_limit_bounds_what_is_under_way(
    limit: int, allowed: int
) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=limit)) as session:
        assert slots(256, session) == allowed


async def test_a_closed_session_cannot_be_borrowed() -> None:
    async with aiohttp.ClientSession() as session:
        pass
    with pytest.raises(ValueError, match="closed: give an open one"):
        open_session(session, "x")
