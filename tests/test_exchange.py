"""The one way of a request, over real sockets: what is sent, sent again, and raised."""

import asyncio
import gzip
import itertools
import socket
import warnings
from typing import Any

import aiohttp
import pytest
from aioresponses import aioresponses
from fixtures import TOKEN, LoopClock, ManagerFactory
from servers import (
    Server,
    Step,
    hang,
    hang_in_body,
    orders,
    raw,
    reply,
    reset,
    reset_in_body,
    serving,
)

from asyncshop import (
    APIError,
    AsyncShopError,
    Attempt,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestTimeout,
    Retry,
    ServerError,
    SessionManager,
    ShopifyShop,
    Timeout,
    TransportError,
    ValidationError,
    VersionError,
    VersionWarning,
    __version__,
)

LIMIT = "X-Shopify-Shop-Api-Call-Limit"
OK = reply(200, {"order": {"id": 1}})
GZIP = {"Content-Encoding": "gzip"}
ZIPPED = gzip.compress(b'{"order": {"id": 1, "note": "0123456789abcdef"}}')


async def send(shop: ShopifyShop, method: str) -> Any:
    """Send one call of that method that a shop would take."""
    if method == "GET":
        return await shop.orders.get(1)
    if method == "PUT":
        return await shop.orders.update(1, {"note": "x"})
    if method == "DELETE":
        return await shop.orders.delete(1)
    return await shop.orders.close(1)


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


# -- what goes over the wire ------------------------------------------------------------------


async def test_a_request_has_these_headers(server: Server, manage: ManagerFactory) -> None:
    manager = await manage(user_agent="harvester/2")
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.script(OK, OK)
    await shop.orders.get(1)
    await shop.orders.close(1)
    get, post = server.requests
    assert {name.title(): value for name, value in get.headers.items()} == {
        "Host": server.base_url.removeprefix("http://"),
        "X-Shopify-Access-Token": TOKEN,
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": f"harvester/2 asyncshop/{__version__}",
    }
    assert (get.method, get.target, get.body) == ("GET", "/admin/api/2026-10/orders/1.json", b"")
    assert post.headers["Content-Type"] == "application/json"
    assert (post.method, post.body) == ("POST", b"{}")


async def test_without_a_sandbox_the_shops_own_address_is_asked(
    canned: aioresponses, manager: SessionManager
) -> None:
    url = "https://acme.myshopify.com/admin/api/2026-07/orders/count.json?status=any"
    canned.get(url, payload={"count": 12})
    shop = manager.shopify("acme", access_token=TOKEN, api_version="2026-07")
    assert await shop.orders.count(status="any") == 12


async def test_a_rotating_token_is_asked_for_before_each_try(
    server: Server, manager: SessionManager
) -> None:
    tokens = iter(["one", "two"])

    async def rotating() -> str:
        return next(tokens)

    shop = manager.shopify("acme", access_token=rotating, base_url=server.base_url)
    server.script(reply(503), OK)
    await shop.orders.get(1)
    assert [r.headers["X-Shopify-Access-Token"] for r in server.requests] == ["one", "two"]


async def test_an_error_of_the_tokens_source_is_raised_as_it_is(
    server: Server, manager: SessionManager
) -> None:
    async def broken() -> str:
        raise KeyError("no refresh token")

    shop = manager.shopify("acme", access_token=broken, base_url=server.base_url)
    with pytest.raises(KeyError, match="no refresh token"):
        await shop.orders.get(1)
    assert server.requests == []
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.script(OK)
    assert (await shop.orders.get(1)).id == 1


# -- what may be sent again --------------------------------------------------------------------

