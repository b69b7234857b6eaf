"""Pages whose cursor stands in the body: in order, one ahead and never more, each order once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fixtures import TOKEN, ManagerFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import Request, Server, Step, reply, serving

from asyncshop import PagingError, ServerError, SessionManager

VERSIONS = ["2022-01", "2026-01"]


def page(version: str, ids: list[str], cursor: str | None = None, **more: Any) -> Step:
    """A page of small orders; what follows it is asked for by `cursor`."""
    orders = [{"id": each} for each in ids]
    if version == "2022-01":
        return reply(200, {"orders": orders, "count": len(ids), "next_token": cursor or ""} | more)
    content = {"orders": orders, "cursor": cursor or "", "has_more": cursor is not None} | more
    return reply(200, {"code": "Success", "message": "", "data": content})


def asked_by(version: str) -> str:
    return "page_token" if version == "2022-01" else "cursor"


@pytest.fixture(params=VERSIONS)
def version(request: Any) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def bravo(version: str, manager: SessionManager, server: Server) -> Any:
    return manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    )


async def ids(listing: Any) -> list[str]:
    return [order.id async for order in listing]


async def settled(server: Server) -> int:
    """How many requests have come when everything that is ready has gone as far as it can."""
    for _ in range(50):
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)  # sockets, not timers: what was sent arrives
    return len(server.requests)


async def test_filters_go_along_with_each_cursor(server: Server, bravo: Any, version: str) -> None:
    server.script(page(version, ["1", "2"], "a+b="), page(version, [], "B"), page(version, ["3"]))
    listing = bravo.orders.list(ids=["1", "2"], status="placed", limit=2)
    assert await ids(listing) == ["1", "2", "3"]
    first, *later = [request.query for request in server.requests]
    assert later == [{**first, asked_by(version): cursor} for cursor in ("a+b=", "B")]
    assert first["status"] == "placed"
    several = "ids=1%2C2" if version == "2022-01" else "ids=1&ids=2"
    assert all(several in request.target for request in server.requests)


async def test_a_short_page_is_not_the_end(server: Server, bravo: Any, version: str) -> None:
    server.script(page(version, ["1"], "A"), page(version, [], "B"), page(version, ["2"]))
    assert await ids(bravo.orders.list(limit=250)) == ["1", "2"]


async def test_the_next_page_is_asked_for_when_the_body_is_in_and_none_beyond_it(
    server: Server, bravo: Any, version: str
) -> None:
    hold = asyncio.Event()
    body = page(version, ["0"], "1")

    async def held(request: Request, writer: asyncio.StreamWriter) -> None:
        await hold.wait()
        await body(request, writer)

    server.script(held, *(page(version, [f"{n}"], f"{n + 1}") for n in range(1, 5)))
    server.script(page(version, ["5"]))
    iterator = aiter(bravo.orders.list())
    first = asyncio.ensure_future(anext(iterator))
    assert await settled(server) == 1
    hold.set()
    assert (await first).id == "0"
    for number in range(1, 5):
        assert await settled(server) == number + 1
        assert (await anext(iterator)).id == f"{number}"
    await iterator.aclose()


@pytest.mark.parametrize("cursors", [["A", "A"], ["A", "B", "A"], ["A", "B", "B"]])
async def test_a_cursor_that_repeats_is_an_error(
    server: Server, bravo: Any, version: str, cursors: list[str]
) -> None:
    for number, cursor in enumerate(cursors):
        server.script(page(version, [f"{number}"], cursor))
    iterator = aiter(bravo.orders.list())
    assert [(await anext(iterator)).id for _ in cursors] == [str(n) for n in range(len(cursors))]
    with pytest.raises(PagingError, match=r"given before.*start it again") as caught:
        await anext(iterator)
    assert caught.value.shop == bravo.domain
    assert len(server.requests) == len(cursors)


@pytest.mark.parametrize("cursor", ["", None])
async def test_more_without_a_cursor_is_an_error_and_no_end(
    server: Server, manager: SessionManager, cursor: str | None
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    data = {"orders": [{"id": "1"}], "has_more": True, "cursor": cursor}
    server.script(reply(200, {"code": "Success", "data": data}))
    iterator = aiter(shop.orders.list())
    assert (await anext(iterator)).id == "1"
    with pytest.raises(PagingError, match="no cursor"):
        await anext(iterator)


async def test_no_more_is_the_end_though_there_is_a_cursor(
    server: Server, manager: SessionManager
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(page("2026-01", ["1"], "A", has_more=False))
    assert await ids(shop.orders.list()) == ["1"]
    assert len(server.requests) == 1


async def test_null_is_no_word_of_an_end(server: Server, manager: SessionManager) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(page("2026-01", ["1"], "A", has_more=None), page("2026-01", ["2"], None))
    assert await ids(shop.orders.list()) == ["1", "2"]


async def test_a_page_that_tells_of_an_error_is_raised_when_it_is_its_turn(
    server: Server, manage: ManagerFactory, version: str
) -> None:
    manager = await manage(retry=1)
    shop = manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    )
    server.script(page(version, ["1", "2"], "A"), reply(200, {"code": 13, "message": "internal"}))
    iterator = aiter(shop.orders.list())
    assert (await anext(iterator)).id == "1"
    assert await settled(server) == 2
    assert (await anext(iterator)).id == "2"
    with pytest.raises(ServerError, match="internal"):
        await anext(iterator)


async def test_a_page_that_broke_off_is_fetched_again(
    server: Server, bravo: Any, version: str
) -> None:
    server.script(page(version, ["1"], "A"), reply(200, b'{"code":"Success","data":{"or', cut=20))
    server.script(reply(200, b'{"orders":[{"id":"2'), page(version, ["2"]))
    assert await ids(bravo.orders.list()) == ["1", "2"]


def by_time_and_id(version: str, orders: list[tuple[int, str]]) -> Step:
    """A platform that lists newest first, from a cursor of (time, id) on."""
    newest_first = sorted(orders, reverse=True)

    async def step(request: Request, writer: asyncio.StreamWriter) -> None:
        query = request.query
        size = int(query["limit" if version == "2022-01" else "page_size"])
        rest = newest_first
        if after := query.get(asked_by(version)):
            time, order_id = after.split(" ")
            rest = [each for each in rest if each < (int(time), order_id)]
        some, more = rest[:size], rest[size:]
        cursor = f"{some[-1][0]} {some[-1][1]}" if more else None
        await page(version, [order_id for _, order_id in some], cursor)(request, writer)

    return step


@given(
    times=st.lists(st.integers(0, 3), max_size=25),
    size=st.integers(1, 7),
    version=st.sampled_from(VERSIONS),
)
@settings(max_examples=30, deadline=None)
def test_orders_of_one_time_come_once_each_however_the_pages_fall(
    times: list[int], size: int, version: str
) -> None:
    orders = [(time, f"183211-{number:08}") for number, time in enumerate(times)]

    async def main() -> list[str]:
        async with serving() as server, SessionManager() as manager:
            server.always(by_time_and_id(version, orders))
            shop = manager.shoplazza(
                "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
            )
            since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=1)
            return await ids(shop.orders.list(created_at_min=since, limit=size))

    assert asyncio.run(main()) == [order_id for _, order_id in sorted(orders, reverse=True)]
