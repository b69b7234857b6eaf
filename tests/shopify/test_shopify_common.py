"""Shopify's orders, read as every platform's are."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thinning import thinned

from asyncshop import CommonCustomer, CommonLineItem, CommonOrder
from asyncshop.shopify import Order
from asyncshop.shopify.common import FINANCIAL_STATUSES, FULFILLMENT_STATUSES
from asyncshop.shopify.models import enumerations

DATA = Path(__file__).parent.parent / "data" / "shopify"
REFUNDED: dict[str, Any] = json.loads((DATA / "cancel.json").read_bytes())["order"]
"""One of Shopify's examples, with a refund."""

FIVE = {"kind": "refund", "status": "success", "amount": "5.00", "currency": "EUR"}


def common(**fields: Any) -> CommonOrder:
    """What an order with these fields on the wire comes to."""
    return msgspec.json.decode(json.dumps({"id": 1} | fields), type=Order).to_common()


def money(shop: str, presentment: str) -> dict[str, Any]:
    """A money set of two amounts such as `10.00 USD`."""
    amounts = {"shop_money": shop.split(), "presentment_money": presentment.split()}
    return {
        name: {"amount": amount, "currency_code": code} for name, (amount, code) in amounts.items()
    }


def refunds(*transactions: dict[str, Any]) -> list[dict[str, Any]]:
    """Refunds of one transaction each, which are `FIVE` but for what is given."""
    return [{"transactions": [FIVE | transaction]} for transaction in transactions]


def documented(alias: Any) -> set[str]:
    """The values of an enumeration that Shopify documents."""
    return set(get_args(get_args(alias)[0]))


def test_a_whole_order():
    order = common(
        id=450789469,
        name="#1001",
        number=1,
        test=False,
        created_at="2026-01-10T11:00:00-05:00",
        processed_at="2026-01-09T11:00:00-05:00",
        updated_at="2026-01-11T11:00:00-05:00",
        cancelled_at="2026-01-12T11:00:00-05:00",
        currency="USD",
        total_price="409.94",
        current_total_price="399.94",
        presentment_currency="EUR",
        total_price_set=money("409.94 USD", "361.20 EUR"),
        financial_status="partially_refunded",
        fulfillment_status="partial",
        email="order@example.com",
        customer={"id": 207119551, "email": "bob@example.com", "first_name": "Bob"},
        refunds=refunds({"amount": "10.00"}, {"amount": "0.50"}),
        line_items=[
            {
                "id": 466157049,
                "product_id": 632910392,
                "variant_id": 39072856,
                "sku": "IPOD",
                "title": "IPod Nano",
                "variant_title": "green",
                "quantity": 2,
                "price": "199.00",
                "price_set": money("199.00 USD", "175.30 EUR"),
            }
        ],
    )
    assert order == CommonOrder(
        platform="shopify",
        id="450789469",
        number="#1001",
        test=False,
        created_at=datetime(2026, 1, 10, 16, tzinfo=UTC),
        updated_at=datetime(2026, 1, 11, 16, tzinfo=UTC),
        placed_at=datetime(2026, 1, 9, 16, tzinfo=UTC),
        cancelled_at=datetime(2026, 1, 12, 16, tzinfo=UTC),
        currency="USD",
        total=Decimal("409.94"),
        presentment_currency="EUR",
        presentment_total=Decimal("361.20"),
        presentment_refunded=Decimal("10.50"),
        financial_status="partially_refunded",
        fulfillment_status="partially_fulfilled",
        customer=CommonCustomer(id="207119551", email="bob@example.com", first_name="Bob"),
        line_items=(
            CommonLineItem(
                id="466157049",
                product_id="632910392",
                variant_id="39072856",
                sku="IPOD",
                title="IPod Nano",
                variant_title="green",
                quantity=2,
                price=Decimal("199.00"),
                presentment_price=Decimal("175.30"),
            ),
        ),
    )


def test_what_was_left_out_is_none():
    assert common() == CommonOrder(platform="shopify", id="1", fulfillment_status="unfulfilled")


def test_empty_texts_are_none():
    empty = dict.fromkeys(("name", "currency", "financial_status", "email", "phone"), "")
    customer = dict.fromkeys(("email", "phone", "first_name", "last_name"), "")
    assert common(**empty, customer=customer, line_items=[{"sku": "", "title": ""}]) == common(
        line_items=[{}]
    )


