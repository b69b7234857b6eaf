"""Shoplazza's Open API as plain data."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from asyncshop import (
    APIError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
)
from asyncshop.bucket import BucketSize, Usage
from asyncshop.decoding import nothing
from asyncshop.protocol import Call, Head, Refusal
from asyncshop.shoplazza.protocol import OpenAPI, error_messages, usage
from asyncshop.shoplazza.v2022.api import API as OLD
from asyncshop.shoplazza.v2026.api import API as NEW

ORIGIN = "https://bravo.myshoplaza.com"
BOTH = pytest.mark.parametrize("api", [OLD, NEW], ids=["2022-01", "2026-01"])


def headers(**pairs: str) -> CIMultiDictProxy[str]:
    return CIMultiDictProxy(CIMultiDict((n.replace("_", "-"), v) for n, v in pairs.items()))


def head(status: int = 200, **pairs: str) -> Head:
    return NEW.head(status, headers(**pairs))


def call(path: str, *params: tuple[str, str]) -> Call[None]:
    return Call("GET", path, path, nothing, params)


# -- asking ---------------------------------------------------------------------------------------


@BOTH
def test_an_app_has_its_bucket_and_the_store_another(api: OpenAPI) -> None:
    assert (api.name, api.api) == ("shoplazza", "openapi")
    assert api.allowed == (BucketSize(size=40, rate=2),)
    assert api.store_allowed == (BucketSize(size=80, rate=20),)


@BOTH
def test_the_token_goes_into_its_own_header(api: OpenAPI) -> None:
    assert api.headers("t") == {"Access-Token": "t"}


def test_an_address_has_the_version_unless_it_begins_with_a_slash() -> None:
    url = NEW.url(ORIGIN, "2026-01", call("orders", ("ids", "1"), ("ids", "2")))
    assert str(url) == f"{ORIGIN}/openapi/2026-01/orders?ids=1&ids=2"
    url = NEW.url(ORIGIN, "2026-01", call("/openapi/2020-07/shop"))
    assert str(url) == f"{ORIGIN}/openapi/2020-07/shop"


def test_several_values_are_repeated_since_2025_06_and_joined_before() -> None:
    assert NEW.several("ids", ["1", "2"]) == [("ids", "1"), ("ids", "2")]
    assert OLD.several("ids", ["1", "2"]) == [("ids", "1,2")]


# -- what headers tell ----------------------------------------------------------------------------


def test_the_headers_tell_all_that_is_known_of_an_answer() -> None:
    read = head(200, REQUEST_ID="abc-1", Retry_After="2.0", X_Api_Call_Limit="32/40")
    assert read.ok
    assert (read.request_id, read.retry_after, read.cursor) == ("abc-1", 2.0, None)
    assert read.usage == (Usage(used=32, size=40, rate=2), None)


def test_an_answer_without_headers_tells_nothing() -> None:
    read = head(500)
    assert not read.ok
    assert (read.request_id, read.retry_after, read.version) == (None, None, None)
    assert read.usage == (None, None)


APP, STORE = Usage(used=8, size=40, rate=2), Usage(used=8, size=80, rate=20)


@pytest.mark.parametrize(
    ("pairs", "app", "store"),
    [
        ({}, None, None),
        ({"X-Shoplazza-Shop-Api-Call-Limit": "8/40"}, APP, None),
        ({"X-Api-Call-Limit": "8/40", "X-Store-Call-Limit": "8/80"}, APP, STORE),
        ({"X-RateLimit-Limit": "40", "X-RateLimit-Remaining": "32"}, APP, None),
        ({"ratelimit-limit": "80", "ratelimit-remaining": "72"}, None, STORE),
        (
            {
                "X-RateLimit-App-Limit": "40",
                "X-RateLimit-App-Remaining": "32",
                "X-RateLimit-Store-Limit": "80.0",
                "X-RateLimit-Store-Remaining": "72.0",
            },
            APP,
            STORE,
        ),
        ({"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0"}, Usage(60, 60, 2), None),
        ({"X-RateLimit-Remaining": "32"}, None, None),
        ({"X-RateLimit-Limit": "40"}, None, None),
        ({"X-RateLimit-Limit": "0", "X-RateLimit-Remaining": "0"}, None, None),
        ({"X-RateLimit-Limit": "40", "X-RateLimit-Remaining": "41"}, None, None),
        ({"X-RateLimit-Limit": "40", "X-RateLimit-Remaining": "plenty"}, None, None),
        ({"X-Call-Limit": "40"}, None, None),
        ({"Memory": "1", "Memory-Remaining": "3"}, None, None),
    ],
)
def test_whatever_limit_is_reported_is_read(
    pairs: dict[str, str], app: Usage | None, store: Usage | None
) -> None:
    assert usage(CIMultiDictProxy(CIMultiDict(pairs))) == (app, store)


@given(st.dictionaries(st.sampled_from(["X-RateLimit-Limit", "X-RateLimit-Remaining"]), st.text()))
def test_no_limit_header_breaks_the_reading(pairs: dict[str, str]) -> None:
    for reported in usage(CIMultiDictProxy(CIMultiDict(pairs))):
        assert reported is None or 0 <= reported.used <= reported.size


# -- whether it was done --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"Success","data":{}}',
        b'{ "code" : "success", "data": {}}',
        b'{"data":{},"message":"","code":"SUCCESS"}',
        b'{"code":"200","data":{}}',
        b'{"code":200,"data":{}}',
        b'{"code":null,"orders":[]}',
        b'{"orders":[],"errors":[],"error":null}',
        b'{"orders":[{"code":"Failed","errors":["x"]}]}',
        b'{"count":1}',
        b"{}",
        b"",
        b"<html>",
        b'{"order": {',
        b"[]",
        b'{"a":' * 100_000,
    ],
)
def test_a_good_status_without_another_code_is_success(body: bytes) -> None:
    assert NEW.succeeded(head(), body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"Failed","message":"m","data":null}',
        b'{"data":{"orders":[]},"code":"PermissionDenied"}',
        b'{"code":5,"message":"m","details":[]}',
        b'{"code":""}',
        b'{"code":{"a":1}}',
        b'{"code":"Successful"}',
        b'{"error":"store is not active"}',
        b'{"errors":["x"]}',
        b'{"errors":{"email":["x"]}}',
    ],
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_good_status_with_another_code_is_an_error(status: int, body: bytes) -> None:
    assert not NEW.succeeded(head(status), body)
    assert not OLD.succeeded(head(status), body)


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_another_status_is_an_error_whatever_the_code(status: int) -> None:
    assert not NEW.succeeded(head(status), b'{"code":"Success","data":{}}')


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code", "messages"),
    [
        (b'{"code":"NotFound","message":"no such order"}', "NotFound", ("no such order",)),
        (b'{"code":5,"message":"m","details":[]}', "5", ("m",)),
        (b'{"code":3,"message":"m","details":[{"field":"x"}]}', "3", ("m", "field: x")),
        (b'{"code":"Failed","message":""}', "Failed", ()),
        (b'{"error":"store is not active"}', None, ("store is not active",)),
        (b'{"errors":["a","b"]}', None, ("a", "b")),
        (b'{"errors":"a"}', None, ("a",)),
        (b'{"errors":{"email":["x","y"],"note":"z"}}', None, ("email: x", "email: y", "note: z")),
        (b'{"error":{"message":"m"}}', None, ("message: m",)),
        (b"{}", None, ()),
        (b"", None, ()),
        (b"null", None, ()),
        (b'"Unauthorized"', None, ("Unauthorized",)),
        (b'["a"]', None, ("a",)),
        (b"<html>Bad Gateway</html>", None, ()),
        (b'{"errors":["caf\xe9"]}', None, ()),
        (b"[" * 100_000, None, ()),
    ],
)
def test_an_error_is_read_out_of_every_shape(
    body: bytes, code: str | None, messages: tuple[str, ...]
) -> None:
    assert error_messages(body) == (code, messages)


@given(st.binary() | st.text().map(str.encode))
def test_no_error_body_breaks_the_reading(body: bytes) -> None:
    NEW.succeeded(head(), body)
    assert str(NEW.error(head(400), body)).startswith("answered 400 Bad Request")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        # The status tells where it is a telling one, whatever the code.
        (401, b'{"code":"NotFound"}', AuthenticationError),
        (401, b'"Unauthorized"', AuthenticationError),
        (403, b'{"code":"Forbidden","message":"m"}', PermissionDeniedError),
        (404, b"{}", NotFoundError),
        (404, b'{"errors":["Unable to find resource"]}', NotFoundError),
        (406, b'{"errors":["1:per_page too large"]}', APIError),
        (406, b'{"errors":["2:deep pagination not allowed"]}', APIError),
        (422, b'{"errors":["TaxTotal is required"]}', ValidationError),
        (502, b"<html>", ServerError),
        (503, b'{"code":5}', ServerError),
        # 400 is the token's as well as the arguments'.
        (400, b"{}", APIError),
        (400, b'{"errors":["1:invalid sort_by param"]}', APIError),
        (400, b'{"errors":["2:invalid sort_direction param"]}', APIError),
        (400, b'{"errors":["invalid page_token"]}', APIError),
        (400, b'{"errors":["page token is invalid"]}', APIError),
        (400, b'{"code":3,"message":"m","details":[]}', ValidationError),
        (400, b'{"code":"INVALID_ARGUMENT","message":"m"}', ValidationError),
        (400, b'{"code":16,"message":"m"}', AuthenticationError),
        (400, b'{"code":"Unauthorized","message":"m"}', AuthenticationError),
        (400, b'{"code":"InvalidAccessToken","message":"m"}', AuthenticationError),
        (400, b'{"error":"store is not active"}', AuthenticationError),
        (400, b'{"errors":["No Context"]}', AuthenticationError),
        (400, b'{"errors":["Invalid access token"]}', AuthenticationError),
        (400, b'{"errors":{"Access-Token":["is missing"]}}', AuthenticationError),
        (400, b'{"error":"token is expired"}', AuthenticationError),
        (400, b'"Unauthorized"', AuthenticationError),
        # Within the platform gRPC is spoken: its codes come through as 500.
        (500, b'{"code":5,"message":"m","details":[]}', NotFoundError),
        (500, b'{"code":"NotFound","message":"m"}', NotFoundError),
        (500, b'{"code":"NOT_FOUND","message":"m"}', NotFoundError),
        (500, b'{"code":7,"message":"m"}', PermissionDeniedError),
        (500, b'{"code":13,"message":"m"}', ServerError),
        (500, b'{"code":2,"message":"m"}', ServerError),
        (500, b'{"errors":["cannot load the access token"]}', ServerError),
        (500, b"{}", ServerError),
        # And a good status can be none.
        (200, b'{"code":"NotFound","message":"m"}', NotFoundError),
        (200, b'{"code":5,"message":"m"}', NotFoundError),
        (200, b'{"code":"Unauthorized","message":"m"}', AuthenticationError),
        (201, b'{"code":"InvalidArgument","message":"m"}', ValidationError),
        (200, b'{"error":"store is not active"}', AuthenticationError),
        (200, b'{"code":"Failed","message":"m"}', APIError),
    ],
)
def test_what_kind_of_error_it_is(status: int, body: bytes, kind: type[APIError]) -> None:
    error = NEW.error(head(status), body)
    assert type(error) is kind
    assert error.status == status


def test_an_error_has_the_platforms_words_and_where_it_was() -> None:
    where: dict[str, Any] = {"shop": "bravo", "method": "GET", "url": "u", "request_id": "r"}
    body = b'{"code":"NotFound","message":"no such order"}'
    error = NEW.error(head(404), body, **where)
    assert (error.code, error.messages, error.body) == ("NotFound", ("no such order",), body)
    assert str(error) == "bravo: GET u: answered 404 Not Found: no such order (request id r)"


def test_an_error_without_words_is_told_by_its_code() -> None:
    assert str(NEW.error(head(200), b'{"code":"Failed"}')) == "answered 200 OK: Failed"
    assert str(NEW.error(head(400), b"{}")) == "answered 400 Bad Request"


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "refusal"),
    [
        ({}, Refusal(2.0)),
        ({"Retry_After": ""}, Refusal(2.0)),
        ({"Retry_After": "2.0"}, Refusal(2.0)),
        ({"Retry_After": "4.5"}, Refusal(4.5)),
        ({"Retry_After": "soon"}, Refusal(2.0)),
        ({"X_App_Call_Limit": "40/40", "X_Store_Call_Limit": "1/80"}, Refusal(2.0)),
        ({"X_App_Call_Limit": "1/40"}, Refusal(2.0)),
        ({"X_Store_Call_Limit": "1/80"}, Refusal(2.0)),
        (
            {"X_App_Call_Limit": "1/40", "X_Store_Call_Limit": "1/80", "Retry_After": "13"},
            Refusal(13.0, own_limit=True),
        ),
    ],
)
def test_a_429_says_how_long_to_wait_and_whose_limit_it_is(
    pairs: dict[str, str], refusal: Refusal
) -> None:
    assert NEW.refusal(head(429, **pairs), b"") == refusal


@pytest.mark.parametrize("status", [200, 400, 403, 503])
def test_nothing_else_is_a_refusal(status: int) -> None:
    assert NEW.refusal(head(status, Retry_After="2.0"), b"") is None


def test_a_refusal_is_a_rate_limit_error_with_its_wait() -> None:
    body = b'{"code":"TooManyRequests","message":"slow down"}'
    error = NEW.error(head(429, Retry_After="3.5"), body)
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.status, error.code) == (3.5, 429, "TooManyRequests")
    assert error.messages == ("slow down",)


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"Internal","message":"x","trace_id":"1","data":{"orders":[],"has_more":false}}',
        b'{"code":"Forbidden","message":"no","request_id":"r"}',
        b'{"code":"Forbidden","requestId":"r","timestamp":1790000000}',
    ],
)
def test_a_code_of_an_error_is_one_whatever_names_the_request(api: OpenAPI, body: bytes) -> None:
    assert not api.succeeded(head(200), body)


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"9","code":"SUMMER10"}',
        b'{"code":"Success","data":{},"errors":["x"]}',
        b'{"code":null,"data":{}}',
    ],
)
def test_a_code_among_other_data_is_data(api: OpenAPI, body: bytes) -> None:
    assert api.succeeded(head(200), body)


@BOTH
@pytest.mark.parametrize(
    "body", [b'{"ok":false}', b'{"code":"X","message":"no"}', b'{"code":5,"details":[]}']
)
def test_a_code_by_itself_is_the_envelopes(api: OpenAPI, body: bytes) -> None:
    assert not api.succeeded(head(200), body)


@pytest.mark.parametrize(
    "code", ["DeadlineExceeded", "ABORTED", "Internal", "Unavailable", "2", "4", "10", "13", "14"]
)
def test_codes_of_a_server_in_trouble(code: str) -> None:
    error = NEW.error(head(400), b'{"code":"%s","message":"later"}' % code.encode(), shop="s")
    assert type(error) is ServerError


def test_a_gateways_own_limit_is_not_the_shops() -> None:
    told = headers(RateLimit_Limit="1000", RateLimit_Remaining="990", X_Api_Call_Limit="3/40")
    assert usage(told) == (Usage(3, 40, 2), None)
