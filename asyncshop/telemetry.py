"""What each attempt took and met: for a hook, for the log, and counted by shop."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec
from msgspec import Struct

from asyncshop.protocol import TOO_MANY_REQUESTS

logger = logging.getLogger("asyncshop")

_WAITED = 0.001
"""Seconds in line from which on a try counts as having waited."""


class Attempt(Struct, kw_only=True):
    """One try of one request, told when it has ended.

    Times are in seconds; `status` is None and `error` set where no answer came. `route` has names
    in place of ids. `wire_attempts` counts how often this try went over the wire: 0 when it never
    did, more than 1 when the HTTP library sent it again by itself. `body_bytes` counts the body,
    unzipped. `bucket_used` and `bucket_size` are what the answer reports, `cost` is in requests
    (or points). No field ever holds a token.
    """

    platform: str
    shop: str
    api: str
    route: str
    method: str
    attempt: int
    lane: str
    wire_attempts: int = 0
    cost: float = 1.0
    status: int | None = None
    error: str | None = None
    limiter_wait: float = 0.0
    time_to_headers: float | None = None
    body_bytes: int = 0
    decode_time: float = 0.0
    bucket_used: float | None = None
    bucket_size: float | None = None
    request_id: str | None = None
    version_asked: str
    version_served: str | None = None


OnAttempt = Callable[[Attempt], None]


class ShopStats(Struct, kw_only=True):
    """What a shop has cost so far.

    `requests` counts what went over the wire, `retries` the tries after a request's first,
    `refused` the 429s, `failed` the other tries without a good answer. `waits` counts the tries
    that waited for the limit, `waited` their seconds. `bytes` counts bodies, unzipped.
    `other_versions` and `deprecated` count the answers that the platform marked so.
    """

    requests: int = 0
    retries: int = 0
    refused: int = 0
    failed: int = 0
    waits: int = 0
    waited: float = 0.0
    bytes: int = 0
    other_versions: int = 0
    deprecated: int = 0

    def count(self, attempt: Attempt) -> None:
        """Add one try."""
        self.requests += attempt.wire_attempts
        self.retries += attempt.attempt > 1
        self.refused += attempt.status == TOO_MANY_REQUESTS
        self.failed += attempt.error is not None and attempt.status != TOO_MANY_REQUESTS
        self.waits += attempt.limiter_wait >= _WAITED
        self.waited += attempt.limiter_wait
        self.bytes += attempt.body_bytes


def tell(attempt: Attempt, hook: OnAttempt | None) -> None:
    """Hand an attempt to the log and to the hook.

    An error in the hook is logged and goes no further: it must cost nobody an order.
    """
    if logger.isEnabledFor(logging.DEBUG):
        outcome = attempt.error or attempt.status
        logger.debug(
            "%s %s %s: %s",
            attempt.shop,
            attempt.method,
            attempt.route,
            outcome,
            extra=msgspec.structs.asdict(attempt),
        )
    if hook is not None:
        try:
            hook(attempt)
        except Exception:
            logger.exception("on_attempt failed for %s", attempt.shop)
