"""What the public API's types say: checked by mypy, never run."""

from datetime import UTC, datetime
from typing import Any, assert_type

from msgspec import Raw, Struct

import asyncshop
from asyncshop import Listing, Page, Response, SessionManager, ShopifyShop, Stream
from asyncshop.shopify import Order, OrderInput, OrderUpdate


class Mine(Struct):
    id: int


async def token() -> str:
    return "shpat_…"


async def handles(manager: SessionManager) -> None:
    shop = manager.shopify("acme", access_token="t")
    assert_type(shop, ShopifyShop)
    assert_type(manager.shopify("acme", access_token=token, app="mailer"), ShopifyShop)
    assert_type(shop.options(timeout=5, lane="background"), ShopifyShop)
    shop.options(lane="fast")  # type: ignore[arg-type] # no such lane
    manager.shopify("acme")  # type: ignore[call-arg] # the token is missing


async def single_calls(shop: ShopifyShop) -> None:
    orders = shop.orders
    assert_type(await orders.get(1), Order)
    assert_type(await orders.get("1", fields=["id"]), Order)
    assert_type(await orders.count(status="any", created_at_min=datetime.now(UTC)), int)
    assert_type(await orders.create(OrderInput(email="a@example.com")), Order)
    assert_type(await orders.create({"email": "a@example.com"}, send_receipt=True), Order)
    assert_type(await orders.update(1, OrderUpdate(note=None)), Order)
    assert_type(await orders.cancel(1, reason="fraud", restock=True), Order)
    assert_type(await orders.close(1), Order)
    assert_type(await orders.open(1), Order)
    await orders.delete(1)
    assert_type(await orders.get(1, into=Mine), Mine)
    await orders.update(1, Order(id=1))  # type: ignore[arg-type] # a read model
    await orders.create(Order(id=1))  # type: ignore[arg-type] # a read model
    await orders.count(statsu="any")  # type: ignore[call-arg] # a misspelt filter
    await orders.cancel(1, "fraud")  # type: ignore[call-arg] # the reason goes by its name


async def whole_answers(shop: ShopifyShop) -> None:
    orders = shop.orders.with_response
    assert_type(await orders.get(1), Response[Order])
    assert_type((await orders.get(1)).data, Order)
    assert_type((await orders.get(1)).notice, str | None)
    assert_type(await orders.count(), Response[int])
    assert_type(await orders.delete(1), Response[None])


async def listings(shop: ShopifyShop) -> None:
    assert_type(shop.orders.list(status="any", limit=250), Listing[Order])
    assert_type(shop.orders.list(into=Mine, status="any"), Listing[Mine])
    assert_type(await shop.orders.with_response.list(into=Mine), Response[list[Mine]])
    async for order in shop.orders.list():
        assert_type(order, Order)
    async for page in shop.orders.list().pages():
        assert_type(page, Page[Order])
        assert_type(page.items, list[Order])
        assert_type(page.response, Response[list[Order]])
        assert_type(page.cursor, str | None)
    assert_type(await shop.orders.list().pages(), Page[Order])
    async with shop.orders.list() as listing:
        assert_type(listing, Listing[Order])


async def streams(manager: SessionManager, shop: ShopifyShop) -> None:
    merged = manager.stream([shop.orders.list()])
    assert_type(merged, Stream[Any, Order])
    assert_type(manager.stream_orders([shop], into=Mine), Stream[ShopifyShop, Mine])
    async with manager.stream_orders([shop], status="any") as stream:
        async for each, order in stream:
            assert_type(each, ShopifyShop)
            assert_type(order, Order)
    for failure in stream.failures:
        assert_type(failure.error, asyncshop.AsyncShopError)


async def other_endpoints(shop: ShopifyShop) -> None:
    assert_type(await shop.request("GET", "shop.json", into=Mine), Response[Mine])
    assert_type(await shop.request("GET", "shop.json", into=Raw), Response[Raw])
    assert_type(await shop.request("GET", "shop.json"), Response[Any])
