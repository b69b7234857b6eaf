"""Telling when a request goes over the wire.

aiohttp sends GET, PUT and DELETE again by itself when a kept connection turns out closed: each time
is charged to the shop's limit. Its tracing tells that too, and costs a tenth of a small request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import aiohttp
from aiohttp.connector import Connection

_sent: ContextVar[Callable[[], None]] = ContextVar("asyncshop.sent")


class ToldRequest(aiohttp.ClientRequest):
    """A request that says so each time that it is sent."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send it, after saying so."""
        _sent.get()()
        return await super().send(conn)


@contextmanager
def telling(sent: Callable[[], None]) -> Iterator[None]:
    """Have `sent` called for the requests of this task, meanwhile."""
    token = _sent.set(sent)
    try:
        yield
    finally:
        _sent.reset(token)