SENT = {
    "reset before the headers": reset,
    "closed before the headers": raw(b""),
    "reset in the body": reset_in_body,
    "truncated": reply(200, {"order": {"id": 1}}, cut=5),
    "500": reply(500, {"errors": "Internal Server Error"}),
    "502": reply(502, b"<html>"),
    "503": reply(503, b"", {"Retry-After": "0"}),
    "530": reply(530, b""),
    "not gzip": reply(200, b"{}", {"Content-Encoding": "gzip"}),
    "gzip that is cut": reply(200, ZIPPED[:-20], GZIP),
    "gzip without its checksum": reply(200, ZIPPED[:-8], GZIP),
    "gzip with a wrong checksum": reply(200, ZIPPED[:-8] + bytes(8), GZIP),
    "an encoding nobody asked for": reply(200, b"{}", {"Content-Encoding": "br"}),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "a header without end": raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000),
    "bad chunks": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
    "a bad length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}"),
}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("fault", SENT)
async def test_what_may_be_repeated_is_sent_again(
    server: Server, shop: ShopifyShop, method: str, fault: str
) -> None:
    server.script(SENT[fault], SENT[fault], SENT[fault], OK)
    result = await send(shop, method)
    assert result is None if method == "DELETE" else result.id == 1
    assert [request.method for request in server.requests] == [method] * 4


@pytest.mark.parametrize("fault", SENT)
async def test_a_post_that_was_sent_is_not_sent_again(
    server: Server, shop: ShopifyShop, fault: str
) -> None:
    server.script(SENT[fault], OK)
    with pytest.raises(OutcomeUnknownError) as caught:
        await shop.orders.close(1)
    error = caught.value
    assert len(server.requests) == 1
    assert isinstance(error.error, (ServerError, TransportError))
    assert (error.method, error.tries, error.shop) == ("POST", 1, shop.domain)
    assert "whether it was carried out is not known" in str(error)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_refused_request_is_sent_again_whatever_it_is(
    server: Server, shop: ShopifyShop, attempts: list[Attempt], method: str
) -> None:
    server.script(reply(429, b"", {"Retry-After": "2.0"}), reply(429, b""), OK)
    await send(shop, method)
    assert [attempt.status for attempt in attempts] == [429, 429, 200]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_refusal_by_a_resources_own_limit_is_sent_again(
    server: Server, shop: ShopifyShop, method: str
) -> None:
    server.script(reply(429, b"", {"Retry-After": "0", LIMIT: "1/40"}), OK)
    await send(shop, method)
    assert len(server.requests) == 2


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_what_never_went_over_the_wire_is_sent_again(
    manager: SessionManager, attempts: list[Attempt], method: str
) -> None:
    shop = manager.shopify("acme", access_token=TOKEN, base_url=closed_port())
    with pytest.raises(TransportError, match="no whole answer came") as caught:
        await send(shop.options(retry=Retry(tries=3, base=0)), method)
    assert type(caught.value) is TransportError
    assert caught.value.tries == 3
    assert [attempt.wire_attempts for attempt in attempts] == [0, 0, 0]
    assert {attempt.error for attempt in attempts} == {"TransportError"}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 422, 430, 501, 505, 783, 301])
async def test_what_will_not_change_is_not_sent_again(
    server: Server, shop: ShopifyShop, method: str, status: int
) -> None:
    server.script(reply(status, {"errors": "no"}), OK)
    with pytest.raises(APIError, match="no") as caught:
        await send(shop, method)
    assert (caught.value.status, len(server.requests)) == (status, 1)


@pytest.mark.parametrize("body", [{"order": None}, {"order": {"id": 1, "created_at": "soon"}}])
async def test_a_write_whose_answer_cannot_be_read_says_that_it_was_carried_out(
    server: Server, shop: ShopifyShop, body: Any
) -> None:
    server.always(reply(201, body))
    with pytest.raises(DecodeError, match=r": it was carried out, but "):
        await shop.orders.close(1)
    with pytest.raises(DecodeError) as caught:
        await shop.orders.get(1)
    assert "carried out" not in str(caught.value)


