"""What Shoplazza answers, as Structs: nothing lost, nothing refused, one vocabulary."""

import copy
import functools
import json
import operator
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaves import leaves, lost_leaves
from shoplazza_documents import GENERATIONS, cases, documents, fields, names

import asyncshop
from asyncshop.decoding import item_decoder
from asyncshop.shoplazza.v2022 import models as v2022
from asyncshop.shoplazza.v2026 import models as v2026

READ = cases(written=False)
both_generations = pytest.mark.parametrize("models", [v2022, v2026], ids=["2022-01", "2026-01"])


def decode(document: Any, model: Any) -> Any:
    """Decode as the orders of a page are."""
    return item_decoder(model)(msgspec.Raw(json.dumps(document).encode()))


def encode(model: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(model))


def full_order(models: ModuleType) -> Any:
    version = next(version for version, room in GENERATIONS.items() if room is models)
    return decode(documents(version)["Order"], models.Order)


@pytest.mark.parametrize(("version", "name"), READ)
def test_no_leaf_of_a_full_document_is_lost(version, name):
    document = documents(version)[name]
    model = msgspec.json.decode(json.dumps(document), type=getattr(GENERATIONS[version], name))
    assert lost_leaves(document, encode(model)) == []


@pytest.mark.parametrize(("version", "name"), READ)
def test_decoding_again_what_was_encoded_changes_nothing(version, name):
    model = decode(documents(version)[name], getattr(GENERATIONS[version], name))
    assert decode(encode(model), type(model)) == model


@pytest.mark.parametrize(("version", "name"), [*READ, *cases(written=True)])
def test_every_published_field_name_is_there(version, name):
    document = documents(version)[name]
    found = names(document, getattr(GENERATIONS[version], name))
    assert {(model, field) for model, field in found if field not in fields(model)} == set()


@pytest.mark.parametrize("version", GENERATIONS)
def test_the_documents_show_every_field(version):
    """So that none is there untested, or under a name that Shoplazza doesn't have."""
    shown = {
        found
        for each in GENERATIONS
        for name in documents(each)
        for found in names(documents(each)[name], getattr(GENERATIONS[each], name))
    }
    models = [getattr(GENERATIONS[version], name) for name in GENERATIONS[version].__all__]
    structs = [
        model for model in models if isinstance(model, type) and issubclass(model, msgspec.Struct)
    ]
    assert {(model, field) for model in structs for field in fields(model)} - shown == set()


@settings(deadline=None)
@given(st.data(), st.sampled_from(READ))
def test_any_leaf_may_be_missing_or_null(data, case):
    version, name = case
    document = copy.deepcopy(documents(version)[name])
    paths = [path for path, _ in leaves(document) if isinstance(path[-1], str)]
    some = st.sets(st.sampled_from(paths), max_size=40)
    for path in data.draw(some, label="null"):
        functools.reduce(operator.getitem, path[:-1], document)[path[-1]] = None
    for path in data.draw(some, label="missing"):
        del functools.reduce(operator.getitem, path[:-1], document)[path[-1]]
    model = decode(document, getattr(GENERATIONS[version], name))
    assert lost_leaves(document, encode(model)) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@both_generations
@settings(deadline=None)
@given(name=st.text().map("new ".__add__), value=json_values)
def test_unknown_fields_are_ignored_at_every_depth(models, name, value):
    document = {
        "id": "1",
        name: value,
        "customer": {name: value},
        "line_items": [{"id": "2", name: value}],
        "fulfillments": [{"line_items": [{name: value}], name: value}],
        "config": {"market_setting": {name: value}},
    }
    assert encode(decode(document, models.Order)) == {
        "id": "1",
        "customer": {},
        "line_items": [{"id": "2"}],
        "fulfillments": [{"line_items": [{}]}],
        "config": {"market_setting": {}},
    }


@both_generations
def test_nothing_needs_to_be_there(models):
    order = decode({}, models.Order)
    assert encode(order) == {}
    assert (order.tags, order.discount_applications, order.additional_prices) == ([], [], [])
    assert (order.source_name, order.last_referrer_show) == (None, None)
    item = decode({}, models.LineItem)
    assert (item.image, item.options, item.total_price) == (None, None, None)


