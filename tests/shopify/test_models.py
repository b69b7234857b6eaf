"""What Shopify answers, as Structs: nothing lost, nothing refused."""

import copy
import functools
import json
import operator
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaves import leaves, lost_leaves

from asyncshop.shopify import models
from asyncshop.shopify.models import Location, Order, ReadModel, Refund, WriteModel

DATA = Path(__file__).parent.parent / "data" / "shopify"
EXAMPLES = [
    "order_resource",
    "create_request",
    "create",
    "cancel",
    "close",
    "open",
    "list",
    "get_fields",
    "update_request",
    "update",
]
FREE_FORM = {dict, Any}


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_bytes())


def corrected(sample: dict[str, Any]) -> dict[str, Any]:
    """The sample order as a shop answers it, without the documentation's mistakes."""
    order = copy.deepcopy(sample)
    for name in [name for name in order if name.endswith("_set") and name in order[name]]:
        order[name] = order[name][name]
    order["order_status_url"] = order["order_status_url"]["order_status_url"]
    order["customer"]["addresses"] = []
    order["customer"]["tax_exemptions"] = []
    order["payment_terms"]["payment_schedules"][0]["completed_at"] = None
    return order


def orders(name: str) -> list[dict[str, Any]]:
    """The orders in one of Shopify's examples."""
    document = load(name)
    if name == "order_resource":
        return [corrected(document)]
    if name == "create_request":  # `grams` is text there; answers have a number
        document["order"]["line_items"][0]["grams"] = 1300
    return document["orders"] if "orders" in document else [document["order"]]


def decode(document: Any) -> Order:
    return msgspec.json.decode(json.dumps(document), type=Order)


def encode(model: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(model))


@functools.cache
def full_order() -> Order:
    return decode(orders("cancel")[0])


def struct_of(hint: Any) -> type[msgspec.Struct] | None:
    """The Struct in a field's type, through lists and unions; None where anything may stand."""
    if hint in FREE_FORM or get_origin(hint) in FREE_FORM:
        return None
    if get_origin(hint) in {list, Union, UnionType}:
        return next(filter(None, map(struct_of, get_args(hint))), None)
    return hint if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else None


def hints(model: type[msgspec.Struct]) -> dict[str, Any]:
    """The types of a model's fields, by their names in JSON."""
    by_attribute = get_type_hints(model)
    return {field.encode_name: by_attribute[field.name] for field in msgspec.structs.fields(model)}


def unknown_names(document: Any, model: type[msgspec.Struct] | None, path: str = "") -> set[str]:
    """The keys of a document that its model has no field for."""
    if isinstance(document, list):
        return set().union(*(unknown_names(item, model, path) for item in document))
    if not isinstance(document, dict) or model is None:
        return set()
    known = hints(model)
    unknown = {f"{path}{name}" for name in document if name not in known}
    return unknown.union(
        *(
            unknown_names(value, struct_of(known[name]), f"{path}{name}.")
            for name, value in document.items()
            if name in known
        )
    )


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {}]}, ["a.1.b: 'x', now None"]),
        ({"a": True}, {"a": 1}, ["a: True, now 1"]),
        ({"a": "x"}, {"a": "2"}, ["a: 'x', now '2'"]),
        ({"a": 195.67}, {"a": "195.66"}, ["a: 195.67, now '195.66'"]),
        ({"a": "2026-01-31T12:00:00Z"}, {"a": 5}, ["a: '2026-01-31T12:00:00Z', now 5"]),
        ({"a": 195.67, "b": "2.0", "c": None, "d": []}, {"a": "195.67", "b": 2}, []),
        ({"a": "2026-01-31T12:00:00Z"}, {"a": "2026-01-31T13:00:00+01:00"}, []),
    ],
)
def test_a_lost_leaf_is_noticed(before, after, lost):
    assert lost_leaves(before, after) == lost


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_leaf_of_an_example_is_lost(name):
    for order in orders(name):
        assert lost_leaves(order, encode(decode(order))) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_key_of_an_example_is_a_field_even_where_it_is_null(name):
    for order in orders(name):
        assert unknown_names(order, Order) == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_decoding_again_what_was_encoded_changes_nothing(name):
    for order in map(decode, orders(name)):
        assert msgspec.json.decode(msgspec.json.encode(order), type=Order) == order


