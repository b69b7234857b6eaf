"""Listings of Shopify orders: filters, pages, cursors, and the Link header."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_client import API, Client, Clock

from asyncshop.sandbox import Sandbox
from asyncshop.sandbox.shopify import Shop, listing
from asyncshop.sandbox.shopify.errors import RefusedError
from asyncshop.sandbox.shopify.pages import Cursor, PageRequest
from asyncshop.sandbox.shopify.store import Record, new_store


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def ids(client: Client, query: str) -> list[int]:
    """Give the ids of a whole listing, in the order in which the pages bring them."""
    answer = await client.get(f"orders.json?fields=id&{query}")
    found = [order["id"] for order in answer.json["orders"]]
    while following := answer.links.get("next"):
        answer = await client.get(following)
        found += [order["id"] for order in answer.json["orders"]]
    return found


@pytest.fixture
async def every(client: Client) -> list[dict[str, Any]]:
    """Every order of the shop, newest first."""
    answer = await client.get("orders.json?status=any&limit=250")
    assert "Link" not in answer.headers
    orders: list[dict[str, Any]] = answer.json["orders"]
    return orders


# -- filters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "admits"),
    [
        ("", lambda o: o["closed_at"] is None and o["cancelled_at"] is None),
        ("status=open", lambda o: o["closed_at"] is None and o["cancelled_at"] is None),
        ("status=closed", lambda o: o["closed_at"] is not None),
        ("status=cancelled", lambda o: o["cancelled_at"] is not None),
        ("status=nonsense", lambda o: False),
        ("status=any&unknown=1", lambda o: True),
        ("status=any&financial_status=any", lambda o: True),
        ("status=any&financial_status=refunded", lambda o: o["financial_status"] == "refunded"),
        (
            "status=any&financial_status=unpaid",
            lambda o: o["financial_status"] in ("authorized", "partially_paid"),
        ),
        (
            "status=any&fulfillment_status=shipped",
            lambda o: o["fulfillment_status"] == "fulfilled",
        ),
        ("status=any&fulfillment_status=partial", lambda o: o["fulfillment_status"] == "partial"),
        ("status=any&fulfillment_status=unshipped", lambda o: o["fulfillment_status"] is None),
        (
            "status=any&fulfillment_status=unfulfilled",
            lambda o: o["fulfillment_status"] in (None, "partial"),
        ),
        ("status=any&attribution_app_id=1354745", lambda o: o["app_id"] == 1354745),
        ("status=any&name=%231010", lambda o: o["name"] == "#1010"),
        ("status=any&name=1010", lambda o: o["name"] == "#1010"),
    ],
)
async def test_filters_admit_what_they_say(
    client: Client, every: list[dict[str, Any]], query: str, admits: Any
) -> None:
    expected = [order["id"] for order in every if admits(order)]
    assert await ids(client, query) == expected
    assert len(expected) > 0 or "nonsense" in query


@pytest.mark.parametrize("column", ["created_at", "updated_at", "processed_at"])
async def test_times_bound_a_listing_on_both_sides(
    client: Client, every: list[dict[str, Any]], column: str
) -> None:
    """Both ends included, in whatever zone they are written."""
    low, high = sorted(moment(every[place][column]) for place in (20, 90))
    query = (
        f"status=any&{column}_min={low:%Y-%m-%dT%H:%M:%SZ}&{column}_max={high:%Y-%m-%dT%H:%M:%SZ}"
    )
    expected = [order["id"] for order in every if low <= moment(order[column]) <= high]
    assert await ids(client, query) == expected
    assert len(expected) > 2


async def test_a_time_without_a_zone_is_the_shops(
    client: Client, every: list[dict[str, Any]]
) -> None:
    local = every[10]["created_at"][:19]
    assert every[10]["id"] in await ids(
        client, f"status=any&created_at_min={local}&created_at_max={local}"
    )


async def test_filters_look_at_an_order_as_it_has_become(client: Client, shop: Shop) -> None:
    """Whichever of its fields the merchant has edited."""
    changed = {
        "created_at": "2001-01-01T00:00:00Z",
        "processed_at": "2002-01-01T00:00:00Z",
        "updated_at": "2003-01-01T00:00:00Z",
    }
    order_id = shop.order_ids()[7]
    shop.edit_order(order_id, **changed, name="#X", financial_status="new", app_id=9)
    for query in (
        "created_at_max=2001-01-01T00:00:00Z",
        "processed_at_max=2002-01-01T00:00:00Z",
        "updated_at_max=2003-01-01T00:00:00Z",
        "name=X",
        "financial_status=new",
        "attribution_app_id=9",
    ):
        assert await ids(client, f"status=any&{query}") == [order_id]


async def test_ids_and_since_id(client: Client, every: list[dict[str, Any]]) -> None:
    """With since_id a listing goes by ascending id."""
    assert await ids(client, f"status=any&ids={every[7]['id']},{every[3]['id']},1") == [
        every[3]["id"],
        every[7]["id"],
    ]
    after = await ids(client, f"status=any&limit=7&since_id={every[30]['id']}")
    assert after == sorted(order["id"] for order in every[:30])


async def test_count_takes_the_same_filters_but_not_ids(
    client: Client, every: list[dict[str, Any]]
) -> None:
    paid = [order for order in every if order["financial_status"] == "paid"]
    answer = await client.get("orders/count.json?status=any&financial_status=paid&ids=1&limit=1")
    assert answer.json == {"count": len(paid)}
    bounded = f"orders/count.json?status=any&created_at_min={every[9]['created_at'][:19]}"
    assert (await client.get(bounded)).json == {"count": 10}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("limit=251", "Limit exceeds maximum limit of 250"),
        ("limit=0", {"limit": "must be greater than or equal to 1"}),
        ("limit=-1", {"limit": "expected String to be a Integer"}),
        ("since_id=x", {"since_id": "expected String to be a id"}),
        ("ids=1,x", {"ids": "expected String to be a id"}),
        ("created_at_min=yesterday", {"created_at_min": "Invalid value."}),
        (
            "page=2",
            {"page": "page cannot be passed. See https://shopify.dev/api/usage/pagination-rest"},
        ),
        ("page_info=abc", {"page_info": "Invalid value."}),
        ("page_info=a", {"page_info": "Invalid value."}),
        (
            "page_info=abc&updated_at_min=2026-01-01",
            {
                "updated_at_min": "updated_at_min cannot be passed when page_info is present. "
                "See https://shopify.dev/api/usage/pagination-rest for more information."
            },
        ),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_refused(
    client: Client, query: str, errors: Any
) -> None:
    answer = await client.get(f"orders.json?{query}")
    assert (answer.status, answer.json) == (400, {"errors": errors})


# -- pages --------------------------------------------------------------------------------------


async def test_fifty_to_a_page_by_default(client: Client) -> None:
    answer = await client.get("orders.json?status=any")
    assert len(answer.json["orders"]) == 50


async def test_link_leads_forwards_and_back(client: Client, shop: Shop) -> None:
    """Addressed to the host that was asked, with the limit and the fields."""
    first = await client.get("orders.json?status=any&limit=40&fields=id")
    assert first.links.keys() == {"next"}
    assert first.headers["Link"].startswith(f"<{shop.base_url}{API}/orders.json?limit=40&page_info")
    assert first.headers["Link"].endswith('>; rel="next"')
    second = await client.get(first.links["next"])
    third = await client.get(second.links["next"])
    assert list(second.links) == ["previous", "next"]
    assert third.links.keys() == {"previous"}
    back = await client.get(third.links["previous"])
    assert back.json == second.json
    assert back.links.keys() == {"previous", "next"}
    beginning = await client.get(back.links["previous"])
    assert beginning.json == first.json
    assert beginning.links.keys() == {"next"}
    query = parse_qs(urlsplit(first.links["next"]).query)
    assert query.keys() == {"limit", "fields", "page_info"}


async def test_a_cursor_carries_the_filters(client: Client) -> None:
    expected = await ids(client, "status=closed&limit=250")
    assert await ids(client, "status=closed&limit=9") == expected


async def test_a_cursor_goes_on_with_another_limit(client: Client) -> None:
    first = await client.get("orders.json?status=any&limit=20")
    page_info = parse_qs(urlsplit(first.links["next"]).query)["page_info"][0]
    rest = await client.get(f"orders.json?limit=250&page_info={page_info}")
    assert len(rest.json["orders"]) == 100


async def test_a_cursor_is_of_one_shop(
    client: Client, box: Sandbox, session: aiohttp.ClientSession
) -> None:
    first = await client.get("orders.json?limit=10")
    answer = await Client(session, box.shops[1]).get(first.links["next"])
    assert answer.json == {"errors": {"page_info": "Invalid value."}}


async def test_an_empty_page_leads_nowhere(client: Client, shop: Shop) -> None:
    first = await client.get("orders.json?status=any&limit=100")
    for order in await ids(client, "status=any"):
        if order < first.json["orders"][-1]["id"]:
            shop.delete_order(order)
    answer = await client.get(first.links["next"])
    assert answer.json == {"orders": []}
    assert "Link" not in answer.headers


@pytest.mark.parametrize("query", ["status=any&limit=10", "status=any&limit=10&since_id=0"])
async def test_changes_meanwhile_lose_and_repeat_nothing(
    client: Client, shop: Shop, query: str
) -> None:
    """Orders that come and go between two pages shift none of the others."""
    before = set(await ids(client, "status=any"))
    answer = await client.get(f"orders.json?{query}")
    seen, gone = [order["id"] for order in answer.json["orders"]], set()
    while following := answer.links.get("next"):
        shop.add_orders(3)
        for order in (seen[0], seen[-1]):
            if order not in gone:
                shop.delete_order(order)
                gone.add(order)
        answer = await client.get(following)
        seen += [order["id"] for order in answer.json["orders"]]
        if len(seen) > 200:
            break
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


async def test_a_page_is_made_again_after_a_change(client: Client, shop: Shop) -> None:
    first = (await client.get("orders.json?limit=5")).json["orders"]
    shop.edit_order(first[2]["id"], note="changed")
    again = (await client.get("orders.json?limit=5")).json["orders"]
    assert [order["note"] for order in again].count("changed") == 1
    assert [order["id"] for order in again] == [order["id"] for order in first]


async def test_an_order_placed_now_comes_first(client: Client, shop: Shop, clock: Clock) -> None:
    clock.now += 3600
    order_id = shop.add_orders(2)[1]
    [first] = (await client.get("orders.json?limit=1")).json["orders"]
    assert (first["id"], first["created_at"]) == (order_id, shop.time())


def record(number: int) -> Record:
    return Record(number, number, f"#{number}", 0, 0, 0, "paid")


@settings(max_examples=50)
@given(
    numbers=st.sets(st.integers(1, 400), max_size=80),
    limit=st.integers(1, 30),
    since=st.sampled_from(["", "0"]),
)
async def test_every_order_is_on_one_page_forwards_and_back(
    numbers: set[int], limit: int, since: str
) -> None:
    store = new_store()
    store.add(record(number) for number in numbers)
    filters = {"since_id": since} if since else {}
    forwards: list[int] = []
    cursor: Cursor | None = None
    while True:
        page = PageRequest(limit, filters, None, cursor)
        found, previous, following = await listing.select(store, page, lambda record: True)
        forwards += [each.id for each in found]
        if following is None:
            break
        cursor = Cursor("next", following, filters)
    assert forwards == sorted(numbers, reverse=not since)
    backwards = [each.id for each in found]
    while previous is not None:
        page = PageRequest(limit, filters, None, Cursor("previous", previous, filters))
        found, previous, _ = await listing.select(store, page, lambda record: True)
        backwards = [each.id for each in found] + backwards
    assert backwards == forwards


def test_only_the_shop_can_make_a_cursor() -> None:
    cursor = Cursor("next", 5, {"status": "any"})
    text = cursor.encode(b"key")
    assert Cursor.decode(text, b"key") == cursor
    with pytest.raises(RefusedError):
        Cursor.decode(text, b"other")


def test_projection_keeps_the_bytes_of_what_it_keeps() -> None:
    document = b'{"a": 1.50, "b": [1, 2], "c": "\\u00e9"}'
    assert json.loads(listing.project(document, "a,c")) == {"a": 1.5, "c": "é"}
    assert b"1.50" in listing.project(document, "a")
    assert listing.project(document, "") is document
