"""Shoplazza's generated orders: the same everywhere, and alike in both generations."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from statistics import mean
from typing import Any

import pytest

from asyncshop.sandbox.seeding import DAY, Size
from asyncshop.sandbox.shoplazza.generations import V2022, V2026
from asyncshop.sandbox.shoplazza.orders import Orders, Templates, write_time
from asyncshop.sandbox.shoplazza.store import Traits

NOW = 1_790_812_800

Documents = list[dict[str, Any]]


def orders(seed: int = 1, shop: int = 0, size: Size = "full") -> Orders:
    return Orders(Templates(seed, size), shop, currency="USD")


def shown(view: Any, count: int = 400) -> Documents:
    generator = orders()
    return [json.loads(generator.document(each, view)) for each in generator.records(count, NOW)]


@pytest.fixture(scope="module")
def new_documents() -> Documents:
    return shown(V2026.order)


@pytest.fixture(scope="module")
def old_documents() -> Documents:
    return shown(V2022.order)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_the_same_arguments_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib;"
        "from asyncshop.sandbox.shoplazza.orders import Orders, Templates;"
        "made = Orders(Templates(1), 0, currency='USD');"
        f"texts = b''.join(map(made.whole, made.records(60, {NOW})));"
        "print(hashlib.sha256(texts).hexdigest())"
    )
    digests = {
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_and_another_shop_give_other_orders() -> None:
    first = [
        generator.whole(next(iter(generator.records(50, NOW))))
        for generator in (orders(1, 0), orders(2, 0), orders(1, 1))
    ]
    assert len(set(first)) == 3


@pytest.mark.parametrize(("view", "least", "most"), [(V2022, 6000, 9000), (V2026, 7000, 9500)])
def test_orders_are_as_large_as_real_ones(view: Any, least: int, most: int) -> None:
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in shown(view.order, 200)]
    assert least < mean(sizes) < most


def test_small_orders_are_small() -> None:
    generator = orders(size="small")
    records = list(generator.records(100, NOW))
    assert 700 < mean(len(generator.document(each, V2026.order)) for each in records) < 1300
    assert b"line_items" in generator.whole(records[0])


def test_ids_have_22_digits_and_grow_with_time(new_documents: Documents) -> None:
    ids = [document["id"] for document in new_documents]
    assert all(re.fullmatch(r"\d{22}", each) for each in ids)
    assert ids == sorted(set(ids))


def test_numbers_are_unique_within_the_shop(new_documents: Documents) -> None:
    numbers = [document["number"] for document in new_documents]
    assert all(re.fullmatch(r"[A-Z]{3}\d{5}", each) for each in numbers)
    assert len(set(numbers)) == len(numbers)


def test_times_are_in_utc_and_unique_but_for_the_deliberate_pairs(
    new_documents: Documents,
) -> None:
    times = [document["created_at"] for document in new_documents]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time) for time in times)
    assert times == sorted(times)
    assert len(times) - len(set(times)) == 10
    assert all(
        write_time(NOW - 731 * DAY) < each["created_at"] <= each["updated_at"] <= write_time(NOW)
        for each in new_documents
    )


def test_what_was_not_placed_has_an_empty_time_for_that(new_documents: Documents) -> None:
    empty = [document for document in new_documents if document["placed_at"] == ""]
    assert 0 < len(empty) < 100
    assert {document["status"] for document in empty} == {"opened"}


def test_every_status_occurs(new_documents: Documents) -> None:
    def every(name: str) -> set[str]:
        return {document[name] for document in new_documents}

    assert every("status") == {"opened", "placed", "finished", "cancelled"}
    assert every("financial_status") == {
        "waiting", "paying", "authorized", "paid", "partially_refunded", "refunded", "cancelled",
    }  # fmt: skip
    assert every("fulfillment_status") == {
        "initialled", "waiting", "partially_shipped", "shipped", "finished", "cancelled",
    }  # fmt: skip


def test_the_amounts_add_up(new_documents: Documents) -> None:
    for document in new_documents:
        amounts = {name: Decimal(value) for name, value in document.items() if "total" in name}
        items = sum(Decimal(line["price"]) * line["quantity"] for line in document["line_items"])
        assert amounts["sub_total"] == items
        charges = ("total_shipping", "total_tax", "total_tip_received", "additional_total")
        charged = sum(amounts[name] for name in charges)
        assert amounts["total_price"] == items - amounts["total_discount"] + charged
        assert amounts["total_refund_price"] <= amounts["total_paid"]


def test_some_customers_pay_in_another_currency(
    new_documents: Documents, old_documents: Documents
) -> None:
    abroad = [each for each in new_documents if each["primary_market_price"]]
    assert 0.1 < len(abroad) / len(new_documents) < 0.4
    for document in new_documents:
        setting = document["config"]["market_setting"]
        assert document["currency"] == setting["market_currency"]
        assert setting["primary_market_currency"] == "USD"
        assert (document["currency"] == "EUR") == (document["primary_market_price"] is not None)
    price = abroad[0]["primary_market_price"]
    assert Decimal(price["total_price"]) > Decimal(abroad[0]["total_price"])
    assert "primary_market_price" not in old_documents[0]


def test_2022_has_its_own_names_and_shapes(
    new_documents: Documents, old_documents: Documents
) -> None:
    """What is renamed says the same under its other name."""
    renamed = {"canceled_at": "cancelled_at"}
    lines = {
        "total": "total_price",
        "properties": "options",
        "product_handle": "product_slug",
        "refund_quantity": "refund_quantity_total",
    }
    for before, after in zip(old_documents, new_documents, strict=True):
        for own, name in renamed.items():
            assert before[own] == after[name]
            assert name not in before
        for line, other in zip(before["line_items"], after["line_items"], strict=True):
            assert {own: line[own] for own in lines} == {own: other[n] for own, n in lines.items()}
            assert line["image"] == other["image"]["src"]
            assert not line.keys() & {"total_price", "options", "product_slug"}
        for name in ("shipping_address", "billing_address"):
            assert before[name]["address1"] == after[name]["address"]
            assert before[name]["address2"] == after[name]["address1"]
            assert "address" not in before[name]
        assert before["customer"]["orders_count"] == after["customer"]["order_count"]
        assert before["source_name"] == {"data": "direct", "created_at": before["created_at"]}
        assert after["source_name"] == after["last_referrer_show"] == "direct"
        assert [fee["name"] for fee in before["addtional_prices"]] == [
            fee["name"] for fee in after["additional_prices"]
        ]
        rates = [
            each["config"]["market_setting"]["market_price_setting"] for each in (before, after)
        ]
        assert rates[0]["base_to_local"] == rates[1]["base_to_rate"]
    assert any(document["addtional_prices"] for document in old_documents)
    assert any(document["fulfillments"] for document in old_documents)


def test_discounts_are_json_in_a_string_and_tags_a_comma_list(new_documents: Documents) -> None:
    document = next(each for each in new_documents if each["total_discount"] != "0.00")
    [application] = json.loads(document["discount_applications"])
    assert application["value"] == document["total_discount"]
    assert any("," in document["tags"] for document in new_documents)


def test_refunds_have_their_records() -> None:
    kept = shown(dict, 200)
    refunded = [document for document in kept if "refunded" in document["financial_status"]]
    assert refunded
    for document in kept:
        assert len(document["refunds"]) == len(document["post_sales"]) == (document in refunded)
    for document in refunded:
        assert document["refunds"][0]["refund_price"] == document["total_refund_price"]
        assert document["refund_status"] in ("part", "all")


def test_the_index_says_what_the_documents_say() -> None:
    generator = orders()
    for record in generator.records(100, NOW):
        document = json.loads(generator.whole(record))
        assert (str(record.id), record.number) == (document["id"], document["number"])
        assert write_time(record.created) == document["created_at"]
        assert write_time(record.updated) == document["updated_at"]
        assert (write_time(record.placed) if record.placed else "") == document["placed_at"]
        assert (record.finished and write_time(record.finished)) == document["finished_at"]
        assert (record.cancelled and write_time(record.cancelled)) == document["cancelled_at"]
        assert record.status == document["status"]
        assert record.financial == document["financial_status"]
        assert record.fulfillment == document["fulfillment_status"]
        assert record.recovery == document["recovery_status"]
        assert record.refunded == bool(document["refunds"])
        assert (record.fulfilled is not None) == bool(document["fulfillments"])
        assert record.traits == Traits.of(document)


def test_names_are_of_many_scripts(new_documents: Documents) -> None:
    names = {document["customer"]["last_name"] for document in new_documents}
    assert {"佐藤", "Żółkiewski", "O'Brien"} <= names


def test_no_slot_is_left_open() -> None:
    assert not [
        leaf
        for document in shown(dict)[::20]
        for leaf in leaves(document)
        if isinstance(leaf, str) and "<" in leaf
    ]
