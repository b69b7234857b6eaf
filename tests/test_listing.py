"""Listings against the sandbox and a scripted server: every order once, whatever happens."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any, cast

import msgspec
import pytest
from fixtures import TOKEN, ManagerFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw, Struct
from servers import Server, hang, link, orders, reply

from asyncshop import (
    AsyncShopError,
    DecodeError,
    PagingError,
    Retry,
    SessionManager,
    Shop,
    ShopifyShop,
)
from asyncshop.listing import SLICE, slices
from asyncshop.paging import PageFetcher
from asyncshop.sandbox import Reset, Sandbox, Truncated
from asyncshop.sandbox.exchanges import Answer
from asyncshop.shopify import Order
from asyncshop.target import Response

FAULTS: list[Any] = [Reset(), Reset(sent=40), Truncated(sent=40), Answer(503), Answer(500, b"<p>")]
BAD_PAGE = {
    "orders": [
        {"id": 1, "closed_at": ""},
        {"id": 2, "closed_at": "soon"},
        {"id": 3, "closed_at": "null"},
    ]
}


class Small(Struct):
    id: int


class Tally(Struct, frozen=True):
    id: int
    total_price: str


async def drained(iterator: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in iterator]


def tasks() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if task.get_name() != "server"}


# -- every order once ---------------------------------------------------------------------------


@given(
    count=st.integers(0, 60),
    limit=st.integers(1, 25),
    faults=st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 5)), max_size=3),
    edits=st.lists(st.integers(0, 59), max_size=3),
    by_page=st.booleans(),
)
@settings(max_examples=30, deadline=None)
async def test_every_order_comes_once_whatever_the_pages_faults_and_edits(
    count: int, limit: int, faults: list[tuple[Any, int]], edits: list[int], by_page: bool
) -> None:
    async with (
        Sandbox(orders=count, plan="enterprise", size="small") as box,
        SessionManager(retry=Retry(base=0)) as manager,
    ):
        (there,) = box.shops
        for fault, skip in faults:
            box.faults.add(fault, method="GET", path="orders.json", skip=skip)
        shop = manager.shopify(
            there.domain, access_token=there.access_token, base_url=there.base_url
        )
        listing = shop.orders.list(status="any", limit=limit, into=Small)
        got: list[int] = []

        async def see(order: Small) -> None:
            if len(got) in edits:
                await shop.orders.update(order.id, {"note": "seen"})
            got.append(order.id)

        if by_page:
            async for page in listing.pages():
                for order in page.items:
                    await see(order)
        else:
            async for order in listing:
                await see(order)
        assert got == there.store.ids()
        assert manager._budget.used == 0


async def test_a_listing_can_be_iterated_again_and_side_by_side(
    server: Server, shop: ShopifyShop
) -> None:
    async def page(request: Any, writer: asyncio.StreamWriter) -> None:
        last = "page_info" in request.query
        answer = reply(200, orders([2])) if last else reply(200, orders([1]), link("A"))
        await answer(request, writer)

    server.always(page)
    listing = shop.orders.list(into=Small)
    both = await asyncio.gather(*(drained(aiter(listing)) for _ in range(2)))
    again = await drained(aiter(listing))
    assert both == [[Small(1), Small(2)]] * 2
    assert again == [Small(1), Small(2)]


async def test_a_page_has_its_items_its_cursor_and_its_answer(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, orders([1, 2]), link("A")), reply(200, orders([3])))
    first, second = await drained(aiter(shop.orders.list(into=Small).pages()))
    assert (first.items, first.cursor) == ([Small(1), Small(2)], "A")
    assert (first.response.data, first.response.status) == (first.items, 200)
    assert first.response.headers["Link"].endswith('rel="next"')
    assert (second.items, second.cursor) == ([Small(3)], None)


async def test_the_first_page_alone_can_be_awaited(server: Server, shop: ShopifyShop) -> None:
    server.script(*[reply(200, orders([1]), link("A"))] * 2)
    assert (await shop.orders.list(into=Small).pages()).items == [Small(1)]
    response = await shop.orders.with_response.list(into=Small)
    assert (response.data, response.cursor) == ([Small(1)], "A")
    assert len(server.requests) == 2


async def test_answers_can_be_iterated(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(200, orders([1]), link("A")), reply(200, orders([2])))
    answers = await drained(aiter(shop.orders.with_response.list(into=Small)))
    assert [answer.data for answer in answers] == [[Small(1)], [Small(2)]]


async def test_raw_orders_come_as_the_platform_sent_them(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(200, b'{"orders": [{"id" : 1.0e3,"x":"\\u00e9"}]}'))
    (order,) = await drained(aiter(shop.orders.list(into=Raw)))
    assert bytes(order) == b'{"id" : 1.0e3,"x":"\\u00e9"}'


async def test_its_text_tells_the_shop_and_what_is_asked(shop: ShopifyShop) -> None:
    listing = shop.orders.list(status="any", limit=5)
    assert repr(listing) == "<Listing of acme.myshopify.com: status=any&limit=5>"


# -- bad leaves ---------------------------------------------------------------------------------


async def test_a_bad_order_is_raised_in_its_place_and_costs_no_other(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, BAD_PAGE, link("A") | {"X-Request-Id": "abc-1"}))
    server.script(reply(200, orders([4])))
    iterator = aiter(shop.orders.list())
    got: list[Any] = []
    while True:
        try:
            got += [order.id async for order in iterator]
            break
        except DecodeError as error:
            got.append((error.order_id, error.path, error.shop, error.request_id))
    # The list before an error is lost with its comprehension, not by the iterator.
    assert got == [(2, "$.closed_at", shop.domain, "abc-1"), 3, 4]


async def test_on_error_gets_the_bad_orders_and_the_listing_goes_on(
    server: Server, shop: ShopifyShop
) -> None:
    failures: list[tuple[Shop, AsyncShopError]] = []
    listing = shop.orders.list(on_error=lambda *failure: failures.append(failure))
    for way in (listing, listing.pages()):
        server.script(reply(200, BAD_PAGE, link("A")), reply(200, orders([4])))
        found = await drained(aiter(way))
        ids = [order.id for page in found for order in getattr(page, "items", [page])]
        assert ids == [1, 3, 4]
    assert [shop for shop, _ in failures] == [shop] * 2
    assert {error.order_id for _, error in failures if isinstance(error, DecodeError)} == {2}


async def test_a_bad_order_ends_its_page_where_nobody_takes_the_error(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, BAD_PAGE, link("A")), reply(200, orders([4])))
    pages = aiter(shop.orders.list().pages())
    with pytest.raises(DecodeError, match="id 2") as caught:
        await anext(pages)
    assert (caught.value.method, caught.value.tries) == ("GET", 1)
    assert caught.value.url == f"{server.base_url}/admin/api/{shop.api_version}/orders.json"
    assert [order.id for order in (await anext(pages)).items] == [4]


class OddError(Exception):
    """What a type's own code raises."""


