"""One request over the wire: told when it goes, ended when it takes too long, read to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar
from functools import lru_cache
from math import inf
from typing import Any, Protocol, TypeVar, cast

import aiohttp
from aiohttp.connector import Connection

from asyncshop.deadline import Deadline, Deadlines
from asyncshop.protocol import Headers
from asyncshop.secret import Secret
from asyncshop.sending import Sending

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Listener(Protocol[T_co]):
    """Who is told how far a request has come; `now` is the loop's time."""

    def sent(self, now: float) -> None:
        """Learn that it goes out now; each time that it does."""
        ...

    def headed(self, status: int, headers: Headers, now: float) -> T_co:
        """Learn from the headers of its answer, as soon as they are in."""
        ...


class _Told:
    """Whom to tell when a request goes: somebody as long as it is under way.

    A connection keeps the context in which it was made, and with it what a variable holds there:
    that is to be this, and not a page of orders that hangs on whoever is told.
    """

    __slots__ = ("_deadline", "_listener")

    def __init__(self, deadline: Deadline, listener: Listener[Any]) -> None:
        self._deadline = deadline
        self._listener = listener

    def going(self, now: float) -> None:
        """Tell them that it goes; `now` is the loop's time."""
        self._deadline.heard(now)
        self._listener.sent(now)

    def forget(self) -> None:
        """Tell nobody any more."""
        del self._deadline, self._listener


_told: ContextVar[_Told] = ContextVar("asyncshop.told")


class ToldRequest(aiohttp.ClientRequest):
    """A request that says so each time that it is sent.

    aiohttp sends GET, PUT and DELETE again by itself when a kept connection turns out closed: each
    time is charged to the shop's limit. Its tracing tells that too, and costs a tenth of a small
    request.
    """

    def send(self, conn: Connection) -> Coroutine[Any, Any, aiohttp.ClientResponse]:
        """Say that it goes now, and give what sends it.

        Raises:
            aiohttp.ServerDisconnectedError: before anything is sent, where the connection holds
                what nobody asked for: it would pass for the answer to this request.
        """
        if conn.protocol is not None and conn.protocol.should_close:
            raise aiohttp.ServerDisconnectedError("an answer came that nobody had asked for")
        _told.get().going(self.loop.time())
        return super().send(conn)


class Wire:
    """Sends requests through one session, on the loop in which it is opened."""

    # Kept, because to ask which one runs is a system call in Python 3.11 (python/cpython#100363),
    # and a request would ask six times.
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        self.session: aiohttp.ClientSession | None = None
        self._deadlines = Deadlines()
        self._refuses = False
        self._pooled = False

    def open(self, session: aiohttp.ClientSession) -> None:
        """Send requests through this session, which is closed with this."""
        self.session = session
        self.loop = asyncio.get_running_loop()
        connector = session.connector
        # There one waits for others' connections too, and that is no connecting.
        self._pooled = connector is not None and bool(connector.limit or connector.limit_per_host)

    def refuse(self) -> None:
        """Send nothing that is not under way already."""
        self._refuses = True

    async def close(self) -> None:
        """Close the session, and with it every connection that it owns."""
        self._deadlines.close()
        if self.session is not None:
            await self.session.close()

    def opened(self) -> aiohttp.ClientSession:
        """Give the session; RuntimeError before the manager's `async with`, and from its end on."""
        if self.session is None or self.session.closed or self._refuses:
            raise RuntimeError(
                "the SessionManager is not open: send requests inside `async with SessionManager()`"
            )
        return self.session

    async def fetch(
        self,
        sending: Sending[Any],
        token: Secret,
        listener: Listener[T],
        now: float,
    ) -> tuple[T, bytes]:
        """Send a request; give what `headed` gave, and the answer's whole body as it came.

        Args:
            sending: the request.
            token: what authorizes it.
            listener: who is told that it goes out, and what its answer's headers are.
            now: the loop's time, from which on it is bounded.

        Raises:
            aiohttp.ClientError, OSError, TimeoutError: no whole answer came.
        """
        session = self.opened()
        timeout = sending.target.options.timeout
        clock = self.loop.time
        # Coroutines of asyncio run in tasks only.
        task = cast("asyncio.Task[Any]", asyncio.current_task(self.loop))
        with Deadline(
            self._deadlines, task, total=timeout.total, read=timeout.read, now=now
        ) as deadline:
            told = _Told(deadline, listener)
            before = _told.set(told)
            try:
                async with session.request(
                    sending.call.method,
                    sending.url,
                    headers=_headers(sending, token),
                    data=sending.call.body,
                    timeout=_limits(
                        timeout.connect,
                        timeout.read if session.trace_configs else None,
                        pooled=self._pooled,
                    ),
                    allow_redirects=False,
                    raise_for_status=False,
                    auto_decompress=False,
                ) as answer:
                    deadline.heard(now := clock())
                    head = listener.headed(answer.status, answer.headers, now)
                    if session.trace_configs:
                        # Nothing else tells them of the body, and then aiohttp bounds its pieces.
                        deadline.heard(inf)
                        body = await answer.read()
                    else:
                        pieces = []
                        while piece := await answer.content.readany():
                            deadline.heard(clock())
                            pieces.append(piece)
                        body = b"".join(pieces)
            finally:
                _told.reset(before)
                told.forget()
        return head, body


def _headers(sending: Sending[Any], token: Secret) -> dict[str, str]:
    headers = sending.target.platform.headers(token)
    return headers if sending.call.body is None else {**headers, "Content-Type": "application/json"}


@lru_cache(maxsize=64)
def _limits(connect: float, read: float | None, *, pooled: bool) -> aiohttp.ClientTimeout:
    """Give what aiohttp bounds, in seconds: the connecting, mostly. The rest is the deadline's.

    Its `connect` has the wait for a `pooled` connection in it.
    """
    if pooled:
        return aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=read)
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)
