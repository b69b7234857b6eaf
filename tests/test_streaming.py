"""Many listings in one stream: bounded, fair, and failures contained."""

import asyncio
import logging
import random
import weakref
from collections import Counter
from typing import Any

import pytest
from fixtures import ManagerFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from servers import Server, hang, link, orders, reply

from asyncshop import (
    AsyncShopError,
    AuthenticationError,
    DecodeError,
    Listing,
    NotFoundError,
    Retry,
    SessionManager,
    ShopifyShop,
    StreamError,
    VisibilityWarning,
)
from asyncshop import listing as listing_module
from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.exchanges import Answer
from asyncshop.streaming import KEPT, STEPS, _Room

LIMIT = {"X-Shopify-Shop-Api-Call-Limit": "1/8000"}
SCOPES = "/admin/oauth/access_scopes.json"


class Small(Struct):
    id: int


class Followed(Struct, weakref=True):
    id: int
    lines: list[Any] = []  # or it would be decoded with its page


class Shops:
    """Shops behind one scripted server: the token says which; each has pages of orders."""

    def __init__(self, server: Server, manager: SessionManager) -> None:
        self.pages: dict[str, int] = {}
        self.size = 10
        self.failing: dict[str, Any] = {}
        self.scopes = ["read_orders", "read_all_orders"]
        self.asked: Counter[str] = Counter()
        self._server = server
        self._manager = manager
        server.always(self._answer)

    def open(self, name: str, pages: int = 3) -> ShopifyShop:
        self.pages[name] = pages
        return self._manager.shopify(name, access_token=name, base_url=self._server.base_url)

    async def _answer(self, request: Any, writer: asyncio.StreamWriter) -> None:
        name = request.headers["X-Shopify-Access-Token"]
        if request.path == SCOPES:
            self.asked[name] += 1
            handles = [{"handle": handle} for handle in self.scopes]
            await self.failing.get(SCOPES, reply(200, {"access_scopes": handles}))(request, writer)
            return
        number = int(request.query.get("page_info", "0"))
        if number and name in self.failing:
            await self.failing[name](request, writer)
            return
        more = link(str(number + 1)) if number + 1 < self.pages[name] else {}
        ids = range(number * self.size, (number + 1) * self.size)
        await reply(200, orders(ids), more | LIMIT)(request, writer)


@pytest.fixture
def shops(server: Server, manager: SessionManager) -> Shops:
    return Shops(server, manager)


def tasks() -> set[asyncio.Task[Any]]:
    return {task for task in asyncio.all_tasks() if task.get_name() != "server"}


async def drained(stream: Any) -> dict[str, list[int]]:
    """The ids by shop, in the order in which they came."""
    found: dict[str, list[int]] = {}
    async for shop, order in stream:
        found.setdefault(shop.domain.partition(".")[0], []).append(order.id)
    return found


# -- what comes ---------------------------------------------------------------------------------


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    concurrency=st.none() | st.integers(1, 5),
    buffer=st.integers(1, 50),
    limit=st.integers(1, 20),
)
@settings(max_examples=20, deadline=None)
async def test_every_order_of_every_shop_comes_once(
    counts: list[int], concurrency: int | None, buffer: int, limit: int
) -> None:
    async with (
        Sandbox(shops=len(counts), orders=counts, plan="enterprise", size="small") as box,
        SessionManager(retry=Retry(base=0)) as manager,
    ):
        shops = [
            manager.shopify(each.domain, access_token=each.access_token, base_url=each.base_url)
            for each in box.shops
        ]
        got: dict[str, list[int]] = {shop.domain: [] for shop in shops}
        stream = manager.stream_orders(
            shops, concurrency=concurrency, buffer=buffer, limit=limit, into=Small
        )
        async for shop, order in stream:
            got[shop.domain].append(order.id)
        assert got == {each.domain: each.store.ids() for each in box.shops}
        assert manager._budget.used == 0


