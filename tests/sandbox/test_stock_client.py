"""The official Python client finds the platform's behaviour on the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import shopify
from pyactiveresource.connection import ResourceInvalid, ResourceNotFound, UnauthorizedAccess

from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.shopify import Shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with Sandbox(shops=1, orders=30, seed=5) as box:
        yield box.shops[0]


async def run(shop: Shop, use: Callable[[], Any], token: str | None = None) -> Any:
    """Call `use` in a thread of its own, in which the client is pointed at the shop."""

    def call() -> Any:
        shopify.ShopifyResource.site = f"{shop.base_url}/admin/api/2026-10"
        shopify.ShopifyResource.headers["X-Shopify-Access-Token"] = token or shop.access_token
        try:
            return use()
        finally:
            shopify.ShopifyResource.clear_session()

    return await asyncio.to_thread(call)


async def test_lists_every_order_page_by_page(shop: Shop) -> None:
    def every_id() -> list[int]:
        page = shopify.Order.find(status="any", limit=12)
        ids = [order.id for order in page]
        while page.has_next_page():
            page = page.next_page()
            ids += [order.id for order in page]
        return ids

    ids = await run(shop, every_id)
    assert len(ids) == len(set(ids)) == 30
    assert [request.query.get("page_info") is None for request in shop.requests] == [
        True,
        False,
        False,
    ]


async def test_goes_back_to_the_page_before(shop: Shop) -> None:
    def there_and_back() -> tuple[list[int], list[int]]:
        first = shopify.Order.find(status="any", limit=12)
        back = first.next_page().previous_page()
        return [order.id for order in first], [order.id for order in back]

    first, back = await run(shop, there_and_back)
    assert first == back


async def test_finds_and_counts(shop: Shop) -> None:
    newest = await run(shop, lambda: shopify.Order.find(limit=1)[0])
    found = await run(shop, lambda: shopify.Order.find(newest.id))
    assert found.line_items[0].price_set.shop_money.amount == found.line_items[0].price
    assert await run(shop, lambda: shopify.Order.count(status="any")) == 30
    assert await run(shop, shopify.Order.count) < 30


async def test_saves_a_change(shop: Shop) -> None:
    def save() -> Any:
        order = shopify.Order.find(limit=1)[0]
        order.note = "leave at the door"
        order.tags = "b, a"
        assert order.save()
        return order

    order = await run(shop, save)
    again = await run(shop, lambda: shopify.Order.find(order.id))
    assert (again.note, again.tags) == ("leave at the door", "a, b")


async def test_closes_opens_and_cancels(shop: Shop) -> None:
    def through_its_life() -> tuple[Any, ...]:
        order = shopify.Order.find(limit=1)[0]
        order.close()
        closed = order.closed_at
        order.open()
        opened = order.closed_at
        order.cancel(reason="fraud")
        return closed, opened, shopify.Order.find(order.id)

    closed, opened, cancelled = await run(shop, through_its_life)
    assert closed is not None
    assert opened is None
    assert cancelled.cancelled_at is not None
    assert cancelled.cancel_reason == "fraud"


async def test_creates_and_deletes(shop: Shop) -> None:
    def create() -> Any:
        return shopify.Order.create(
            {"line_items": [{"title": "Boots", "price": "74.99", "quantity": 3}]}
        )

    order = await run(shop, create)
    assert order.total_price == "224.97"
    await run(shop, order.destroy)
    with pytest.raises(ResourceNotFound):
        await run(shop, lambda: shopify.Order.find(order.id))


async def test_is_told_what_is_wrong_with_an_order(shop: Shop) -> None:
    order = await run(shop, lambda: shopify.Order.create({"note": "nothing bought"}))
    assert order.errors.full_messages() == ["must have at least one line item"]
    assert shop.orders == 30


async def test_cannot_cancel_what_is_paid_and_sent(shop: Shop) -> None:
    def cancel() -> None:
        shopify.Order.find(status="closed", limit=1)[0].cancel()

    with pytest.raises(ResourceInvalid):
        await run(shop, cancel)


async def test_reads_the_shop_and_its_scopes(shop: Shop) -> None:
    assert (await run(shop, shopify.Shop.current)).myshopify_domain == shop.domain


async def test_is_refused_with_another_token(shop: Shop) -> None:
    with pytest.raises(UnauthorizedAccess):
        await run(shop, shopify.Order.find, token="shpat_0")
    assert not shop.requests
