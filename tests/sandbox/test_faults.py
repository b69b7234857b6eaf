"""Faults on request, as a client meets them on the wire."""

import asyncio
import gzip

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request
from sandbox_client import API, Client

from asyncshop.sandbox import (
    Altered,
    Answer,
    CutGzip,
    Reset,
    Sandbox,
    Slow,
    Stale,
    Truncated,
    redirect,
    wire,
)
from asyncshop.sandbox.shopify import Shop, errors


async def test_happens_once_and_then_no_more(client: Client, shop: Shop) -> None:
    rule = shop.faults.add(errors.server_error(503))
    assert [(await client.get("shop.json")).status for _ in range(2)] == [503, 200]
    assert rule.hits == 1


async def test_happens_where_it_is_told_to(client: Client, shop: Shop) -> None:
    """By method, by path, after some, a number of times."""
    shop.faults.add(errors.server_error(), method="GET", path=r"/orders\.json$", skip=1, times=2)
    assert (await client.get("shop.json")).status == 200
    assert (await client("POST", "orders.json")).status == 400
    statuses = [(await client.get("orders.json")).status for _ in range(4)]
    assert statuses == [200, 502, 502, 200]


async def test_happens_until_it_is_cleared(client: Client, shop: Shop) -> None:
    shop.faults.add(errors.frozen(), times=None)
    assert [(await client.get("shop.json")).status for _ in range(3)] == [402, 402, 402]
    shop.faults.clear()
    assert (await client.get("shop.json")).status == 200


async def test_a_box_has_faults_for_all_shops(box: Sandbox, session: aiohttp.ClientSession) -> None:
    box.faults.add(errors.locked(), times=2)
    for shop in box.shops:
        assert (await Client(session, shop).get("shop.json")).status == 423


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (errors.frozen(), 402, b'{"errors":"This shop is currently unavailable"}'),
        (errors.flagged(), 403, b""),
        (errors.locked(), 423, b'{"errors":"This shop is unavailable"}'),
        (errors.rejected(), 430, b'{"errors":["Shopify Security Rejection"]}'),
        (
            errors.not_implemented(),
            501,
            b'{"errors":"This endpoint is not available on this plan"}',
        ),
        (Answer(530, b"x", content_type="text/plain"), 530, b"x"),
    ],
)
async def test_an_answer_in_place_of_the_real_one(
    client: Client, shop: Shop, fault: Answer, status: int, body: bytes
) -> None:
    shop.faults.add(fault)
    answer = await client.get("orders.json")
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers["X-Request-Id"]
    assert answer.headers["X-Shopify-API-Version"] == "2026-10"
    assert shop.bucket.used == 0
    assert shop.requests[0].status == status


async def test_an_oauth_error_has_a_description(client: Client, shop: Shop) -> None:
    shop.faults.add(errors.oauth_error())
    assert (await client.get("shop.json")).json.keys() == {"error", "error_description"}


async def test_a_page_of_html(client: Client, shop: Shop) -> None:
    shop.faults.add(errors.server_error(504))
    answer = await client.get("shop.json")
    assert answer.status == 504
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("fault", "retry_after", "call_limit"),
    [
        (errors.throttled(), "2.0", None),
        (errors.throttled("4.0", calls_per_second=4), "4.0", None),
        (errors.throttled(None), None, None),
        (errors.throttled(""), "", None),
        (errors.resource_throttled(), "2.0", "1/40"),
    ],
)
async def test_too_many_requests_in_every_manner(
    client: Client, shop: Shop, fault: Answer, retry_after: str | None, call_limit: str | None
) -> None:
    shop.faults.add(fault)
    answer = await client.get("orders.json")
    assert answer.status == 429
    assert answer.headers.get("Retry-After") == retry_after
    assert answer.headers.get("X-Shopify-Shop-Api-Call-Limit") == call_limit


