"""Shopify's REST protocol as plain data."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from asyncshop import NotFoundError, RateLimitError, ServerError
from asyncshop.bucket import BucketSize, Usage
from asyncshop.decoding import nothing
from asyncshop.protocol import Call, Head, Refusal
from asyncshop.shopify.protocol import (
    LATEST_VERSION,
    ShopifyREST,
    error_messages,
    next_cursor,
    usage,
)

REST = ShopifyREST()
ORIGIN = "https://acme.myshopify.com"


def head(status: int = 200, *pairs: tuple[str, str]) -> Head:
    return REST.head(status, CIMultiDictProxy(CIMultiDict(pairs)))


def call(path: str, **params: str) -> Call[None]:
    return Call("GET", path, path, nothing, tuple(params.items()))


def test_the_smallest_plan_is_what_is_expected_at_first() -> None:
    assert (REST.name, REST.api, REST.allowed) == ("shopify", "rest", (BucketSize(40, 2),))
    assert LATEST_VERSION == "2026-10"


def test_the_token_goes_into_its_own_header() -> None:
    assert REST.headers("t") == {"X-Shopify-Access-Token": "t"}


def test_an_address_has_the_version_unless_it_begins_with_a_slash() -> None:
    url = REST.url(ORIGIN, "2026-10", call("orders.json"))
    assert str(url) == f"{ORIGIN}/admin/api/2026-10/orders.json"
    url = REST.url(ORIGIN, "2026-10", call("/admin/oauth/access_scopes.json"))
    assert str(url) == f"{ORIGIN}/admin/oauth/access_scopes.json"


def test_parameters_make_the_query() -> None:
    url = REST.url(ORIGIN, "2026-10", call("orders.json", status="any", name="#1"))
    assert url.raw_query_string == "status=any&name=%231"


def test_the_headers_tell_all_that_is_known_of_an_answer() -> None:
    read = head(
        200,
        ("x-request-id", "abc-1"),
        ("X-SHOPIFY-API-VERSION", "2026-07"),
        ("X-Shopify-API-Deprecated-Reason", "https://shopify.dev/why"),
        ("X-Shopify-Shop-Api-Call-Limit", "32/40"),
        ("Link", '<https://x.test/orders.json?page_info=A>; rel="previous"'),
        ("Link", '<https://x.test/orders.json?page_info=B>; rel="next"'),
        ("Retry-After", "2.0"),
    )
    assert read.ok
    assert (read.request_id, read.version) == ("abc-1", "2026-07")
    assert read.deprecated == "https://shopify.dev/why"
    assert read.usage == (Usage(used=32, size=40, rate=2),)
    assert (read.cursor, read.retry_after) == ("B", 2.0)


def test_an_answer_without_headers_tells_nothing() -> None:
    read = head(301)
    assert not read.ok
    assert (read.request_id, read.version, read.deprecated) == (None, None, None)
    assert (read.usage, read.cursor, read.retry_after) == ((None,), None, None)


def test_of_the_call_limit_a_twentieth_leaks_out_each_second() -> None:
    assert usage("32/40") == Usage(used=32, size=40, rate=2)
    assert usage("1/400") == Usage(used=1, size=400, rate=20)
    assert usage("") is None


def test_the_status_tells_whether_it_was_done() -> None:
    assert REST.succeeded(head(201), b"")
    assert not REST.succeeded(head(404), b"{}")


def test_several_values_are_joined_by_commas() -> None:
    assert REST.several("ids", ["1", "2"]) == [("ids", "1,2")]


@pytest.mark.parametrize(
    ("link", "cursor"),
    [
        ("", None),
        ('<https://x.test/o.json?limit=250&page_info=A>; rel="next"', "A"),
        ('<https://x.test/?page_info=A>; rel="previous"', None),
        (
            (
                '<https://x.test/?page_info=A>; rel="previous", '
                '<https://x.test/?page_info=B>; rel="next"'
            ),
            "B",
        ),
        ("<https://x.test/?page_info=B>;rel=next", "B"),
        ("<https://x.test/?page_info=B>; REL='NEXT'; title=x", "B"),
        ('<https://x.test/?page_info=B>; title="a"; rel="next"', "B"),
        ('<https://x.test/?page_info=B>; rel="nextish"', None),
        ('<https://x.test/?page_info=B>; title="a, b; c"; rel="next"', "B"),
        ('<https://x.test/?page_info=B>; crossorigin; rel="prev next"', "B"),
        ('<https://x.test/?limit=250>; rel="next"', ""),
        ('<https://x.test/?page_info=>; rel="next"', ""),
        ('<https://x.test/?page_info=a%2Bb%3D>; rel="next"', "a+b="),
        (r'<https://x.test/?page_info=B>; title="a \" b, c"; rel="next"', "B"),
        ('<https://x.test/?page_info=B>; rel="self"; rel="next"', "B"),
        (' , <https://x.test/?page_info=B>; rel="next"', ""),
    ],
)
def test_of_a_link_only_the_next_page_info_is_used(link: str, cursor: str | None) -> None:
    assert next_cursor(link) == cursor


@pytest.mark.parametrize(
    "link",
    [
        "nonsense",
        'https://x.test/?page_info=B; rel="next"',
        '<https://x.test/?page_info=B> rel="next"',
        '<https://x.test/?page_info=B>;; rel="next"',
        '<https://x.test/?page_info=B>; rel="next',
        "<https://x.test/?page_info=B>; rel*=UTF-8''next",
        '<https://x.test/?page_info=B>; title=x, b; rel="next"',
        '<https://x.test/?page_info=A>; rel="previous", https://x.test/?page_info=B; rel="next"',
        '<https://[x?page_info=B>; rel="next"',
        '<https://x.test/?page_info=%FF>; rel="next"',
        '<https://x.test/?page_info=\udcff>; rel="next"',
    ],
)
def test_a_link_that_cannot_be_read_does_not_pass_for_the_end(link: str) -> None:
    assert next_cursor(link) == ""


@given(st.text())
def test_no_link_header_breaks_the_reading(link: str) -> None:
    next_cursor(link)


@pytest.mark.parametrize(
    "param", ["; a=   ", "; a  ", '; a=" \\" "  ', ";  a =  b  ", "; rel=next   "]
)
@pytest.mark.parametrize("end", ['; "', ';"', "<", '; a="'])
def test_a_link_that_breaks_off_is_read_once_and_not_in_every_way(param: str, end: str) -> None:
    """With as many ways as there are subsets of its parameters this would not end."""
    assert next_cursor(f'<https://x.test/?page_info=B>; rel="next"{param * 60}{end}') == ""


@pytest.mark.parametrize(
    ("body", "code", "messages"),
    [
        (b'{"errors": "Not Found"}', None, ("Not Found",)),
        (b'{"errors": ["a", "b"]}', None, ("a", "b")),
        (b'{"errors": {"page_info": "Invalid value."}}', None, ("page_info: Invalid value.",)),
        (
            b'{"errors": {"base": ["a", "b"], "line_items": ["c"]}}',
            None,
            ("base: a", "base: b", "line_items: c"),
        ),
        (b'{"errors": {"order": {"email": ["x"]}}}', None, ("order.email: x",)),
        (b'{"error": "This order cannot be cancelled"}', None, ("This order cannot be cancelled",)),
        (
            b'{"error": "invalid_request", "error_description": "The code has expired"}',
            "invalid_request",
            ("The code has expired",),
        ),
        (b'{"error": {"message": "x"}}', None, ("message: x",)),
        (b'{"errors": null}', None, ()),
        (b'{"errors": [null, 5]}', None, ("5",)),
        (b"{}", None, ()),
        (b"", None, ()),
        (b'"a bare string"', None, ("a bare string",)),
        (b"null", None, ()),
        (b"<html>Bad Gateway</html>", None, ()),
        (b'{"errors": "caf\xe9"}', None, ()),
        (b"[" * 100_000, None, ()),
        (b'{"errors": ' * 5000 + b"1" + b"}" * 5000, None, ()),
    ],
)
def test_an_error_is_read_out_of_every_shape(
    body: bytes, code: str | None, messages: tuple[str, ...]
) -> None:
    assert error_messages(body) == (code, messages)


@given(st.binary())
def test_no_error_body_breaks_the_reading(body: bytes) -> None:
    error_messages(body)


@pytest.mark.parametrize(
    ("pairs", "refusal"),
    [
        ((("Retry-After", "2.0"),), Refusal(2.0)),
        ((("Retry-After", "4.5"), ("X-Shopify-Shop-Api-Call-Limit", "40/40")), Refusal(4.5)),
        ((), Refusal(2.0)),
        ((("Retry-After", ""),), Refusal(2.0)),
        (
            (("Retry-After", "13"), ("X-Shopify-Shop-Api-Call-Limit", "1/40")),
            Refusal(13.0, own_limit=True),
        ),
    ],
)
def test_a_429_says_how_long_to_wait_and_whose_limit_it_is(
    pairs: tuple[tuple[str, str], ...], refusal: Refusal
) -> None:
    assert REST.refusal(head(429, *pairs), b"") == refusal


@pytest.mark.parametrize("status", [200, 404, 430, 503])
def test_nothing_else_is_a_refusal(status: int) -> None:
    assert REST.refusal(head(status, ("Retry-After", "2.0")), b"") is None


def test_an_error_has_the_platforms_words_and_where_it_was() -> None:
    where: dict[str, Any] = {"shop": "acme", "method": "GET", "url": "u", "request_id": "r"}
    error = REST.error(head(404), b'{"errors": "Not Found"}', **where)
    assert type(error) is NotFoundError
    assert (error.status, error.messages) == (404, ("Not Found",))
    assert (error.body, error.code) == (b'{"errors": "Not Found"}', None)
    assert str(error) == "acme: GET u: answered 404 Not Found: Not Found (request id r)"


def test_a_refusal_is_a_rate_limit_error_with_its_wait() -> None:
    error = REST.error(head(429, ("Retry-After", "3.5")), b'{"errors": "Exceeded 2 calls"}')
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.status) == (3.5, 429)
    assert error.messages == ("Exceeded 2 calls",)


def test_a_status_that_no_standard_names_is_told_by_its_number() -> None:
    assert str(REST.error(head(783), b"")) == "answered 783"
    assert isinstance(REST.error(head(530), b"<html>"), ServerError)
