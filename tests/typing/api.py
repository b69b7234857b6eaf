"""What the public API's types say: checked by mypy, never run."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, assert_type

from msgspec import Raw, Struct

import asyncshop
from asyncshop import (
    CommonOrder,
    Listing,
    Page,
    Response,
    SessionManager,
    Shop,
    ShopifyShop,
    ShoplazzaShop,
    Stream,
)
from asyncshop.common import PlatformOrder
from asyncshop.shopify import Order, OrderInput, OrderUpdate
from asyncshop.shoplazza import Order as AnyOrder
from asyncshop.shoplazza import ShoplazzaShop2022, ShoplazzaShop2026, v2022, v2026


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


# -- Shoplazza ----------------------------------------------------------------------------------


async def generations(manager: SessionManager, version: str) -> None:
    new = manager.shoplazza("bravo", access_token="t")
    old = manager.shoplazza("bravo", access_token=token, api_version="2022-01", app="mailer")
    assert_type(new, ShoplazzaShop2026)
    assert_type(
        manager.shoplazza("bravo", access_token="t", api_version="2026-07"), ShoplazzaShop2026
    )
    assert_type(old, ShoplazzaShop2022)
    assert_type(
        manager.shoplazza("bravo", access_token="t", api_version=version),
        ShoplazzaShop2022 | ShoplazzaShop2026,
    )
    shops: list[ShoplazzaShop[Any]] = [new, old]
    assert_type(shops[0].options(lane="background"), ShoplazzaShop[Any])


async def both_generations(new: ShoplazzaShop2026, old: ShoplazzaShop2022) -> None:
    assert_type(await new.orders.get("1"), v2026.Order)
    assert_type(await old.orders.get_by_number("VMT1"), v2022.Order)
    assert_type(await new.orders.get("1", into=Mine), Mine)
    assert_type(await new.orders.count(status=["opened", "placed"], ids="1"), int)
    assert_type(await new.orders.create(v2026.OrderInput(currency_code="USD")), v2026.Order)
    assert_type(await old.orders.update("1", v2022.OrderUpdate(note=None)), v2022.Order)
    assert_type(await old.orders.cancel("1", reason="mine"), v2022.Order)
    assert_type(await old.orders.close("1"), v2022.Order)
    assert_type(new.orders.list(page_size=250, total_min=Decimal(1)), Listing[v2026.Order])
    assert_type(old.orders.list(into=Mine, sort_by="placed_at"), Listing[Mine])
    assert_type(await new.orders.with_response.get("1"), Response[v2026.Order])
    await new.orders.close("1")  # type: ignore[attr-defined] # 2026-01 has no such operation
    await old.orders.count(skus=["A"])  # type: ignore[call-arg] # no filter of 2022-01
    await new.orders.update("1", v2026.Order(id="1"))  # type: ignore[arg-type] # a read model


def one_vocabulary(order: AnyOrder) -> None:
    assert_type(order.cancelled_at, datetime | None)
    assert_type(order.total_price, Decimal | None)
    assert_type(order.tags, list[str])
    assert_type(order.discount_applications, list[Any])
    assert_type(order.additional_prices, list[v2026.AdditionalPrice])
    assert_type(order.source_name, str | None)
    if order.shipping_address is not None:
        assert_type(order.shipping_address.address, str | None)
    if order.customer is not None:
        assert_type(order.customer.order_count, int | None)
    for item in order.line_items or []:
        assert_type(item.total_price, Decimal | None)
        assert_type(item.image, v2026.Image | None)
        assert_type(item.options, list[v2026.LineItemOption] | None)
        assert_type(item.product_slug, str | None)
        assert_type(item.refund_quantity_total, int | None)


def inputs() -> None:
    v2022.OrderUpdate(tags=["a"], shipping_address=v2022.AddressUpdate(address="x"))
    v2022.OrderInput(shipping_address=v2022.AddressUpdate())  # type: ignore[arg-type] # of updates
    v2026.RefundInput(refund_total=3.5)  # type: ignore[arg-type] # a float is not exact


async def both_platforms(
    manager: SessionManager, acme: ShopifyShop, bravo: ShoplazzaShop2026, old: ShoplazzaShop2022
) -> None:
    async with manager.stream_orders([acme, bravo, old], limit=100) as stream:
        async for shop, order in stream:
            assert_type(shop, Shop[PlatformOrder])
            assert_type(order.to_common(shop), CommonOrder)
    async with manager.stream_orders([bravo], skus=["A"]) as of_one:
        async for each, newer in of_one:
            assert_type(each, ShoplazzaShop2026)
            assert_type(newer, v2026.Order)
    assert_type(
        manager.stream_orders([old], status="placed"), Stream[ShoplazzaShop2022, v2022.Order]
    )
    assert_type(manager.stream_orders([acme, old], into=Mine), Stream[Shop[Any], Mine])
    assert_type(
        manager.stream([acme.orders.list(), bravo.orders.list()]), Stream[Any, PlatformOrder]
    )