class Odd(Struct):
    id: int

    def __post_init__(self) -> None:
        if self.id == 5:
            raise OddError
        if self.id == 6:
            raise StopAsyncIteration


class OddWithLines(Odd):
    lines: list[Any] = []  # or it would be decoded with its page


@pytest.mark.parametrize(("bad", "error"), [(5, OddError), (6, RuntimeError)])
@pytest.mark.parametrize("by_page", [False, True])
@pytest.mark.parametrize("into", [Odd, OddWithLines])
async def test_any_other_error_ends_the_listing_after_what_came_before_it(
    server: Server,
    shop: ShopifyShop,
    manager: SessionManager,
    bad: int,
    error: type[Exception],
    by_page: bool,
    into: type[Odd],
) -> None:
    """Whoever went on would miss what stands behind it."""
    server.script(reply(200, orders([1, 2]), link("A")), reply(200, orders([3, bad, 7]), link("B")))
    server.always(hang)
    listing = shop.orders.list(into=into)
    iterator: Any = aiter(listing.pages()) if by_page else aiter(listing)
    got: list[int] = []

    async def consume() -> None:
        async for each in iterator:
            got.extend(order.id for order in (each.items if by_page else [each]))

    with pytest.raises(error):
        await consume()
    assert got == ([1, 2] if by_page or into is Odd else [1, 2, 3])
    assert [each async for each in iterator] == []
    assert manager._budget.used == 0
    assert listing.opened == set()


