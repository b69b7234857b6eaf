"""Pages over real sockets: in order, one ahead and never more, each order once."""

import asyncio
import threading
from typing import Any

import pytest
from fixtures import TOKEN, ManagerFactory
from servers import Request, Server, Step, hang, link, orders, reply, reset_in_body

from asyncshop import PagingError, ServerError, SessionManager, ShopifyShop
from asyncshop.limiter import Limiter
from asyncshop.memory import Lease
from asyncshop.paging import RawPage, _Fetch

BIG = "x" * 100_000


async def ids(listing: Any) -> list[int]:
    return [order.id async for order in listing]


async def settled(server: Server, rounds: int = 50) -> int:
    """How many requests have come when everything that is ready has gone as far as it can."""
    for _ in range(rounds):
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)  # sockets, not timers: what was sent arrives
    return len(server.requests)


def breaking_off(cursor: str, server: Server, after: int) -> Step:
    """Send headers, and break the body off when that many requests have come."""

    async def step(_: Request, writer: asyncio.StreamWriter) -> None:
        lines = f"Content-Length: 100\r\nLink: {link(cursor)['Link']}\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\n{lines}\r\n{{".encode())
        await writer.drain()
        await server.arrival(after)
        await settled(server)
        writer.close()

    return step


async def test_nothing_is_sent_before_the_first_order_is_asked_for(
    server: Server, shop: ShopifyShop
) -> None:
    iterator = aiter(shop.orders.list())
    assert await settled(server) == 0
    server.script(reply(200, orders([1])))
    assert (await anext(iterator)).id == 1


async def test_pages_follow_their_cursors_to_the_end(server: Server, shop: ShopifyShop) -> None:
    server.script(
        reply(200, orders([1, 2]), link("a%2Bb%3D")),
        reply(200, orders([]), link("B")),
        reply(200, orders([3])),
    )
    assert await ids(shop.orders.list(status="any", limit=2, fields="id")) == [1, 2, 3]
    assert [request.query for request in server.requests] == [
        {"status": "any", "limit": "2", "fields": "id"},
        {"page_info": "a+b=", "limit": "2", "fields": "id"},
        {"page_info": "B", "limit": "2", "fields": "id"},
    ]


async def test_the_address_in_a_link_is_not_used(server: Server, shop: ShopifyShop) -> None:
    server.script(
        reply(200, orders([1]), link("A", origin="http://evil.test:1")), reply(200, orders([2]))
    )
    assert await ids(shop.orders.list()) == [1, 2]
    assert server.requests[1].target == "/admin/api/2026-10/orders.json?page_info=A"
    assert server.requests[1].headers["X-Shopify-Access-Token"] == TOKEN


async def test_the_next_page_is_asked_for_before_the_body_is_read(
    server: Server, shop: ShopifyShop
) -> None:
    hold = asyncio.Event()
    server.script(reply(200, orders([1]), link("A"), hold=hold), reply(200, orders([2])))
    listing = asyncio.create_task(ids(shop.orders.list()))
    await server.arrival(2)
    assert not hold.is_set()
    hold.set()
    assert await listing == [1, 2]


async def test_never_more_than_one_page_is_ahead(server: Server, shop: ShopifyShop) -> None:
    server.script(*(reply(200, orders([n]), link(f"{n}")) for n in range(5)))
    server.script(reply(200, orders([5])))
    iterator = aiter(shop.orders.list())
    for number in range(5):
        assert (await anext(iterator)).id == number
        assert await settled(server) == number + 2
    await iterator.aclose()


async def test_a_page_ahead_that_fails_is_told_when_it_is_its_turn(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(retry=1)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(200, orders([1, 2]), link("A")), reply(500))
    iterator = aiter(shop.orders.list())
    assert (await anext(iterator)).id == 1
    assert await settled(server) == 2
    assert (await anext(iterator)).id == 2
    with pytest.raises(ServerError):
        await anext(iterator)
    with pytest.raises(StopAsyncIteration):
        await anext(iterator)


