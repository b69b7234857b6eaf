"""Shoplazza's answers over real sockets: what is raised, what is sent again, what is not told."""

import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fixtures import TOKEN, ManagerFactory
from servers import Server, Step, reply, reset

from asyncshop import (
    APIError,
    AsyncShopError,
    Attempt,
    AuthenticationError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ServerError,
    SessionManager,
    ShopStats,
)
from asyncshop.shoplazza import ShoplazzaShop

ID = {"Request-Id": "abc-1"}


@pytest.fixture(params=["2022-01", "2026-01"])
def bravo(request: Any, manager: SessionManager, server: Server) -> Any:
    return manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=request.param, base_url=server.base_url
    )


def done(shop: ShoplazzaShop[Any], content: Any) -> Step:
    """Answer with this content, as the shop's generation wraps it."""
    old = shop.api_version == "2022-01"
    return reply(200, content if old else {"code": "Success", "data": content}, ID)


async def listed(shop: Any) -> Any:
    return [order async for order in shop.orders.list()]


async def got(shop: Any) -> Any:
    return await shop.orders.get("1")


async def counted(shop: Any) -> Any:
    return await shop.orders.count()


async def updated(shop: Any) -> Any:
    return await shop.orders.update("1", {"note": "x"})


async def deleted(shop: Any) -> Any:
    return await shop.orders.delete("1")


async def cancelled(shop: Any) -> Any:
    return await shop.orders.cancel("1")


async def created(shop: Any) -> Any:
    return await shop.orders.create({"note": "x"})


Send = Callable[[Any], Awaitable[Any]]
SAFE: list[Send] = [listed, got, counted, updated, deleted]
WRITES: list[Send] = [cancelled, created]


@pytest.mark.parametrize("send", [*SAFE, *WRITES])
@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        ({"code": "NotFound", "message": "no such order"}, NotFoundError, "no such order"),
        ({"code": 5, "message": "no such order", "details": []}, NotFoundError, "no such order"),
        ({"code": 13, "message": "internal"}, ServerError, "internal"),
        ({"code": "Failed", "data": None}, APIError, "200 OK: Failed"),
        ({"data": {}, "code": "Failed"}, APIError, "200 OK: Failed"),
        ({"error": "store is not active"}, AuthenticationError, "store is not active"),
    ],
)
async def test_a_200_that_tells_of_an_error_is_one_and_nothing_is_sent_again(
    server: Server, bravo: Any, send: Send, body: Any, kind: type[APIError], says: str
) -> None:
    """It is an answer: that nothing was done is known, of a POST too."""
    server.script(reply(200, body, ID))
    with pytest.raises(kind, match=says) as caught:
        await send(bravo)
    assert type(caught.value) is kind
    assert caught.value.status == 200
    assert caught.value.request_id == "abc-1"
    assert len(server.requests) == 1


@pytest.mark.parametrize("send", SAFE)
async def test_a_failure_of_the_platforms_is_tried_again(
    server: Server, bravo: Any, send: Send
) -> None:
    order = {"order": {"id": "1"}, "orders": [], "count": 0, "has_more": False}
    server.script(
        reply(500, {"code": 13, "message": "internal"}), reply(502, b"<html>"), done(bravo, order)
    )
    await send(bravo)
    assert len(server.requests) == 3


@pytest.mark.parametrize("send", WRITES)
@pytest.mark.parametrize("broken", [reply(500, {"code": 13}, ID), reply(503, b"<html>", ID), reset])
async def test_a_write_that_may_have_been_done_is_not_sent_again(
    server: Server, bravo: Any, send: Send, broken: Step
) -> None:
    server.script(broken)
    with pytest.raises(OutcomeUnknownError, match="Look at the shop before you send it again"):
        await send(bravo)
    assert len(server.requests) == 1


@pytest.mark.parametrize("send", [*SAFE, *WRITES])
@pytest.mark.parametrize("code", [5, "NotFound", "NOT_FOUND"])
async def test_not_found_can_come_as_500_and_is_asked_for_once(
    server: Server, bravo: Any, send: Send, code: Any
) -> None:
    server.script(reply(500, {"code": code, "message": "no such order", "details": []}, ID))
    with pytest.raises(NotFoundError, match="no such order"):
        await send(bravo)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "gone",
    [
        reply(404, {"errors": ["Unable to find resource"]}, ID),
        reply(500, {"code": 5, "message": "m"}, ID),
        reply(200, {"code": "NotFound", "message": "m"}, ID),
    ],
)
async def test_not_found_after_a_delete_that_was_sent_before_is_success(
    server: Server, bravo: Any, gone: Step
) -> None:
    server.script(reply(502, b"<html>"), gone)
    assert await bravo.orders.delete("1") is None
    server.script(gone)
    with pytest.raises(NotFoundError):
        await bravo.orders.delete("1")


async def test_a_409_words_and_request_id_are_in_the_error(server: Server, bravo: Any) -> None:
    server.script(reply(409, {"code": "Conflict", "message": "being changed"}, ID))
    with pytest.raises(APIError) as caught:
        await bravo.orders.update("1", {"note": "x"})
    error = caught.value
    assert (error.status, error.code, error.messages) == (409, "Conflict", ("being changed",))
    assert (error.shop, error.method, error.request_id) == (bravo.domain, "PUT", "abc-1")
    assert str(error) == (
        f"bravo.myshoplaza.com: PUT {server.base_url}/openapi/{bravo.api_version}/orders/1: "
        "answered 409 Conflict: being changed (request id abc-1)"
    )