@pytest.mark.parametrize("path", load("field_names"))
def test_every_published_field_name_is_there(path):
    model: type[msgspec.Struct] | None = Order
    for step in filter(None, path.split(".")):
        assert model is not None
        model = struct_of(hints(model)[step])
    assert model is not None
    assert set(load("field_names")[path]) - hints(model).keys() == set()


def test_nothing_needs_to_be_there():
    assert encode(decode({})) == {}


def test_an_empty_list_is_not_a_missing_one():
    order = decode({"refunds": [], "fulfillments": None})
    assert (order.refunds, order.fulfillments, order.line_items) == ([], None, None)
    assert encode(order) == {"refunds": []}


@settings(deadline=None)
@given(st.data())
def test_any_leaf_may_be_missing_or_null(data):
    order = copy.deepcopy(orders("cancel")[0])
    fields = [path for path, _ in leaves(order) if isinstance(path[-1], str)]
    paths = st.sets(st.sampled_from(fields), max_size=40)
    for path in data.draw(paths, label="null"):
        functools.reduce(operator.getitem, path[:-1], order)[path[-1]] = None
    for path in data.draw(paths, label="missing"):
        del functools.reduce(operator.getitem, path[:-1], order)[path[-1]]
    assert lost_leaves(order, encode(decode(order))) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(deadline=None)
@given(name=st.text().map("new ".__add__), value=json_values)
def test_unknown_fields_are_ignored_at_every_depth(name, value):
    def grown(document: Any) -> Any:
        if isinstance(document, dict):
            return {key: grown(item) for key, item in document.items()} | {name: value}
        return list(map(grown, document)) if isinstance(document, list) else document

    assert unknown_names(grown({}), Order) == {name}
    order = orders("get_fields")[0]
    assert decode(grown(order)) == decode(order)


def test_amounts_are_exact_whether_sent_as_text_or_number():
    order = msgspec.json.decode(
        b'{"total_price":"409.940","refunds":[{"refund_line_items":[{"subtotal":195.67}]}],'
        b'"payment_terms":{"amount":70},"tax_lines":[{"price":0.1,"rate":0.06}]}',
        type=Order,
    )
    assert str(order.total_price) == "409.940"
    assert order.refunds[0].refund_line_items[0].subtotal == Decimal("195.67")
    assert order.payment_terms.amount == 70
    assert (order.tax_lines[0].price, order.tax_lines[0].rate) == (Decimal("0.1"), 0.06)


def test_times_know_their_offset():
    created_at = full_order().created_at
    assert created_at == datetime(2008, 1, 10, 16, tzinfo=UTC)
    assert created_at.isoformat() == "2008-01-10T11:00:00-05:00"


def test_an_enumeration_takes_a_value_that_shopify_adds_later():
    assert decode({"financial_status": "expired"}).financial_status == "expired"


@pytest.mark.parametrize("value", ["45.41634", 45.41634])
def test_coordinates_come_as_text_or_as_numbers(value):
    order = decode({"shipping_address": {"latitude": value}})
    assert order.shipping_address.latitude == value


def test_one_line_item_type_in_orders_fulfillments_and_refunds():
    order = full_order()
    item = order.line_items[0]
    assert type(order.fulfillments[0].line_items[0]) is type(item)
    assert type(order.refunds[0].refund_line_items[0].line_item) is type(item)


def test_a_field_named_like_a_keyword_keeps_its_name_in_json():
    refund = msgspec.json.decode(b'{"return":{"id":7}}', type=Refund)
    assert refund.return_ == {"id": 7}
    assert encode(refund) == {"return": {"id": 7}}


def test_a_part_may_be_an_empty_object():
    assert full_order().fulfillments[0].origin_address == Location()


def test_an_order_pickles():
    assert pickle.loads(pickle.dumps(full_order())) == full_order()  # noqa: S301 -- own data


def test_orders_are_equal_by_value():
    assert decode({"id": 1}) == decode({"id": 1})
    assert decode({"id": 1}) != decode({"id": 2})


MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, msgspec.Struct)
]


@pytest.mark.parametrize("model", MODELS)
def test_fields_are_optional_named_and_cheap(model):
    """Every model can be made empty, takes no positional values, and is not tracked by the GC."""
    assert encode(model()) == {}
    with pytest.raises(TypeError, match="positional"):
        model(1)
    assert not model.__struct_config__.gc


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_either_read_or_written(model):
    assert issubclass(model, ReadModel) != issubclass(model, WriteModel)


def test_the_public_names_are_sorted_and_there():
    assert models.__all__ == sorted(models.__all__)
    assert all(hasattr(models, name) for name in models.__all__)
