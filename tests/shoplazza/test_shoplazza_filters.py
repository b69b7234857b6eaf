"""Filters: each one that Shoplazza documents, written as its generation reads it, or refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from asyncshop.endpoint import ListCall
from asyncshop.protocol import Call
from asyncshop.shoplazza.filters import SEARCH_FIELDS, without_any
from asyncshop.shoplazza.v2022.calls import fulfillments as fulfillments_2022
from asyncshop.shoplazza.v2022.calls import orders as orders_2022
from asyncshop.shoplazza.v2022.calls import post_sales as post_sales_2022
from asyncshop.shoplazza.v2026.calls import fulfillments as fulfillments_2026
from asyncshop.shoplazza.v2026.calls import orders as orders_2026
from asyncshop.shoplazza.v2026.calls import post_sales as post_sales_2026
from asyncshop.shoplazza.v2026.calls import refunds as refunds_2026

Build = Callable[..., Any]
Texts = list[str]

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
NOON_TEXT = ["2026-01-31T12:00:00+00:00"]


class Status(StrEnum):
    PLACED = "placed"


def times(*events: str, ends: tuple[str, str] = ("min", "max")) -> dict[str, tuple[Any, Texts]]:
    return {f"{event}_at_{end}": (NOON, NOON_TEXT) for event in events for end in ends}


# Of each filter: a value, and the texts that it becomes.
ORDERS_2022: dict[str, tuple[Any, Texts]] = {
    **times("created", "updated", "placed"),
    "ids": (["183211-00000005", 6], ["183211-00000005,6"]),
    "status": ("placed", ["placed"]),
    "financial_status": ("partially_refunded", ["partially_refunded"]),
    "fulfillment_status": ("partially_returned", ["partially_returned"]),
    "recovery_status": ("recalling", ["recalling"]),
    "location_id": ("l-1", ["l-1"]),
    "customer_id": (7, ["7"]),
    "keyword": ("hat, felt", ["hat, felt"]),
    "keyword_scope_fields": (["name", "shipping_phone"], ["name,shipping_phone"]),
    "sort_by": ("placed_at", ["placed_at"]),
    "sort_direction": ("asc", ["asc"]),
    "limit": (250, ["250"]),
    "page": (3, ["3"]),
    "page_token": ("t==", ["t=="]),
}
COUNT_2022 = {
    name: ORDERS_2022[name]
    for name in ("status", "financial_status", "fulfillment_status", *times("created", "updated"))
}
COUNT_2026: dict[str, tuple[Any, Texts]] = {
    **times("created", "updated", "placed", "finished", "fulfilled"),
    **times("last_referrer_show_created", "source_name_created"),
    "ids": (["1001", 1002], ["1001", "1002"]),
    "status": (["opened", "finished"], ["opened", "finished"]),
    "financial_status": (["waiting", "authorized"], ["waiting", "authorized"]),
    "fulfillment_status": (["initialled", "shipped"], ["initialled", "shipped"]),
    "recovery_status": ("success", ["success"]),
    "location_id": ("l-1", ["l-1"]),
    "customer_id": ("c-1", ["c-1"]),
    "keyword": ("hat", ["hat"]),
    "keyword_scope_fields": (["order_no", "email"], ["order_no", "email"]),
    "total_min": (Decimal("10.50"), ["10.50"]),
    "total_max": (20, ["20"]),
    "sales_platform": (["online", "pos"], ["online", "pos"]),
    "product_ids": ([2001, "2002"], ["2001", "2002"]),
    "skus": (["A,1", "A2"], ["A,1", "A2"]),
    "spus": ("SPU1", ["SPU1"]),
    "order_tags": (["vip", "new"], ["vip", "new"]),
    "customer_emails": (["a@b.test", "c@d.test"], ["a@b.test", "c@d.test"]),
    "shipping_emails": ("a@b.test", ["a@b.test"]),
    "shipping_phones": (["138", "139"], ["138", "139"]),
    "browser_ips": (["1.2.3.4", "5.6.7.8"], ["1.2.3.4", "5.6.7.8"]),
    "fuzzy_fields": (["name", "shop_name"], ["name", "shop_name"]),
    "fuzzy_keywords": (["iphone", "x, y"], ["iphone", "x, y"]),
    "fuzzy_relation": ("and", ["and"]),
    "admin_hasfilter": (True, ["true"]),
}
ORDERS_2026 = {
    **{name: value for name, value in COUNT_2026.items() if name != "admin_hasfilter"},
    "sort_by": ("updated_at", ["updated_at"]),
    "sort_direction": ("desc", ["desc"]),
    "cursor": ("Y3Jl==", ["Y3Jl=="]),
    "page_size": (250, ["250"]),
}
RECORD_COUNT = {
    **times("created", "updated", ends=("start", "end")),
    "order_ids": (["1001", 1002], ["1001", "1002"]),
    "refund_order_ids": (2001, ["2001"]),
    "refund_statuses": (["pending", "failed"], ["pending", "failed"]),
}
RECORDS = {
    **RECORD_COUNT,
    "sort_by": ("created_at", ["created_at"]),
    "sort_direction": ("asc", ["asc"]),
    "cursor": ("c", ["c"]),
    "page_size": (100, ["100"]),
}
PARCEL_COUNT = times("created", "updated")
PARCELS_2022 = {**PARCEL_COUNT, "limit": (250, ["250"]), "page": (2, ["2"])}
PARCELS_2026 = {**PARCEL_COUNT, "cursor": ("c", ["c"]), "page_size": (250, ["250"])}
POST_SALES_2022 = {
    **times("created", ends=("start", "end")),
    "status": ("pending", ["pending"]),
    "per_page": (500, ["500"]),
    "page": (2, ["2"]),
}
POST_SALES_2026 = {
    **times("created"),
    "status": ("finished", ["finished"]),
    "cursor": ("c", ["c"]),
    "page_size": (500, ["500"]),
}


def parcels_2022(**filters: Any) -> Any:
    return fulfillments_2022.list_fulfillments("o-1", **filters)


def parcels_2026(**filters: Any) -> Any:
    return fulfillments_2026.list_fulfillments("o-1", **filters)


def count_parcels_2022(**filters: Any) -> Any:
    return fulfillments_2022.FULFILLMENTS.count("o-1", **filters)


def count_parcels_2026(**filters: Any) -> Any:
    return fulfillments_2026.FULFILLMENTS.count("o-1", **filters)


OPERATIONS: list[tuple[Build, dict[str, tuple[Any, Texts]]]] = [
    (orders_2022.list_orders, ORDERS_2022),
    (orders_2022.count_orders, COUNT_2022),
    (parcels_2022, PARCELS_2022),
    (count_parcels_2022, PARCEL_COUNT),
    (post_sales_2022.list_post_sales, POST_SALES_2022),
    (orders_2026.list_orders, ORDERS_2026),
    (orders_2026.count_orders, COUNT_2026),
    (parcels_2026, PARCELS_2026),
    (count_parcels_2026, PARCEL_COUNT),
    (refunds_2026.list_records, RECORDS),
    (refunds_2026.count_records, RECORD_COUNT),
    (post_sales_2026.list_post_sales, POST_SALES_2026),
]
FILTERS = [
    (build, name, value, texts)
    for build, filters in OPERATIONS
    for name, (value, texts) in filters.items()
]
each_operation = pytest.mark.parametrize(
    "build",
    [build for build, _ in OPERATIONS],
    ids=[f"{build.__module__.split('.')[-1]}.{build.__name__}" for build, _ in OPERATIONS],
)


def params(call: Call[Any] | ListCall[Any]) -> tuple[tuple[str, str], ...]:
    return call.query.first.params if isinstance(call, ListCall) else call.params


@pytest.mark.parametrize(
    ("build", "name", "value", "texts"),
    FILTERS,
    ids=[f"{build.__module__}.{build.__name__} {name}" for build, name, _, _ in FILTERS],
)
def test_each_filter_is_written_as_its_generation_reads_it(
    build: Build, name: str, value: Any, texts: Texts
) -> None:
    expected = [(name, text) for text in texts]
    if name == "page_size":
        expected += [("per_page", text) for text in texts]
    assert list(params(build(**{name: value}))) == expected


@each_operation
def test_without_filters_nothing_is_asked_for(build: Build) -> None:
    assert params(build()) == ()


@each_operation
def test_a_misspelt_filter_is_told_the_nearest_name(build: Build) -> None:
    with pytest.raises(
        TypeError, match=r"'create_at_mi' is no filter .* did you mean 'created_at_"
    ):
        build(create_at_mi=NOON)
    with pytest.raises(
        TypeError, match=r"'xyzzy' is no filter of this call: write one of .*created_at"
    ):
        build(xyzzy=1)


@pytest.mark.parametrize(
    ("build", "names"),
    [(build, list(filters)) for build, filters in OPERATIONS],
    ids=[f"{build.__module__}.{build.__name__}" for build, _ in OPERATIONS],
)
def test_a_filter_that_is_none_counts_as_left_out(build: Build, names: list[str]) -> None:
    assert params(build(**dict.fromkeys(names))) == ()


def test_filters_keep_the_order_in_which_they_are_given() -> None:
    call = orders_2026.list_orders(
        status=["placed"], ids=[2, 1], sort_by="created_at", limit=10, cursor="c"
    )
    assert params(call) == (
        ("status", "placed"),
        ("ids", "2"),
        ("ids", "1"),
        ("sort_by", "created_at"),
        ("page_size", "10"),
        ("per_page", "10"),
        ("cursor", "c"),
    )


@pytest.mark.parametrize(
    ("build", "name", "value", "texts"),
    [
        (orders_2022.list_orders, "ids", "18-05, 18-06", ["18-05,18-06"]),
        (orders_2022.list_orders, "ids", 5, ["5"]),
        (orders_2022.list_orders, "keyword_scope_fields", "name,sku", ["name,sku"]),
        (orders_2022.list_orders, "status", Status.PLACED, ["placed"]),
        (orders_2022.list_orders, "placed_at_max", "2016-01-18T23:41Z", ["2016-01-18T23:41Z"]),
        (orders_2026.list_orders, "ids", "1001,1002", ["1001", "1002"]),
        (orders_2026.list_orders, "ids", iter([1, 2]), ["1", "2"]),
        (orders_2026.list_orders, "status", "opened,finished", ["opened", "finished"]),
        (orders_2026.list_orders, "status", [Status.PLACED], ["placed"]),
        (orders_2026.list_orders, "skus", "A,1", ["A,1"]),
        (orders_2026.list_orders, "total_min", "0.5", ["0.5"]),
        (orders_2026.count_orders, "admin_hasfilter", False, ["false"]),
    ],
)  # fmt: skip
def test_one_value_or_several_may_be_given_in_several_ways(
    build: Build, name: str, value: Any, texts: Texts
) -> None:
    assert list(params(build(**{name: value}))) == [(name, text) for text in texts]


@pytest.mark.parametrize("field", SEARCH_FIELDS)
def test_every_field_can_be_searched_in(field: str) -> None:
    call = orders_2022.list_orders(keyword="hat", keyword_scope_fields=field)
    assert params(call) == (("keyword", "hat"), ("keyword_scope_fields", field))
    assert params(orders_2026.list_orders(fuzzy_fields=field)) == (("fuzzy_fields", field),)


@pytest.mark.parametrize(
    ("build", "name", "value", "error"),
    [
        (orders_2022.list_orders, "ids", [], ValueError),
        (orders_2022.list_orders, "ids", " , ", ValueError),
        (orders_2022.list_orders, "ids", ["1 2"], ValueError),
        (orders_2022.list_orders, "status", "open", ValueError),
        (orders_2022.list_orders, "status", ["placed"], ValueError),
        (orders_2022.list_orders, "financial_status", "pending", ValueError),
        (orders_2022.list_orders, "fulfillment_status", "unshipped", ValueError),
        (orders_2022.list_orders, "recovery_status", "done", ValueError),
        (orders_2022.list_orders, "created_at_min", datetime(2026, 1, 31), ValueError),  # noqa: DTZ001 - the mistake
        (orders_2022.list_orders, "created_at_min", 5, TypeError),
        (orders_2022.list_orders, "location_id", "", ValueError),
        (orders_2022.list_orders, "keyword", "", ValueError),
        (orders_2022.list_orders, "keyword_scope_fields", ["email"], ValueError),
        (orders_2022.list_orders, "sort_by", "id", ValueError),
        (orders_2022.list_orders, "sort_direction", "up", ValueError),
        (orders_2022.list_orders, "limit", 251, ValueError),
        (orders_2022.list_orders, "limit", 0, ValueError),
        (orders_2022.list_orders, "page", 0, ValueError),
        (orders_2022.list_orders, "page", "2", TypeError),
        (orders_2022.list_orders, "page_token", "", ValueError),
        (orders_2026.list_orders, "ids", [True], TypeError),
        (orders_2026.list_orders, "status", ["placed", "open"], ValueError),
        (orders_2026.list_orders, "financial_status", [], ValueError),
        (orders_2026.list_orders, "total_min", 1.5, TypeError),
        (orders_2026.list_orders, "total_max", "much", ValueError),
        (orders_2026.list_orders, "skus", [5], TypeError),
        (orders_2026.list_orders, "skus", [], ValueError),
        (orders_2026.list_orders, "fuzzy_fields", "colour", ValueError),
        (orders_2026.list_orders, "fuzzy_relation", "xor", ValueError),
        (orders_2026.list_orders, "page_size", 251, ValueError),
        (orders_2026.list_orders, "per_page", 0, ValueError),
        (orders_2026.list_orders, "limit", True, TypeError),
        (orders_2026.list_orders, "cursor", "", ValueError),
        (orders_2026.count_orders, "admin_hasfilter", "yes", TypeError),
        (refunds_2026.list_records, "order_ids", range(11), ValueError),
        (refunds_2026.count_records, "refund_order_ids", list(range(21)), ValueError),
        (refunds_2026.list_records, "refund_statuses", "done", ValueError),
        (refunds_2026.list_records, "sort_by", "placed_at", ValueError),
        (refunds_2026.list_records, "limit", 101, ValueError),
        (post_sales_2026.list_post_sales, "status", "open", ValueError),
        (post_sales_2026.list_post_sales, "page_size", 0, ValueError),
        (post_sales_2022.list_post_sales, "status", "open", ValueError),
        (post_sales_2022.list_post_sales, "per_page", 0, ValueError),
        (post_sales_2022.list_post_sales, "page", -1, ValueError),
        (parcels_2022, "limit", 251, ValueError),
        (parcels_2022, "page", 1.0, TypeError),
        (parcels_2026, "limit", 251, ValueError),
        (parcels_2026, "created_at_max", "yesterday", ValueError),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_its_name(
    build: Build, name: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=name):
        build(**{name: value})


def test_as_many_ids_as_the_platform_takes_are_sent() -> None:
    assert len(params(refunds_2026.list_records(order_ids=list(range(10))))) == 10
    assert len(params(refunds_2026.count_records(refund_order_ids=list(range(20))))) == 20


@pytest.mark.parametrize(
    "build",
    [
        orders_2026.list_orders,
        parcels_2026,
        refunds_2026.list_records,
        post_sales_2026.list_post_sales,
    ],
)
def test_the_size_of_a_page_of_2026_has_three_names_and_goes_out_under_two(build: Build) -> None:
    for name in ("limit", "page_size", "per_page"):
        assert params(build(**{name: 100})) == (("page_size", "100"), ("per_page", "100"))
    with pytest.raises(TypeError, match="limit and per_page mean the same"):
        build(limit=5, per_page=5)


def test_the_size_of_a_page_of_2022_has_the_name_of_its_list() -> None:
    assert params(orders_2022.list_orders(limit=7)) == (("limit", "7"),)
    assert params(parcels_2022(limit=7)) == (("limit", "7"),)
    assert params(post_sales_2022.list_post_sales(limit=7)) == (("per_page", "7"),)
    assert params(post_sales_2022.list_post_sales(per_page=7)) == (("per_page", "7"),)
    with pytest.raises(TypeError, match="limit and per_page mean the same"):
        post_sales_2022.list_post_sales(limit=7, per_page=7)


@pytest.mark.parametrize(
    ("build", "size"),
    [
        (orders_2022.list_orders, 10),
        (orders_2026.list_orders, 10),
        (parcels_2022, 50),
        (parcels_2026, 10),
        (refunds_2026.list_records, 10),
        (post_sales_2026.list_post_sales, 20),
        (post_sales_2022.list_post_sales, 10),
    ],
)
def test_a_listing_knows_how_much_a_page_holds(build: Build, size: int) -> None:
    assert build().query.limit == size
    assert build(limit=7).query.limit == 7


def test_any_is_what_no_filter_means() -> None:
    filters = {"status": "any", "ids": [1], "financial_status": None}
    assert without_any(filters) == {"ids": [1], "financial_status": None}
