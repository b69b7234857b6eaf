"""One request over the wire: told when it goes, ended when it takes too long, read to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar, cast

import aiohttp
from aiohttp.connector import Connection

from asyncshop.deadline import Deadline, Deadlines
from asyncshop.protocol import Headers
from asyncshop.secret import Secret
from asyncshop.sending import Sending
from asyncshop.turns import Turns
from asyncshop.unzipping import unzipped

T = TypeVar("T")

LARGE = 64 * 1024
"""Bytes, as they come over the wire, from which on a body is work worth a turn of its own."""

_sent: ContextVar[Callable[[], None]] = ContextVar("asyncshop.sent")


class ToldRequest(aiohttp.ClientRequest):
    """A request that says so each time that it is sent.

    aiohttp sends GET, PUT and DELETE again by itself when a kept connection turns out closed: each
    time is charged to the shop's limit. Its tracing tells that too, and costs a tenth of a small
    request.
    """

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send it, after saying so."""
        _sent.get()()
        return await super().send(conn)


class Wire:
    """Sends requests through one session."""

    def __init__(self) -> None:
        self.session: aiohttp.ClientSession | None = None
        self.turns = Turns()
        self._deadlines = Deadlines()

    async def close(self) -> None:
        """Close the session, and with it every connection that it owns."""
        self._deadlines.close()
        if self.session is not None:
            await self.session.close()

    def check_open(self) -> None:
        """Raise RuntimeError before and after the manager's `async with`."""
        if self.session is None or self.session.closed:
            raise RuntimeError(
                "the SessionManager is not open: send requests inside `async with SessionManager()`"
            )

    async def fetch(
        self,
        sending: Sending[Any],
        token: Secret,
        *,
        sent: Callable[[float], None],
        headed: Callable[[int, Headers, float], T],
    ) -> tuple[T, bytes]:
        """Send a request; give what `headed` gave, and the answer's whole body, unzipped.

        Args:
            sending: the request.
            token: what authorizes it.
            sent: called with the loop's time, each time right before the request goes out.
            headed: called with status, headers and the loop's time, as soon as they are in.

        Raises:
            aiohttp.ClientError, OSError, TimeoutError: no whole answer came.
            EncodingError: the body cannot be unzipped.
        """
        session = cast("aiohttp.ClientSession", self.session)  # `check_open` says so
        timeout = sending.target.options.timeout
        clock = asyncio.get_running_loop().time
        with Deadline(
            self._deadlines, total=timeout.total, read=timeout.read, now=clock()
        ) as deadline:

            def going() -> None:
                now = clock()
                deadline.heard(now)
                sent(now)

            before = _sent.set(going)
            try:
                async with session.request(
                    sending.call.method,
                    sending.url,
                    headers=_headers(sending, token),
                    data=sending.call.body,
                    timeout=_connecting(timeout.connect),
                    allow_redirects=False,
                    raise_for_status=False,
                    auto_decompress=False,
                ) as answer:
                    deadline.heard(now := clock())
                    head = headed(answer.status, answer.headers, now)
                    pieces = []
                    while piece := await answer.content.readany():
                        deadline.heard(clock())
                        pieces.append(piece)
            finally:
                _sent.reset(before)
        body = b"".join(pieces)
        del pieces  # a second copy of the body, for as long as it waits for its turn
        large = len(body) > LARGE
        if large:
            await self.turns.next()
        body = unzipped(body, answer.headers.get("Content-Encoding", ""))
        if large:
            await self.turns.next()
        return head, body


def _headers(sending: Sending[Any], token: Secret) -> dict[str, str]:
    headers = sending.target.platform.headers(token)
    return headers if sending.call.body is None else {**headers, "Content-Type": "application/json"}


@lru_cache(maxsize=64)
def _connecting(seconds: float) -> aiohttp.ClientTimeout:
    """Bound the connecting alone: the rest is the deadline's."""
    return aiohttp.ClientTimeout(total=None, connect=seconds)