@pytest.mark.parametrize("by_page", [False, True])
async def test_who_is_cancelled_just_before_such_an_error_gets_it_next_time(
    server: Server, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch, by_page: bool
) -> None:
    """An end would tell him that there was no more."""
    server.script(reply(200, orders([1, 5, 7]), link("A")))
    server.always(hang)
    listing = shop.orders.list(into=OddWithLines)
    iterator: Any = aiter(listing.pages()) if by_page else aiter(listing)
    if not by_page:
        assert (await anext(iterator)).id == 1
    closing, close = asyncio.Event(), PageFetcher.aclose

    async def slow(fetcher: PageFetcher) -> None:
        closing.set()
        await asyncio.sleep(0)
        await close(fetcher)

    monkeypatch.setattr(PageFetcher, "aclose", slow)
    waiting = asyncio.create_task(anext(iterator))
    await closing.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(OddError):
        await anext(iterator)
    with pytest.raises(StopAsyncIteration):
        await anext(iterator)


async def test_after_a_closing_of_his_own_nobody_gets_such_an_error(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, orders([1, 5, 7]), link("A")))
    server.always(hang)
    iterator = aiter(shop.orders.list(into=OddWithLines))
    assert (await anext(iterator)).id == 1
    await iterator.aclose()
    assert [order async for order in iterator] == []


async def test_a_next_page_that_cannot_be_asked_for_is_no_last_page(
    server: Server, shop: ShopifyShop
) -> None:
    server.always(reply(200, orders([1]), {"Link": '<https://x.test/?limit=9>; rel="next"'}))
    with pytest.raises(PagingError, match="no cursor that can be read"):
        await shop.orders.list(into=Small).pages()
    with pytest.raises(PagingError, match="no cursor that can be read"):
        await drained(aiter(shop.orders.list(into=Small).pages()))


# -- leaving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_page", [False, True])
async def test_a_cancelled_wait_loses_no_order(
    server: Server, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch, by_page: bool
) -> None:
    monkeypatch.setattr("asyncshop.listing.SLICE", 64)
    size = 30
    for number in range(3):
        more = link(str(number)) if number < 2 else {}
        server.script(reply(200, orders(range(number * size, (number + 1) * size)), more))
    listing = shop.orders.list(into=Small, limit=size)
    iterator: Any = aiter(listing.pages()) if by_page else aiter(listing)
    got: list[int] = []

    async def take() -> None:
        while True:
            item = await anext(iterator)
            got.extend(order.id for order in getattr(item, "items", [item]))

    for moment in itertools.count():
        taking = asyncio.create_task(take())
        for _ in range(moment % 29):
            await asyncio.sleep(0)
        taking.cancel()
        (end,) = await asyncio.gather(taking, return_exceptions=True)
        if isinstance(end, StopAsyncIteration):
            break
    assert got == list(range(3 * size))


@pytest.mark.parametrize("by_page", [False, True])
async def test_workers_can_share_an_iterator(
    server: Server, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch, by_page: bool
) -> None:
    monkeypatch.setattr("asyncshop.listing.SLICE", 64)
    size = 20
    for number in range(3):
        more = link(str(number)) if number < 2 else {}
        server.script(reply(200, orders(range(number * size, (number + 1) * size)), more))
    listing = shop.orders.list(into=Small)
    iterator: Any = aiter(listing.pages()) if by_page else aiter(listing)
    got: list[int] = []

    def see(item: Any) -> None:
        got.extend(order.id for order in getattr(item, "items", [item]))

    async def work() -> None:
        async for item in iterator:
            see(item)
            await asyncio.sleep(0)

    see(await anext(iterator))  # so that none of them begins by waiting for the first page
    await asyncio.gather(work(), work(), work())
    assert sorted(got) == list(range(3 * size))


