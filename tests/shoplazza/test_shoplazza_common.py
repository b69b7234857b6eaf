"""Shoplazza's orders, of both generations, read as every platform's are."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shoplazza_documents import GENERATIONS, documents
from thinning import thinned

from asyncshop import CommonCustomer, CommonLineItem, CommonOrder
from asyncshop.shoplazza.common import (
    FINANCIAL_STATUSES,
    FULFILLMENT_STATUSES,
    UNFINISHED_REFUNDS,
)
from asyncshop.shoplazza.models import enumerations

versions = pytest.mark.parametrize("version", GENERATIONS)


def common(version: str, **fields: Any) -> CommonOrder:
    """What an order with these fields on the wire comes to."""
    model = GENERATIONS[version].Order
    order: CommonOrder = msgspec.json.decode(
        json.dumps({"id": "1"} | fields), type=model
    ).to_common()
    return order


def primary(currency: str | None) -> dict[str, Any]:
    """A config with the primary market's currency."""
    return {"market_setting": {"primary_market_currency": currency}}


def documented(alias: Any) -> set[str]:
    """The values of an enumeration that Shoplazza documents."""
    return set(get_args(get_args(alias)[0]))


@pytest.mark.parametrize(
    ("version", "cancelled_at"), [("2022-01", "canceled_at"), ("2026-01", "cancelled_at")]
)
def test_a_whole_order(version, cancelled_at):
    order = common(
        version,
        id="2386979206089232618121",
        number="VMT95165",
        created_at="2026-07-01T07:00:00Z",
        placed_at="2026-07-02T07:00:00Z",
        updated_at="2026-07-03T07:00:00Z",
        deleted_at="2026-07-05T07:00:00Z",
        **{cancelled_at: "2026-07-04T07:00:00Z"},
        currency="USD",
        total_price="205.51",
        total_refund_price="5.51",
        status="placed",
        financial_status="partially_refunded",
        fulfillment_status="partially_shipped",
        customer={
            "id": "9b1deb4d",
            "email": "jane@example.com",
            "phone": "",
            "first_name": "Jane",
            "last_name": "Doe",
        },
        line_items=[
            {
                "id": "ee73a839",
                "product_id": "27e4f0cd",
                "product_title": "Denim dress",
                "variant_id": "3e88624d",
                "variant_title": "",
                "quantity": 1,
                "price": "205.51",
                "sku": "A002013",
            }
        ],
    )
    assert order == CommonOrder(
        platform="shoplazza",
        id="2386979206089232618121",
        number="VMT95165",
        created_at=datetime(2026, 7, 1, 7, tzinfo=UTC),
        placed_at=datetime(2026, 7, 2, 7, tzinfo=UTC),
        updated_at=datetime(2026, 7, 3, 7, tzinfo=UTC),
        cancelled_at=datetime(2026, 7, 4, 7, tzinfo=UTC),
        deleted_at=datetime(2026, 7, 5, 7, tzinfo=UTC),
        currency="USD",
        total=Decimal("205.51"),
        refunded=Decimal("5.51"),
        presentment_currency="USD",
        presentment_total=Decimal("205.51"),
        presentment_refunded=Decimal("5.51"),
        financial_status="partially_refunded",
        fulfillment_status="partially_fulfilled",
        customer=CommonCustomer(
            id="9b1deb4d", email="jane@example.com", first_name="Jane", last_name="Doe"
        ),
        line_items=(
            CommonLineItem(
                id="ee73a839",
                product_id="27e4f0cd",
                variant_id="3e88624d",
                sku="A002013",
                title="Denim dress",
                quantity=1,
                price=Decimal("205.51"),
                presentment_price=Decimal("205.51"),
            ),
        ),
    )


@versions
def test_what_was_left_out_is_none(version):
    assert common(version) == CommonOrder(platform="shoplazza", id="1")


@versions
def test_empty_texts_are_none(version):
    names = ("number", "currency", "financial_status", "fulfillment_status")
    customer = dict.fromkeys(("id", "email", "phone", "first_name", "last_name"), "")
    empty = dict.fromkeys(names, "")
    assert common(version, **empty, customer=customer, config=primary("")) == common(version)