def test_text_stays_text_where_something_else_is_mended():
    document = {"placed_at": "", "line_items": [{"total": "20.00", "weight": "1.50"}]}
    order = decode(document | {"shipping_address": {"latitude": "48.0"}}, v2022.Order)
    assert encode(order) == {
        "line_items": [{"total": "20.00", "weight": "1.50"}],
        "shipping_address": {"latitude": "48.0"},
    }


def test_the_id_of_a_risk_is_a_number_or_text():
    for risk_id in (238549140194212523, "238549140194212523"):
        risk = decode({"id": risk_id, "created_at": ""}, v2022.Risk)
        assert (risk.id, encode(risk)) == (risk_id, {"id": risk_id})


def test_options_that_are_empty_text_are_none():
    assert decode({"properties": ""}, v2022.LineItem).options is None


@both_generations
def test_empty_text_in_place_of_a_time_or_an_amount_is_none(models):
    document = {"id": "1", "placed_at": "", "deleted_at": "", "total_tax": "", "fulfillments": ""}
    assert encode(decode(document, models.Order)) == {"id": "1"}


def test_one_vocabulary_reads_the_renamed_fields_of_both_generations():
    old = decode(
        {
            "canceled_at": "2026-01-31T12:00:00Z",
            "shipping_address": {"address1": "1 rue de la Paix", "address2": "Apartment 2"},
            "customer": {"orders_count": 3},
            "line_items": [
                {
                    "total": "9.90",
                    "product_handle": "felt-hat",
                    "refund_quantity": 1,
                    "shipping_quantity": 2,
                    "image": "https://shop.example.com/hat.jpg",
                    "properties": [{"name": "Colour", "value": "grey"}],
                }
            ],
            "source_name": {"data": "Newsletter", "created_at": "2026-01-31T12:00:00Z"},
            "last_referrer_show": {"data": "Direct"},
        },
        v2022.Order,
    )
    new = decode(
        {
            "cancelled_at": "2026-01-31T12:00:00Z",
            "shipping_address": {"address": "1 rue de la Paix", "address1": "Apartment 2"},
            "customer": {"order_count": 3},
            "line_items": [
                {
                    "total_price": "9.90",
                    "product_slug": "felt-hat",
                    "refund_quantity_total": 1,
                    "ship_quantity": 2,
                    "image": {"src": "https://shop.example.com/hat.jpg"},
                    "options": [{"name": "Colour", "value": "grey"}],
                }
            ],
            "source_name": "Newsletter",
            "last_referrer_show": "Direct",
        },
        v2026.Order,
    )
    for order in (old, new):
        item = order.line_items[0]
        assert order.cancelled_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
        assert order.shipping_address.address == "1 rue de la Paix"
        assert order.shipping_address.address1 == "Apartment 2"
        assert order.customer.order_count == 3
        assert item.total_price == Decimal("9.90")
        assert item.product_slug == "felt-hat"
        assert (item.refund_quantity_total, item.ship_quantity) == (1, 2)
        assert item.image == v2026.Image(src="https://shop.example.com/hat.jpg")
        assert item.options == [v2026.LineItemOption(name="Colour", value="grey")]
        assert (order.source_name, order.last_referrer_show) == ("Newsletter", "Direct")


def test_the_answers_beside_orders_have_one_vocabulary_too():
    old, new = (documents(version) for version in GENERATIONS)
    risk = decode(old["Risk"], v2022.Risk)
    assert (risk.id, risk.details) == (old["Risk"]["id"], old["Risk"]["value"])
    assert decode(new["Risk"], v2026.Risk).details == new["Risk"]["details"]
    assessment = decode(old["RiskAssessment"], v2022.RiskAssessment)
    assert assessment.assessments == old["RiskAssessment"]["assessment"]
    assert assessment.infos[0].title == "Address"
    transaction = decode(old["Transactions"], v2022.Transactions).transactions[0]
    assert transaction.payment_detail.card_last_four == "4242"
    payment = decode(old["PostSales"], v2022.PostSales).post_sales[0].payment_lines[0]
    assert (payment.payment_name, payment.payment_channel) == ("PayPal", "paypal")


@both_generations
@pytest.mark.parametrize(
    ("text", "tags"), [("a, b ,,c ", ["a", "b", "c"]), ("", []), (None, []), ("a b", ["a b"])]
)
def test_tags_are_a_list(models, text, tags):
    order = decode({"tags": text}, models.Order)
    assert order.tags == tags
    assert encode(order) == ({} if text is None else {"tags": text})


