"""What an answer, or none, means: as plain values, without a socket."""

import json
import warnings
from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from asyncshop import (
    APIError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestTimeout,
    ServerError,
    SessionManager,
    TransportError,
    VersionError,
    VersionWarning,
)
from asyncshop.interpretation import broken, interpret, not_sent
from asyncshop.line import WaitTooLongError
from asyncshop.protocol import Call, Head
from asyncshop.retry import Outcome
from asyncshop.sending import Sending
from asyncshop.shopify import calls
from asyncshop.telemetry import Attempt

CALLS: dict[str, Call[Any]] = {
    "GET": calls.get_order(1),
    "PUT": calls.update_order(1, {}),
    "DELETE": calls.delete_order(1),
    "POST": calls.close_order(1),
}


def sending(method: str, doubtful: int = 0, platform: str = "shopify") -> Sending[Any]:
    target = SessionManager().shop(platform, "acme", access_token="t0ken").source.target
    return Sending(target=target, call=CALLS[method], url=URL("u"), tries=1, doubtful=doubtful)


def told(wire_attempts: int = 1) -> Attempt:
    return Attempt(
        platform="shopify",
        shop="acme",
        api="rest",
        route="r",
        method="GET",
        attempt=1,
        lane="interactive",
        version_asked="2026-10",
        wire_attempts=wire_attempts,
    )


def head(status: int, **headers: str) -> Head:
    read = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    return (
        SessionManager()
        .shopify("acme", access_token="t")
        .source.target.platform.head(status, CIMultiDictProxy(read))
    )


def meaning(
    how: Sending[Any], at: Head, body: bytes = b"", wire: int = 1, *, strict: bool = False
) -> Outcome[Any]:
    return interpret(how, at, body, told=told(wire), token="t0ken", strict=strict)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("doubtful", [0, 1])
@pytest.mark.parametrize("wire", [1, 2])
def test_a_refusal_leaves_no_doubt_about_the_last_sending(
    method: str, doubtful: int, wire: int
) -> None:
    how = sending(method, doubtful)
    outcome = meaning(how, head(429, Retry_After="2.5"), wire=wire)
    assert isinstance(outcome.error, RateLimitError)
    assert (outcome.again, outcome.wait) == (True, 2.5)
    assert outcome.refusal is not None
    assert how.doubtful == doubtful + wire - 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 530, 540])
def test_a_5xx_is_tried_again_unless_that_could_do_it_twice(status: int) -> None:
    for method in ("GET", "PUT", "DELETE"):
        outcome = meaning(sending(method), head(status, Retry_After="7"))
        assert isinstance(outcome.error, ServerError)
        assert (outcome.again, outcome.wait) == (True, 7.0)
    outcome = meaning(sending("POST"), head(status))
    assert isinstance(outcome.error, OutcomeUnknownError)
    assert isinstance(outcome.error.error, ServerError)
    assert not outcome.again


@pytest.mark.parametrize("status", [501, 505])
def test_some_5xx_will_not_change(status: int) -> None:
    for method in CALLS:
        outcome = meaning(sending(method), head(status))
        assert isinstance(outcome.error, ServerError)
        assert not outcome.again


@pytest.mark.parametrize(
    ("error", "kind"), [(OSError("x"), TransportError), (TimeoutError(), RequestTimeout)]
)
@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("wire", [0, 1])
def test_what_broke_is_tried_again_unless_that_could_do_it_twice(
    method: str, wire: int, error: Exception, kind: type[Exception]
) -> None:
    outcome = broken(sending(method), error, told=told(wire), token="t0ken")
    if method == "POST" and wire:
        assert isinstance(outcome.error, OutcomeUnknownError)
        assert isinstance(outcome.error.error, kind)
        assert not outcome.again
    else:
        assert isinstance(outcome.error, kind)
        assert (outcome.again, outcome.wait) == (True, None)


def test_a_doubt_stays_whatever_comes_after_it() -> None:
    how = sending("POST", doubtful=1)
    outcome = broken(how, OSError(), told=told(0), token="t0ken")
    assert isinstance(outcome.error, OutcomeUnknownError)


def test_the_text_of_a_broken_connection_is_told_without_the_token() -> None:
    outcome = broken(sending("GET"), OSError("bad t0ken here"), told=told(), token="t0ken")
    assert "OSError: bad *** here" in str(outcome.error)
    outcome = broken(sending("GET"), OSError(), told=told(), token="t0ken")
    assert str(outcome.error).endswith("no whole answer came: OSError")


