"""The sandbox as a whole: its life, what it tells, what it keeps."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sandbox_client import Client, Clock

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
        ({"plan": "gold"}, "no plan 'gold'; use one of standard"),
        ({"size": "huge"}, "no size 'huge'; use full or small"),
        ({"epoch": datetime(2026, 1, 1)}, "epoch has no time zone"),  # noqa: DTZ001
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
