"""Shops of both platforms in one job, from the sandbox."""

from collections import Counter
from typing import Any

import pytest

from asyncshop import Attempt, NotFoundError, SessionManager, Shop, StreamError
from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.shoplazza import errors


def handles(manager: SessionManager, box: Sandbox) -> list[Shop[Any]]:
    """Every other Shoplazza shop is asked by the older generation."""
    shops: list[Shop[Any]] = []
    for number, shop in enumerate(box.shops):
        old = shop.platform == "shoplazza" and number % 4 == 1
        shops.append(
            manager.shop(
                shop.platform,
                shop.domain,
                access_token=shop.access_token,
                base_url=shop.base_url,
                **({"api_version": "2022-01"} if old else {}),
            )
        )
    return shops


async def test_every_order_of_eighty_shops_comes_once_and_no_limit_is_overrun() -> None:
    attempts: list[Attempt] = []
    platforms = ["shopify", "shoplazza"] * 40
    async with (
        Sandbox(shops=80, orders=75, size="small", platform=platforms) as box,
        SessionManager(on_attempt=attempts.append) as manager,
    ):
        shops = handles(manager, box)
        came: Counter[tuple[str, str]] = Counter()
        async with manager.stream_orders(shops, limit=25) as stream:
            async for shop, order in stream:
                common = order.to_common(shop)
                assert (common.platform, common.shop) == (shop.platform, shop.domain)
                came[shop.domain, common.id] += 1
        there = {
            (shop.domain, f"{order_id}" if shop.platform == "shopify" else f"{order_id:022}")
            for shop in box.shops
            for order_id in shop.store.ids()
        }
    assert came.keys() == there
    assert set(came.values()) == {1}
    assert {attempt.status for attempt in attempts} == {200}
    assert {attempt.api for attempt in attempts} == {"rest", "openapi"}


async def test_listings_of_both_platforms_merge_each_with_its_own_filters(
    manager: SessionManager,
) -> None:
    async with Sandbox(shops=2, orders=40, platform=["shopify", "shoplazza"]) as box:
        acme, bravo = handles(manager, box)
        listings = [acme.orders.list(status="open"), bravo.orders.list(status="placed")]
        wanted = await acme.orders.count(status="open") + await bravo.orders.count(status="placed")
        came = [pair async for pair in manager.stream(listings)]
    assert len(came) == wanted
    assert {shop for shop, _ in came} == {acme, bravo}


async def test_a_filter_that_one_platform_does_not_know_fails_before_anything_is_sent(
    manager: SessionManager,
) -> None:
    async with Sandbox(shops=2, orders=1, platform=["shopify", "shoplazza"]) as box:
        with pytest.raises(TypeError, match="'since_id' is no filter of this call"):
            manager.stream_orders(handles(manager, box), since_id=5)
        with pytest.raises(ValueError, match="status is 'open': write one of"):
            manager.stream_orders(handles(manager, box), status="open")
        assert not box.requests


async def test_any_status_means_every_order_on_both_platforms(manager: SessionManager) -> None:
    async with Sandbox(shops=3, orders=30, platform=["shopify", *["shoplazza"] * 2]) as box:
        stream = manager.stream_orders(
            handles(manager, box), status="any", financial_status="any", fulfillment_status="any"
        )
        assert len([pair async for pair in stream]) == 90


async def test_a_shop_of_one_platform_that_fails_leaves_the_others_whole(
    manager: SessionManager,
) -> None:
    """Its answer's status is 200, and its code tells the failure."""
    async with Sandbox(shops=2, orders=30, platform=["shopify", "shoplazza"]) as box:
        acme, bravo = handles(manager, box)
        box.shops[1].faults.add(errors.failed_with_200("NotFound", "no such store"))
        came: list[Any] = []

        async def consume() -> None:
            async for pair in manager.stream_orders([acme, bravo]):
                came.append(pair)  # noqa: PERF401 - what came before the error counts

        with pytest.raises(StreamError) as caught:
            await consume()
    assert len(came) == 30
    (failure,) = caught.value.exceptions
    assert isinstance(failure, NotFoundError)
    assert (failure.shop, failure.status, failure.code) == (bravo.domain, 200, "NotFound")
    assert failure.request_id is not None
