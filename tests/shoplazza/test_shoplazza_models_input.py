"""What is sent to Shoplazza: exactly what was given, under the names of its generation."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from shoplazza_documents import GENERATIONS, cases, documents, fields

from asyncshop.model import contents
from asyncshop.shoplazza.v2022 import models as v2022
from asyncshop.shoplazza.v2026 import models as v2026

WRITTEN = cases(written=True)
both_generations = pytest.mark.parametrize("models", [v2022, v2026], ids=["2022-01", "2026-01"])


def sent(model: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(model))


def build(document: Any, model: type[msgspec.Struct] | None) -> Any:
    """Make the write models that a body should come from."""
    if isinstance(document, list):
        return [build(item, model) for item in document]
    if model is None or not isinstance(document, dict):
        return document
    known = fields(model)
    return model(**{known[key][0]: build(item, known[key][1]) for key, item in document.items()})


@pytest.mark.parametrize(("version", "name"), WRITTEN)
def test_a_full_body_goes_out_as_it_should(version, name):
    document = documents(version)[name]
    assert sent(build(document, getattr(GENERATIONS[version], name))) == document


@pytest.mark.parametrize(("version", "name"), WRITTEN)
def test_parts_may_be_plain_mappings_with_the_names_of_the_platform(version, name):
    model, document = getattr(GENERATIONS[version], name), documents(version)[name]
    assert sent(model(**{fields(model)[key][0]: document[key] for key in document})) == document


def test_a_new_order_of_2022_has_its_own_names():
    order = v2022.OrderInput(
        line_items=[v2022.LineItemInput(variant_id="7", quantity=2)],
        shipping_address=v2022.ShippingAddressInput(address="1 rue", address1="Apartment 2"),
        shipping_line=v2022.ShippingLineInput(shipping_name="Express", shipping_price=Decimal(10)),
        tags=["a", "b"],
    )
    assert sent(order) == {
        "line_items": [{"variant_id": "7", "quantity": 2}],
        "shipping_address": {"address": "1 rue", "address1": "Apartment 2"},
        "shipping_line": {"name": "Express", "shipping_price": "10"},
        "tags": ["a", "b"],
    }


def test_changes_to_an_order_of_2022_have_other_names_again():
    changes = v2022.OrderUpdate(
        buyer_accepts_marketing=False,
        shipping_address=v2022.AddressUpdate(address="1 rue", address1="Apartment 2"),
    )
    assert sent(changes) == {
        "buyer_accespts_marketing": False,
        "shipping_address": {"address1": "1 rue", "address2": "Apartment 2"},
    }


def test_changes_to_an_order_of_2026():
    changes = v2026.OrderUpdate(
        shipping_address=v2026.AddressUpdate(address="1 rue", address1=None),
        additional_prices=[v2026.AdditionalPriceInput(name="gift", price=Decimal("3.00"))],
    )
    assert sent(changes) == {
        "shipping_address": {"address": "1 rue", "address1": None},
        "additional_prices": [{"name": "gift", "price": "3.00"}],
    }


@pytest.mark.parametrize("tags", [["a", "b"], ("a", "b"), "a, b"])
def test_tags_go_out_as_their_body_wants_them(tags):
    assert sent(v2026.OrderInput(tags=tags)) == {"tags": ["a", "b"]}
    assert sent(v2026.OrderUpdate(tags=tags)) == {"tags": ["a", "b"]}
    assert sent(v2022.OrderInput(tags=tags)) == {"tags": ["a", "b"]}
    assert sent(v2022.OrderUpdate(tags=tags))["tags"].replace(" ", "") == "a,b"


@pytest.mark.parametrize(
    ("tags", "body"), [([], {"tags": ""}), (None, {"tags": None}), (UNSET, {}), ("", {"tags": ""})]
)
def test_no_tags_are_not_the_same_as_tags_left_alone(tags, body):
    assert sent(v2022.OrderUpdate(tags=tags)) == body


def test_a_tag_with_a_comma_is_refused_where_it_would_become_two():
    with pytest.raises(ValueError, match="a tag holds a comma"):
        v2022.OrderUpdate(tags=["a", "b,c"])
    assert sent(v2026.OrderUpdate(tags=["b,c"])) == {"tags": ["b,c"]}


@both_generations
def test_none_clears_and_absence_leaves_alone(models):
    assert sent(models.OrderUpdate(note=None)) == {"note": None}
    assert sent(models.OrderUpdate(note="")) == {"note": ""}
    assert sent(models.OrderUpdate()) == {}
    assert models.OrderUpdate(note=None).tags is UNSET


@both_generations
@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_goes_out_as_exact_text(models, amount):
    body = sent(models.OrderInput(tax_total=amount))
    assert Decimal(body["tax_total"]) == amount
    assert isinstance(body["tax_total"], str)


@both_generations
@pytest.mark.parametrize("part", ["address", "mapping"])
def test_a_read_model_inside_is_refused(models, part):
    address = models.Address(city="Lyon", email="bob@mail.example.com")
    with pytest.raises(TypeError, match=r"OrderUpdate\..* is of the read model Address") as caught:
        models.OrderUpdate(shipping_address=address if part == "address" else {"to": [address]})
    assert "bob@" not in str(caught.value)


@both_generations
def test_a_naive_datetime_is_refused(models):
    with pytest.raises(ValueError, match=r"OrderInput\.note is a datetime without a time zone"):
        models.OrderInput(note=datetime(2026, 1, 31, 12))  # noqa: DTZ001 - the mistake


@both_generations
def test_a_misspelt_field_is_refused(models):
    with pytest.raises(TypeError, match="nte"):
        models.OrderUpdate(nte="gift")


# -- parts of something else ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (v2026.OrderUpdate, v2022.AddressUpdate(address="x")),
        (v2022.OrderUpdate, v2026.AddressUpdate(address="x")),
        (v2022.OrderUpdate, v2022.ShippingAddressInput(address="x")),
        (v2026.OrderInput, v2026.AddressUpdate(address="x")),
    ],
)
def test_a_part_of_something_else_is_refused_since_its_names_would_be_wrong(make, part):
    with pytest.raises(TypeError, match=rf"shipping_address is .*{type(part).__name__}: give "):
        make(shipping_address=part)


def test_a_part_of_something_else_is_refused_in_a_list_too():
    item = v2022.LineItemInput(variant_id="1")
    with pytest.raises(TypeError, match=r"line_items is .*v2022.*: give .*v2026"):
        v2026.OrderInput(line_items=[{"variant_id": "2"}, item])


@both_generations
def test_what_is_changed_later_is_looked_at_when_it_is_sent(models):
    changes = models.OrderUpdate(shipping_address=models.AddressUpdate())
    changes.tags = ["a", "b"] if models is v2022 else "a, b"
    body = contents("changes", changes, models.OrderUpdate)
    assert body["tags"] == ("a,b" if models is v2022 else ["a", "b"])
    changes.shipping_address.city = models.Order()
    with pytest.raises(TypeError, match=r"AddressUpdate.city is of the read model Order"):
        contents("changes", changes, models.OrderUpdate)


@pytest.mark.parametrize(("amount", "text"), [("1E+2", "100"), ("1.50", "1.50"), ("0E+3", "0")])
def test_an_amount_goes_out_without_an_exponent(amount, text):
    assert sent(v2026.OrderInput(tax_total=Decimal(amount))) == {"tax_total": text}