async def test_a_first_page_that_fails_is_raised(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(501))
    with pytest.raises(ServerError):
        await ids(shop.orders.list())


@pytest.mark.parametrize("cursors", [["A", "A"], ["A", "B", "A"], ["A", "B", "B"], ["A", ""]])
async def test_a_cursor_that_does_not_lead_on_is_an_error(
    server: Server, shop: ShopifyShop, cursors: list[str]
) -> None:
    headers = {"X-Request-Id": "abc-1"}
    for number, cursor in enumerate(cursors):
        server.script(reply(200, orders([number]), headers | link(cursor)))
    iterator = aiter(shop.orders.list())
    assert [(await anext(iterator)).id for _ in cursors] == list(range(len(cursors)))
    with pytest.raises(PagingError, match=r"given before.*start it again") as caught:
        await anext(iterator)
    assert (caught.value.shop, caught.value.request_id) == (shop.domain, "abc-1")
    assert len(server.requests) == len(cursors)


async def test_a_page_that_broke_off_goes_on_with_the_same_cursor(
    server: Server, shop: ShopifyShop, manager: SessionManager
) -> None:
    server.script(
        breaking_off("A", server, after=2),
        reply(200, orders([2])),
        reply(200, orders([1]), link("A")),
    )
    assert await ids(shop.orders.list()) == [1, 2]
    assert len(server.requests) == 3
    assert manager._budget.used == 0


