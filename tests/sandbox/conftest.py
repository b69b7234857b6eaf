"""A sandbox whose time stands still, and a client for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from sandbox_client import Client, Clock

from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.shopify import Shop


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