@both_generations
def test_what_comes_as_a_list_already_is_taken_as_it_is(models):
    sent = {"tags": ["vip", " new "], "discount_applications": [{"title": "Autumn"}]}
    order = decode(sent, models.Order)
    assert order.tags == ["vip", "new"]
    assert order.discount_applications == [{"title": "Autumn"}]
    assert encode(order) == sent


def test_a_products_tags_are_a_list():
    assert decode({"product_tags": "wool, winter"}, v2026.LineItem).product_tags == [
        "wool",
        "winter",
    ]


@both_generations
@pytest.mark.parametrize(
    ("text", "discounts"),
    [
        ('[{"title":"Autumn","share":0.1}]', [{"title": "Autumn", "share": Decimal("0.1")}]),
        ('{"title":"Autumn"}', [{"title": "Autumn"}]),
        ("[]", []),
        ("{}", []),
        ("null", []),
        (" ", []),
        ("", []),
    ],
)
def test_discount_applications_are_the_json_in_their_text(models, text, discounts):
    order = decode({"discount_applications": text}, models.Order)
    assert order.discount_applications == discounts
    assert encode(order) == {"discount_applications": text}


@both_generations
def test_discount_applications_that_are_no_json_name_the_order_and_the_place(models):
    order = decode({"id": "183211-00000005", "discount_applications": "[AUTUMN"}, models.Order)
    with pytest.raises(asyncshop.DecodeError, match="of order 183211-00000005") as caught:
        order.discount_applications  # noqa: B018 -- a property that raises
    error = caught.value
    assert (error.order_id, error.path) == ("183211-00000005", "$.discount_applications")
    assert error.body == b"[AUTUMN"
    assert "AUTUMN" not in str(error)


def test_a_line_item_has_discount_applications_of_its_own():
    item = decode({"id": "7", "discount_applications": '[{"title":"Autumn"}]'}, v2026.LineItem)
    assert item.discount_applications == [{"title": "Autumn"}]
    wrong = decode({"id": "7", "discount_applications": "?"}, v2026.LineItem)
    with pytest.raises(asyncshop.DecodeError, match="of line item 7"):
        wrong.discount_applications  # noqa: B018 - raises


@both_generations
@pytest.mark.parametrize(
    ("prices", "names"),
    [
        ([{"name": "Gift wrap", "price": "3.00"}, {"name": "Ice"}], ["Gift wrap", "Ice"]),
        ({"name": "Gift wrap", "price": "3.00"}, ["Gift wrap"]),
        ({}, []),
        ([], []),
    ],
)
def test_additional_prices_are_a_list_whether_they_came_as_one_or_alone(models, prices, names):
    order = decode({"additional_prices": prices}, models.Order)
    assert [price.name for price in order.additional_prices] == names
    assert encode(order) == {"additional_prices": prices}


@pytest.mark.parametrize("name", ["additional_prices", "addtional_prices"])
def test_either_spelling_of_additional_prices_goes_back_as_it_came(name):
    document = {name: [{"name": "Gift wrap", "price": "3.00"}]}
    order = decode(document, v2022.Order)
    assert order.additional_prices == [v2022.AdditionalPrice(name="Gift wrap", price=Decimal(3))]
    assert encode(order) == document


@pytest.mark.parametrize(
    ("image", "read"),
    [
        ("https://shop.example.com/hat.jpg", v2022.Image(src="https://shop.example.com/hat.jpg")),
        ({"src": "hat.jpg", "width": 9}, v2022.Image(src="hat.jpg", width=9)),
        ("", None),
    ],
)
def test_an_image_may_come_as_its_address(image, read):
    item = decode({"image": image}, v2022.LineItem)
    assert item.image == read
    assert encode(item) == {"image": image}


@pytest.mark.parametrize(
    ("properties", "options"),
    [
        ([{"name": "Size", "value": "L"}], [("Size", "L")]),
        ({"Size": "L", "Colour": "grey"}, [("Size", "L"), ("Colour", "grey")]),
        ('[{"name":"Size","value":"L"}]', [("Size", "L")]),
        ('{"Size":"L"}', [("Size", "L")]),
        ('"L"', [(None, "L")]),
        (["L"], [(None, "L")]),
        ([], []),
    ],
)
def test_options_come_in_several_shapes(properties, options):
    item = decode({"properties": properties}, v2022.LineItem)
    assert [(option.name, option.value) for option in item.options] == options
    assert encode(item) == {"properties": properties}