def unreadable(status: int, headers: dict[str, str] | None = None) -> dict[str, Step]:
    """Answers whose body nobody can read, though their status is clear."""
    return {
        "cut": reply(status, {"errors": "no"}, headers, cut=3),
        "an encoding nobody asked for": reply(
            status, b"?", {**(headers or {}), "Content-Encoding": "br"}
        ),
        "not gzip": reply(status, b"{}", {**(headers or {}), **GZIP}),
    }


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
@pytest.mark.parametrize("body", unreadable(0))
async def test_a_status_counts_though_its_body_cannot_be_read(
    server: Server, shop: ShopifyShop, method: str, body: str
) -> None:
    server.script(unreadable(422)[body], OK)
    with pytest.raises(ValidationError) as caught:
        await send(shop, method)
    assert (caught.value.body, len(server.requests)) == (b"", 1)


@pytest.mark.parametrize("body", unreadable(0))
async def test_a_refusal_pauses_the_shop_though_its_body_cannot_be_read(
    server: Server, shop: ShopifyShop, attempts: list[Attempt], body: str
) -> None:
    """Also for a write: what was refused was not carried out."""
    server.script(unreadable(429, {"Retry-After": "3"})[body], OK)
    await send(shop, "POST")
    assert [attempt.status for attempt in attempts] == [429, 200]
    assert shop.source.target.shared.limiter.paused_until > 0
    assert shop.source.target.shared.stats.refused == 1


@pytest.mark.parametrize("stop", [hang, hang_in_body])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_timeout_is_a_broken_connection(
    server: Server, shop: ShopifyShop, clock: LoopClock, method: str, stop: Step
) -> None:
    server.script(stop, OK)
    call = asyncio.create_task(send(shop, method))
    await server.arrival(1)
    for _ in range(20):
        await asyncio.sleep(0)
    clock.advance(100)
    if method != "POST":
        await call
        assert len(server.requests) == 2
        return
    with pytest.raises(OutcomeUnknownError) as caught:
        await call
    assert isinstance(caught.value.error, RequestTimeout)
    assert "nothing for 90 s" in str(caught.value.error)


async def test_a_timeout_says_what_it_was_and_what_to_do(server: Server, shop: ShopifyShop) -> None:
    server.always(hang)
    hasty = shop.options(timeout=Timeout(total=0.01), retry=1)
    with pytest.raises(RequestTimeout, match=r"no whole answer within .*0.01 s in all.*timeout="):
        await hasty.orders.get(1)


async def test_tries_are_bounded(server: Server, shop: ShopifyShop) -> None:
    server.always(reply(503, {"errors": "busy"}))
    with pytest.raises(ServerError, match="after 6 tries") as caught:
        await shop.orders.get(1)
    assert (caught.value.tries, len(server.requests)) == (6, 6)
    with pytest.raises(ServerError) as caught:
        await shop.options(retry=1).orders.get(1)
    assert (caught.value.tries, len(server.requests)) == (1, 7)


async def test_a_body_that_breaks_off_inside_its_json_is_asked_for_again(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, b'{"order": {"id"'), OK)
    assert (await shop.orders.get(1)).id == 1
    server.script(reply(200, b'{"order": {"id"'), OK)
    with pytest.raises(DecodeError, match="cannot be read"):
        await shop.orders.close(1)
    assert len(server.requests) == 3


async def test_a_gzipped_body_that_is_cut_short_is_asked_for_again(
    server: Server, shop: ShopifyShop
) -> None:
    body = gzip.compress(b'{"order": {"id": 1, "note": "0123456789abcdef"}}')
    server.script(reply(200, body[:-20], {"Content-Encoding": "gzip"}), OK)
    assert (await shop.orders.get(1)).id == 1
    assert len(server.requests) == 2


async def test_json_of_another_shape_is_not_asked_for_again(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, {"commande": {}}, {"X-Request-Id": "abc-1"}))
    with pytest.raises(DecodeError, match="missing required field `order`") as caught:
        await shop.orders.get(1)
    assert (caught.value.request_id, caught.value.shop) == ("abc-1", shop.domain)
    server.script(reply(200, {"order": {"id": 5, "closed_at": "soon"}}))
    with pytest.raises(DecodeError, match=r"id 5 .*closed_at") as caught:
        await shop.orders.get(5)
    assert (caught.value.order_id, caught.value.path) == (5, "$.closed_at")
    assert (caught.value.method, caught.value.shop) == ("GET", shop.domain)
    assert len(server.requests) == 2


