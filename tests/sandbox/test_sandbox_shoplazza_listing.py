"""Listings of Shoplazza orders: filters, pages and cursors of both generations."""

import json
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict
from sandbox_client import Client, Clock, Unhurried

from asyncshop.sandbox import Received, Sandbox
from asyncshop.sandbox.shoplazza import Shop, routes

CURSORS = {"next_token": "page_token", "cursor": "cursor"}

Orders = list[dict[str, Any]]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def listed(client: Client, query: str) -> Orders:
    """Give the orders of a whole listing; the filters are sent with every page."""
    found: Orders = []
    cursor = ""
    while True:
        answer = await client.get(f"orders?{query}{cursor}")
        assert answer.status == 200, answer.body
        found += answer.data["orders"]
        name = next((each for each in CURSORS if answer.data.get(each)), None)
        if name is None:
            return found
        cursor = f"&{CURSORS[name]}={answer.data[name]}"


async def ids(client: Client, query: str) -> list[str]:
    return [order["id"] for order in await listed(client, query)]


@pytest.fixture(params=["2022-01", "2026-01"])
def either(request: pytest.FixtureRequest, old: Client, new: Client) -> Client:
    """A client of each generation."""
    return old if request.param == "2022-01" else new


@pytest.fixture
async def every(new: Client) -> Orders:
    """Every order of the shop, newest first, as 2026-01 shows it."""
    answer = await new.get("orders?page_size=250")
    assert (answer.data["has_more"], answer.data["cursor"]) == (False, "")
    orders: Orders = answer.data["orders"]
    return orders


# -- filters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "admits"),
    [
        ("", lambda o: True),
        ("status=placed", lambda o: o["status"] == "placed"),
        ("status=nonsense", lambda o: False),
        ("financial_status=partially_refunded", lambda o: o["total_refund_price"] != "0.00"),
        ("fulfillment_status=shipped", lambda o: o["fulfillment_status"] == "shipped"),
        ("recovery_status=waiting", lambda o: True),
        ("recovery_status=failed", lambda o: False),
        ("keyword=lefèvre&keyword_scope_fields=name", lambda o: "François" in str(o["customer"])),
        ("keyword=lefèvre", lambda o: True),
        ("keyword=10007&keyword_scope_fields=number", lambda o: o["number"].endswith("10007")),
        ("keyword=x&keyword_scope_fields=no_such_field", lambda o: False),
        ("nonsense=1", lambda o: True),
    ],
)
async def test_filters_of_both_generations_admit_what_they_say(
    either: Client, every: Orders, query: str, admits: Any
) -> None:
    """Newest first; without a status, orders in every one of them."""
    refunded = "refunded" in query
    expected = [
        order["id"]
        for order in every
        if admits(order) and (not refunded or order["financial_status"] != "refunded")
    ]
    assert await ids(either, f"limit=50&page_size=50&{query}") == expected


async def test_more_than_one_scope_field_is_searched_in_each_manner(
    old: Client, new: Client, every: Orders
) -> None:
    expected = [order["id"] for order in every if order["number"].endswith("10007")]
    keyword = "keyword=10007&keyword_scope_fields"
    assert await ids(old, f"{keyword}=number,name") == expected
    assert await ids(new, f"{keyword}=number&keyword_scope_fields=name") == expected
    assert await ids(new, f"{keyword}=number,name") == []
    assert await ids(new, f"keyword={expected[0]}&keyword_scope_fields=id") == expected


async def test_several_values_are_written_in_each_generations_own_manner(
    old: Client, new: Client, every: Orders
) -> None:
    """Joined in 2022-01, repeated in 2026-01; the other manner finds nothing."""
    wanted = [every[3]["id"], every[7]["id"]]
    joined, repeated = f"ids={','.join(wanted)}", "&".join(f"ids={each}" for each in wanted)
    assert await ids(old, joined) == wanted
    assert await ids(new, repeated) == wanted
    assert await ids(old, repeated) == []
    assert await ids(new, joined) == []
    both = [order["id"] for order in every if order["status"] in ("opened", "cancelled")]
    assert await ids(new, "page_size=250&status=opened&status=cancelled") == both
    assert await ids(new, "status=opened,cancelled") == []
    assert await ids(old, "status=opened,cancelled") == []


