"""Telling when a request goes over the wire.

aiohttp sends GET, PUT and DELETE again by itself when a kept connection turns out closed: each time
is charged to the shop's limit. Its tracing tells that too, and costs a tenth of a small request.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token

import aiohttp
from aiohttp.connector import Connection

_sent: ContextVar[Callable[[], None]] = ContextVar("asyncshop.sent")


class ToldRequest(aiohttp.ClientRequest):
    """A request that says so each time that it is sent."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send it, after saying so."""
        _sent.get()()
        return await super().send(conn)


class Telling:
    """Has `sent` called for the requests of this task, meanwhile."""

    __slots__ = ("_before", "_told")

    def __init__(self, sent: Callable[[], None]) -> None:
        self._told = sent

    def __enter__(self) -> None:
        self._before: Token[Callable[[], None]] = _sent.set(self._told)

    def __exit__(self, *_: object) -> None:
        _sent.reset(self._before)