@pytest.mark.parametrize(
    ("doubtful", "wire", "done"), [(0, 1, False), (1, 1, True), (0, 2, True), (2, 1, True)]
)
def test_a_404_to_a_delete_that_was_sent_before_is_success(
    doubtful: int, wire: int, done: bool
) -> None:
    outcome = meaning(sending("DELETE", doubtful), head(404), wire=wire)
    assert (outcome.error is None) == done
    if done:
        assert outcome.value is not None
        assert outcome.value.status == 404
    else:
        assert isinstance(outcome.error, NotFoundError)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    ("code", "kind"), [(13, ServerError), (5, NotFoundError), ("Failed", APIError)]
)
def test_a_good_status_that_tells_of_an_error_is_an_answer(
    method: str, code: Any, kind: type[APIError]
) -> None:
    """Nothing was done, so that not even a POST is in doubt; and nothing is sent again."""
    body = json.dumps({"code": code, "message": "m"}).encode()
    outcome = meaning(sending(method, platform="shoplazza"), head(200), body)
    assert type(outcome.error) is kind
    assert not outcome.again


@pytest.mark.parametrize("status", [404, 500, 200])
def test_not_found_by_its_code_is_not_found_to_a_delete_too(status: int) -> None:
    body = b'{"code": "NotFound", "message": "m"}'
    outcome = meaning(sending("DELETE", 1, "shoplazza"), head(status), body)
    assert outcome.error is None
    outcome = meaning(sending("DELETE", 0, "shoplazza"), head(status), body)
    assert isinstance(outcome.error, NotFoundError)
    assert not outcome.again


def test_json_nested_beyond_reason_cannot_be_decoded() -> None:
    outcome = meaning(sending("GET"), head(200), b'{"x":' * 100_000)
    assert isinstance(outcome.error, DecodeError)


def test_what_cannot_be_decoded_is_asked_for_again_only_if_it_broke_off() -> None:
    for body, again in ((b'{"order": {', True), (b'{"order": 5}', False), (b"{}", False)):
        outcome = meaning(sending("GET"), head(200), body)
        assert isinstance(outcome.error, DecodeError)
        assert (outcome.again, outcome.error.body) == (
            again,
            body if again or body == b"{}" else b"5",
        )
    outcome = meaning(sending("POST"), head(200), b'{"order": {')
    assert isinstance(outcome.error, DecodeError)
    assert not outcome.again


def test_a_body_kept_by_an_error_is_without_the_token() -> None:
    for status, body in ((400, b"t0ken!"), (200, b"t0ken!"), (200, b'{"order": "t0ken!"}')):
        error = meaning(sending("GET"), head(status), body).error
        assert error is not None
        assert b"t0ken" not in error.body  # type: ignore[attr-defined] # both kinds have it
        assert b"***!" in error.body  # type: ignore[attr-defined] # likewise


def test_another_version_is_a_warning_or_an_error() -> None:
    other = head(200, X_Shopify_API_Version="2026-07")
    body = b'{"order": {"id": 1}}'
    how = sending("GET")
    with pytest.warns(VersionWarning, match="was answered by 2026-07"):
        assert meaning(how, other, body).error is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert meaning(how, other, body).error is None
        assert meaning(how, head(200, X_Shopify_API_Version="2026-10"), body).error is None
        assert meaning(how, head(500, X_Shopify_API_Version="2026-07")).error is not None
    assert isinstance(meaning(how, other, body, strict=True).error, VersionError)
    assert how.target.shared.stats.other_versions == 3


def test_a_wait_that_is_too_long_says_how_long_it_would_be() -> None:
    error = not_sent(sending("GET"), WaitTooLongError(12.5)).error
    assert isinstance(error, RateLimitError)
    assert (error.code, error.retry_after) == ("max_wait", 12.5)


def test_a_pause_that_is_too_long_says_which_bound_it_passes() -> None:
    error = not_sent(sending("GET"), WaitTooLongError(86_400, paused=True)).error
    assert isinstance(error, RateLimitError)
    assert (error.code, error.retry_after) == ("pause", 86_400)
    assert "a pause of 86400 s more, longer than retry.total=300" in str(error)
