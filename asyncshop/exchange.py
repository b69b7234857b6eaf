"""The one way of a request: limiter, wire, interpretation, retry, typed result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, TypeVar, cast

import aiohttp
from yarl import URL

from asyncshop.interpretation import Sending, broken, interpret, not_sent
from asyncshop.limiter import Admission, WaitTooLongError
from asyncshop.protocol import Call, Head
from asyncshop.retry import Attempt as RetryAttempt
from asyncshop.retry import Outcome, persevering
from asyncshop.secret import Secret
from asyncshop.sending import Telling
from asyncshop.target import Response, Target, Timeout
from asyncshop.telemetry import Attempt, OnAttempt, tell
from asyncshop.turns import Turns
from asyncshop.unzipping import EncodingError, unzipped

T = TypeVar("T")

OnHead = Callable[[Head], None]

LARGE = 64 * 1024
"""Bytes, as they come over the wire, from which on a body is work worth a turn of its own."""


class Exchange:
    """Sends the requests of all shops through one session."""

    def __init__(
        self,
        *,
        max_connections: int,
        user_agent: str,
        strict_version: bool,
        on_attempt: OnAttempt | None,
    ) -> None:
        self.slots = asyncio.Semaphore(max_connections)
        self.session: aiohttp.ClientSession | None = None
        self.turns = Turns()
        self._user_agent = user_agent
        self._strict_version = strict_version
        self._on_attempt = on_attempt

    async def close(self) -> None:
        """Close the session, and with it every connection that it owns."""
        if self.session is not None:
            await self.session.close()

    async def send(
        self, target: Target, call: Call[T], *, on_head: OnHead | None = None
    ) -> Response[T]:
        """Send a call, again where that is safe and may help; give its answer.

        `on_head` is called as soon as the headers of a good answer are in.

        Raises:
            AsyncShopError: whichever kind fits.
            RuntimeError: outside the manager's `async with`.
        """
        url = target.platform.url(target.origin, target.version, call)
        sending = Sending(target=target, call=call, url=str(url))
        attempt = partial(self._attempt, sending, url, on_head)
        outcome = await attempt()
        if outcome.again:
            outcome = await persevering(target.options.retry)(_after(outcome, attempt))
        if outcome.error is not None:
            raise outcome.error
        return cast(Response[T], outcome.value)

    async def _attempt(
        self, sending: Sending[T], url: URL, on_head: OnHead | None
    ) -> Outcome[Response[T]]:
        session = self._open_session()
        target, options = sending.target, sending.target.options
        try:
            admission = await target.shared.limiter.admit(
                sending.call.operation,
                target.credential.token,
                known=target.credential.known,
                lane=options.lane,
                max_wait=options.max_wait,
                again=sending.tries > 0,
            )
        except WaitTooLongError as wait:
            return not_sent(sending, wait.delay)
        sending.tries += 1
        told = _told(sending, admission.waited)
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            outcome = await self._wire(session, sending, url, on_head, admission, told)
            outcome.spent = clock() - started
            told.error = type(outcome.error).__name__ if outcome.error else None
            return outcome
        finally:
            admission.close()
            target.shared.stats.count(told)
            tell(told, self._on_attempt)

    def _open_session(self) -> aiohttp.ClientSession:
        if self.session is None or self.session.closed:
            raise RuntimeError(
                "the SessionManager is not open: send requests inside `async with SessionManager()`"
            )
        return self.session

    async def _wire(
        self,
        session: aiohttp.ClientSession,
        sending: Sending[T],
        url: URL,
        on_head: OnHead | None,
        admission: Admission[Secret],
        told: Attempt,
    ) -> Outcome[Response[T]]:
        def sent() -> None:
            told.wire_attempts += 1
            admission.sent()

        token = admission.prepared
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            with Telling(sent):
                async with session.request(
                    sending.call.method,
                    url,
                    headers=self._headers(sending, token),
                    data=sending.call.body,
                    timeout=_client_timeout(sending.target.options.timeout),
                    allow_redirects=False,
                    raise_for_status=False,
                    auto_decompress=False,
                ) as answer:
                    told.time_to_headers = clock() - started
                    head = sending.target.platform.head(answer.status, answer.headers)
                    _learn(head, admission, told)
                    if on_head is not None and head.ok:
                        on_head(head)
                    body = await answer.read()
            large = len(body) > LARGE
            if large:
                await self.turns.next()
            body = unzipped(body, answer.headers.get("Content-Encoding", ""))
            told.body_bytes = len(body)
            if large:
                await self.turns.next()
        except (aiohttp.ClientError, OSError, TimeoutError, EncodingError) as error:
            return broken(sending, error, told=told, token=token)
        except asyncio.CancelledError as cancelled:
            told.error = type(cancelled).__name__
            raise
        outcome = interpret(
            sending, head, body, told=told, token=token, strict=self._strict_version
        )
        if outcome.refusal is not None:
            admission.refused(outcome.refusal.seconds, own_limit=outcome.refusal.own_limit)
        return outcome

    def _headers(self, sending: Sending[Any], token: Secret) -> dict[str, str]:
        headers = {
            **sending.target.platform.headers(token),
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": self._user_agent,
        }
        if sending.call.body is not None:
            headers["Content-Type"] = "application/json"
        return headers


def _after(first: Outcome[T], attempt: Callable[[], Awaitable[Outcome[T]]]) -> RetryAttempt:
    """Give what to try again with: the first try is made, and this is how it ended."""
    made = [first]

    async def again() -> Outcome[T]:
        return made.pop() if made else await attempt()

    return again


def _told(sending: Sending[Any], waited: float) -> Attempt:
    target, call = sending.target, sending.call
    return Attempt(
        platform=target.platform.name,
        shop=target.domain,
        api=target.platform.api,
        route=call.route,
        method=call.method,
        attempt=sending.tries,
        lane=target.options.lane,
        limiter_wait=waited,
        version_asked=target.version,
    )


def _learn(head: Head, admission: Admission[Secret], told: Attempt) -> None:
    """Learn from the headers at once: others wait for what they tell."""
    told.status = head.status
    told.request_id = head.request_id
    told.version_served = head.version
    usage = next(filter(None, head.usage), None)
    if usage is not None:
        told.bucket_used, told.bucket_size = usage.used, usage.size
    # What a refusal reports is not trusted: a resource's own limit comes with any counter.
    if head.status != HTTPStatus.TOO_MANY_REQUESTS:
        admission.answered(head.usage)


@lru_cache(maxsize=64)
def _client_timeout(timeout: Timeout) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=timeout.total, connect=timeout.connect, sock_read=timeout.read
    )
