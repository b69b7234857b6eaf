"""Generated orders: the same everywhere, large, and like those of a real shop."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from statistics import mean
from typing import Any

import pytest

from asyncshop.sandbox.shopify.orders import Orders, Templates

NOW = 1_790_812_800
DAY = 86_400


def orders(seed: int = 1, shop: int = 0, size: Any = "full") -> Orders:
    return Orders(Templates(seed, size), shop, currency="USD", zone=UTC)


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    generator = orders()
    return [json.loads(generator.document(record)) for record in generator.records(1000, NOW)]


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_the_same_arguments_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from datetime import timezone;"
        "from asyncshop.sandbox.shopify.orders import Orders, Templates;"
        "made = Orders(Templates(1), 0, currency='USD', zone=timezone.utc);"
        f"texts = b''.join(map(made.document, made.records(60, {NOW})));"
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
        generator.document(next(iter(generator.records(50, NOW))))
        for generator in (orders(1, 0), orders(2, 0), orders(1, 1))
    ]
    assert len(set(first)) == 3


def test_orders_are_as_large_as_real_ones(documents: list[dict[str, Any]]) -> None:
    """About 17 KB of compact JSON with 130 amounts."""
    texts = [json.dumps(document, separators=(",", ":")) for document in documents]
    assert 15_000 < mean(map(len, texts)) < 19_000
    assert 110 < mean(len(re.findall(r'"\d+\.\d\d"', text)) for text in texts) < 150


def test_small_orders_are_small() -> None:
    generator = orders(size="small")
    sizes = [len(generator.document(record)) for record in generator.records(100, NOW)]
    assert 700 < mean(sizes) < 1300


def test_ids_are_unique_within_the_shop(documents: list[dict[str, Any]]) -> None:
    assert len({document["id"] for document in documents}) == 1000
    lines = [line["id"] for document in documents for line in document["line_items"]]
    assert len(lines) == len(set(lines))
    assert max(lines) < 2**53


def test_times_are_unique_but_for_the_deliberate_pairs(documents: list[dict[str, Any]]) -> None:
    times = [document["created_at"] for document in documents]
    assert times == sorted(times)
    assert len(times) - len(set(times)) == 25


def test_a_tenth_is_of_the_last_sixty_days_and_nothing_is_of_the_future() -> None:
    records = list(orders().records(1000, NOW))
    assert 80 <= sum(record.created > NOW - 60 * DAY for record in records) <= 120
    assert all(NOW - 731 * DAY < record.created <= record.updated <= NOW for record in records)
    assert all(
        record.created <= ended <= record.updated
        for record in records
        if (ended := record.closed or record.cancelled) is not None
    )


def test_every_status_occurs(documents: list[dict[str, Any]]) -> None:
    assert {document["financial_status"] for document in documents} == {
        "authorized",
        "paid",
        "partially_paid",
        "partially_refunded",
        "pending",
        "refunded",
        "voided",
    }
    assert {document["fulfillment_status"] for document in documents} == {
        None,
        "partial",
        "fulfilled",
    }
    states = [(d["closed_at"] is not None, d["cancelled_at"] is not None) for d in documents]
    assert {state: states.count(state) > 30 for state in set(states)} == {
        (False, False): True,
        (True, False): True,
        (False, True): True,
    }


def test_the_newest_can_be_cancelled(documents: list[dict[str, Any]]) -> None:
    for document in documents[-50:]:
        assert document["closed_at"] is document["cancelled_at"] is None
        assert not document["fulfillments"]


def test_the_index_says_what_the_documents_say() -> None:
    generator = orders()
    for record in generator.records(100, NOW):
        document = json.loads(generator.document(record))
        seconds = {
            name: value and datetime.fromisoformat(value).timestamp()
            for name, value in document.items()
            if name.endswith("_at")
        }
        assert (record.id, record.number) == (document["id"], document["order_number"])
        assert (record.name, record.app_id) == (document["name"], document["app_id"])
        assert record.financial == document["financial_status"]
        assert record.fulfillment == document["fulfillment_status"]
        assert record.created == seconds["created_at"]
        assert record.updated == seconds["updated_at"]
        assert record.processed == seconds["processed_at"]
        assert record.closed == seconds["closed_at"]
        assert record.cancelled == seconds["cancelled_at"]


def test_the_amounts_add_up(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        amounts = {
            name: Decimal(document[name])
            for name in ("total_line_items_price", "total_discounts", "total_tax", "total_price")
        }
        lines = document["line_items"]
        items = sum(Decimal(line["price"]) * line["quantity"] for line in lines)
        shipping = Decimal(document["total_shipping_price_set"]["shop_money"]["amount"])
        assert amounts["total_line_items_price"] == items
        assert amounts["total_price"] == (
            items - amounts["total_discounts"] + shipping + amounts["total_tax"]
        )


def test_some_customers_pay_in_another_currency(documents: list[dict[str, Any]]) -> None:
    abroad = [d for d in documents if d["presentment_currency"] != d["currency"]]
    assert 0.1 < len(abroad) / len(documents) < 0.4
    money = abroad[0]["total_price_set"]
    assert money["shop_money"]["currency_code"] == "USD"
    assert money["presentment_money"]["amount"] != money["shop_money"]["amount"]


def test_names_are_of_many_scripts(documents: list[dict[str, Any]]) -> None:
    names = {document["customer"]["last_name"] for document in documents}
    assert {"佐藤", "Żółkiewski", "O'Brien"} <= names


def test_no_slot_is_left_open(documents: list[dict[str, Any]]) -> None:
    assert not [
        leaf
        for document in documents[::50]
        for leaf in leaves(document)
        if isinstance(leaf, str) and "<" in leaf
    ]