async def test_listings_of_any_kind_can_be_merged(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    acme, bravo = shops.open("acme", 1), shops.open("bravo", 1)
    listings: list[Listing[Any]] = [
        acme.orders.list(status="open"),
        bravo.orders.list(into=Small),
        acme.orders.list(),
    ]
    stream = manager.stream(listings)
    found = await drained(stream)
    assert sorted(found["acme"]) == sorted([*range(10), *range(10)])
    assert found["bravo"] == list(range(10))
    assert sorted(str(request.query) for request in server.requests) == sorted(
        ["{'status': 'open'}", "{'fields': 'id'}", "{}"]
    )


async def test_stream_orders_asks_for_every_status_and_the_largest_pages(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    await drained(manager.stream_orders([shops.open("acme", 1)]))
    assert server.requests[0].query == {"status": "any", "limit": "250"}
    await drained(manager.stream_orders([shops.open("acme", 1)], status="open", limit=10))
    assert server.requests[-1].query == {"status": "open", "limit": "10"}


async def test_filters_are_checked_before_anything_is_sent(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    with pytest.raises(TypeError, match="did you mean 'status'"):
        manager.stream_orders([shops.open("acme")], stauts="any")
    with pytest.raises(ValueError, match="limit is 251"):
        manager.stream_orders([shops.open("acme")], limit=251)
    assert server.requests == []


async def test_a_stream_can_be_iterated_again(shops: Shops, manager: SessionManager) -> None:
    stream = manager.stream([shops.open("acme").orders.list()])
    assert await drained(stream) == await drained(stream) == {"acme": list(range(30))}


async def test_no_listings_are_an_empty_stream(manager: SessionManager) -> None:
    assert await drained(manager.stream([])) == {}


@pytest.mark.parametrize("argument", ["concurrency", "buffer"])
async def test_its_bounds_are_one_or_more(manager: SessionManager, argument: str) -> None:
    with pytest.raises(ValueError, match=f"{argument} is 0: write a number of 1 or more"):
        manager.stream([], **{argument: 0})  # type: ignore[arg-type] # either of two


@pytest.mark.parametrize("argument", ["concurrency", "buffer"])
@pytest.mark.parametrize("value", [2.5, True, "3"])
async def test_its_bounds_are_whole_numbers(
    manager: SessionManager, argument: str, value: Any
) -> None:
    with pytest.raises(TypeError, match=f"{argument} is {value!r}: write a whole number"):
        manager.stream([], **{argument: value})


# -- failures -----------------------------------------------------------------------------------


async def test_a_shop_that_fails_does_not_stop_the_others(
    shops: Shops, manager: SessionManager
) -> None:
    handles = [shops.open(name) for name in ("acme", "bravo", "coda")]
    shops.failing = {"acme": reply(401, {"errors": "revoked"}), "coda": reply(404)}
    stream = manager.stream_orders(handles)
    iterator = aiter(stream)
    found = Counter([(await anext(iterator))[0].domain for _ in range(50)])
    assert found == {
        "acme.myshopify.com": 10,
        "bravo.myshopify.com": 30,
        "coda.myshopify.com": 10,
    }
    with pytest.raises(StreamError, match="2 of 3 shops failed; the others are") as caught:
        await anext(iterator)
    assert {(type(error), error.shop) for error in caught.value.exceptions} == {
        (AuthenticationError, "acme.myshopify.com"),
        (NotFoundError, "coda.myshopify.com"),
    }
    assert {failure.shop for failure in stream.failures} == {handles[0], handles[2]}
    assert "revoked" in str(caught.value)


async def test_a_shop_with_several_listings_or_handles_that_fails_is_one(
    shops: Shops, manager: SessionManager
) -> None:
    shops.failing = {"acme": reply(404)}
    acme = shops.open("acme")
    handles = [acme, acme.options(timeout=9), shops.open("bravo")]
    stream = manager.stream([handle.orders.list() for handle in handles])
    with pytest.raises(StreamError, match="1 of 2 shops failed") as caught:
        await drained(stream)
    assert len(caught.value.exceptions) == len(stream.failures) == 2


async def test_failures_are_there_before_the_end(shops: Shops, manager: SessionManager) -> None:
    shops.failing = {"acme": reply(404)}
    async with manager.stream_orders([shops.open("acme"), shops.open("bravo", 500)]) as stream:
        async for _ in stream:
            if stream.failures:
                break
    (failure,) = stream.failures
    assert (failure.shop.domain, type(failure.error)) == ("acme.myshopify.com", NotFoundError)


async def test_on_error_takes_the_failures_instead(shops: Shops, manager: SessionManager) -> None:
    acme, bravo = shops.open("acme"), shops.open("bravo")
    shops.failing = {"acme": reply(404)}
    taken: list[tuple[Any, AsyncShopError]] = []
    stream = manager.stream_orders([acme, bravo], on_error=lambda *each: taken.append(each))
    assert {name: len(ids) for name, ids in (await drained(stream)).items()} == {
        "acme": 10,
        "bravo": 30,
    }
    ((shop, error),) = taken
    assert (shop, type(error)) == (acme, NotFoundError)
    assert stream.failures == taken


async def test_of_orders_that_on_error_takes_only_some_are_kept_as_well(
    shops: Shops, manager: SessionManager
) -> None:
    """Each has its order's bytes: a million of them would be memory without bound."""
    undecodable = reply(200, {"orders": [{"id": "x"}] * 250})
    shops.failing = {"acme": undecodable, "bravo": undecodable, "coda": reply(404)}
    taken: list[AsyncShopError] = []
    handles = [shops.open(name) for name in ("acme", "bravo", "coda")]
    stream = manager.stream_orders(handles, on_error=lambda _, error: taken.append(error))
    await drained(stream)
    kept = Counter(type(failure.error) for failure in stream.failures)
    assert kept == {DecodeError: KEPT, NotFoundError: 1}
    assert Counter(map(type, taken)).keys() == kept.keys()
    assert len(taken) > 2 * KEPT


@pytest.mark.parametrize("bad", [False, True], ids=["a listing fails", "an order fails"])
async def test_an_error_that_on_error_raises_ends_everything_at_once(
    shops: Shops, manager: SessionManager, bad: bool
) -> None:
    shops.failing = {"acme": reply(200, {"orders": [{"id": "x"}] * 5}) if bad else reply(404)}
    seen: list[AsyncShopError] = []

    def on_error(_: Any, error: AsyncShopError) -> None:
        seen.append(error)
        raise error

    stream = manager.stream_orders(
        [shops.open("acme"), shops.open("bravo", 1000)], into=Small, on_error=on_error
    )
    before = tasks()
    with pytest.raises((NotFoundError, DecodeError)):
        await drained(stream)
    assert len(seen) == len(stream.failures) == 1
    await stream.aclose()
    assert tasks() == before


async def test_a_stray_cancellation_is_no_end(shops: Shops, manager: SessionManager) -> None:
    """What is cancelled within a listing must not pass for its end."""
    shops.failing = {"acme": reply(404)}

    def on_error(*_: Any) -> None:
        raise asyncio.CancelledError

    stream = manager.stream_orders(
        [shops.open("acme"), shops.open("bravo")], into=Small, on_error=on_error
    )
    with pytest.raises(RuntimeError, match="cancelled before its end"):
        await drained(stream)


async def test_any_other_exception_ends_everything(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    async def broken() -> str:
        raise ZeroDivisionError("the source's own mistake")

    acme = manager.shopify("acme", access_token=broken, base_url=server.base_url)
    before = tasks()
    with pytest.raises(ZeroDivisionError, match="own mistake"):
        await drained(manager.stream([shops.open("bravo", 1000).orders.list(), acme.orders.list()]))
    await asyncio.sleep(0)
    assert tasks() == before


async def test_a_bad_order_costs_one_order_and_is_a_failure(
    shops: Shops, manager: SessionManager
) -> None:
    shops.failing = {"acme": reply(200, {"orders": [{"id": 20}, {"id": "x"}, {"id": 22}]})}
    stream = manager.stream([shops.open("acme", 2).orders.list(into=Small)], buffer=2)
    iterator = aiter(stream)
    assert [(await anext(iterator))[1].id for _ in range(12)] == [*range(10), 20, 22]
    with pytest.raises(StreamError, match="1 of 1 shops failed") as caught:
        await anext(iterator)
    (error,) = caught.value.exceptions
    assert isinstance(error, DecodeError)
    assert (error.order_id, error.shop) == ("x", "acme.myshopify.com")


def misfits(page: int) -> Any:
    """A page of which every order but one cannot be decoded."""
    return reply(200, {"orders": [{"id": page}, *[{"id": "x"}] * 60]}, link(str(page + 1)))


async def test_a_listing_of_which_too_much_cannot_be_decoded_is_stopped(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    acme = shops.open("acme")
    server.script(*(misfits(page) for page in range(4)))
    with pytest.raises(StreamError, match="1 of 1 shops failed") as caught:
        await drained(manager.stream([acme.orders.list(into=Small)]))
    *misfit, last = caught.value.exceptions
    assert len(misfit) == 120
    assert "stopped: 120 orders could not be decoded; does into= fit" in str(last)
    assert last.shop == acme.domain


async def test_with_on_error_a_listing_is_never_stopped_for_that(
    shops: Shops, manager: SessionManager, server: Server
) -> None:
    acme = shops.open("acme")
    server.script(*(misfits(page) for page in range(3)), reply(200, orders([3])))
    taken: list[AsyncShopError] = []
    stream = manager.stream(
        [acme.orders.list(into=Small)], on_error=lambda _, error: taken.append(error)
    )
    assert await drained(stream) == {"acme": [0, 1, 2, 3]}
    assert len(taken) == 180


# -- bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 2, None])
async def test_so_many_listings_are_read_at_a_time(
    shops: Shops, manager: SessionManager, server: Server, concurrency: int | None
) -> None:
    handles = [shops.open(f"shop-{number}") for number in range(6)]
    active: set[str] = set()
    most = 0
    answer = server.otherwise
    assert answer is not None

    async def counted(request: Any, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        name = request.headers["X-Shopify-Access-Token"]
        active.add(name)
        most = max(most, len(active))
        if request.query.get("page_info") == "2":
            active.discard(name)
        await answer(request, writer)

    server.always(counted)
    stream = manager.stream([each.orders.list() for each in handles], concurrency=concurrency)
    assert sum(map(len, (await drained(stream)).values())) == 180
    # The last page of one may be asked for while the consumer is still at its last but one.
    assert most == (concurrency or 6)


@pytest.mark.parametrize("buffer", [1, 7, 40])
async def test_no_more_orders_than_the_buffer_wait_for_the_consumer(
    shops: Shops, manager: SessionManager, buffer: int
) -> None:
    handles = [shops.open(f"shop-{number}") for number in range(4)]
    stream = manager.stream([each.orders.list() for each in handles], buffer=buffer)
    iterator = aiter(stream)
    most = 0
    async for _ in iterator:
        for _ in range(5):
            await asyncio.sleep(0)
        waiting = list(iterator._items)
        most = max(most, sum(isinstance(each, tuple) for each in waiting))
    assert 1 <= most <= buffer


async def test_no_more_than_a_few_steps_of_large_orders_wait_for_the_consumer(
    shops: Shops, manager: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_module, "SLICE", 1)  # each order is a step of its own
    handles = [shops.open(f"shop-{number}") for number in range(20)]
    iterator = aiter(manager.stream([each.orders.list() for each in handles]))
    most = count = 0
    async for _ in iterator:
        count += 1
        for _ in range(50):
            await asyncio.sleep(0)
        waiting = list(iterator._items)
        most = max(most, sum(isinstance(each, tuple) for each in waiting))
    assert count == 20 * 30
    assert most == STEPS


async def test_nothing_holds_an_order_that_the_consumer_has_dropped(
    shops: Shops, manager: SessionManager
) -> None:
    """Shops that wait for their turn least of all: it would be one order for each of them."""
    handles = [shops.open(f"shop-{number}") for number in range(8)]
    stream = manager.stream([each.orders.list(into=Followed) for each in handles], buffer=5)
    seen: list[weakref.ref[Followed]] = []
    async for _, order in stream:
        assert not any(each() for each in seen)
        seen.append(weakref.ref(order))
        del order
    assert len(seen) == 8 * 30


async def test_a_shop_with_many_orders_leaves_room_for_the_others(
    shops: Shops, manager: SessionManager
) -> None:
    """Each gets its turn: the small shops are through long before the large one."""
    shops.size = 50
    large = shops.open("large", 40)
    small = [shops.open(f"small-{number}", 1) for number in range(5)]
    stream = manager.stream([each.orders.list() for each in (large, *small)], buffer=64)
    seen: Counter[str] = Counter()
    async for shop, _ in stream:
        seen[shop.domain] += 1
        if shop is not large and sum(seen.values()) - seen[large.domain] == 250:
            break
    assert seen[large.domain] < 1000
    await stream.aclose()


async def test_many_listings_begin_one_after_the_other(
    shops: Shops, manager: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listing's start is work: no two of them in the same turn of the loop."""
    turn = 0
    begun: list[int] = []
    fetch = Listing.fetch

    def noted(listing: Any, *args: Any) -> Any:
        begun.append(turn)
        return fetch(listing, *args)

    async def watch() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(Listing, "fetch", noted)
    watchdog = asyncio.create_task(watch())
    stream = manager.stream([shops.open(f"shop-{number}", 1).orders.list() for number in range(5)])
    await drained(stream)
    watchdog.cancel()
    assert len(set(begun)) == len(begun) == 5


async def test_places_go_to_whoever_asked_first() -> None:
    room = _Room(4)
    await room.take(3)
    turns: list[str] = []

    async def take(name: str, places: int) -> None:
        await room.take(places)
        turns.append(name)

    gone, large, small = [
        asyncio.create_task(take(*wanted)) for wanted in (("gone", 2), ("large", 3), ("small", 1))
    ]
    await asyncio.sleep(0)
    assert turns == []  # one place is free, but the others were first
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    room.give(2)
    await asyncio.wait_for(large, 5)
    assert turns == ["large"]
    room.give(1)
    await asyncio.wait_for(small, 5)
    assert turns == ["large", "small"]
    assert room._free == 0


# -- leaving ------------------------------------------------------------------------------------


async def test_leaving_a_stream_at_any_moment_leaves_nothing_behind(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(max_connections=3)
    shops = Shops(server, manager)
    handles = [shops.open(f"shop-{number}", 100) for number in range(5)]
    shops.failing = {"shop-1": reply(404), "shop-2": hang}
    before = tasks()
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(100):
        stream = manager.stream_orders(handles, buffer=chance.randint(1, 50), into=Small)
        turns = chance.randint(0, 150)

        async def consume(stream: Any = stream, items: int = chance.randint(0, 60)) -> None:
            async with stream:
                async for _ in stream:
                    items -= 1
                    if items < 0:
                        break

        consuming = asyncio.create_task(consume())
        for _ in range(turns):
            await asyncio.sleep(0)
        consuming.cancel()
        await asyncio.gather(consuming, return_exceptions=True)
        for _ in range(20):  # the cancellation may have hit the closing itself
            await asyncio.sleep(0)
        assert tasks() == before
    assert (manager._budget.used, len(manager._budget._line)) == (0, 0)
    for shop in handles:
        limiter = shop.source.target.shared.limiter
        assert (limiter.under_way, len(limiter.line), limiter.slots._value) == (0, 0, 3)
    session = handles[0].source.exchange.wire.session
    assert not session.connector._acquired  # type: ignore[union-attr] # it is open


async def test_a_bare_break_is_caught_by_the_managers_exit(server: Server) -> None:
    before = tasks()
    async with SessionManager() as manager:
        shops = Shops(server, manager)
        async for _ in manager.stream_orders([shops.open(name, 50) for name in ("acme", "bravo")]):
            break
        assert tasks() > before
    assert tasks() == before
    assert manager._budget.used == 0


async def test_who_still_waits_when_the_manager_is_left_gets_an_error(server: Server) -> None:
    async with SessionManager() as manager:
        shops = Shops(server, manager)
        server.always(hang)
        waiting = asyncio.create_task(drained(manager.stream_orders([shops.open("acme")])))
        await server.arrival(1)
    with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
        await waiting


# -- what a token sees --------------------------------------------------------------------------


async def test_a_token_that_sees_60_days_only_is_warned_of_once_for_each_shop(
    shops: Shops, manager: SessionManager
) -> None:
    shops.scopes = ["read_orders"]
    handles = [shops.open(name) for name in ("acme", "bravo")]
    with pytest.warns(VisibilityWarning, match="sees the last 60 days") as caught:
        await drained(manager.stream_orders(handles))
    await drained(manager.stream_orders(handles))
    assert sorted(str(each.message).partition(".")[0] for each in caught) == ["acme", "bravo"]
    assert shops.asked == {"acme": 1, "bravo": 1}


async def test_a_token_that_sees_all_is_not_warned_of(
    shops: Shops, manager: SessionManager
) -> None:
    await drained(manager.stream_orders([shops.open("acme")]))
    assert shops.asked == {"acme": 1}


async def test_a_stream_of_listings_does_not_ask_what_a_token_sees(
    shops: Shops, manager: SessionManager
) -> None:
    await drained(manager.stream([shops.open("acme").orders.list()]))
    assert not shops.asked


async def test_scopes_that_cannot_be_asked_for_cost_no_order(
    shops: Shops, manager: SessionManager, caplog: pytest.LogCaptureFixture
) -> None:
    shops.failing = {SCOPES: reply(403)}
    with caplog.at_level(logging.WARNING, logger="asyncshop"):
        assert await drained(manager.stream_orders([shops.open("acme")])) == {
            "acme": list(range(30))
        }
    assert "could not check what the token of" in caplog.text


async def test_the_sandbox_tells_the_scopes_that_are_checked(manager: SessionManager) -> None:
    async with Sandbox(orders=3, scopes=["read_orders"], size="small") as box:
        (there,) = box.shops
        box.faults.add(Answer(503), path="access_scopes")
        shop = manager.shopify(
            there.domain, access_token=there.access_token, base_url=there.base_url
        )
        with pytest.warns(VisibilityWarning):
            await drained(manager.stream_orders([shop]))


async def test_a_stream_is_of_listings_of_its_own_manager(
    shops: Shops, manager: SessionManager
) -> None:
    other = SessionManager().shopify("acme", access_token="token").orders.list()
    for wrong in (shops.open("acme"), 5, other):
        with pytest.raises(TypeError, match="no listing of this manager"):
            manager.stream([wrong])  # type: ignore[list-item] # the mistake
    with pytest.raises(TypeError, match="'acme' is no shop"):
        manager.stream_orders(["acme"])  # type: ignore[list-item] # the mistake
    with pytest.raises(TypeError, match="on_error is"):
        manager.stream([], on_error=asyncio.sleep)
