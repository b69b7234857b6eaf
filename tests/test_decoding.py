"""From JSON to Structs: one bad leaf costs one order at the most."""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw, Struct

from asyncshop import DecodeError
from asyncshop.decoding import is_flat, item_decoder, many, nothing, number, one, whole
from asyncshop.shopify import Order


class Line(Struct):
    price: Decimal | None = None
    at: datetime | None = None


class Item(Struct):
    id: int
    closed_at: datetime | None = None
    total: Decimal | None = None
    lines: list[Line] = []
    named: dict[str, Line] = {}


def test_an_item_is_decoded() -> None:
    item = item_decoder(Item)(Raw(b'{"id": 1, "closed_at": "2026-01-01T00:00:00Z", "new": 5}'))
    assert item == Item(1, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_decoder_is_made_once() -> None:
    assert item_decoder(Item) is item_decoder(Item)


@pytest.mark.parametrize("empty", ['""', '"null"'])
def test_an_empty_text_for_a_time_or_an_amount_is_null(empty: str) -> None:
    text = '{"id": 1, "closed_at": %s, "total": %s, "lines": [{"price": "1.10"}, {"at": %s}]}'
    item = item_decoder(Item)(Raw((text % ((empty,) * 3)).encode()))
    assert item == Item(1, None, None, [Line(Decimal("1.10")), Line(at=None)])


def test_mending_one_leaf_leaves_the_amounts_beside_it_exact() -> None:
    raw = Raw(b'{"id": 9007199254740993, "closed_at": "", "total": 0.10000000000000000001}')
    item = item_decoder(Item)(raw)
    assert item == Item(9007199254740993, None, Decimal("0.10000000000000000001"))


@pytest.mark.parametrize(
    ("raw", "order_id", "path"),
    [
        (b'{"id": 7, "closed_at": "soon"}', 7, "$.closed_at"),
        (b'{"id": 7, "closed_at": "", "total": "x"}', 7, "$.total"),
        (b'{"id": 7, "lines": [{}, {"price": true}]}', 7, "$.lines[1].price"),
        (b'{"id": "", "total": "1"}', "", "$.id"),
        (b'{"id": {}, "total": "1"}', None, "$.id"),
        (b'{"closed_at": null}', None, None),
        (b"null", None, None),
        (b"[]", None, None),
        (b'"order"', None, None),
        (b'{"id": 7, "named": {"a": {"at": ""}}}', 7, "$.named[...].at"),
        (b'{"id": 7, "named": {"at": "x"}}', 7, "$.named[...]"),
        (b'{"id": 7, "closed_at": "', None, None),
        (b'{"id": 7, "closed_at": "", "other": 1e99999999999999999999}', 7, None),
    ],
)
def test_what_cannot_be_mended_says_which_order_and_where(
    raw: bytes, order_id: Any, path: str | None
) -> None:
    with pytest.raises(DecodeError) as caught:
        item_decoder(Item)(Raw(raw))
    error = caught.value
    assert (error.order_id, error.path, error.body) == (order_id, path, raw)
    assert f"what came with id {order_id} is not what its type says" in str(error)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id": 7, "note": "caf\xe9"}',
        b'{"id": 7, "closed_at": "", "note": "caf\xe9"}',
        b'{"id": 7, "closed_at": "", "note": "\\ud83d"}',
    ],
    ids=["latin-1", "latin-1 after an empty time", "half a character after an empty time"],
)
def test_text_that_is_no_text_costs_its_order_only(raw: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        item_decoder(Order)(Raw(raw))
    assert caught.value.body == raw


def test_a_raw_item_is_a_copy_that_does_not_hold_its_page() -> None:
    page = many("orders")(b'{"orders": [{"id": 1}]}').data
    item = item_decoder(Raw)(page[0])
    assert item is not page[0]
    assert bytes(item) == b'{"id": 1}'


@given(st.lists(st.integers(min_value=1)), st.text())
def test_a_page_is_split_into_its_items(ids: list[int], note: str) -> None:
    body = msgspec.json.encode(
        {"new": note, "orders": [{"id": each, "note": note} for each in ids]}
    )
    decode = item_decoder(Item)
    assert [decode(raw).id for raw in many("orders")(body).data] == ids


def test_one_order_is_read_with_the_notice_beside_it() -> None:
    answer = one("order", Item)(b'{"notice": "Order has been canceled", "order": {"id": 1}}')
    assert (answer.data, answer.notice) == (Item(1), "Order has been canceled")
    assert one("order", Item)(b'{"order": {"id": 1}, "notice": {"a": 1}}').notice is None


def test_one_order_with_a_bad_leaf_is_mended() -> None:
    body = b'{"order": {"id": 1, "closed_at": "", "total": "1.10"}, "notice": "x"}'
    answer = one("order", Item)(body)
    assert (answer.data, answer.notice) == (Item(1, total=Decimal("1.10")), "x")


def test_one_order_with_half_a_character_is_read() -> None:
    assert one("order", dict[str, str])(rb'{"order": {"note": "a\ud83d"}}').data == {
        "note": "a\ufffd"
    }


def test_one_order_that_cannot_be_mended_says_where_in_the_order() -> None:
    with pytest.raises(DecodeError) as caught:
        one("order", Item)(b'{"order": {"id": 7, "closed_at": "soon"}, "notice": "x"}')
    error = caught.value
    assert (error.order_id, error.path) == (7, "$.closed_at")
    assert error.body == b'{"id": 7, "closed_at": "soon"}'


def test_one_raw_order_is_a_copy_that_does_not_hold_its_body() -> None:
    body = b'{"order": {"id" : 1}, "more": "%s"}' % (b"x" * 100)
    before = sys.getrefcount(body)
    order = one("order", Raw)(body).data
    assert bytes(order) == b'{"id" : 1}'
    assert sys.getrefcount(body) == before


def test_a_count_is_read() -> None:
    assert number("count")(b'{"count": 12}').data == 12


@pytest.mark.parametrize("body", [b"", b"\n", b"{}", b'{"code":"Success","data":{}}', b"null"])
def test_an_object_or_nothing_says_that_it_is_done(body: bytes) -> None:
    assert nothing(body).data is None


@pytest.mark.parametrize("body", [b"<html>", b'"Unauthorized"', b"[]", b"{"])
def test_anything_else_does_not(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        nothing(body)


def test_a_whole_body_is_read_and_an_empty_one_is_null() -> None:
    assert whole(dict[str, int])(b'{"a": 1}').data == {"a": 1}
    assert whole(Any)(b"").data is None


@pytest.mark.parametrize("body", [b"{}", b'{"orders": 1}', b"[]", b""])
def test_an_envelope_of_another_shape_is_refused(body: bytes) -> None:
    for read in (many("orders"), number("count"), one("order", Item)):
        with pytest.raises(msgspec.DecodeError):
            read(body)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\ud83d", "a\ufffd"),
        (r"\ude00 b", "\ufffd b"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud83d \uD83D\u0041", "\\ud83d \ufffdA"),
    ],
)
def test_half_a_character_costs_that_character_only(written: str, read: str) -> None:
    body = f'{{"orders": [{{"note": "{written}"}}, {{"note": "\\ud83d\\ude00"}}]}}'.encode()
    decode = item_decoder(dict[str, str])
    assert [decode(raw)["note"] for raw in many("orders")(body).data] == [read, "\U0001f600"]


def test_other_json_that_is_broken_stays_so() -> None:
    with pytest.raises(msgspec.DecodeError, match="malformed"):
        many("orders")(rb'{"orders": [{"note": "\x"}]}')


class Loose(Struct):
    names: list[str] | None = None
    rate: float | None = None
    count: int | None = None


@pytest.mark.parametrize(
    ("body", "order"),
    [
        ('{"names": ["a", null, "b", null]}', Loose(names=["a", "b"])),
        ('{"names": {}}', Loose()),
        ('{"rate": "0.06", "count": "3"}', Loose(rate=0.06, count=3)),
    ],
)
def test_nulls_in_lists_and_numbers_as_text_cost_nothing(body: str, order: Loose) -> None:
    assert item_decoder(Loose)(Raw(body.encode())) == order


class Flat(Struct):
    id: int
    total: Decimal | None = None
    name: str = ""


class Deep(Struct):
    id: int
    lines: list[Flat] = []


@pytest.mark.parametrize(
    ("into", "flat"),
    [(Flat, True), (Deep, False), (Order, False), (Raw, False), (dict, False), (int, False)],
)
def test_a_flat_type_has_nothing_inside_its_values(into: Any, flat: bool) -> None:
    assert is_flat(into) == flat


def test_a_page_of_a_flat_type_is_decoded_at_once() -> None:
    data: list[Any] = many("orders", Flat)(b'{"orders":[{"id":1,"total":"2.50"}]}').data
    assert data == [Flat(1, Decimal("2.50"))]
    assert item_decoder(Flat)(data[0]) is data[0]


def test_a_page_of_a_flat_type_with_one_bad_order_loses_no_other() -> None:
    data = many("orders", Flat)(b'{"orders":[{"id":1,"total":""},{"id":"x"},{"id":3}]}').data
    decode = item_decoder(Flat)
    assert [decode(data[0]), decode(data[2])] == [Flat(1), Flat(3)]
    with pytest.raises(DecodeError):
        decode(data[1])
