"""Filters: written as the order endpoints read them, or refused before anything is sent."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from asyncshop.filters import written
from asyncshop.shopify.filters import WRITE, CountFilters, OrderFilters

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
TIMES = [
    f"{event}_at_{end}" for event in ("created", "updated", "processed") for end in ("min", "max")
]


class Status(StrEnum):
    ANY = "any"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        *((name, NOON, "2026-01-31T12:00:00+00:00") for name in TIMES),
        ("status", "any", "any"),
        ("status", Status.ANY, "any"),
        ("financial_status", "partially_paid", "partially_paid"),
        ("financial_status", "unpaid", "unpaid"),
        ("fulfillment_status", "shipped", "shipped"),
        ("ids", [1, 2], "1,2"),
        ("name", "#1001", "#1001"),
        ("since_id", 0, "0"),
        ("since_id", 450789469, "450789469"),
        ("attribution_app_id", 12, "12"),
        ("attribution_app_id", "current", "current"),
    ],
)
def test_each_filter_is_written_as_the_platform_reads_it(name: str, value: Any, text: str) -> None:
    assert written({name: value}, OrderFilters, WRITE) == {name: text}


def test_a_filter_that_is_none_counts_as_left_out() -> None:
    assert written({"status": None, "name": None}, OrderFilters, WRITE) == {}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("status", "opened", ValueError),
        ("financial_status", "", ValueError),
        ("fulfillment_status", "done", ValueError),
        ("created_at_min", datetime(2026, 1, 31), ValueError),  # noqa: DTZ001 - the mistake
        ("created_at_min", 5, TypeError),
        ("ids", [], ValueError),
        ("name", 1001, TypeError),
        ("since_id", "5", TypeError),
        ("since_id", -1, ValueError),
        ("attribution_app_id", "mine", ValueError),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=name):
        written({name: value}, OrderFilters, WRITE)


def test_a_misspelt_filter_is_told_the_nearest_name() -> None:
    with pytest.raises(TypeError, match=r"'stauts' is no filter .* did you mean 'status'?"):
        written({"stauts": "any"}, OrderFilters, WRITE)


def test_a_filter_unlike_any_is_told_all_names() -> None:
    with pytest.raises(
        TypeError, match=r"'xyzzy' is no filter of this call: write one of .*status"
    ):
        written({"xyzzy": 1}, OrderFilters, WRITE)


def test_count_has_fewer_filters_than_list() -> None:
    assert written({"status": "any"}, CountFilters, WRITE) == {"status": "any"}
    for name in ("ids", "name", "since_id", "processed_at_min", "attribution_app_id"):
        assert name not in CountFilters.__annotations__
        with pytest.raises(TypeError, match=name):
            written({name: None}, CountFilters, WRITE)
