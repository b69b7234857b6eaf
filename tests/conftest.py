"""What most tests need: a scripted server, a manager, a clock that can be put forward."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any
from unittest.mock import Mock

import aiohttp
import aioresponses.core as aioresponses_core
import pytest
from aioresponses import aioresponses
from fixtures import TOKEN, LoopClock, ManagerFactory
from servers import Server, serving

from asyncshop import Attempt, Retry, SessionManager, ShopifyShop


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> LoopClock:
    loop = asyncio.get_running_loop()
    clock = LoopClock(loop)
    monkeypatch.setattr(loop, "time", clock)
    return clock


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture
def attempts() -> list[Attempt]:
    """Every attempt of the manager that `manage` makes."""
    return []


@pytest.fixture
async def manage(attempts: list[Attempt], clock: LoopClock) -> AsyncIterator[ManagerFactory]:
    """Opens managers, whose pauses pass at once; they are closed at the end of the test."""

    def attempted(attempt: Attempt) -> None:
        attempts.append(attempt)
        if attempt.status == 429:
            clock.advance(60)

    async with AsyncExitStack() as stack:

        async def manage(**settings: Any) -> SessionManager:
            usual: dict[str, Any] = {"on_attempt": attempted, "retry": Retry(base=0)}
            return await stack.enter_async_context(SessionManager(**usual | settings))

        yield manage


@pytest.fixture
async def manager(manage: ManagerFactory) -> SessionManager:
    manager: SessionManager = await manage()
    return manager


@pytest.fixture
def shop(manager: SessionManager, server: Server) -> ShopifyShop:
    return manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> Iterator[aioresponses]:
    """Answers without a server, each for one address."""

    class ClientResponse(aiohttp.ClientResponse):
        """aioresponses does not know yet that aiohttp 3.14 asks for the writer of the stream."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{"stream_writer": Mock(output_size=0)} | kwargs)

    monkeypatch.setattr(aioresponses_core, "ClientResponse", ClientResponse)
    with aioresponses() as canned:
        yield canned