# -- DELETE and its 404 -------------------------------------------------------------------------


@pytest.mark.parametrize("fault", SENT)
async def test_a_delete_that_is_gone_at_the_second_sending_was_done_by_the_first(
    server: Server, shop: ShopifyShop, fault: str
) -> None:
    server.script(SENT[fault], reply(404, {"errors": "Not Found"}))
    response = await shop.orders.with_response.delete(1)
    assert (response.data, response.status) == (None, 404)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [reply(429, b"")],
        [reply(429, b""), reply(429, b"", {"Retry-After": "0", LIMIT: "1/40"})],
    ],
    ids=["at once", "after a refusal", "after two refusals"],
)
async def test_a_delete_that_was_never_carried_out_is_not_found(
    server: Server, shop: ShopifyShop, steps: list[Step]
) -> None:
    server.script(*steps, reply(404, {"errors": "Not Found"}))
    with pytest.raises(NotFoundError):
        await shop.orders.delete(1)


async def test_a_delete_that_could_not_connect_is_not_found(
    server: Server, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = shop.source.exchange.wire.session.connector  # type: ignore[union-attr] # it is open
    connect = connector.connect  # type: ignore[union-attr] # likewise
    refusals = iter([True, False])

    async def refused_once(*args: Any, **kwargs: Any) -> Any:
        if next(refusals):
            raise aiohttp.ClientConnectionError("refused")
        return await connect(*args, **kwargs)

    monkeypatch.setattr(connector, "connect", refused_once)
    server.script(reply(404))
    with pytest.raises(NotFoundError) as caught:
        await shop.orders.delete(1)
    assert caught.value.tries == 2


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_another_method_is_not_found_however_often_it_was_sent(
    server: Server, shop: ShopifyShop, method: str
) -> None:
    server.script(reply(500), reply(404))
    with pytest.raises(NotFoundError):
        await send(shop, method)


async def test_a_delete_that_aiohttp_sent_twice_by_itself_counts_twice(
    server: Server, shop: ShopifyShop, attempts: list[Attempt]
) -> None:
    server.script(OK, raw(b""), reply(404))
    await shop.orders.get(1)
    await shop.orders.delete(1)
    assert [(a.attempt, a.wire_attempts) for a in attempts] == [(1, 1), (1, 2)]
    stats = shop.source.target.shared.stats
    assert (stats.requests, stats.retries) == (3, 0)


async def test_a_post_on_a_stale_connection_may_have_been_read(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(OK, raw(b""), OK)
    await shop.orders.get(1)
    with pytest.raises(OutcomeUnknownError):
        await shop.orders.close(1)
    assert [request.connection for request in server.requests] == [1, 1]


# -- the limit ----------------------------------------------------------------------------------


async def test_a_wait_longer_than_max_wait_raises_before_sending(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(200, {"count": 1}, {LIMIT: "40/40"}))
    await shop.orders.count()
    with pytest.raises(RateLimitError, match=r"not sent: .*max_wait=0.1") as caught:
        await shop.options(max_wait=0.1).orders.count()
    error = caught.value
    assert (error.code, error.status, error.tries) == ("max_wait", 429, 0)
    assert 0.1 < error.retry_after < 2
    assert len(server.requests) == 1


async def test_a_pause_of_a_day_is_an_error_for_all_who_come(
    server: Server, shop: ShopifyShop, clock: LoopClock
) -> None:
    server.script(reply(429, {"errors": "tomorrow"}, {"Retry-After": "86400"}))
    with pytest.raises(RateLimitError, match="tomorrow"):
        await shop.orders.count()
    with pytest.raises(RateLimitError, match=r"not sent: .* longer than retry.total") as caught:
        await shop.orders.count()
    assert (caught.value.code, len(server.requests)) == ("pause", 1)


async def test_refusals_end_with_a_rate_limit_error(server: Server, shop: ShopifyShop) -> None:
    server.always(reply(429, {"errors": "Exceeded 2 calls per second"}, {"Retry-After": "2.0"}))
    with pytest.raises(RateLimitError, match="Exceeded 2 calls") as caught:
        await shop.options(retry=2).orders.close(1)
    assert (caught.value.retry_after, caught.value.tries) == (2.0, 2)


async def test_the_headers_teach_the_limiter_before_the_body_is_in(
    server: Server, shop: ShopifyShop
) -> None:
    hold = asyncio.Event()
    server.script(reply(200, {"count": 1}, {LIMIT: "1/400"}, hold=hold), reply(200, {"count": 2}))
    first = asyncio.create_task(shop.orders.count())
    await server.arrival(1)
    assert await shop.orders.count() == 2
    assert not first.done()
    hold.set()
    assert await first == 1
    assert shop.source.target.shared.limiter.buckets[0].size == 400


# -- tokens stay home ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(server: Server, shop: ShopifyShop, status: int) -> None:
    async with serving() as elsewhere:
        server.script(reply(status, b"", {"Location": f"{elsewhere.base_url}/orders.json"}))
        with pytest.raises(APIError, match=f"answered {status}"):
            await shop.orders.get(1)
        assert elsewhere.requests == []


async def test_no_cookie_is_sent_back(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(200, {"count": 1}, {"Set-Cookie": "session=1; Path=/"}), OK)
    await shop.orders.count()
    await shop.orders.get(1)
    assert "Cookie" not in server.requests[1].headers


# -- versions -----------------------------------------------------------------------------------


async def test_another_version_warns_once_for_the_shop_and_is_counted(
    server: Server, manager: SessionManager
) -> None:
    server.always(reply(200, {"count": 1}, {"X-Shopify-API-Version": "2026-07"}))
    acme, bravo = (
        manager.shopify(name, access_token=TOKEN, base_url=server.base_url)
        for name in ("acme", "bravo")
    )
    with pytest.warns(VersionWarning) as caught:
        await asyncio.gather(*(shop.orders.count() for shop in (acme, acme.options(), bravo)))
    assert [str(warning.message) for warning in caught] == [
        f"{name}.myshopify.com: asked for API version 2026-10, was answered by 2026-07"
        for name in ("acme", "bravo")
    ]
    assert [stats.other_versions for stats in manager.stats().values()] == [2, 1]


async def test_a_strict_manager_raises_for_another_version(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(strict_version=True)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.always(reply(200, {"count": 1}, {"X-Shopify-API-Version": "2026-07"}))
    with pytest.raises(VersionError, match=r"asked for API version 2026-10, .* by 2026-07"):
        await shop.orders.count()
    assert len(server.requests) == 1


async def test_the_version_asked_for_is_none_of_a_path_without_one(
    server: Server, shop: ShopifyShop
) -> None:
    server.always(reply(200, {}, {"X-Shopify-API-Version": "2026-07"}))
    await shop.request("GET", "/admin/oauth/access_scopes.json")
    assert shop.source.target.shared.stats.other_versions == 0


async def test_a_deprecated_call_warns_once_and_is_counted(
    server: Server, shop: ShopifyShop
) -> None:
    reason = {"X-Shopify-API-Deprecated-Reason": "https://shopify.dev/why"}
    server.always(reply(200, {"count": 1}, reason))
    with pytest.warns(VersionWarning, match="deprecated: see https://shopify.dev/why"):
        await shop.orders.count()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await shop.orders.count()
    assert shop.source.target.shared.stats.deprecated == 2


# -- telemetry ----------------------------------------------------------------------------------


async def test_an_attempt_tells_what_it_took(
    server: Server, shop: ShopifyShop, attempts: list[Attempt]
) -> None:
    headers = {
        "X-Request-Id": "abc-1",
        "X-Shopify-API-Version": "2026-10",
        LIMIT: "3/40",
    }
    server.script(reply(500, b"<html>"), reply(200, {"order": {"id": 1}}, headers))
    await shop.options(lane="background").orders.get(450789469)
    first, second = attempts
    assert (first.status, first.error, first.attempt) == (500, "ServerError", 1)
    assert (second.status, second.error, second.attempt) == (200, None, 2)
    assert (second.platform, second.shop, second.api) == ("shopify", shop.domain, "rest")
    assert (second.route, second.method, second.lane) == ("orders/{id}.json", "GET", "background")
    assert (second.bucket_used, second.bucket_size, second.cost) == (3, 40, 1)
    assert (second.request_id, second.version_asked, second.version_served) == (
        "abc-1",
        "2026-10",
        "2026-10",
    )
    assert second.body_bytes == len(b'{"order": {"id": 1}}')
    assert second.time_to_headers is not None
    assert second.decode_time > 0


async def test_a_cancelled_try_is_told_and_leaves_nothing(
    server: Server, shop: ShopifyShop, attempts: list[Attempt]
) -> None:
    server.script(hang, OK)
    call = asyncio.create_task(shop.orders.get(1))
    await server.arrival(1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    (attempt,) = attempts
    assert (attempt.status, attempt.error) == (None, "CancelledError")
    assert (await shop.orders.get(1)).id == 1
    assert shop.source.target.shared.limiter.under_way == 0


# -- bad moments --------------------------------------------------------------------------------


async def test_before_and_after_the_managers_block_is_a_clear_error(server: Server) -> None:
    manager = SessionManager()
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not open: send requests inside `async with"):
            await shop.orders.get(1)
        with pytest.raises(RuntimeError, match="not open"):
            await anext(aiter(shop.orders.list()))
        with pytest.raises(RuntimeError, match="not open"):
            await anext(aiter(manager.stream([shop.orders.list()])))
        if shop.source.exchange.wire.session is None:
            async with manager:
                pass
    assert server.requests == []


async def test_who_waits_for_the_limit_when_the_manager_closes_is_told_so(
    server: Server, attempts: list[Attempt]
) -> None:
    async with SessionManager(on_attempt=attempts.append, retry=1) as manager:
        shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
        server.always(hang)
        first, second = (asyncio.create_task(shop.orders.get(1)) for _ in range(2))
        await server.arrival(1)
    with pytest.raises(TransportError):
        await first
    with pytest.raises(RuntimeError, match="not open: send requests inside `async with"):
        await second
    assert [attempt.error for attempt in attempts] == ["TransportError", "RuntimeError"]
    assert attempts[1].wire_attempts == 0


async def test_calls_cancelled_at_any_moment_leave_nothing_behind(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(max_connections=3)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.always(reply(200, {"count": 1}, {LIMIT: "1/400"}))
    await shop.orders.count()
    before = asyncio.all_tasks()
    for moment in itertools.chain(range(40), range(0, 400, 10)):
        calls = [asyncio.create_task(shop.orders.count()) for _ in range(4)]
        for _ in range(moment):
            await asyncio.sleep(0)
        for call in calls[::2]:
            call.cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert results[1::2] == [1, 1]
    limiter = shop.source.target.shared.limiter
    assert {task for task in asyncio.all_tasks() - before if task.get_name() != "server"} == set()
    assert (limiter.under_way, len(limiter.line), len(limiter.gates)) == (0, 0, 0)
    assert limiter.slots._value == 3
    assert not shop.source.exchange.wire.session.connector._acquired
    assert not shop.source.exchange.wire._deadlines.running


@pytest.mark.parametrize("step", [reply(200, orders([1])), reply(404, {"errors": "no"}), reset])
async def test_no_exception_of_the_http_library_stays_in_a_chain(
    server: Server, shop: ShopifyShop, step: Step
) -> None:
    server.always(step)
    with pytest.raises(AsyncShopError) as caught:
        await shop.orders.close(1)
    chain: list[BaseException] = [caught.value]
    for error in chain:
        assert isinstance(error, AsyncShopError)
        inner = [error.__cause__, error.__context__, getattr(error, "error", None)]
        chain += [each for each in inner if each is not None]
