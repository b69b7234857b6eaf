"""What is sent: exactly what was given, and nothing that was not."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from asyncshop.shopify.models import (
    Address,
    AddressInput,
    CustomerInput,
    LineItemInput,
    MetafieldInput,
    MoneyInput,
    MoneySetInput,
    Order,
    OrderInput,
    OrderUpdate,
    TaxLineInput,
    TransactionInput,
)

DATA = Path(__file__).parent.parent / "data" / "shopify"


def example(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_bytes())["order"]


def sent(model: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(model))


def test_the_documented_create_body():
    order = OrderInput(
        line_items=[
            LineItemInput(
                title="Big Brown Bear Boots",
                price=74.99,
                grams="1300",
                quantity=3,
                tax_lines=[TaxLineInput(price=13.5, rate=0.06, title="State tax")],
            )
        ],
        transactions=[TransactionInput(kind="sale", status="success", amount=238.47)],
        total_tax=13.5,
        currency="EUR",
    )
    assert sent(order) == example("create_request")


def test_the_documented_update_body():
    changes = OrderUpdate(
        id=450789469,
        metafields=[
            MetafieldInput(
                key="new", value="newvalue", type="single_line_text_field", namespace="global"
            )
        ],
    )
    assert sent(changes) == example("update_request")


@pytest.mark.parametrize(
    ("model", "name"), [(OrderInput, "create_request"), (OrderUpdate, "update_request")]
)
def test_parts_may_be_plain_mappings(model, name):
    assert sent(model(**example(name))) == example(name)


def test_none_clears_and_absence_leaves_alone():
    assert sent(OrderUpdate(note=None)) == {"note": None}
    assert sent(OrderUpdate(note="")) == {"note": ""}
    assert sent(OrderUpdate()) == {}


def test_a_field_left_alone_is_unset():
    assert OrderUpdate(note=None).tags is UNSET


def test_none_clears_inside_a_part_too():
    changes = OrderUpdate(shipping_address=AddressInput(company=None), customer=None)
    assert sent(changes) == {"shipping_address": {"company": None}, "customer": None}


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_goes_out_as_exact_text(amount):
    body = sent(OrderInput(line_items=[LineItemInput(price=amount)]))
    assert Decimal(body["line_items"][0]["price"]) == amount
    assert isinstance(body["line_items"][0]["price"], str)


def test_amounts_in_two_currencies():
    price = MoneySetInput(
        shop_money=MoneyInput(amount=Decimal("9.90"), currency_code="CAD"),
        presentment_money={"amount": "6.45", "currency_code": "EUR"},
    )
    assert sent(LineItemInput(price_set=price)) == {
        "price_set": {
            "shop_money": {"amount": "9.90", "currency_code": "CAD"},
            "presentment_money": {"amount": "6.45", "currency_code": "EUR"},
        }
    }


def test_what_happens_on_creation_is_sent_with_the_order():
    order = OrderInput(
        inventory_behaviour="decrement_obeying_policy",
        send_receipt=True,
        send_fulfillment_receipt=False,
    )
    assert sent(order) == {
        "inventory_behaviour": "decrement_obeying_policy",
        "send_receipt": True,
        "send_fulfillment_receipt": False,
    }


def test_an_aware_datetime_goes_out_in_iso_8601():
    order = OrderInput(processed_at=datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert sent(order) == {"processed_at": "2026-01-31T12:00:00Z"}


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match=r"OrderInput\.processed_at .* without a time zone"):
        OrderInput(processed_at=datetime(2026, 1, 31, 12))  # noqa: DTZ001 - the mistake


@pytest.mark.parametrize(
    "changes",
    [
        {"shipping_address": Address(city="Ottawa")},
        {"customer": {"addresses": (Address(city="Ottawa"),)}},
    ],
)
def test_a_read_model_inside_is_refused(changes):
    with pytest.raises(TypeError, match=r"OrderUpdate\..* is of the read model Address"):
        OrderUpdate(**changes)


def test_no_message_shows_a_value():
    """A body holds customers' data: a refusal names the place, not what stands there."""
    with pytest.raises(TypeError) as caught:
        OrderUpdate(metafields=[{"value": Order(email="bob@mail.example.com")}])
    assert "OrderUpdate.metafields[0]['value'] is of the read model Order" in str(caught.value)
    assert "bob@" not in str(caught.value)


def test_a_misspelt_field_is_refused():
    with pytest.raises(TypeError, match="nte"):
        OrderUpdate(nte="gift")


def test_a_customer_is_named_by_id():
    assert sent(CustomerInput(id=207119551, tags=None)) == {"id": 207119551, "tags": None}