@pytest.mark.parametrize("column", ["created_at", "updated_at", "placed_at"])
async def test_times_bound_a_listing_on_both_sides(
    either: Client, every: Orders, column: str
) -> None:
    """Both ends included; what has no such time lies outside."""
    timed = [order for order in every if order[column]]
    low, high = sorted(timed[place][column] for place in (20, 80))
    expected = [order["id"] for order in timed if low <= order[column] <= high]
    query = f"limit=250&page_size=250&{column}_min={low}&{column}_max={high}"
    assert await ids(either, query) == expected
    assert len(expected) > 2


async def test_a_time_can_be_of_another_zone(either: Client, every: Orders) -> None:
    later = moment(every[10]["created_at"]).isoformat().replace("+00:00", "-00:00")
    assert len(await ids(either, f"limit=50&page_size=50&created_at_min={later}")) == 11


@pytest.mark.parametrize(
    "time", ["yesterday", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"]
)
async def test_a_time_without_its_offset_is_refused(either: Client, time: str) -> None:
    answer = await either.get(f"orders?created_at_min={time}")
    assert answer.status == 400
    assert "created_at_min: expected a time such as" in answer.body.decode()


def _line(name: str) -> Any:
    return lambda order: order["line_items"][0][name]


@pytest.mark.parametrize(
    ("name", "value", "admits"),
    [
        ("customer_id", lambda o: o["customer"]["id"], lambda o, v: o["customer"]["id"] == v),
        ("sales_platform", lambda o: "facebook", lambda o, v: o["sales_platform"] == v),
        ("shipping_emails", lambda o: o["shipping_address"]["email"], lambda o, v: v in str(o)),
        ("shipping_phones", lambda o: o["shipping_address"]["phone"], lambda o, v: v in str(o)),
        ("customer_emails", lambda o: o["customer"]["email"], lambda o, v: v in str(o)),
        ("browser_ips", lambda o: o["browser_ip"], lambda o, v: True),
        ("skus", _line("sku"), lambda o, v: v in [line["sku"] for line in o["line_items"]]),
        ("spus", _line("spu"), lambda o, v: v in [line["spu"] for line in o["line_items"]]),
        ("product_ids", _line("product_id"), lambda o, v: v in str(o)),
        ("order_tags", lambda o: "vip", lambda o, v: v in o["tags"]),
        ("total_min", lambda o: "300.00", lambda o, v: float(o["total_price"]) >= 300),
        ("total_max", lambda o: "300.00", lambda o, v: float(o["total_price"]) <= 300),
        (
            "finished_at_min",
            lambda o: "2025-12-01T00:00:00Z",
            lambda o, v: (o["finished_at"] or "") >= v,
        ),
        ("source_name_created_at_min", lambda o: o["created_at"], lambda o, v: True),
    ],
)
async def test_filters_that_2026_alone_has(
    new: Client, old: Client, every: Orders, name: str, value: Any, admits: Any
) -> None:
    """The count knows them too; 2022-01 ignores most of them."""
    text = value(every[-1])
    expected = [order["id"] for order in every if admits(order, text)]
    params = {name: text, "page_size": "250"}
    answer = await new.get("orders", params=params)
    assert [order["id"] for order in answer.data["orders"]] == expected
    assert expected
    assert (await new.get("orders/count", params=params)).data == {"count": len(expected)}
    ignored = (await old.get("orders/count", params={name: text})).json
    assert ignored == {"count": 120}


async def test_where_a_location_is_asked_for(either: Client, every: Orders) -> None:
    lines = {order["id"]: order["location_line"] for order in every if order["location_line"]}
    location = next(iter(lines.values()))["location_id"]
    assert set(await ids(either, f"location_id={location}")) == set(lines)


@pytest.mark.parametrize(
    ("query", "admits"),
    [
        ("fuzzy_keywords=scarf&fuzzy_fields=product_title", lambda o: "Wool scarf" in str(o)),
        (
            "fuzzy_keywords=scarf&fuzzy_keywords=kettle&fuzzy_fields=product_title",
            lambda o: "Wool scarf" in str(o) or "kettle" in str(o),
        ),
        (
            "fuzzy_keywords=o&fuzzy_fields=product_title&fuzzy_fields=name&fuzzy_relation=and",
            lambda o: (
                any("o" in line["product_title"].lower() for line in o["line_items"])
                and "o" in f"{o['customer']['first_name']} {o['customer']['last_name']}".lower()
            ),
        ),
    ],
)
async def test_fuzzy_search(new: Client, every: Orders, query: str, admits: Any) -> None:
    expected = [order["id"] for order in every if admits(order)]
    assert await ids(new, f"page_size=250&{query}") == expected
    assert 0 < len(expected) < 120


async def test_a_total_that_is_no_number_is_refused(new: Client) -> None:
    answer = await new.get("orders?total_min=much")
    assert answer.json == {"code": "InvalidArgument", "message": "total_min: expected a number"}


async def test_filters_look_at_an_order_as_it_has_become(either: Client, plaza: Shop) -> None:
    order_id = plaza.order_ids()[7]
    changed = {
        "created_at": "2001-01-01T00:00:00Z",
        "updated_at": "2003-01-01T00:00:00Z",
        "placed_at": "2002-01-01T00:00:00Z",
        "customer": None,
        "shipping_address": None,
        "shipping_line": None,
    }
    plaza.edit_order(order_id, **changed, financial_status="failed", recovery_status="success")
    for query in (
        "created_at_max=2001-01-01T00:00:00Z",
        "updated_at_max=2003-01-01T00:00:00Z",
        "placed_at_max=2002-01-01T00:00:00Z",
        "financial_status=failed",
        "recovery_status=success",
    ):
        assert await ids(either, query) == [order_id]


async def test_count_takes_each_generations_filters(
    old: Client, new: Client, every: Orders
) -> None:
    placed = sum(order["status"] == "placed" for order in every)
    assert (await old.get("orders/count?status=placed&ids=1")).json == {"count": placed}
    assert (await new.get("orders/count?status=placed&ids=1")).data == {"count": 0}
    since = every[9]["created_at"]
    for client in (old, new):
        assert (await client.get(f"orders/count?created_at_min={since}")).data == {"count": 10}


# -- pages --------------------------------------------------------------------------------------


async def test_ten_to_a_page_by_default(either: Client) -> None:
    assert len((await either.get("orders")).data["orders"]) == 10


async def test_page_size_has_two_names(new: Client) -> None:
    for query, size in (("page_size=7", 7), ("per_page=6", 6), ("page_size=7&per_page=7", 7)):
        assert len((await new.get(f"orders?{query}")).data["orders"]) == size


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("limit=251", 406, "1:per_page too large"),
        ("limit=250&page=41", 406, "2:deep pagination not allowed"),
        ("page=1001", 406, "2:deep pagination not allowed"),
        ("limit=0", 400, "limit: expected a number of 1 or more"),
        ("page=x", 400, "page: expected a number of 1 or more"),
        ("sort_by=price", 400, "1:invalid sort_by param"),
        ("sort_direction=up", 400, "2:invalid sort_direction param"),
        ("page_token=abc", 400, "invalid cursor"),
        ("page_token=a", 400, "invalid cursor"),
    ],
)
async def test_what_2022_refuses(old: Client, query: str, status: int, message: str) -> None:
    answer = await old.get(f"orders?{query}")
    assert (answer.status, answer.json) == (status, {"errors": [message]})


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page_size=251", "page_size: expected at most 250"),
        ("per_page=251", "page_size: expected at most 250"),
        ("page_size=-1", "page_size: expected a number of 1 or more"),
        ("sort_by=number", "1:invalid sort_by param"),
        ("sort_direction=DESC", "2:invalid sort_direction param"),
        ("cursor=abc", "invalid cursor"),
    ],
)
async def test_what_2026_refuses(new: Client, query: str, message: str) -> None:
    answer = await new.get(f"orders?{query}")
    assert (answer.status, answer.json) == (
        400,
        {"code": "InvalidArgument", "message": message},
    )