@versions
@pytest.mark.parametrize(
    "config", [None, {}, {"market_setting": {}}, primary(None), primary("EUR")]
)
def test_an_order_in_the_shops_own_currency_tells_its_amounts_in_both(version, config):
    order = common(
        version,
        currency="EUR",
        total_price="10.00",
        total_refund_price="1.00",
        config=config,
        line_items=[{"price": "10.00"}],
    )
    assert order.currency == order.presentment_currency == "EUR"
    assert order.total == order.presentment_total == Decimal("10.00")
    assert order.refunded == order.presentment_refunded == Decimal("1.00")
    item = order.line_items[0]
    assert item.price == item.presentment_price == Decimal("10.00")


@pytest.mark.parametrize(
    ("version", "price", "total"),
    [
        ("2022-01", {"total_price": "11.00"}, None),  # no field of that generation
        ("2026-01", {"total_price": "11.00"}, Decimal("11.00")),
        ("2026-01", {}, None),
        ("2026-01", None, None),
    ],
)
def test_of_an_order_in_another_currency_the_shop_knows_the_primary_total_alone(
    version, price, total
):
    order = common(
        version,
        currency="EUR",
        total_price="10.00",
        total_refund_price="1.00",
        config=primary("USD"),
        primary_market_price=price,
        line_items=[{"price": "10.00"}],
    )
    assert (order.currency, order.total, order.refunded) == ("USD", total, None)
    assert order.presentment_currency == "EUR"
    assert order.presentment_total == Decimal("10.00")
    assert order.presentment_refunded == Decimal("1.00")
    assert order.line_items == (CommonLineItem(presentment_price=Decimal("10.00")),)


@versions
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("waiting", "pending"),
        ("paying", "pending"),
        ("authorized", "authorized"),
        ("partially_paid", "partially_paid"),
        ("paid", "paid"),
        ("partially_refunded", "partially_refunded"),
        ("refunded", "refunded"),
        ("cancelled", "voided"),
        ("failed", "failed"),
        ("lent", "unknown"),
        (None, None),
    ],
)
def test_financial_statuses(version, value, expected):
    assert common(version, financial_status=value).financial_status == expected


@versions
@pytest.mark.parametrize("value", sorted(UNFINISHED_REFUNDS))
@pytest.mark.parametrize(
    ("back", "expected"),
    [(None, "paid"), ("0.00", "paid"), ("0.01", "partially_refunded")],
)
def test_an_unfinished_refund_counts_by_the_money_that_is_back(version, value, back, expected):
    order = common(version, financial_status=value, total_refund_price=back)
    assert order.financial_status == expected


@versions
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("initialled", "unfulfilled"),
        ("waiting", "unfulfilled"),
        ("partially_shipped", "partially_fulfilled"),
        ("shipped", "fulfilled"),
        ("partially_finished", "fulfilled"),
        ("finished", "fulfilled"),
        ("returning", "fulfilled"),
        ("partially_returned", "partially_returned"),
        ("returned", "returned"),
        ("cancelled", "cancelled"),
        ("teleported", "unknown"),
        (None, None),
    ],
)
def test_fulfillment_statuses(version, value, expected):
    assert common(version, fulfillment_status=value).fulfillment_status == expected


def test_every_documented_status_is_known():
    known = FINANCIAL_STATUSES.keys() | UNFINISHED_REFUNDS
    assert documented(enumerations.FinancialStatus) == known
    assert documented(enumerations.FulfillmentStatus) == FULFILLMENT_STATUSES.keys()


@given(
    st.sampled_from(sorted(GENERATIONS)).flatmap(
        lambda version: st.tuples(
            st.just(version), thinned(documents(version)["Order"], keep={"id"})
        )
    )
)
def test_no_order_is_too_thin(case):
    version, document = case
    order = common(version, **document)
    assert order == common(version, **document)
    assert order.presentment_total in (None, Decimal(document["total_price"] or 0))
    assert order.total is None or order.total == order.presentment_total or version == "2026-01"
    assert msgspec.json.decode(msgspec.json.encode(order), type=CommonOrder) == order
