"""The one way of a request: limiter, wire, interpretation, retry, typed result."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, cast

import aiohttp
from msgspec import Struct

from asyncshop.interpretation import broken, discreet, interpret, not_sent
from asyncshop.limiter import Admission
from asyncshop.line import WaitTooLongError
from asyncshop.protocol import TOO_MANY_REQUESTS, Call, Head, Headers
from asyncshop.retry import MakeTry, Outcome, persevering
from asyncshop.secret import Secret
from asyncshop.sending import Sending
from asyncshop.target import Response, Target
from asyncshop.telemetry import Attempt, OnAttempt, tell
from asyncshop.turns import Turns
from asyncshop.unzipping import LARGE, EncodingError, unzipped, unzipped_size
from asyncshop.wire import Wire

T = TypeVar("T")


class Recipient(Protocol):
    """Who a page is fetched for, and has a say in when it is unzipped."""

    def headed(self, head: Head) -> None:
        """Learn from the headers of a good answer, as soon as they are in."""
        ...

    async def unpack(self, packed: int, unpacked: int) -> None:
        """Wait until a large body may be unzipped; its bytes before and after."""
        ...

    def failed(self) -> None:
        """Learn that this answer was of no use: another may come."""
        ...


class _Try(Struct, Generic[T], eq=False):
    """One try of a call: who it is for, what it was admitted with, and what is told of it.

    `head` is what its answer's headers tell, once they are in.
    """

    sending: Sending[T]
    recipient: Recipient | None
    admission: Admission[Secret]
    told: Attempt
    head: Head | None = None

    def sent(self, now: float) -> None:
        """Note each time that it goes over the wire."""
        self.told.wire_attempts += 1
        self.admission.sent(now)

    def headed(self, status: int, headers: Headers, now: float) -> Head:
        """Learn from the headers at once: others wait for what they tell."""
        told = self.told
        told.time_to_headers = now - self.admission.at
        head = self.sending.target.platform.head(status, headers)
        self.head = head = discreet(head, self.admission.prepared)
        told.status = status
        told.request_id = head.request_id
        told.version_served = head.version
        usage = next(filter(None, head.usage), None)
        if usage is not None:
            told.bucket_used, told.bucket_size = usage.used, usage.size
        # What a refusal reports is not trusted: a resource's own limit comes with any counter.
        if status != TOO_MANY_REQUESTS:
            self.admission.answered(head.usage, now)
        if self.recipient is not None and head.ok:
            self.recipient.headed(head)
        return head


class Exchange:
    """Sends the requests of all shops: past their limits, over one wire, as often as it takes."""

    def __init__(
        self, *, max_connections: int, strict_version: bool, on_attempt: OnAttempt | None
    ) -> None:
        self.slots = asyncio.Semaphore(max_connections)
        self.wire = Wire()
        self.turns = Turns()
        self._strict_version = strict_version
        self._on_attempt = on_attempt

    async def send(
        self, target: Target, call: Call[T], *, recipient: Recipient | None = None
    ) -> Response[T]:
        """Send a call, again where that is safe and may help; give its answer.

        A recipient learns of the headers, and says when a large body is unzipped.

        Raises:
            AsyncShopError: whichever kind fits.
            RuntimeError: outside the manager's `async with`.
        """
        url = target.platform.url(target.origin, target.version, call)
        sending = Sending(target=target, call=call, url=url)
        outcome = await self._attempt(sending, recipient)
        if outcome.again:
            attempt = _after(outcome, partial(self._attempt, sending, recipient))
            outcome = await persevering(target.options.retry)(attempt)
        if outcome.error is not None:
            raise outcome.error
        return cast("Response[T]", outcome.value)

    async def _attempt(
        self, sending: Sending[T], recipient: Recipient | None
    ) -> Outcome[Response[T]]:
        self.wire.opened()  # who cannot send need not wait for the limit
        target, options = sending.target, sending.target.options
        try:
            admission = await target.shared.limiter.admit(
                sending.call.operation,
                target.credential.token,
                known=target.credential.known,
                lane=options.lane,
                max_wait=options.max_wait,
                patience=options.retry.total,
                again=sending.tries > 0,
            )
        except WaitTooLongError as wait:
            return not_sent(sending, wait)
        sending.tries += 1
        told = _attempt_of(sending, admission.waited)
        try:
            outcome = await self._answered(_Try(sending, recipient, admission, told))
        except BaseException as error:  # raised on: the attempt only tells what ended it
            told.error = type(error).__name__
            raise
        else:
            told.error = type(outcome.error).__name__ if outcome.error else None
            return outcome
        finally:
            admission.close()
            target.shared.stats.count(told)
            tell(told, self._on_attempt)

    async def _answered(self, this: _Try[T]) -> Outcome[Response[T]]:
        """Send it, and tell what its answer means."""
        try:
            head, body = await self.wire.fetch(
                this.sending, this.admission.prepared, this, this.admission.at
            )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            spent = self.wire.loop.time() - this.admission.at
            outcome = self._unread(this, error)
        else:
            spent = self.wire.loop.time() - this.admission.at
            large = len(body) > LARGE
            encoding = head.headers.get("Content-Encoding", "")
            if large:
                if this.recipient is not None and head.ok:
                    this.admission.close()  # this may take long, and needs no connection
                    await this.recipient.unpack(len(body), unzipped_size(body, encoding))
                await self.turns.next()
            try:
                # In place of what came: nobody is to hold that any longer.
                body = unzipped(body, encoding)
            except EncodingError as error:
                outcome = self._unread(this, error)
            else:
                if large:
                    await self.turns.next()
                this.told.body_bytes = len(body)
                outcome = self._interpreted(this, head, body)
        outcome.spent = spent
        if outcome.error is not None and this.recipient is not None:
            this.recipient.failed()
        return outcome

    def _unread(self, this: _Try[T], error: Exception) -> Outcome[Response[T]]:
        """Tell what it means that no whole answer came, or one that cannot be unzipped."""
        if this.head is None or this.head.ok:
            return broken(this.sending, error, told=this.told, token=this.admission.prepared)
        # A refusal is one, and so is any other error, whatever the body would have said.
        return self._interpreted(this, this.head, b"")

    def _interpreted(self, this: _Try[T], head: Head, body: bytes) -> Outcome[Response[T]]:
        token, strict = this.admission.prepared, self._strict_version
        outcome = interpret(this.sending, head, body, told=this.told, token=token, strict=strict)
        if outcome.refusal is not None:
            this.admission.refused(outcome.refusal.seconds, own_limit=outcome.refusal.own_limit)
        return outcome


def _after(first: Outcome[T], attempt: Callable[[], Awaitable[Outcome[T]]]) -> MakeTry:
    """Give what to try again with: the first try is made, and this is how it ended."""
    made = [first]

    async def again() -> Outcome[T]:
        return made.pop() if made else await attempt()

    return again


def _attempt_of(sending: Sending[Any], waited: float) -> Attempt:
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
