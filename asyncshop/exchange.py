"""The one way of a request: limiter, wire, interpretation, retry, typed result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar, cast

import aiohttp

from asyncshop.interpretation import broken, interpret, not_sent
from asyncshop.limiter import Admission, WaitTooLongError
from asyncshop.protocol import TOO_MANY_REQUESTS, Call, Head, Headers
from asyncshop.retry import Attempt as RetryAttempt
from asyncshop.retry import Outcome, persevering
from asyncshop.secret import Secret
from asyncshop.sending import Sending
from asyncshop.target import Response, Target
from asyncshop.telemetry import Attempt, OnAttempt, tell
from asyncshop.unzipping import EncodingError
from asyncshop.wire import Wire

T = TypeVar("T")

OnHead = Callable[[Head], None]


class Exchange:
    """Sends the requests of all shops: past their limits, over one wire, as often as it takes."""

    def __init__(
        self, *, max_connections: int, strict_version: bool, on_attempt: OnAttempt | None
    ) -> None:
        self.slots = asyncio.Semaphore(max_connections)
        self.wire = Wire()
        self._strict_version = strict_version
        self._on_attempt = on_attempt

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
        sending = Sending(target=target, call=call, url=url)
        outcome = await self._attempt(sending, on_head)
        if outcome.again:
            attempt = _after(outcome, partial(self._attempt, sending, on_head))
            outcome = await persevering(target.options.retry)(attempt)
        if outcome.error is not None:
            raise outcome.error
        return cast("Response[T]", outcome.value)

    async def _attempt(self, sending: Sending[T], on_head: OnHead | None) -> Outcome[Response[T]]:
        self.wire.opened()  # who cannot send need not wait for the limit
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
            outcome = await self._answered(sending, on_head, admission, told, started)
        except BaseException as error:  # raised on: the attempt only tells what ended it
            told.error = type(error).__name__
            raise
        else:
            outcome.spent = clock() - started
            told.error = type(outcome.error).__name__ if outcome.error else None
            return outcome
        finally:
            admission.close()
            target.shared.stats.count(told)
            tell(told, self._on_attempt)

    async def _answered(
        self,
        sending: Sending[T],
        on_head: OnHead | None,
        admission: Admission[Secret],
        told: Attempt,
        started: float,
    ) -> Outcome[Response[T]]:
        """Send it once, and tell what its answer means."""
        token = admission.prepared

        def sent(now: float) -> None:
            told.wire_attempts += 1
            admission.sent(now)

        def headed(status: int, headers: Headers, now: float) -> Head:
            told.time_to_headers = now - started
            head = sending.target.platform.head(status, headers)
            _learn(head, admission, told, now)
            if on_head is not None and head.ok:
                on_head(head)
            return head

        try:
            head, body = await self.wire.fetch(sending, token, sent=sent, headed=headed)
        except (aiohttp.ClientError, OSError, TimeoutError, EncodingError) as error:
            return broken(sending, error, told=told, token=token)
        told.body_bytes = len(body)
        outcome = interpret(
            sending, head, body, told=told, token=token, strict=self._strict_version
        )
        if outcome.refusal is not None:
            admission.refused(outcome.refusal.seconds, own_limit=outcome.refusal.own_limit)
        return outcome


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


def _learn(head: Head, admission: Admission[Secret], told: Attempt, now: float) -> None:
    """Learn from the headers at once: others wait for what they tell."""
    told.status = head.status
    told.request_id = head.request_id
    told.version_served = head.version
    usage = next(filter(None, head.usage), None)
    if usage is not None:
        told.bucket_used, told.bucket_size = usage.used, usage.size
    # What a refusal reports is not trusted: a resource's own limit comes with any counter.
    if head.status != TOO_MANY_REQUESTS:
        admission.answered(head.usage, now)