@pytest.mark.parametrize("way", ["break", "aclose", "listing", "cancel", "pages"])
async def test_leaving_at_any_moment_leaves_nothing_behind(
    server: Server, manage: ManagerFactory, way: str
) -> None:
    """No task, no connection in use, no place in a line, no room in memory."""
    manager = await manage(max_connections=4)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)

    async def page(request: Any, writer: asyncio.StreamWriter) -> None:
        number = int(request.query.get("page_info", "0"))
        limit = {"X-Shopify-Shop-Api-Call-Limit": "1/8000"}
        ids = range(number * 40, number * 40 + 40)
        await reply(200, orders(ids), link(str(number + 1)) | limit)(request, writer)

    server.always(page)
    before = tasks()
    for moment in range(60):
        listing = shop.orders.list(into=Small)
        iterator: Any = aiter(listing.pages() if way == "pages" else listing)

        async def consume(iterator: Any = iterator, items: int = moment) -> None:
            async for _ in iterator:
                items -= 3
                if items < 0 and way != "cancel":
                    break

        if way == "cancel":
            consuming = asyncio.create_task(consume())
            for _ in range(moment * 3):
                await asyncio.sleep(0)
            consuming.cancel()
            await asyncio.gather(consuming, return_exceptions=True)
        else:
            await consume()
        await (listing if way == "listing" else iterator).aclose()
        del iterator, consume
        await asyncio.sleep(0)
        assert tasks() == before
        assert listing.opened == set()
    limiter = shop.source.target.shared.limiter
    assert (limiter.under_way, len(limiter.line), limiter.slots._value) == (0, 0, 4)
    assert (manager._budget.used, len(manager._budget._line)) == (0, 0)
    assert not shop.source.exchange.wire.session.connector._acquired


async def test_a_page_that_is_taken_after_it_was_closed_takes_no_memory(
    server: Server, shop: ShopifyShop, manager: SessionManager
) -> None:
    server.always(reply(200, orders(range(100)), link("A")))
    listing = shop.orders.list(into=Small)
    pages = aiter(listing.pages())
    waiting = asyncio.create_task(anext(pages))
    while not pages._fetcher._items:  # noqa: ASYNC110 - an event wakes the consumer too late
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await listing.aclose()
    assert len((await anext(pages)).items) == 100
    with pytest.raises(RuntimeError, match="closed or cancelled"):
        await anext(pages)
    assert manager._budget.used == 0


async def test_a_bare_break_is_caught_by_the_managers_exit(server: Server) -> None:
    before = tasks()
    server.script(*(reply(200, orders([n]), link(str(n))) for n in range(3)))
    async with SessionManager() as manager:
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        async for _ in shop.orders.list():
            break
        assert tasks() > before
    assert tasks() == before
    assert manager._budget.used == 0


async def test_who_still_waits_when_the_manager_is_left_gets_an_error(server: Server) -> None:
    server.always(hang)
    async with SessionManager() as manager:
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        waiting = asyncio.create_task(drained(aiter(shop.orders.list())))
        await server.arrival(1)
    with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
        await waiting


