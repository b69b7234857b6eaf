"""Errors: what they tell, that they pickle, and that they can be caught by kind."""

import inspect
import pickle
from typing import Any

import pytest

from asyncshop import errors
from asyncshop.errors import (
    APIError,
    AsyncShopError,
    AuthenticationError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ServerError,
    StreamError,
    TransportError,
    api_error_class,
)

WHERE: dict[str, Any] = {
    "shop": "acme.myshopify.com",
    "method": "GET",
    "url": "https://acme.myshopify.com/admin/api/2026-10/orders.json",
    "request_id": "abc-1",
    "tries": 3,
}


def made(cls: type[AsyncShopError]) -> AsyncShopError:
    """An error with everything that its kind has."""
    if issubclass(cls, StreamError):
        return cls("2 of 3 shops failed", [made(NotFoundError), made(RateLimitError)])
    more: dict[str, Any] = {}
    if issubclass(cls, APIError):
        more = {"status": 418, "code": "tea", "messages": ["no", "coffee"], "body": b"{}"}
    if issubclass(cls, RateLimitError):
        more |= {"retry_after": 2.5, "status": 429}
    if issubclass(cls, OutcomeUnknownError):
        more = {"error": made(TransportError)}
    if issubclass(cls, DecodeError):
        more = {"order_id": 5, "path": "$.id", "body": b"{"}
    return cls("it failed", **more, **WHERE)


KINDS = [
    cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, AsyncShopError)
]


@pytest.mark.parametrize("cls", KINDS)
def test_every_error_pickles_with_all_that_it_tells(cls: type[AsyncShopError]) -> None:
    error = made(cls)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(copy) is cls
    assert str(copy) == str(error)
    assert copy.args[0] == error.args[0]
    assert set(copy.__dict__) == set(error.__dict__)
    for name, value in error.__dict__.items():
        if not isinstance(value, Exception):
            assert copy.__dict__[name] == value
    if isinstance(error, StreamError) and isinstance(copy, StreamError):
        assert [str(each) for each in copy.exceptions] == [str(each) for each in error.exceptions]


@pytest.mark.parametrize("cls", KINDS)
def test_every_error_is_an_asyncshop_error_with_a_place_in_the_tree(
    cls: type[AsyncShopError],
) -> None:
    assert cls.__name__ in str(errors.__doc__)
    assert cls.__name__ in errors.__all__


def test_the_text_says_where_what_which_request_and_how_often() -> None:
    assert str(made(NotFoundError)) == (
        "acme.myshopify.com: GET https://acme.myshopify.com/admin/api/2026-10/orders.json: "
        "it failed (request id abc-1, after 3 tries)"
    )


def test_what_is_not_known_is_left_out_of_the_text() -> None:
    error = AsyncShopError("it failed")
    assert str(error) == error.message == "it failed"
    assert (error.shop, error.method, error.url, error.request_id, error.tries) == (
        *(None,) * 4,
        1,
    )
    assert str(AsyncShopError("it failed", shop="acme")) == "acme: it failed"


def test_the_text_ends_with_what_to_do_about_it() -> None:
    error = AuthenticationError("answered 401", status=401)
    assert str(error) == f"answered 401. {AuthenticationError.advice}"
    assert str(RateLimitError("full", retry_after=2.25)).endswith("full. Ask again in 2.2 s")


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (401, "AuthenticationError"),
        (402, "PaymentRequiredError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (422, "ValidationError"),
        (423, "ShopLockedError"),
        (500, "ServerError"),
        (501, "ServerError"),
        (530, "ServerError"),
        (599, "ServerError"),
        (400, "APIError"),
        (406, "APIError"),
        (430, "APIError"),
        (301, "APIError"),
        (783, "APIError"),
    ],
)
def test_each_status_has_its_error(status: int, name: str) -> None:
    assert api_error_class(status).__name__ == name


def test_a_stream_error_can_be_taken_apart_by_kind() -> None:
    group = made(StreamError)
    assert isinstance(group, StreamError)
    found, rest = group.split(NotFoundError)
    assert found is not None
    assert rest is not None
    assert (type(found), type(rest)) == (StreamError, StreamError)
    assert [type(error) for error in found.exceptions] == [NotFoundError]
    assert [type(error) for error in rest.exceptions] == [RateLimitError]
    assert isinstance(group, AsyncShopError)
    assert isinstance(group, ExceptionGroup)


def test_a_stream_error_tells_each_failure_on_a_line() -> None:
    group = StreamError("2 of 3", [ServerError("a", status=500), ServerError("b", status=500)])
    assert str(group) == "2 of 3\n  a\n  b"
    assert group.shop is None
