"""Orders of all platforms, read alike."""

import pickle
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from asyncshop import (
    CommonCustomer,
    CommonLineItem,
    CommonOrder,
    SessionManager,
    shopify,
    shoplazza,
)
from asyncshop.common import FinancialStatus, FulfillmentStatus, PlatformOrder, text
from asyncshop.shopify import common as of_shopify
from asyncshop.shoplazza import common as of_shoplazza

PAGE = Path(__file__).parents[1] / "docs" / "common-orders.md"

MIXED: list[PlatformOrder] = [
    shopify.Order(
        id=1001,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        currency="EUR",
        total_price=Decimal("10.10"),
        financial_status="paid",
    ),
    shoplazza.v2026.Order(
        id="2386979206089232618121",
        created_at=datetime(2026, 2, 1, tzinfo=UTC),
        currency="EUR",
        total_price=Decimal("20.20"),
        financial_status="waiting",
    ),
    shoplazza.v2022.Order(
        id="183211-00000005",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        currency="USD",
        total_price=Decimal("30.30"),
        financial_status="paid",
    ),
]

FULL = CommonOrder(
    platform="shopify",
    shop="acme.myshopify.com",
    id="1001",
    number="#1001",
    test=False,
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
    currency="USD",
    total=Decimal("10.00"),
    refunded=Decimal(0),
    presentment_currency="EUR",
    presentment_total=Decimal("9.10"),
    financial_status="paid",
    fulfillment_status="unfulfilled",
    customer=CommonCustomer(id="7", email="jane@example.com"),
    line_items=(CommonLineItem(id="1", quantity=2, price=Decimal("5.00")),),
)


def tables(heading: str) -> dict[str, list[str]]:
    """The rows of a table in the documentation, by their first cell."""
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip("` "): [cell.strip() for cell in row[1:]] for row in rows[2:]}


def test_orders_of_all_platforms_sort_and_group_by_the_same_fields():
    orders = [order.to_common() for order in MIXED]
    for arrangement in permutations(orders):
        by_time = sorted(arrangement, key=lambda order: order.created_at)
        assert [order.platform for order in by_time] == ["shoplazza", "shoplazza", "shopify"]
    sales: dict[str | None, Decimal] = defaultdict(Decimal)
    for order in orders:
        sales[order.currency] += order.total or 0
    assert sales == {"EUR": Decimal("30.30"), "USD": Decimal("30.30")}
    assert {order.financial_status for order in orders} == {"paid", "pending"}


@pytest.mark.parametrize("order", MIXED, ids=lambda order: type(order).__module__.split(".")[2])
async def test_the_shop_is_the_one_given(order):
    manager = SessionManager()
    acme = manager.shopify("acme", access_token="t")
    bravo = manager.shoplazza("bravo", access_token="t")
    assert order.to_common(acme).shop == "acme.myshopify.com"
    assert order.to_common(bravo).shop == "bravo.myshoplaza.com"
    assert order.to_common("shop.example.com").shop == "shop.example.com"
    assert order.to_common("").shop is order.to_common().shop is None


@pytest.mark.parametrize(
    "order",
    [shopify.Order(), shoplazza.v2022.Order(), shoplazza.v2026.Order(id="")],
    ids=["shopify", "2022-01", "2026-01"],
)
def test_an_order_without_its_id_tells_what_is_missing(order):
    with pytest.raises(ValueError, match="`id` was left out of the order"):
        order.to_common("shop.example.com")


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (12, "12"), ("A-1", "A-1"), ("", None), (None, None)]
)
def test_ids_are_text_and_nothing_is_none(value, written):
    assert text(value) == written


def test_a_common_order_is_plain_data():
    assert pickle.loads(pickle.dumps(FULL)) == FULL  # noqa: S301 - our own
    assert msgspec.json.decode(msgspec.json.encode(FULL), type=CommonOrder) == FULL
    assert {FULL, msgspec.structs.replace(FULL)} == {FULL}
    with pytest.raises(AttributeError):
        FULL.total = Decimal(0)


def test_every_field_is_written_so_that_all_lines_of_a_file_have_the_same():
    fields = set(msgspec.json.decode(msgspec.json.encode(MIXED[0].to_common())))
    assert fields == {field.name for field in msgspec.structs.fields(CommonOrder)}


def test_the_documentation_maps_every_field():
    fields = {field.name for field in msgspec.structs.fields(CommonOrder)}
    for name, part in (("customer", CommonCustomer), ("line_items", CommonLineItem)):
        fields.remove(name)
        fields |= {f"{name}.{field.name}" for field in msgspec.structs.fields(part)}
    assert set(tables("Fields")) == fields


@pytest.mark.parametrize(
    ("heading", "vocabulary", "shopifys", "shoplazzas"),
    [
        (
            "Financial status",
            FinancialStatus,
            of_shopify.FINANCIAL_STATUSES,
            of_shoplazza.FINANCIAL_STATUSES,
        ),
        (
            "Fulfillment status",
            FulfillmentStatus,
            of_shopify.FULFILLMENT_STATUSES,
            of_shoplazza.FULFILLMENT_STATUSES,
        ),
    ],
    ids=["financial", "fulfillment"],
)
def test_the_documentation_maps_every_status(heading, vocabulary, shopifys, shoplazzas):
    rows = tables(heading)
    assert list(rows) == list(get_args(vocabulary))
    for column, known in enumerate((shopifys, shoplazzas)):
        for value, common in known.items():
            assert f"`{value}`" in rows[common][column]
