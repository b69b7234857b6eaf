"""What both platforms' HTTP has in common: addresses, headers, the words of errors."""

from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.http import address, call_limit, error_document, seconds, summary, words

ORIGIN = "https://acme.test"
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def test_an_address_is_the_origin_the_path_and_the_query() -> None:
    assert str(address(ORIGIN, "/orders", ())) == "https://acme.test/orders"
    assert str(address(ORIGIN, "/orders", [("a", "1")])) == "https://acme.test/orders?a=1"


@given(st.lists(st.tuples(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.text())))
def test_every_pair_of_a_query_comes_out_as_it_went_in(params: list[tuple[str, str]]) -> None:
    printable = [(name, value) for name, value in params if value.isprintable()]
    assert list(address(ORIGIN, "/orders", printable).query.items()) == printable


def test_the_plus_of_an_offset_is_encoded() -> None:
    url = address(ORIGIN, "/orders", [("at", "2026-01-01T00:00:00+02:00")])
    assert url.raw_query_string == "at=2026-01-01T00%3A00%3A00%2B02%3A00"


def test_what_is_encoded_in_a_path_is_not_encoded_again() -> None:
    assert str(address(ORIGIN, "/orders/%231001", ())) == "https://acme.test/orders/%231001"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("2.0", 2.0),
        ("4", 4.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("Sun, 22 Nov 2026 00:00:00 GMT", None),
    ],
)
def test_seconds_are_decimal(header: str, wait: float | None) -> None:
    assert seconds(header) == wait


@pytest.mark.parametrize(
    ("header", "reported"),
    [
        ("32/40", (32, 40)),
        (" 1 / 400 ", (1, 400)),
        ("0.5/80", (0.5, 80)),
        ("", None),
        ("40", None),
        ("a/b", None),
        ("1/0", None),
        ("-1/40", None),
        ("1/-40", None),
        ("1/inf", None),
        ("1/5e-324", None),
        ("nan/40", None),
        ("1/40/2", None),
    ],
)
def test_a_call_limit_is_used_of_size(header: str, reported: tuple[float, float] | None) -> None:
    assert call_limit(header) == reported


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b'{"errors": ["a"]}', {"errors": ["a"]}),
        (b'"a bare string"', "a bare string"),
        (b"", None),
        (b"<html>Bad Gateway</html>", None),
        (b'{"errors": "caf\xe9"}', None),
        (b"[" * 100_000, None),
    ],
)
def test_an_error_body_that_is_no_json_is_nothing(body: bytes, tree: Any) -> None:
    assert error_document(body) == tree


@given(st.binary())
def test_no_error_body_breaks_the_reading(body: bytes) -> None:
    error_document(body)


@pytest.mark.parametrize(
    ("tree", "texts"),
    [
        ("a", ["a"]),
        (["a", ["b"], None, 5], ["a", "b", "5"]),
        ({"email": ["x", "y"], "order": {"note": "z"}}, ["email: x", "email: y", "order.note: z"]),
        ({"lines": [{"price": "a"}, {"price": "b"}]}, ["lines.price: a", "lines.price: b"]),
        (None, []),
        ({}, []),
    ],
)
def test_every_text_stands_behind_the_names_of_its_fields(tree: Any, texts: list[str]) -> None:
    assert list(words(tree)) == texts


def leaves(tree: Any) -> int:
    if isinstance(tree, (dict, list)):
        return sum(map(leaves, tree.values() if isinstance(tree, dict) else tree))
    return tree is not None


@given(TREES)
def test_no_word_of_an_error_is_lost(tree: Any) -> None:
    assert len(list(words(tree))) == leaves(tree)


def test_a_summary_is_one_line_of_status_and_words() -> None:
    assert summary(404, ()) == "answered 404 Not Found"
    assert summary(422, ["a", "b"]) == f"answered 422 {HTTPStatus(422).phrase}: a; b"
    assert summary(783, ["a"]) == "answered 783: a"