async def test_pages_by_number_count_all_orders(old: Client, every: Orders) -> None:
    third = (await old.get("orders?limit=50&page=3")).json
    assert [order["id"] for order in third["orders"]] == [order["id"] for order in every[100:]]
    assert third["count"] == 120
    assert "next_token" not in third
    assert (await old.get("orders?limit=250&page=40")).json["orders"] == []


async def test_with_a_page_token_the_count_is_of_the_page(old: Client) -> None:
    """And the token wins over a page number, however deep."""
    first = (await old.get("orders?limit=70")).json
    assert (first["count"], len(first["orders"])) == (120, 70)
    token = first["next_token"]
    last = (await old.get(f"orders?limit=70&page=9999&page_token={token}")).json
    assert (last["count"], len(last["orders"])) == (50, 50)
    assert "next_token" not in last


@pytest.mark.parametrize("column", ["created_at", "placed_at", "updated_at"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
async def test_sorted_by_each_time_in_both_directions(
    either: Client, plaza: Shop, every: Orders, column: str, direction: str
) -> None:
    """Equal times across a page boundary: each order comes once."""
    for order in every[10:25]:
        plaza.edit_order(order["id"], **{column: "2020-02-02T00:00:00Z"})
    query = f"limit=9&page_size=9&sort_by={column}&sort_direction={direction}"
    found = await listed(either, query)
    keys = [(order[column], order["id"]) for order in found]
    assert keys == sorted(keys, reverse=direction == "desc")
    assert {order["id"] for order in found} == {order["id"] for order in every}
    assert len(found) == 120


@pytest.mark.parametrize(
    "other", ["", "&status=opened", "&status=placed&sort_by=updated_at", "&status=placed&ids=1"]
)
async def test_a_cursor_without_its_filters_is_refused(either: Client, other: str) -> None:
    """It does not carry them: a client that forgets them is told so."""
    first = (await either.get("orders?status=placed")).data
    name = "page_token" if "next_token" in first else "cursor"
    token = first.get("next_token") or first.get("cursor")
    answer = await either.get(f"orders?{name}={token}{other}")
    assert answer.status == 400
    assert b"send the filters with every page" in answer.body
    sent_again = await either.get(f"orders?{name}={token}&status=placed&limit=3&page_size=3")
    assert len(sent_again.data["orders"]) == 3


async def test_a_cursor_is_of_one_shop(
    new: Client, mixed: Sandbox, session: aiohttp.ClientSession
) -> None:
    cursor = (await new.get("orders")).data["cursor"]
    other = Client(session, mixed.shops[1], "/openapi/2026-01")
    assert (await other.get(f"orders?cursor={cursor}")).status == 400


async def test_a_short_page_is_not_the_end(either: Client, plaza: Shop, every: Orders) -> None:
    plaza.short_pages = 4
    first = (await either.get("orders?limit=20&page_size=20")).data
    assert len(first["orders"]) == 16
    assert await ids(either, "limit=20&page_size=20") == [order["id"] for order in every]
    plaza.short_pages = 100
    assert len((await either.get("orders")).data["orders"]) == 1


async def test_changes_meanwhile_lose_and_repeat_nothing(
    either: Client, plaza: Shop, every: Orders
) -> None:
    first = (await either.get("orders?limit=40&page_size=40")).data
    token = first.get("next_token") or first.get("cursor")
    plaza.add_orders(3)
    plaza.delete_order(every[39]["id"])
    plaza.delete_order(every[50]["id"])
    name = "page_token" if "next_token" in first else "cursor"
    rest = await either.get(f"orders?limit=250&page_size=250&{name}={token}")
    expected = [order["id"] for order in every[40:] if order is not every[50]]
    assert [order["id"] for order in rest.data["orders"]] == expected


async def test_a_page_is_made_again_after_a_change(either: Client, plaza: Shop) -> None:
    first = (await either.get("orders")).data["orders"]
    plaza.edit_order(first[2]["id"], note="changed")
    again = (await either.get("orders")).data["orders"]
    assert [order["note"] for order in again].count("changed") == 1


async def test_the_client_decides_on_gzip(either: Client, plaza: Shop) -> None:
    """The same bytes either way, an edited order among them."""
    plaza.edit_order(plaza.order_ids()[0], note="naïve")
    plain = await either.get("orders", headers={"Accept-Encoding": "identity"})
    packed = await either.get("orders", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body == plain.body
    assert int(packed.headers["Content-Length"]) < len(plain.body) / 2


async def test_an_order_placed_now_comes_first(either: Client, plaza: Shop, clock: Clock) -> None:
    clock.now += 3600
    order_id = plaza.add_orders(2)[1]
    first = (await either.get("orders?limit=1&page_size=1")).data["orders"][0]
    assert (first["id"], first["created_at"]) == (order_id, plaza.time())


@settings(max_examples=40, deadline=None)
@given(
    created=st.lists(st.integers(0, 3), max_size=30),
    size=st.integers(1, 9),
    direction=st.sampled_from(["asc", "desc"]),
    version=st.sampled_from(["2022-01", "2026-01"]),
)
async def test_every_order_is_on_one_page(
    created: list[int], size: int, direction: str, version: str
) -> None:
    """However many orders have the same time."""
    box = Sandbox(orders=0, size="small", platform="shoplazza")
    shop = box.shops[0]
    for order_id, day in zip(shop.add_orders(len(created)), created, strict=True):
        shop.edit_order(order_id, created_at=f"2026-01-0{day + 1}T00:00:00Z")
    found: list[str] = []
    token = ""
    while True:
        shop.fill_bucket(0)
        shop.store_bucket.fill(0)
        query = MultiDict(limit=str(size), page_size=str(size), sort_direction=direction)
        query.update({"page_token": token, "cursor": token})
        request = Received("GET", f"/openapi/{version}/orders", query)
        answer = json.loads((await routes.answer((shop, shop.app), request, box.now())).body)
        page = answer.get("data", answer)
        found += [order["id"] for order in page["orders"]]
        token = page.get("next_token") or page.get("cursor") or ""
        if not token:
            break
    days = dict(zip(shop.order_ids()[::-1], created, strict=True))
    expected = sorted(days, key=lambda each: (days[each], each), reverse=direction == "desc")
    assert found == expected


# -- one order ----------------------------------------------------------------------------------


async def test_get_gives_the_order_that_is_listed(either: Client) -> None:
    [listed_order] = (await either.get("orders?limit=1&page_size=1")).data["orders"]
    by_id = await either.get(f"orders/{listed_order['id']}")
    assert by_id.data == {"order": listed_order}
    by_number = await either.get(f"orders/number/{listed_order['number']}")
    assert by_number.data == {"order": listed_order}


@pytest.mark.parametrize(
    "path", ["orders/1", "orders/x", f"orders/{'9' * 5000}", "orders/number/X1"]
)
async def test_an_order_that_is_not_there(old: Client, new: Client, path: str) -> None:
    assert (await old.get(path)).json == {"errors": ["order not found"]}
    answer = await new.get(path)
    assert (answer.status, answer.json) == (
        404,
        {"code": "NotFound", "message": "order not found"},
    )


@pytest.mark.parametrize("version", ["2025-06", "2026-07"])
async def test_other_versions_of_the_newer_generation_answer_alike(
    new: Client, session: aiohttp.ClientSession, plaza: Shop, version: str
) -> None:
    other = Unhurried(session, plaza, f"/openapi/{version}")
    assert (await other.get("orders")).json == (await new.get("orders")).json