@pytest.mark.parametrize(
    ("total", "price"), [("12.34 USD", "12.34"), (12.34, "12.34"), ("", None), (20, "20")]
)
def test_a_total_may_have_its_currency_behind_it(total, price):
    """As in the line items of 2022-01's fulfillments."""
    item = decode({"total": total}, v2022.LineItem)
    assert item.total_price == (None if price is None else Decimal(price))
    assert encode(item) == {"total": total}


def test_a_total_that_is_no_amount_says_so():
    with pytest.raises(asyncshop.DecodeError, match="total of line item 7 should be an amount"):
        decode({"id": "7", "total": "free"}, v2022.LineItem).total_price  # noqa: B018 - raises


@both_generations
@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31 12:00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00+01:00", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("", None),
    ],
)
def test_the_time_of_a_transaction_may_lack_its_offset(models, text, time):
    transaction = decode({"created_at": text}, models.Transaction)
    assert transaction.created_at == time
    assert encode(transaction) == {"created_at": text}


@both_generations
def test_a_transaction_whose_time_is_none_says_so(models):
    transaction = decode({"id": "7", "order_id": "1", "created_at": "soon"}, models.Transaction)
    with pytest.raises(asyncshop.DecodeError, match="created_at of transaction 7") as caught:
        transaction.created_at  # noqa: B018 - raises
    assert caught.value.order_id == "1"


@both_generations
@pytest.mark.parametrize(
    ("visit", "source"),
    [
        ({"data": "Newsletter", "created_at": "2026-01-31T12:00:00Z"}, "Newsletter"),
        ('{"created_at":"2026-01-31T12:00:00Z","data":"Newsletter"}', "Newsletter"),
        ("Newsletter", "Newsletter"),
        ("{Newsletter}", "{Newsletter}"),
        ("", ""),
    ],
)
def test_the_source_of_a_visit_comes_in_several_shapes(models, visit, source):
    for model in (models.Order, models.PostSale):
        order = decode({"source_name": visit, "last_referrer_show": visit}, model)
        assert (order.source_name, order.last_referrer_show) == (source, source)
        assert encode(order) == {"source_name": visit, "last_referrer_show": visit}


def test_a_post_sales_shipping_line_is_made_of_its_parts():
    document = {"shipping_line_name": "Express", "shipping_line_desc": "", "delivery_method": 1}
    assert decode(document, v2022.PostSale).shipping_line == v2022.ShippingLine(
        name="Express", desc="", delivery_method=1
    )
    assert decode({"delivery_method": 1}, v2022.PostSale).shipping_line is None


@pytest.mark.parametrize(
    ("refunds", "ids"), [({"id": "1"}, ["1"]), ([{"id": "1"}, {"id": "2"}], ["1", "2"]), (None, [])]
)
def test_the_refunds_that_were_made_are_a_list(refunds, ids):
    result = decode({"refunds": refunds}, v2022.RefundResult)
    assert [refund.id for refund in result.refunds] == ids


@both_generations
def test_amounts_are_exact_and_times_know_their_offset(models):
    order = decode({"total_price": "409.940", "created_at": "2026-07-01T07:00:32Z"}, models.Order)
    assert str(order.total_price) == "409.940"
    assert order.created_at == datetime(2026, 7, 1, 7, 0, 32, tzinfo=UTC)
    assert encode(order)["total_price"] == "409.940"


@both_generations
def test_an_enumeration_takes_a_value_that_shoplazza_adds_later(models):
    assert decode({"financial_status": "expired"}, models.Order).financial_status == "expired"


@both_generations
def test_an_order_pickles(models):
    order = full_order(models)
    assert pickle.loads(pickle.dumps(order)) == order  # noqa: S301 -- own data


@both_generations
def test_orders_are_equal_by_value(models):
    assert decode({"id": "1"}, models.Order) == decode({"id": "1"}, models.Order)
    assert decode({"id": "1"}, models.Order) != decode({"id": "2"}, models.Order)


MODELS = [
    pytest.param(model, id=f"{version}-{name}")
    for version, room in GENERATIONS.items()
    for name, model in vars(room).items()
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
    assert issubclass(model, v2026.ReadModel) != issubclass(model, v2026.WriteModel)


@both_generations
def test_the_public_names_are_sorted_and_there(models):
    assert models.__all__ == sorted(models.__all__)
    assert all(hasattr(models, name) for name in models.__all__)