# -- the loop breathes --------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["items", "pages", "first", "stream"])
async def test_the_loop_is_served_while_a_full_page_is_decoded(
    server: Server,
    manager: SessionManager,
    shop: ShopifyShop,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """Between two turns of the loop no more than a slice of orders is decoded."""
    body = msgspec.json.encode(orders(range(250)))
    monkeypatch.setattr("asyncshop.listing.SLICE", len(body) // 25)
    turns = 0
    decoded_in: list[int] = []

    class Watched(Order):
        def __post_init__(self) -> None:
            decoded_in.append(turns)

    async def watch() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    server.always(reply(200, body))
    watchdog = asyncio.create_task(watch())
    listing = shop.orders.list(into=Watched, limit=250)
    if way == "first":
        await listing.pages()
    else:
        ways: dict[str, Any] = {
            "items": listing,
            "pages": listing.pages(),
            "stream": manager.stream([listing]),
        }
        await drained(aiter(ways[way]))
    watchdog.cancel()
    assert len(decoded_in) == 250
    assert max(decoded_in.count(turn) for turn in set(decoded_in)) <= 10


@pytest.mark.parametrize("way", ["items", "pages", "stream"])
async def test_the_steps_of_all_listings_take_turns(
    server: Server, manager: SessionManager, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Many pages are there at the same time: each turn of the loop has one step of one of them."""
    monkeypatch.setattr("asyncshop.listing.SLICE", 64)
    turn = 0
    decoded: dict[int, set[int]] = {}

    class Watched(Order):
        def __post_init__(self) -> None:
            decoded.setdefault(turn, set()).add(cast(int, self.id) // 100)

    async def watch() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    watchdog = asyncio.create_task(watch())
    server.script(*(reply(200, orders(range(100 * n, 100 * n + 30))) for n in range(5)))
    listings = [
        manager.shopify(f"shop-{n}", access_token=TOKEN, base_url=server.base_url).orders.list(
            into=Watched
        )
        for n in range(5)
    ]
    ways: dict[str, list[Any]] = {
        "items": listings,
        "pages": [listing.pages() for listing in listings],
        "stream": [manager.stream(listings)],
    }
    await asyncio.gather(*(drained(aiter(each)) for each in ways[way]))
    watchdog.cancel()
    assert len(decoded) > 5
    assert {len(shops) for shops in decoded.values()} == {1}


@given(
    sizes=st.lists(st.integers(1, 400_000), max_size=60),
    most=st.none() | st.integers(1, 50),
)
def test_slices_hold_every_order_in_its_order(sizes: list[int], most: int | None) -> None:
    raws = [Raw(b"%d" % number) for number in range(len(sizes))]
    cut = list(slices(answer(raws, sum(sizes)), most))
    assert [raw for part in cut for raw in part] == raws
    assert all(1 <= len(part) <= (most or len(raws)) for part in cut)


@given(count=st.integers(1, 300), size=st.sampled_from([2, 300, 4000, 70_000, 200_000]))
@settings(max_examples=30)
def test_a_slice_is_as_many_orders_as_are_decoded_in_a_millisecond(count: int, size: int) -> None:
    """Many small ones, few large ones, and one at least."""
    cut = list(slices(answer([Raw(b"1")] * count, count * size)))
    assert all(len(part) * size <= SLICE or len(part) == 1 for part in cut)
    assert all((len(part) + 1) * size > SLICE for part in cut[:-1])


def answer(raws: list[Raw], size: int) -> Response[list[Raw]]:
    """A page with these orders, of so many bytes."""
    return Response(data=raws, status=200, headers={}, request_id=None, body=bytes(size))


@pytest.mark.parametrize("by_page", [False, True])
async def test_a_listing_that_outlives_its_manager_does_not_end_as_if_complete(
    by_page: bool,
) -> None:
    async with Sandbox(orders=100, plan="plus", size="small") as box:
        (there,) = box.shops
        async with SessionManager() as manager:
            shop = manager.shopify(
                there.domain, access_token=there.access_token, base_url=there.base_url
            )
            listing = shop.orders.list(status="any", limit=10)
            iterator: Any = aiter(listing.pages() if by_page else listing)
            await anext(iterator)
        with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
            await drained(iterator)


async def test_an_end_that_on_error_raises_does_not_pass_for_the_listings(
    server: Server, shop: ShopifyShop
) -> None:
    def on_error(*_: Any) -> None:
        raise StopAsyncIteration

    server.script(reply(200, orders([1, "x", 3])))
    iterator = aiter(shop.orders.list(on_error=on_error))
    assert (await anext(iterator)).id == 1
    with pytest.raises(RuntimeError, match="StopAsyncIteration was raised within"):
        await anext(iterator)
    assert (await anext(iterator)).id == 3


@pytest.mark.parametrize("hook", [5, asyncio.sleep])
async def test_on_error_is_a_plain_function(shop: ShopifyShop, hook: Any) -> None:
    """A coroutine function that nobody awaits would lose the errors."""
    with pytest.raises(TypeError, match=r"on_error is .* give a plain function"):
        shop.orders.list(on_error=hook)
