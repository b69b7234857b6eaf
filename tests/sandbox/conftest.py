"""A sandbox whose time stands still, and a client for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from sandbox_client import Client, Clock, Unhurried

from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.shopify import Shop
from asyncshop.sandbox.shoplazza import Shop as ShoplazzaShop


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def box(clock: Clock) -> AsyncIterator[Sandbox]:
    """Two shops of 120 orders whose time stands still."""
    async with Sandbox(shops=2, orders=120, seed=3, plan="plus", clock=clock) as box:
        yield box


@pytest.fixture
def shop(box: Sandbox) -> Shop:
    return box.shops[0]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(session: aiohttp.ClientSession, shop: Shop) -> Client:
    return Client(session, shop)


@pytest.fixture
async def mixed(clock: Clock) -> AsyncIterator[Sandbox]:
    """A Shoplazza shop of 120 orders, and smaller ones of both platforms; time stands still."""
    platforms = ["shoplazza", "shoplazza", "shopify", "shoplazza"]
    orders = [120, 2, 2, 2]
    async with Sandbox(shops=4, orders=orders, seed=3, platform=platforms, clock=clock) as box:
        yield box


@pytest.fixture
def plaza(mixed: Sandbox) -> ShoplazzaShop:
    """A Shoplazza shop."""
    return mixed.shops[0]


@pytest.fixture
def old(session: aiohttp.ClientSession, plaza: ShoplazzaShop) -> Client:
    """A client of Open API 2022-01 that does not meet the limit."""
    return Unhurried(session, plaza, "/openapi/2022-01")


@pytest.fixture
def new(session: aiohttp.ClientSession, plaza: ShoplazzaShop) -> Client:
    """A client of Open API 2026-01 that does not meet the limit."""
    return Unhurried(session, plaza, "/openapi/2026-01")