async def test_the_room_of_a_listing_that_was_left_is_given_back_in_the_loop(
    server: Server, shop: ShopifyShop, manager: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever thread the garbage collector runs in: who waits for room is woken."""
    threads: list[int] = []
    release = Lease.release

    def noted(lease: Lease) -> None:
        threads.append(threading.get_ident())
        release(lease)

    monkeypatch.setattr(Lease, "release", noted)
    server.script(reply(200, orders([1, 2])))
    iterators = [aiter(shop.orders.list())]
    await anext(iterators[0])
    await settled(server)
    assert manager._budget.used > 0
    await asyncio.to_thread(iterators.clear)
    assert manager._budget.used == 0
    assert threads == [threading.get_ident()]


@pytest.mark.parametrize("last", [False, True])
async def test_a_page_that_broke_off_may_go_on_elsewhere(
    server: Server, shop: ShopifyShop, manager: SessionManager, last: bool
) -> None:
    server.script(breaking_off("A", server, after=2), reply(200, orders([99])))
    server.script(reply(200, orders([1]), {} if last else link("B")), reply(200, orders([2])))
    assert await ids(shop.orders.list()) == ([1] if last else [1, 2])
    assert manager._budget.used == 0


async def test_a_repeated_cursor_of_a_page_that_broke_off_counts_for_nothing(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, orders([1]), link("A")), breaking_off("A", server, after=2))
    server.script(reply(200, orders([2]), link("B")), reply(200, orders([3])))
    assert await ids(shop.orders.list()) == [1, 2, 3]


async def test_a_page_ahead_that_is_given_up_gives_its_room_back_at_once(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(memory_budget=200_000)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    given_up = {"orders": [{"id": 99, "note": BIG * 2}]}
    server.script(breaking_off("A", server, after=2), reply(200, given_up))
    server.script(reply(200, orders([1]), link("B")), reply(200, orders([2]), link("C")))
    server.script(reply(200, orders([3])))
    async with asyncio.timeout(5):
        assert await ids(shop.orders.list(limit=5)) == [1, 2, 3]
    assert manager._budget.used == 0


async def test_a_page_ahead_still_under_way_can_be_given_up(
    server: Server, shop: ShopifyShop, manager: SessionManager
) -> None:
    server.script(breaking_off("A", server, after=2), hang)
    server.script(reply(200, orders([1]), link("B")), reply(200, orders([2])))
    assert await ids(shop.orders.list()) == [1, 2]
    assert manager._budget.used == 0


async def test_the_error_of_a_page_ahead_that_is_given_up_counts_for_nothing(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(breaking_off("A", server, after=2), reply(400))
    server.script(reply(200, orders([1]), link("B")), reply(200, orders([2])))
    assert await ids(shop.orders.list()) == [1, 2]


async def test_a_body_reset_halfway_is_fetched_again(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(200, orders([1]), link("A")), reset_in_body, reply(200, orders([2])))
    assert await ids(shop.orders.list()) == [1, 2]


@pytest.mark.parametrize("ask", [1, 2])
async def test_a_token_source_that_is_cancelled_does_not_end_a_listing_in_silence(
    server: Server, manager: SessionManager, ask: int
) -> None:
    asked = 0

    async def source() -> str:
        nonlocal asked
        asked += 1
        if asked == ask:
            raise asyncio.CancelledError  # as awaiting a task does that somebody else cancelled
        return TOKEN

    shop = manager.shopify("acme", access_token=source, base_url=server.base_url)
    server.script(reply(200, orders([1]), link("A")), reply(200, orders([2])))
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="before its end"):
            await ids(shop.orders.list())
    assert manager._budget.used == 0


async def test_a_fetch_that_is_cancelled_before_it_begins_leaves_nobody_waiting() -> None:
    async def never(_: _Fetch) -> RawPage:
        raise AssertionError

    async with asyncio.TaskGroup() as group:
        fetch = _Fetch(group, never)
        fetch.task.cancel()
        assert await fetch.cursor is None
        with pytest.raises(asyncio.CancelledError):
            await fetch.page()


async def test_a_page_takes_room_while_it_is_used(
    server: Server, shop: ShopifyShop, manager: SessionManager
) -> None:
    body = {"orders": [{"id": 1, "note": BIG}]}
    server.script(reply(200, body), reply(200, body))
    iterator = aiter(shop.orders.list())
    await anext(iterator)
    assert manager._budget.used > len(BIG)
    with pytest.raises(StopAsyncIteration):
        await anext(iterator)
    assert manager._budget.used == 0
    pages = aiter(shop.orders.list().pages())
    await anext(pages)
    assert manager._budget.used > 3 * len(BIG)
    await pages.aclose()
    assert manager._budget.used == 0


async def test_the_last_page_gives_its_room_back_when_its_iterator_is_dropped(
    server: Server, shop: ShopifyShop, manager: SessionManager
) -> None:
    server.always(reply(200, orders([1, 2, 3])))
    async for _ in shop.orders.list():
        break
    await settled(server)
    assert manager._budget.used == 0
    async for _ in shop.orders.list().pages():
        break
    await settled(server)
    assert manager._budget.used == 0


async def test_small_budgets_let_every_listing_go_on(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(memory_budget=1)
    shops = [
        manager.shopify(f"shop-{n}", access_token=TOKEN, base_url=server.base_url) for n in range(5)
    ]

    async def page(request: Request, writer: asyncio.StreamWriter) -> None:
        number = int(request.query.get("page_info", "0"))
        more = link(str(number + 1)) if number < 4 else {}
        await reply(200, orders([number]), more)(request, writer)

    server.always(page)
    async with asyncio.timeout(10):
        found = await asyncio.gather(*(ids(shop.orders.list()) for shop in shops))
    assert found == [list(range(5))] * 5
    assert manager._budget.used == 0


async def test_many_listings_begin_one_after_the_other(
    server: Server, manager: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start of a connection is work: no two of them in the same turn of the loop."""
    turn, begun = 0, []
    loop, admit = asyncio.get_running_loop(), Limiter.admit

    def count() -> None:
        nonlocal turn, counting
        turn += 1
        counting = loop.call_soon(count)

    async def noted(*args: Any, **kwargs: Any) -> Any:
        begun.append(turn)
        return await admit(*args, **kwargs)

    monkeypatch.setattr(Limiter, "admit", noted)
    server.always(reply(200, orders([1])))
    shops = [
        manager.shopify(f"shop-{number}", access_token=TOKEN, base_url=server.base_url)
        for number in range(5)
    ]
    counting = loop.call_soon(count)
    await asyncio.gather(*(ids(shop.orders.list()) for shop in shops))
    counting.cancel()
    assert len(set(begun)) == len(begun) == 5
