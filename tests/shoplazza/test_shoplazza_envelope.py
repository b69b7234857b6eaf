"""How answers are wrapped, in either generation."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Raw, Struct

from asyncshop import DecodeError
from asyncshop.decoding import item_decoder
from asyncshop.protocol import Answer
from asyncshop.shoplazza.envelope import BARE, ENVELOPED, Envelope

IDS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])), max_size=5)


class Item(Struct):
    id: str


def wrapped(envelope: Envelope, content: Any, **beside: Any) -> bytes:
    """Give the body that has this content, as the generation wraps it."""
    tree = content if envelope is BARE else {"code": "Success", "message": "", "data": content}
    return json.dumps(tree | beside).encode()


both = pytest.mark.parametrize("envelope", [BARE, ENVELOPED], ids=["2022-01", "2026-01"])


def listed(answer: Answer[list[Any]]) -> tuple[list[Any], str | None]:
    return [msgspec.json.decode(raw) for raw in answer.data], answer.cursor


# -- one, a number, all of it ---------------------------------------------------------------------


@both
def test_an_object_stands_under_its_key(envelope: Envelope) -> None:
    body = wrapped(envelope, {"beside": 1, "order": {"id": "1"}})
    assert envelope.one("order", Item)(body) == Answer(Item("1"))


@both
def test_a_number_stands_under_its_key(envelope: Envelope) -> None:
    assert envelope.number("count")(wrapped(envelope, {"count": 12})) == Answer(12)


@both
def test_all_of_it_is_what_the_envelope_holds(envelope: Envelope) -> None:
    body = wrapped(envelope, {"id": "1", "beside": []})
    assert envelope.whole(Item)(body) == Answer(Item("1"))


@both
@pytest.mark.parametrize("content", [{}, {"order": "x"}, {"order": {"id": 5}}, {"orders": []}])
def test_what_is_no_such_object_is_an_error(envelope: Envelope, content: Any) -> None:
    with pytest.raises((msgspec.ValidationError, DecodeError)):
        envelope.one("order", Item)(wrapped(envelope, content))


@both
@pytest.mark.parametrize("content", [{}, {"count": "12"}, {"count": None}])
def test_what_is_no_such_number_is_an_error(envelope: Envelope, content: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        envelope.number("count")(wrapped(envelope, content))


@pytest.mark.parametrize("body", [b'{"code":"Success"}', b'{"code":"Success","data":null}', b"{}"])
def test_an_envelope_with_nothing_in_it_is_an_error(body: bytes) -> None:
    for read in (ENVELOPED.one("order", Item), ENVELOPED.number("count"), ENVELOPED.many("orders")):
        with pytest.raises(msgspec.ValidationError):
            read(body)
    with pytest.raises((msgspec.ValidationError, DecodeError)):
        ENVELOPED.whole(Item)(body)


@both
def test_half_a_character_costs_no_page(envelope: Envelope) -> None:
    r"""A text that was cut within an emoji: JSON allows the lone half as \ud83d."""
    body = wrapped(envelope, {"orders": [{"id": "\ud83d"}], "order": {"id": "\ud83d"}})
    assert listed(envelope.many("orders")(body))[0] == [{"id": "\ufffd"}]
    assert envelope.one("order", Item)(body).data == Item("\ufffd")


# -- lists ----------------------------------------------------------------------------------------


@both
@given(IDS)
def test_every_item_of_a_list_comes_out_as_it_went_in(envelope: Envelope, ids: list[str]) -> None:
    items = [{"id": each} for each in ids]
    body = wrapped(envelope, {"orders": items, "count": len(ids)})
    assert listed(envelope.many("orders")(body)) == (items, None)


@both
def test_no_items_may_be_null(envelope: Envelope) -> None:
    body = wrapped(envelope, {"orders": None, "has_more": False})
    assert listed(envelope.many("orders")(body)) == ([], None)


@pytest.mark.parametrize(
    ("beside", "cursor"),
    [
        ({}, None),
        ({"next_token": ""}, None),
        ({"next_token": None}, None),
        ({"next_token": "A"}, "A"),
        ({"next_token": "A", "count": 0}, "A"),
    ],
)
def test_a_token_leads_on_in_2022_01(beside: dict[str, Any], cursor: str | None) -> None:
    body = wrapped(BARE, {"orders": [], **beside})
    assert listed(BARE.many("orders")(body)) == ([], cursor)


@pytest.mark.parametrize(
    ("beside", "cursor"),
    [
        ({"has_more": True, "cursor": "A"}, "A"),
        # The last page may say so with its cursor still there, or have none.
        ({"has_more": False, "cursor": "A"}, None),
        ({"has_more": False, "cursor": ""}, None),
        ({"has_more": None, "cursor": "A"}, "A"),
        ({"has_more": None}, None),
        ({"cursor": ""}, None),
        ({"cursor": None}, None),
        ({"cursor": "A"}, "A"),
        ({}, None),
        # More, and no way to it: an empty cursor, which is an error and no end.
        ({"has_more": True, "cursor": ""}, ""),
        ({"has_more": True, "cursor": None}, ""),
        ({"has_more": True}, ""),
    ],
)
def test_a_cursor_leads_on_while_there_are_more_in_2026_01(
    beside: dict[str, Any], cursor: str | None
) -> None:
    body = wrapped(ENVELOPED, {"orders": [{"id": "1"}], **beside})
    assert listed(ENVELOPED.many("orders")(body)) == ([{"id": "1"}], cursor)


@pytest.mark.parametrize(
    ("content", "cursor"),
    [
        ({"has_more": False}, None),
        ({"cursor": ""}, None),
        ({"cursor": "A", "has_more": True}, "A"),
    ],
)
def test_a_page_may_leave_an_empty_list_out(content: dict[str, Any], cursor: str | None) -> None:
    assert listed(ENVELOPED.many("orders")(wrapped(ENVELOPED, content))) == ([], cursor)


@both
@pytest.mark.parametrize("content", [{}, {"order": {}}, {"orders": {}}, {"orders": "x"}])
def test_what_is_no_list_is_an_error_and_no_end(envelope: Envelope, content: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        envelope.many("orders")(wrapped(envelope, content))


@both
def test_a_list_that_broke_off_is_an_error(envelope: Envelope) -> None:
    body = wrapped(envelope, {"orders": [{"id": "1"}]})
    for end in range(1, len(body)):
        with pytest.raises(msgspec.DecodeError):
            envelope.many("orders")(body[:end])


# -- lists of a flat type -------------------------------------------------------------------------


class Flat(Struct):
    id: str
    total: Decimal | None = None


class Deep(Struct):
    id: str
    parts: list[Flat] = []


class Alike(Struct):
    """Named as a page and its parts are."""

    orders: str
    items: str
    cursor: str
    has_more: bool
    next_token: str
    data: str


# Half a character becomes another; an \xe9 is written as one byte, which is no text at all.
TEXTS = st.text('a"\\\xe9\ud83d\U0001f600', max_size=3)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=4,
)
# Of a total that is "" comes null, of "x" an error.
ITEMS = st.fixed_dictionaries(
    {"id": st.just("1") | TEXTS | st.just(5)},
    optional={"total": st.sampled_from(["1.10", 0.1, None, "", "x"]), "beside": ANYTHING},
)
PAGES = st.fixed_dictionaries(
    {},
    optional={
        "orders": st.lists(ITEMS | ITEMS | ANYTHING, max_size=4) | ANYTHING,
        "next_token": st.sampled_from(["A", "", None, 5]),
        "cursor": st.sampled_from(["A", "", None, 5]),
        "has_more": st.sampled_from([True, False, None, "yes"]),
        "beside": ANYTHING,
    },
)


def all_of(envelope: Envelope, body: bytes, into: Any) -> Any:
    """What comes of a page read as one of this type: items and errors and a cursor, or an error."""

    def item(raw: Any) -> Any:
        try:
            return item_decoder(Flat)(raw)
        except DecodeError as error:
            return str(error), error.order_id, error.path, error.body

    try:
        answer = envelope.many("orders", into)(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return type(error), str(error)
    return list(map(item, answer.data)), answer.cursor


@both
def test_items_of_a_flat_type_are_decoded_with_their_page(envelope: Envelope) -> None:
    content = {"orders": [{"id": "1", "total": "1.10", "beside": {}}], "has_more": False}
    answer: Answer[Any] = envelope.many("orders", Flat)(wrapped(envelope, content))
    assert answer == Answer([Flat("1", Decimal("1.10"))])


@both
@pytest.mark.parametrize("into", [Raw, Deep, dict])
def test_items_of_other_types_are_left_to_be_decoded(envelope: Envelope, into: Any) -> None:
    body = wrapped(envelope, {"orders": [{"id": "1"}]})
    assert listed(envelope.many("orders", into)(body)) == ([{"id": "1"}], None)


@both
def test_a_flat_type_may_have_the_names_that_a_page_has(envelope: Envelope) -> None:
    item = Alike("1", "2", "3", True, "4", "5")
    body = wrapped(envelope, {"orders": [msgspec.to_builtins(item)], "has_more": False})
    answer: Answer[Any] = envelope.many("orders", Alike)(body)
    assert answer == Answer([item])


@both
@given(PAGES)
@example({"orders": [{"id": "\ud83d"}]})
@example({"orders": [{"id": "caf\xe9"}]})
def test_a_page_is_the_same_whether_or_not_its_type_is_flat(
    envelope: Envelope, content: dict[str, Any]
) -> None:
    body = wrapped(envelope, content).replace(rb"\u00e9", b"\xe9")
    assert all_of(envelope, body, Flat) == all_of(envelope, body, Raw)


@both
@pytest.mark.parametrize("place", range(3))
def test_one_bad_item_of_a_flat_type_costs_that_item_only(envelope: Envelope, place: int) -> None:
    items: list[Any] = [{"id": "1"}, {"id": "2"}]
    items.insert(place, {"id": "3", "total": "x"})
    body = wrapped(envelope, {"orders": items, "cursor": "A", "next_token": "A"})
    found, cursor = all_of(envelope, body, Flat)
    _, order_id, path, raw = found.pop(place)
    assert (order_id, path, json.loads(raw)) == ("3", "$.total", items[place])
    assert (found, cursor) == ([Flat("1"), Flat("2")], "A")


@both
def test_a_page_of_a_flat_type_that_broke_off_is_an_error(envelope: Envelope) -> None:
    body = wrapped(envelope, {"orders": [{"id": "1"}]})
    for end in range(1, len(body)):
        with pytest.raises(msgspec.DecodeError):
            envelope.many("orders", Flat)(body[:end])