@pytest.mark.parametrize(
    ("fields", "currency", "amount"),
    [
        ({}, None, None),
        ({"currency": "USD", "total_price": "1.0"}, None, None),
        ({"currency": "USD", "total_price": "1.0", "presentment_currency": "EUR"}, "EUR", None),
        ({"currency": "USD", "total_price": "1.0", "presentment_currency": "USD"}, "USD", "1.0"),
        ({"total_price_set": money("1.0 USD", "0.9 EUR")}, "EUR", "0.9"),
        ({"total_price_set": {"shop_money": {"amount": "1.0"}}}, None, None),
        (
            {"presentment_currency": "EUR", "total_price_set": {"presentment_money": {}}},
            "EUR",
            None,
        ),
        (
            {
                "presentment_currency": "EUR",
                "total_price_set": {"presentment_money": {"amount": "0.9"}},
            },
            "EUR",
            "0.9",
        ),
        (  # as in the sample of the documentation
            {"presentment_currency": "CAD", "total_price_set": money("1.0 USD", "0.9 EUR")},
            "EUR",
            "0.9",
        ),
    ],
)
def test_the_presentment_total_is_never_in_another_currency(fields, currency, amount):
    order = common(**fields)
    assert order.presentment_currency == currency
    assert order.presentment_total == (Decimal(amount) if amount else None)


def test_a_presentment_price_in_another_currency_than_the_orders_is_none():
    prices = {"price": "1.0", "price_set": money("1.0 USD", "0.9 EUR")}
    order = common(currency="USD", presentment_currency="CAD", line_items=[prices])
    assert order.line_items == (CommonLineItem(price=Decimal("1.0")),)


@pytest.mark.parametrize(
    ("sent", "refunded", "presentment_refunded"),
    [
        (None, None, None),
        ([], "0", "0"),
        ([{"transactions": []}], "0", "0"),
        ([{}], None, None),
        (refunds({}), None, "5.00"),
        (refunds({}, {"amount": "0.10"}), None, "5.10"),
        (refunds({"currency": "USD"}), "5.00", None),
        (refunds({}, {"currency": "USD"}), None, None),
        (refunds({"currency": None}), None, None),
        (refunds({"amount": None}), None, None),
        (refunds({"status": "pending"}, {"status": "failure"}), "0", "0"),
        (refunds({"kind": "void"}), "0", "0"),
    ],
)
def test_refunded_is_the_money_that_went_back_by_its_currency(sent, refunded, presentment_refunded):
    order = common(currency="USD", presentment_currency="EUR", refunds=sent)
    assert order.refunded == (Decimal(refunded) if refunded else None)
    assert order.presentment_refunded == (
        Decimal(presentment_refunded) if presentment_refunded else None
    )


def test_refunds_in_a_currency_that_the_order_does_not_tell_are_in_none():
    order = common(refunds=refunds({}, {"currency": None}))
    assert order.refunded is order.presentment_refunded is None


@given(st.lists(st.decimals(0, 10**15, places=3)))
def test_refunds_add_up_exactly(amounts):
    order = common(
        currency="EUR",
        presentment_currency="EUR",
        refunds=refunds(*({"amount": str(amount)} for amount in amounts)),
    )
    thousandths = sum(int(amount * 1000) for amount in amounts)
    assert order.refunded == order.presentment_refunded == Decimal(thousandths) / 1000


@pytest.mark.parametrize("amounts", [("1E+40", "0.01"), ("sNaN",), ("9E+999999", "9E+999999")])
def test_amounts_that_no_sum_can_tell_exactly_make_none(amounts):
    order = common(currency="EUR", refunds=refunds(*({"amount": each} for each in amounts)))
    assert order.refunded is None


@pytest.mark.parametrize("value", sorted(documented(enumerations.FinancialStatus)))
def test_every_financial_status_keeps_its_name(value):
    assert common(financial_status=value).financial_status == value == FINANCIAL_STATUSES[value]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "unfulfilled"),
        ("partial", "partially_fulfilled"),
        ("fulfilled", "fulfilled"),
        ("restocked", "cancelled"),
        ("teleported", "unknown"),
    ],
)
def test_fulfillment_statuses(value, expected):
    assert common(fulfillment_status=value).fulfillment_status == expected


def test_every_documented_fulfillment_status_is_known():
    assert documented(enumerations.FulfillmentStatus) == FULFILLMENT_STATUSES.keys()


def test_a_financial_status_of_later_is_unknown():
    assert common(financial_status="lent").financial_status == "unknown"


@pytest.mark.parametrize(
    ("fields", "customer"),
    [
        ({}, None),
        ({"customer": {}}, None),
        ({"email": "o@example.com"}, CommonCustomer(email="o@example.com")),
        (
            {"email": "o@example.com", "phone": "+1", "customer": {"id": 7}},
            CommonCustomer(id="7", email="o@example.com", phone="+1"),
        ),
        (
            {"email": "o@example.com", "phone": "+1", "customer": {"email": "c@example.com"}},
            CommonCustomer(email="c@example.com", phone="+1"),
        ),
    ],
)
def test_the_customers_own_address_comes_before_the_orders(fields, customer):
    assert common(**fields).customer == customer


@given(thinned(REFUNDED, keep={"id"}))
def test_no_order_is_too_thin(document):
    order = common(**document)
    assert order == common(**document)
    assert order.total in (None, Decimal(REFUNDED["total_price"]))
    assert order.refunded in (None, Decimal(0), Decimal("209.00"))
    assert msgspec.json.decode(msgspec.json.encode(order), type=CommonOrder) == order
