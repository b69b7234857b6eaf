"""Attempts: counted by shop, told to the hook and to the log."""

import logging

import msgspec
import pytest

from asyncshop import Attempt, ShopStats
from asyncshop.telemetry import tell

ATTEMPT = Attempt(
    platform="shopify",
    shop="acme.myshopify.com",
    api="rest",
    route="orders/{id}.json",
    method="GET",
    attempt=1,
    lane="interactive",
    wire_attempts=1,
    status=200,
    body_bytes=10,
    version_asked="2026-10",
)


def other(**changes: object) -> Attempt:
    return msgspec.structs.replace(ATTEMPT, **changes)


def test_stats_count_what_each_try_cost() -> None:
    stats = ShopStats()
    stats.count(ATTEMPT)
    stats.count(other(attempt=2, wire_attempts=2, limiter_wait=0.5))
    stats.count(other(status=429, error="RateLimitError", body_bytes=0))
    stats.count(other(status=None, error="TransportError", wire_attempts=0, body_bytes=0))
    stats.count(other(status=503, error="ServerError", limiter_wait=0.0001))
    assert stats == ShopStats(
        requests=5, retries=1, refused=1, failed=2, waits=1, waited=0.5001, bytes=30
    )


def test_the_log_has_every_field_as_extra(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="asyncshop"):
        tell(ATTEMPT, None)
        tell(other(error="ServerError", status=500), None)
    good, bad = caplog.records
    assert good.getMessage() == "acme.myshopify.com GET orders/{id}.json: 200"
    assert bad.getMessage() == "acme.myshopify.com GET orders/{id}.json: ServerError"
    for name, value in msgspec.structs.asdict(ATTEMPT).items():
        assert getattr(good, name) == value


def test_nothing_is_logged_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="asyncshop"):
        tell(ATTEMPT, None)
    assert caplog.records == []


def test_the_hook_gets_the_attempt() -> None:
    told: list[Attempt] = []
    tell(ATTEMPT, told.append)
    assert told == [ATTEMPT]


def test_an_error_in_the_hook_is_logged_and_goes_no_further(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def hook(_: Attempt) -> None:
        raise ZeroDivisionError("the hook's own mistake")

    tell(ATTEMPT, hook)
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "the hook's own mistake" in caplog.text
