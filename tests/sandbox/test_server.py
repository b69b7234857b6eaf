"""The sandbox as a whole: its life, what it tells, what it keeps."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY

import aiohttp
import pytest
from sandbox_client import API, Client, Clock

from asyncshop.sandbox import EPOCH, Sandbox, Slow, serve
from asyncshop.sandbox.shopify import PLANS, Shop


async def test_each_shop_is_found_by_its_token(
    box: Sandbox, session: aiohttp.ClientSession
) -> None:
    for shop in box.shops:
        answer = await Client(session, shop).get("shop.json")
        assert answer.json["shop"]["myshopify_domain"] == shop.domain
    assert len({shop.access_token for shop in box.shops}) == 2
    assert len({shop.base_url for shop in box.shops}) == 1


async def test_describes_its_shops(box: Sandbox) -> None:
    assert box.describe()["shops"][1] == {
        "platform": "shopify",
        "domain": "sandbox-2.myshopify.com",
        "access_token": box.shops[1].access_token,
        "base_url": box.shops[1].base_url,
        "orders": 120,
    }


async def test_no_token_in_a_repr(box: Sandbox, client: Client, shop: Shop) -> None:
    await client.get("shop.json")
    shown = repr([box, box.shops, shop.app, shop.bucket, shop.requests, box.requests])
    assert shop.access_token not in shown
    assert "sandbox-1.myshopify.com" in shown


async def test_keeps_what_it_received_without_credentials(
    box: Sandbox, client: Client, shop: Shop
) -> None:
    await client("POST", "orders.json?a=1", json={"order": {}}, headers={"X-Mine": "yes"})
    await client.get("shop.json", token="shpat_0")
    [request] = shop.requests
    assert (request.method, request.path) == ("POST", "/admin/api/2026-10/orders.json")
    assert dict(request.query) == {"a": "1"}
    assert request.headers["x-mine"] == "yes"
    assert "X-Shopify-Access-Token" not in request.headers
    assert json.loads(request.body) == {"order": {}}
    assert request.status == 400
    assert [each.status for each in box.requests] == [400, 401]


async def test_shops_of_two_platforms_are_found_by_their_own_tokens(
    mixed: Sandbox, session: aiohttp.ClientSession
) -> None:
    assert [shop.platform for shop in mixed.shops] == [
        "shoplazza",
        "shoplazza",
        "shopify",
        "shoplazza",
    ]
    assert mixed.shops[3].domain == "sandbox-4.myshoplaza.com"
    assert len({shop.access_token for shop in mixed.shops}) == 4
    for shop in mixed.shops:
        api = API if shop.platform == "shopify" else "/openapi/2026-01"
        path = "orders/count.json" if shop.platform == "shopify" else "orders/count"
        assert (await Client(session, shop, api).get(path)).status == 200
        assert [request.path for request in shop.requests] == [f"{api}/{path}"]
        assert "Access-Token" not in shop.requests[0].headers


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/admin/api/2026-10/shop.json", {"errors": ANY}),
        ("/openapi/2022-01/orders", {"error": "invalid access token"}),
        ("/openapi/2026-01/orders", {"code": "Unauthorized", "message": "invalid access token"}),
        ("/elsewhere", {"error": "invalid access token"}),
    ],
)
async def test_an_unknown_token_is_refused_in_the_manner_of_the_path(
    mixed: Sandbox, session: aiohttp.ClientSession, path: str, body: Any
) -> None:
    """A token of the other platform is unknown too."""
    shopify, shoplazza = mixed.shops[2].access_token, mixed.shops[0].access_token
    url = mixed.shops[0].base_url + path
    for headers in (
        {},
        {"X-Shopify-Access-Token": "0", "Access-Token": "0"},
        {"X-Shopify-Access-Token": shoplazza, "Access-Token": shopify},
    ):
        async with session.get(url, headers=headers) as response:
            assert (response.status, await response.json()) == (401, body)


async def test_a_path_of_no_platform_is_answered_by_the_tokens_own(
    mixed: Sandbox, session: aiohttp.ClientSession
) -> None:
    for shop, body in (
        (mixed.shops[0], {"errors": ["version not found"]}),
        (mixed.shops[2], {"errors": "Not Found"}),
    ):
        answer = await Client(session, shop).get("/elsewhere")
        assert (answer.status, answer.json) == (404, body)


async def test_shops_can_differ_in_plan_and_orders() -> None:
    async with Sandbox(shops=4, orders=[1, 2, 3, 0], plan=list(PLANS)) as box:
        assert [shop.orders for shop in box.shops] == [1, 2, 3, 0]
        assert [shop.bucket.size for shop in box.shops] == [40, 80, 400, 800]
        assert [shop.bucket.leak for shop in box.shops] == [2, 4, 20, 40]


async def test_an_empty_shop_lists_nothing(session: aiohttp.ClientSession) -> None:
    async with Sandbox(orders=0) as box:
        assert (await Client(session, box.shops[0]).get("orders.json")).json == {"orders": []}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shops": 2, "orders": [1]}, "orders has 1 values for 2 shops"),
        ({"shops": 1, "plan": ["plus", "plus"]}, "plan has 2 values for 1 shops"),
        ({"shops": 3, "platform": ["shopify"]}, "platform has 1 values for 3 shops"),
        ({"platform": "shoplaza"}, "no platform 'shoplaza'; use one of shopify, shoplazza"),
        ({"plan": "gold"}, "no plan 'gold'; use one of standard"),
        ({"size": "huge"}, "no size 'huge'; use full or small"),
        ({"epoch": datetime(2026, 1, 1)}, "epoch has no time zone"),  # noqa: DTZ001 - the mistake
    ],
)
def test_bad_options_are_errors(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sandbox(**options)


async def test_a_port_in_use_is_an_error(box: Sandbox) -> None:
    port = int(box.shops[0].base_url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        async with Sandbox(port=port):
            raise AssertionError


async def test_is_used_once(box: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="make another one"):
        async with box:
            raise AssertionError


async def test_base_url_of_an_ipv6_host_has_brackets(session: aiohttp.ClientSession) -> None:
    async with Sandbox(host="::1") as box:
        assert box.shops[0].base_url.startswith("http://[::1]:")
        assert (await Client(session, box.shops[0]).get("shop.json")).status == 200


async def test_time_begins_at_the_epoch_and_goes_on(clock: Clock) -> None:
    epoch = datetime(2030, 1, 1, tzinfo=UTC)
    box = Sandbox(epoch=epoch, clock=clock)
    clock.now += 90
    assert box.now() == epoch.timestamp() + 90
    assert Sandbox(clock=clock).now() == EPOCH.timestamp()


async def test_state_can_be_moved(shop: Shop) -> None:
    [order_id] = shop.add_orders(1)
    assert shop.orders == len(shop.order_ids()) == 121
    assert shop.order_ids()[0] == order_id
    shop.edit_order(order_id, note="x")
    assert shop.order(order_id)["note"] == "x"
    shop.delete_order(order_id)
    for missing in (shop.order, shop.edit_order, shop.delete_order):
        with pytest.raises(KeyError):
            missing(order_id)
    with pytest.raises(KeyError):
        shop.put_order(order_id, {})


async def test_serve_says_when_it_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON; it serves until it is cancelled."""
    task = asyncio.create_task(serve(shops=2, orders=3))
    line = ""
    while not line:
        await asyncio.sleep(0)
        line = capsys.readouterr().out
    assert line.count("\n") == 1
    shop = json.loads(line)["shops"][1]
    async with (
        aiohttp.ClientSession(headers={"X-Shopify-Access-Token": shop["access_token"]}) as client,
        client.get(f"{shop['base_url']}/admin/api/2026-10/orders/count.json?status=any") as answer,
    ):
        assert await answer.json() == {"count": shop["orders"]}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection("127.0.0.1", int(shop["base_url"].rpartition(":")[2]))


async def test_ends_with_requests_under_way(session: aiohttp.ClientSession) -> None:
    """An answer that would take an hour does not keep the sandbox from ending."""
    async with Sandbox() as box:
        box.faults.add(Slow(headers=3600))
        request = asyncio.create_task(Client(session, box.shops[0]).get("shop.json"))
        assert (await box.arrival()).path.endswith("/shop.json")
    with pytest.raises(aiohttp.ClientConnectionError):
        await request
