"""From what came over the wire to a typed result, an error, or another try."""

from __future__ import annotations

import warnings
from time import perf_counter
from typing import Any, TypeVar

import msgspec

from asyncshop.errors import (
    APIError,
    AsyncShopError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestTimeout,
    ServerError,
    TransportError,
    VersionError,
)
from asyncshop.line import WaitTooLongError
from asyncshop.protocol import Call, Head, Refusal
from asyncshop.retry import Outcome
from asyncshop.secret import hide, scrub
from asyncshop.sending import Sending
from asyncshop.target import Response, Target
from asyncshop.telemetry import Attempt

T = TypeVar("T")

_NEVER_AGAIN = frozenset({501, 505})
"""5xx that mean "not here", not "not now"."""


class VersionWarning(UserWarning):
    """The platform answered with another API version, or calls a call deprecated."""


def interpret(
    sending: Sending[T], head: Head, body: bytes, *, told: Attempt, token: str, strict: bool
) -> Outcome[Response[T]]:
    """Read a whole answer. `told` gets the decode time; `token` is taken out of errors."""
    return _hidden(_meaning(sending, head, body, told, strict=strict), token)


def discreet(head: Head, token: str) -> Head:
    """Take the token out of what the headers tell, and others are told."""
    if token not in f"{head.request_id} {head.version} {head.deprecated}":
        return head
    return msgspec.structs.replace(
        head,
        request_id=scrub(head.request_id, token),
        version=scrub(head.version, token),
        deprecated=scrub(head.deprecated, token),
    )


def _meaning(
    sending: Sending[T], head: Head, body: bytes, told: Attempt, *, strict: bool
) -> Outcome[Response[T]]:
    platform = sending.target.platform
    refusal = platform.refusal(head, body)
    # Of what a refused try sent, the last is known not to have been carried out.
    sending.doubtful += told.wire_attempts - (refusal is not None)
    if refusal is None and platform.succeeded(head, body):
        wrong = _other_version(sending, head, strict=strict)
        return Outcome(error=wrong) if wrong else _success(sending, head, body, told)
    error = platform.error(head, body, **sending.where(head.request_id))
    if _deleted_before(sending, error):
        return _success(sending, head, b"{}", told)
    return _failure(sending, head, error, refusal)


def broken(sending: Sending[T], error: Exception, *, told: Attempt, token: str) -> Outcome[Any]:
    """Tell what it means that no whole answer came."""
    sending.doubtful += told.wire_attempts
    text = str(error)
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    where = sending.where(told.request_id)
    if isinstance(error, TimeoutError):
        message = f"no whole answer within {sending.target.options.timeout}: {what}"
        outcome = _unfinished(sending, RequestTimeout(message, **where))
    else:
        outcome = _unfinished(sending, TransportError(f"no whole answer came: {what}", **where))
    return _hidden(outcome, token)


def not_sent(sending: Sending[T], wait: WaitTooLongError) -> Outcome[Any]:
    """Tell that the wait for the limit would be longer than the caller allows."""
    options = sending.target.options
    if wait.paused:
        code = "pause"
        message = (
            f"not sent: the platform asks for a pause of {wait.delay:.0f} s more, "
            f"longer than retry.total={options.retry.total:g}"
        )
    else:
        code = "max_wait"
        message = f"not sent: the limit's wait is longer than max_wait={options.max_wait}"
    return Outcome(
        error=RateLimitError(message, retry_after=wait.delay, code=code, **sending.where())
    )


def _success(sending: Sending[T], head: Head, body: bytes, told: Attempt) -> Outcome[Response[T]]:
    started = perf_counter()
    try:
        answer = sending.call.read(body)
    except DecodeError as error:
        error.args = (f"{_done(sending.call)}{error.message}",)
        sending.tell(error, head.request_id)
        return Outcome(error=error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Outcome(
            error=DecodeError(
                f"{_done(sending.call)}the answer cannot be read: {error}",
                body=body,
                **sending.where(head.request_id),
            ),
            # JSON that breaks off may be whole next time; JSON of another shape will not change.
            again=sending.call.repeatable and not isinstance(error, msgspec.ValidationError),
        )
    told.decode_time = perf_counter() - started
    return Outcome(
        value=Response(
            data=answer.data,
            status=head.status,
            headers=head.headers,
            request_id=head.request_id,
            body=body,
            notice=answer.notice,
            cursor=head.cursor if answer.cursor is None else answer.cursor,
        )
    )


def _done(call: Call[Any]) -> str:
    return "" if call.repeatable else "it was carried out, but "


def _failure(
    sending: Sending[T], head: Head, error: APIError, refusal: Refusal | None
) -> Outcome[Any]:
    if refusal is not None:
        return Outcome(error=error, again=True, wait=refusal.seconds, refusal=refusal)
    # A good status with an error in it is an answer: what was asked for was not done.
    if head.ok or not isinstance(error, ServerError) or head.status in _NEVER_AGAIN:
        return Outcome(error=error)
    return _unfinished(sending, error, wait=head.retry_after)


def _unfinished(
    sending: Sending[T], error: APIError | TransportError, *, wait: float | None = None
) -> Outcome[Any]:
    """Send again what may be; else say that nobody knows."""
    if sending.call.repeatable or not sending.doubtful:
        return Outcome(error=error, again=True, wait=wait)
    unknown = OutcomeUnknownError(
        f"sent, but whether it was carried out is not known: {error.message}",
        error=error,
        **sending.where(error.request_id),
    )
    return Outcome(error=unknown)


def _hidden(outcome: Outcome[T], token: str) -> Outcome[T]:
    if outcome.error is not None:
        hide(token, outcome.error)
    return outcome


def _deleted_before(sending: Sending[Any], error: APIError) -> bool:
    """Whether "not found" tells that an earlier try, which brought no answer, did delete."""
    return (
        isinstance(error, NotFoundError)
        and sending.call.method == "DELETE"
        and sending.doubtful > 1
    )


def _other_version(sending: Sending[Any], head: Head, *, strict: bool) -> AsyncShopError | None:
    target, stats = sending.target, sending.target.shared.stats
    if head.deprecated:
        stats.deprecated += 1
        _warn_once(target, "deprecated", f"a call of its is deprecated: see {head.deprecated}")
    if head.version in (None, target.version) or sending.call.path.startswith("/"):
        return None
    stats.other_versions += 1
    message = f"asked for API version {target.version}, was answered by {head.version}"
    if strict:
        return VersionError(message, **sending.where(head.request_id))
    _warn_once(target, "version", message)
    return None


def _warn_once(target: Target, topic: str, message: str) -> None:
    if topic not in target.shared.warned:
        target.shared.warned.add(topic)
        warnings.warn(f"{target.domain}: {message}", VersionWarning, stacklevel=2)
