"""Shops of the sandbox, and their handles."""

from collections.abc import AsyncIterator

import pytest

from asyncshop import SessionManager, ShopifyShop
from asyncshop.sandbox import Sandbox


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """Three shops of 60 orders."""
    async with Sandbox(shops=3, orders=60, seed=7, plan="plus") as box:
        yield box


@pytest.fixture
def shops(box: Sandbox, manager: SessionManager) -> list[ShopifyShop]:
    """The handles of the box's shops."""
    return [
        manager.shopify(shop.domain, access_token=shop.access_token, base_url=shop.base_url)
        for shop in box.shops
    ]