async def test_a_redirect_to_another_host(client: Client, shop: Shop) -> None:
    shop.faults.add(redirect("http://elsewhere.example/x"))
    answer = await client.get("shop.json", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (307, "http://elsewhere.example/x")


async def test_an_answer_that_hides_what_was_done(client: Client, shop: Shop) -> None:
    [order_id] = shop.add_orders(1)
    shop.faults.add(errors.server_error(), executed=True)
    assert (await client("DELETE", f"orders/{order_id}.json")).status == 502
    assert (await client("DELETE", f"orders/{order_id}.json")).status == 404


@pytest.mark.parametrize(("executed", "orders"), [(False, 120), (True, 121)])
async def test_a_reset_before_the_headers(
    client: Client, shop: Shop, executed: bool, orders: int
) -> None:
    """Before the request has taken effect, or after it."""
    shop.faults.add(Reset(), executed=executed)
    order = {"line_items": [{"title": "Tea", "price": "1.00"}]}
    with pytest.raises(aiohttp.ClientOSError, match="reset by peer"):
        await client("POST", "orders.json", json={"order": order})
    assert shop.orders == orders
    assert shop.requests[0].status is None


async def test_a_reset_within_the_body(client: Client, shop: Shop) -> None:
    """The headers and the beginning of the body are there."""
    shop.faults.add(Reset(sent=1000))
    url = f"{shop.base_url}{API}/orders.json"
    headers = {"X-Shopify-Access-Token": shop.access_token, "Accept-Encoding": "identity"}
    async with client.session.get(url, headers=headers) as response:
        assert response.status == 200
        assert response.headers["Link"]
        assert await response.content.readexactly(1000)
        with pytest.raises(aiohttp.ClientPayloadError, match="Connection reset by peer"):
            await response.read()


async def test_a_body_shorter_than_its_length(client: Client, shop: Shop) -> None:
    shop.faults.add(Truncated(sent=10))
    with pytest.raises(aiohttp.ClientPayloadError):
        await client.get("orders.json")
    assert (await client.get("orders.json")).status == 200


@pytest.mark.parametrize("url", ["orders.json", "shop.json"])
async def test_a_gzip_body_without_its_end(shop: Shop, client: Client, url: str) -> None:
    shop.faults.add(CutGzip(missing=20))
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        answer = await Client(session, shop)("GET", url, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(EOFError):
        gzip.decompress(answer.body)


async def test_a_stale_connection_fails_and_a_fresh_one_does_not(
    shop: Shop, client: Client
) -> None:
    rule = shop.faults.add(Stale(), times=None)
    assert (await client.get("shop.json")).status == 200
    assert rule.hits == 0
    with pytest.raises(aiohttp.ClientOSError, match="reset by peer"):
        await client("POST", "orders.json", json={})
    assert rule.hits == 1
    assert (await client("POST", "orders.json", json={})).status == 400


async def test_slow_headers_and_a_slow_body(
    shop: Shop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits so long before the headers, and so long in the middle of the body."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        if seconds:
            waits.append(seconds)
        await sleep(0)

    monkeypatch.setattr("asyncshop.sandbox.wire.asyncio.sleep", noted)
    shop.faults.add(Slow(headers=7, body=5))
    slow = await client.get("orders.json")
    assert waits == [7, 5]
    assert slow.body == (await client.get("orders.json")).body


async def test_other_headers_and_another_body(shop: Shop, client: Client) -> None:
    reason = "https://shopify.dev/api/usage/versioning#deprecation-practices"
    headers = {
        "X-Shopify-API-Version": "2026-01",
        "X-Shopify-API-Deprecated-Reason": reason,
        "Set-Cookie": "a=b",
        "X-Shopify-Shop-Api-Call-Limit": None,
    }
    shop.faults.add(Altered(headers))
    answer = await client.get("orders.json")
    assert len(answer.json["orders"]) == 50
    assert answer.headers["X-Shopify-API-Version"] == "2026-01"
    assert answer.headers["X-Shopify-API-Deprecated-Reason"] == reason
    assert answer.headers["Set-Cookie"] == "a=b"
    assert "X-Shopify-Shop-Api-Call-Limit" not in answer.headers
    shop.faults.add(Altered(body=b'{"orders":[1'))
    broken = await client.get("orders.json")
    assert broken.body == b'{"orders":[1'


def test_a_client_that_has_left_cannot_be_reset() -> None:
    """A connection that is gone when its fault's turn comes is no error."""
    request = make_mocked_request("GET", "/")
    request.protocol.transport = None
    assert request.transport is None
    wire.reset(request)
    assert not wire.Connections().reused(request)