@pytest.mark.parametrize("body", [b"<html>", b'"oops"', b"[]", b'{"code":"Success"}'])
async def test_an_answer_of_another_shape_cannot_be_read(
    server: Server, manage: ManagerFactory, body: bytes
) -> None:
    manager = await manage(retry=1)
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(200, body, ID))
    with pytest.raises(DecodeError, match="the answer cannot be read") as caught:
        await shop.orders.count()
    assert (caught.value.body, caught.value.request_id) == (body, "abc-1")


async def test_an_answer_nested_beyond_reason_cannot_be_read(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(retry=1)
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(200, b'{"data":' * 50_000, ID))
    with pytest.raises(DecodeError, match="recursion"):
        await shop.orders.get("1")


# -- the limit ------------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [None, "", "2.0", "soon"])
@pytest.mark.parametrize(
    "body", [b"", b'{"errors":["too many requests"]}', b'{"code":"TooManyRequests","message":"m"}']
)
async def test_a_429_is_waited_for_and_anything_sent_again(
    server: Server, bravo: Any, attempts: list[Attempt], wait: str | None, body: bytes
) -> None:
    refused = reply(429, body, {} if wait is None else {"Retry-After": wait})
    server.script(refused, done(bravo, {"order": {"id": "1"}}))
    assert (await bravo.orders.cancel("1")).id == "1"
    assert [attempt.status for attempt in attempts] == [429, 200]
    assert bravo.source.target.shared.stats.refused == 1


async def test_a_429_that_stays_is_a_rate_limit_error(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(retry=1)
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(429, b"", ID | {"Retry-After": "4.5"}))
    with pytest.raises(RateLimitError, match=r"Ask again in 4\.5 s") as caught:
        await shop.orders.create({})
    assert (caught.value.retry_after, caught.value.request_id) == (4.5, "abc-1")


@pytest.mark.parametrize(
    ("headers", "levels"),
    [
        ({"X-App-Call-Limit": "20/40", "X-Store-Call-Limit": "70/80"}, (20, 70)),
        ({"X-RateLimit-Limit": "40", "X-RateLimit-Remaining": "10"}, (30, 1)),
        ({}, (1, 1)),
    ],
)
async def test_the_limit_is_followed_where_it_is_reported(
    server: Server, manager: SessionManager, headers: dict[str, str], levels: tuple[int, int]
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(200, {"code": "Success", "data": {"count": 1}}, headers))
    await shop.orders.count()
    buckets = shop.source.target.shared.limiter.shop_buckets
    assert [bucket.level for bucket in buckets] == [pytest.approx(each, abs=2) for each in levels]


async def test_a_limit_of_its_own_pauses_that_operation_only(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(retry=1)
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    room = {"X-App-Call-Limit": "1/40", "X-Store-Call-Limit": "1/80", "Retry-After": "100000"}
    server.script(reply(429, b"", room), done(shop, {"count": 1}))
    with pytest.raises(RateLimitError):
        await shop.orders.create({})
    assert await shop.options(max_wait=0).orders.count() == 1
    with pytest.raises(RateLimitError, match="not sent"):
        await shop.options(max_wait=0).orders.create({})


def test_handles_on_one_store_share_its_limit_and_its_statistics() -> None:
    manager = SessionManager()
    handles = [
        manager.shoplazza(domain, access_token=token, api_version=version)
        for domain, token, version in (
            ("bravo", "one", "2026-01"),
            ("bravo.myshoplaza.com", "two", "2022-01"),
            ("bravo.myshoplazza.com", "three", "2026-07"),
        )
    ]
    shared = [handle.source.target.shared for handle in handles]
    assert shared[0] is shared[1] is shared[2]
    other = manager.shoplazza("bravo", access_token="one", app="mailer").source.target.shared
    assert other is not shared[0]
    assert other.limiter.buckets[0] is not shared[0].limiter.buckets[0]
    assert other.limiter.buckets[1] is shared[0].limiter.buckets[1]
    manager.shopify("bravo", access_token="one")
    assert list(manager.stats()) == [
        "bravo.myshoplaza.com",
        "bravo.myshoplaza.com (mailer)",
        "bravo.myshopify.com",
    ]
    assert all(stats == ShopStats() for stats in manager.stats().values())


# -- tokens stay home -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 429, 500, 503])
@pytest.mark.parametrize("send", [got, deleted, cancelled])
async def test_no_error_tells_the_token(
    server: Server, manage: ManagerFactory, send: Send, status: int
) -> None:
    """Though the platform repeats it in every part of its answer."""
    manager = await manage(retry=1)
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    said = {"code": "Failed", "message": f"bad {TOKEN}", "details": [TOKEN], "errors": {TOKEN: "x"}}
    server.always(reply(status, said, {"X-Echo": TOKEN}))
    with pytest.raises(AsyncShopError) as caught:
        await send(shop)
    error = caught.value
    told = [str(error), repr(error), repr(vars(error)), repr(shop), repr(shop.source)]
    told += traceback.format_exception(error)
    assert not [text for text in told if TOKEN in text]


async def test_the_token_goes_nowhere_else(server: Server, bravo: Any) -> None:
    server.script(reply(302, b"", {"Location": "http://127.0.0.1:1/"}))
    with pytest.raises(APIError, match="answered 302"):
        await bravo.orders.count()
    assert len(server.requests) == 1
