"""Shopify's routes: who is let in, and what each of the nine operations does."""

import base64
import json
from typing import Any

import aiohttp
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_client import Client, Clock

from asyncshop.sandbox import Answer, Received, Sandbox
from asyncshop.sandbox.shopify import Shop, routes

BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"
BOOTS = {"title": "Big Brown Bear Boots", "price": 74.99, "grams": "1300", "quantity": 3}


def newest(shop: Shop, **fields: Any) -> int:
    """Give the id of one more order, with these fields."""
    [order_id] = shop.add_orders(1)
    shop.edit_order(order_id, **fields)
    return order_id


# -- who is let in ------------------------------------------------------------------------------


async def test_every_answer_names_itself(client: Client) -> None:
    """Request id, date, version, bucket, content type."""
    answer = await client.get("orders/count.json")
    assert answer.headers["X-Request-Id"]
    assert answer.headers["Date"] == "Thu, 01 Oct 2026 00:00:00 GMT"
    assert answer.headers["X-Shopify-API-Version"] == "2026-10"
    assert answer.headers["X-Shopify-Shop-Api-Call-Limit"] == "1/400"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Shopify-Access-Token": "shpat_0"},
        {"Authorization": "Bearer {token}"},
        {"Authorization": "Basic ?"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
    ],
)
async def test_refuses_other_credentials(
    shop: Shop, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    headers = {name: value.format(token=shop.access_token) for name, value in headers.items()}
    url = f"{shop.base_url}/admin/api/2026-10/shop.json"
    async with session.get(url, headers=headers) as response:
        assert response.status == 401
        assert await response.json() == {"errors": BAD_TOKEN}
        assert "X-Shopify-Shop-Api-Call-Limit" not in response.headers


async def test_takes_the_token_as_basic_password(
    shop: Shop, session: aiohttp.ClientSession
) -> None:
    """As private apps used to send it, and in whatever case the header's name is."""
    url = f"{shop.base_url}/admin/api/2026-10/shop.json"
    credentials = aiohttp.encode_basic_auth("key", shop.access_token)
    for headers in (
        {"Authorization": credentials},
        {"x-shopify-access-token": shop.access_token},
    ):
        async with session.get(url, headers=headers) as response:
            assert (await response.json())["shop"]["myshopify_domain"] == shop.domain


async def test_a_full_bucket_refuses(client: Client, shop: Shop, clock: Clock) -> None:
    shop.fill_bucket(399.5)
    refused = await client.get("shop.json")
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "2.0"
    assert "X-Shopify-Shop-Api-Call-Limit" not in refused.headers
    assert refused.json["errors"].startswith("Exceeded 20 calls per second for api client.")
    clock.now += 0.025
    assert (await client.get("shop.json")).headers["X-Shopify-Shop-Api-Call-Limit"] == "400/400"


async def test_each_app_has_its_own_bucket(client: Client, shop: Shop) -> None:
    rival = shop.install("rival", ["read_orders"])
    shop.fill_bucket(400)
    answer = await client.get("oauth/access_scopes.json", token=rival.access_token)
    assert answer.json == {"access_scopes": [{"handle": "read_orders"}]}


async def test_a_rotated_token_takes_the_place_of_the_old_one(client: Client, shop: Shop) -> None:
    old, shop_bucket = shop.access_token, shop.bucket
    shop.rotate_token()
    assert (await client.get("shop.json", token=old)).status == 401
    assert (await client.get("shop.json")).status == 200
    assert shop.bucket is shop_bucket


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("api/2026-04/", "2026-04"),
        ("api/2024-01/", "2025-10"),
        ("api/unstable/", "unstable"),
        ("", "2025-10"),
    ],
)
async def test_a_version_no_longer_served_falls_forward(
    client: Client, asked: str, served: str
) -> None:
    answer = await client.get(f"/admin/{asked}shop.json")
    assert (answer.status, answer.headers["X-Shopify-API-Version"]) == (200, served)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/api/2026-02/shop.json",
        "/admin/api/2031-01/shop.json",
        "/admin/api/latest/shop.json",
        "/admin/api/2026-10/products.json",
        "/admin/api/2026-10/orders",
        "/",
    ],
)
async def test_unknown_routes_and_versions_are_not_found(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status, answer.json) == (404, {"errors": "Not Found"})


async def test_another_format_is_not_acceptable(client: Client) -> None:
    """406 with an empty body."""
    answer = await client.get("orders.xml")
    assert (answer.status, answer.body) == (406, b"")


async def test_a_scope_that_is_missing(client: Client, shop: Shop) -> None:
    reader = shop.install("reader", ["read_orders"])
    body = {"order": {"line_items": [BOOTS]}}
    refused = await client("POST", "orders.json", json=body, token=reader.access_token)
    assert refused.status == 403
    assert refused.json == {
        "errors": "[API] This action requires merchant approval for write_orders scope."
    }
    writer = shop.install("writer", ["write_orders"])
    assert (await client.get("orders.json", token=writer.access_token)).status == 200


async def test_without_read_all_orders_only_sixty_days_are_there(
    client: Client, shop: Shop
) -> None:
    """Silently: shorter lists and counts, and 404 for an older order."""
    recent = shop.install("recent", ["read_orders"]).access_token
    counted = (await client.get("orders/count.json?status=any", token=recent)).json["count"]
    listed = (await client.get("orders.json?status=any", token=recent)).json["orders"]
    assert 0 < counted == len(listed) < 30
    [oldest] = (await client.get("orders.json?status=any&since_id=0&limit=1")).json["orders"]
    assert (await client.get(f"orders/{oldest['id']}.json", token=recent)).status == 404


# -- reading ------------------------------------------------------------------------------------


async def test_get_gives_the_order_that_is_listed(client: Client) -> None:
    [listed] = (await client.get("orders.json?limit=1")).json["orders"]
    assert (await client.get(f"orders/{listed['id']}.json")).json == {"order": listed}


async def test_fields_leave_the_rest_out(client: Client) -> None:
    [listed] = (await client.get("orders.json?limit=1&fields=id, name,nothing")).json["orders"]
    assert listed.keys() == {"id", "name"}
    got = await client.get(f"orders/{listed['id']}.json?fields=name")
    assert got.json == {"order": {"name": listed["name"]}}


async def test_an_id_that_is_none(client: Client) -> None:
    assert (await client.get("orders/1.json")).status == 404
    refused = await client.get("orders/abc.json")
    assert (refused.status, refused.json) == (
        400,
        {"errors": {"id": "expected String to be a id"}},
    )


async def test_the_client_decides_on_gzip(
    shop: Shop, session: aiohttp.ClientSession, client: Client
) -> None:
    """The same bytes either way, for a page, an edited order on it, and a single order."""
    edited = newest(shop, note="naïve")
    for url in ("orders.json", f"orders/{edited}.json"):
        plain = await client.get(url, headers={"Accept-Encoding": "identity"})
        packed = await client.get(url, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.body == plain.body
    assert int(packed.headers["Content-Length"]) < len(plain.body) / 2


# -- creating -----------------------------------------------------------------------------------


async def test_create_computes_what_was_not_given(client: Client, shop: Shop) -> None:
    """The documentation's own example."""
    body = {
        "order": {
            "line_items": [
                {**BOOTS, "tax_lines": [{"price": 13.5, "rate": 0.06, "title": "State tax"}]}
            ],
            "transactions": [{"kind": "sale", "status": "success", "amount": 238.47}],
            "total_tax": 13.5,
            "currency": "EUR",
        }
    }
    answer = await client("POST", "orders.json", json=body)
    assert answer.status == 201
    order = answer.json["order"]
    assert order["total_price"] == "238.47"
    assert order["total_price_set"]["presentment_money"] == {
        "amount": "238.47",
        "currency_code": "EUR",
    }
    assert order["subtotal_price"] == order["total_line_items_price"] == "224.97"
    assert order["financial_status"] == "paid"
    assert order["total_outstanding"] == "0.00"
    assert order["tax_lines"][0]["price"] == "13.50"
    assert (order["name"], order["order_number"], order["number"]) == ("#1121", 1121, 121)
    assert order["line_items"][0]["grams"] == 1300
    assert order["created_at"] == order["updated_at"] == shop.time()
    again = await client.get(f"orders/{order['id']}.json")
    assert again.json == {"order": order}
    listed = (await client.get("orders.json?limit=1&attribution_app_id=current")).json["orders"]
    assert listed == [order]


async def test_create_keeps_what_was_given(client: Client) -> None:
    order = {
        "line_items": [{"variant_id": 7, "quantity": 2}],
        "email": "zoe@mail.example.com",
        "tags": ["vip", "Ärger", "vip"],
        "note_attributes": {"gift": "yes"},
        "shipping_address": {"first_name": "Zoë", "last_name": "M.", "city": "Berlin"},
        "shipping_lines": [{"title": "Express", "price": "9.90"}],
        "discount_codes": [{"code": "TEN", "amount": "5.00", "type": "fixed_amount"}],
        "customer": {"id": 5, "first_name": "Zoë"},
        "note": "ring twice",
        "financial_status": "pending",
    }
    made = (await client("POST", "orders.json", json={"order": order})).json["order"]
    assert made["email"] == made["contact_email"] == "zoe@mail.example.com"
    assert made["tags"] == "vip, Ärger"
    assert made["note_attributes"] == [{"name": "gift", "value": "yes"}]
    assert made["shipping_address"]["name"] == "Zoë M."
    assert made["total_shipping_price_set"]["shop_money"]["amount"] == "9.90"
    assert made["total_discounts"] == "5.00"
    assert made["total_price"] == "24.90"
    assert made["customer"]["id"] == 5
    assert (made["note"], made["financial_status"]) == ("ring twice", "pending")


@pytest.mark.parametrize(
    ("transactions", "status", "outstanding"),
    [
        ([], "paid", "0.00"),
        ([{"kind": "capture", "amount": "4.00"}], "partially_paid", "6.00"),
        ([{"kind": "authorization", "amount": "10.00"}], "authorized", "10.00"),
        ([{"kind": "sale", "status": "failure", "amount": "10.00"}], "pending", "10.00"),
    ],
)
async def test_transactions_decide_the_financial_status(
    client: Client, transactions: list[Any], status: str, outstanding: str
) -> None:
    order = {"line_items": [{"title": "Tea", "price": "10.00"}], "transactions": transactions}
    made = (await client("POST", "orders.json", json={"order": order})).json["order"]
    assert (made["financial_status"], made["total_outstanding"]) == (status, outstanding)


@pytest.mark.parametrize(
    ("order", "status", "errors"),
    [
        ({"note": "x"}, 422, {"line_items": ["must have at least one line item"]}),
        ({"line_items": [{"price": 1}]}, 422, {"line_items[0].title": ["can't be blank"]}),
        ({"line_items": [{"title": "x"}]}, 422, {"order": ["money field cannot be nil"]}),
        ({"line_items": [BOOTS], "email": "nobody"}, 422, {"email": ["is invalid"]}),
        ({"line_items": [{**BOOTS, "price": "x"}]}, 422, {"price": ["is not a number"]}),
        (
            {"line_items": [{**BOOTS, "price": -1}]},
            422,
            {"price": ["must be greater than or equal to 0"]},
        ),
        ({"line_items": ["x"]}, 400, {"line_items[0]": "Expected object, got str"}),
        ({}, 400, {"order": "Required parameter missing or invalid"}),
        ({"line_items": [BOOTS], "processed_at": "x"}, 400, {"processed_at": "Invalid value."}),
        ("x", 400, {"order": "expected String to be a Hash"}),
    ],
)
async def test_a_create_that_cannot_be(
    client: Client, shop: Shop, order: Any, status: int, errors: Any
) -> None:
    answer = await client("POST", "orders.json", json={"order": order})
    assert (answer.status, answer.json) == (status, {"errors": errors})
    assert shop.orders == 120


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"order[note]=x", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"order": "\xff"}', "application/json", 400),
    ],
)
async def test_a_body_that_is_no_json_object(
    client: Client, body: bytes, kind: str, status: int
) -> None:
    answer = await client("POST", "orders.json", data=body, headers={"Content-Type": kind})
    assert answer.status == status
    assert isinstance(answer.json["errors"], str)


# -- changing -----------------------------------------------------------------------------------


async def test_update_sets_what_can_be_set_and_moves_updated_at(
    client: Client, shop: Shop, clock: Clock
) -> None:
    order_id = newest(shop)
    before = shop.order(order_id)
    clock.now += 60
    wanted = {
        "note": "ring",
        "tags": "b,a",
        "email": "new@mail.example.com",
        "note_attributes": [{"name": "a", "value": "b"}],
        "shipping_address": None,
        "line_items": [],
        "total_price": "0.00",
    }
    answer = await client("PUT", f"orders/{order_id}.json", json={"order": wanted})
    order = answer.json["order"]
    changed = {name for name in order if order[name] != before[name]}
    assert changed == {
        "note",
        "tags",
        "email",
        "contact_email",
        "note_attributes",
        "shipping_address",
        "updated_at",
    }
    assert (order["note"], order["tags"], order["updated_at"]) == ("ring", "a, b", shop.time())
    listed = await client.get(f"orders.json?status=any&updated_at_min={shop.time()[:-6]}")
    assert listed.json == {"orders": [order]}


async def test_update_leaves_alone_what_it_is_not_told(client: Client, shop: Shop) -> None:
    order_id = newest(shop, email="a@mail.example.com", contact_email="b@mail.example.com")
    answer = await client("PUT", f"orders/{order_id}.json", json={"order": {"note": "x"}})
    assert answer.json["order"]["contact_email"] == "b@mail.example.com"


async def test_update_clears_with_null(client: Client, shop: Shop) -> None:
    order_id = newest(shop, note="x")
    wanted = {"note": None, "tags": None, "email": None, "buyer_accepts_marketing": None}
    answer = await client("PUT", f"orders/{order_id}.json", json={"order": wanted})
    order = answer.json["order"]
    assert (order["note"], order["tags"], order["email"]) == (None, "", "")
    assert order["contact_email"] is None
    assert order["buyer_accepts_marketing"] is False


async def test_a_refused_update_changes_nothing(client: Client, shop: Shop) -> None:
    order_id = newest(shop)
    before = shop.order(order_id)
    wanted = {"note": "x", "note_attributes": ["x"]}
    answer = await client("PUT", f"orders/{order_id}.json", json={"order": wanted})
    assert answer.status == 400
    assert shop.order(order_id) == before


async def test_close_and_open(client: Client, shop: Shop, clock: Clock) -> None:
    """Each is done once; again, nothing moves."""
    order_id = newest(shop)
    for operation, status in (("close", "closed"), ("close", "closed"), ("open", "open")):
        clock.now += 60
        order = (await client("POST", f"orders/{order_id}/{operation}.json")).json["order"]
        listed = await client.get(f"orders.json?status={status}&ids={order_id}")
        assert listed.json == {"orders": [order]}
    assert order["closed_at"] is None
    assert order["updated_at"] == shop.time()
    again = (await client("POST", f"orders/{order_id}/open.json", json={})).json["order"]
    assert again == order


async def test_cancel_says_so_and_it_stays(client: Client, shop: Shop) -> None:
    order_id = newest(shop, financial_status="authorized")
    answer = await client("POST", f"orders/{order_id}/cancel.json", json={"reason": "fraud"})
    assert answer.status == 200
    assert answer.json["notice"] == "Order has been canceled"
    order = answer.json["order"]
    assert (order["cancel_reason"], order["cancelled_at"]) == ("fraud", shop.time())
    assert order["financial_status"] == "voided"
    listed = await client.get(f"orders.json?status=cancelled&ids={order_id}")
    assert listed.json == {"orders": [order]}
    again = await client("POST", f"orders/{order_id}/cancel.json")
    assert (again.status, again.json) == (422, {"error": "Order has already been canceled"})


@pytest.mark.parametrize(
    ("request_body", "status", "left"),
    [
        ({}, "paid", "100.00"),
        ({"amount": "40.00", "currency": "USD"}, "partially_refunded", "60.00"),
        ({"amount": 100}, "refunded", "0.00"),
        ({"refund": {"transactions": [{"amount": "100.00"}]}}, "refunded", "0.00"),
    ],
)
async def test_cancel_pays_back_what_it_is_told(
    client: Client, shop: Shop, request_body: Any, status: str, left: str
) -> None:
    order_id = newest(
        shop,
        financial_status="paid",
        current_total_price="100.00",
        presentment_currency="USD",
        refunds=[],
    )
    answer = await client("POST", f"orders/{order_id}/cancel.json", json=request_body)
    order = answer.json["order"]
    assert (order["financial_status"], order["current_total_price"]) == (status, left)
    assert len(order["refunds"]) == bool(request_body)


@pytest.mark.parametrize(
    ("fields", "request_body", "errors"),
    [
        ({}, {"reason": "boredom"}, {"reason": ["is not included in the list"]}),
        (
            {"current_total_price": "1.00"},
            {"amount": 2, "currency": "USD"},
            {"amount": ["exceeds the refundable amount of 1.00"]},
        ),
        (
            {"presentment_currency": "EUR"},
            {"amount": 2},
            {"currency": ["is required for multi-currency orders"]},
        ),
    ],
)
async def test_a_cancel_that_cannot_be(
    client: Client, shop: Shop, fields: Any, request_body: Any, errors: Any
) -> None:
    order_id = newest(shop, financial_status="paid", **fields)
    answer = await client("POST", f"orders/{order_id}/cancel.json", json=request_body)
    assert (answer.status, answer.json) == (422, {"errors": errors})
    assert shop.order(order_id)["cancelled_at"] is None


async def test_what_is_paid_and_sent_cannot_be_cancelled(client: Client) -> None:
    url = "orders.json?status=closed&financial_status=paid&limit=1"
    [order] = (await client.get(url)).json["orders"]
    answer = await client("POST", f"orders/{order['id']}/cancel.json")
    assert (answer.status, answer.json) == (
        422,
        {"error": "Cannot cancel a paid and fulfilled order"},
    )


async def test_a_deleted_order_is_gone(client: Client, shop: Shop) -> None:
    order_id = newest(shop)
    answer = await client("DELETE", f"orders/{order_id}.json")
    assert (answer.status, answer.json) == (200, {})
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/close")):
        body = {"json": {"order": {"note": "x"}}} if method == "PUT" else {}
        assert (await client(method, f"orders/{order_id}{path}.json", **body)).status == 404
    assert shop.orders == 120


async def test_a_small_order_is_whole_once_it_is_changed(session: aiohttp.ClientSession) -> None:
    async with Sandbox(orders=1, size="small") as box:
        client = Client(session, box.shops[0])
        [small] = (await client.get("orders.json")).json["orders"]
        assert len(json.dumps(small)) < 1500
        closed = (await client("POST", f"orders/{small['id']}/close.json")).json["order"]
        assert closed.keys() > small.keys()
        assert closed["line_items"]


# -- anything else ------------------------------------------------------------------------------

FIELDS = st.sampled_from(
    [
        "amount", "billing_address", "currency", "customer", "discount_codes", "email",
        "financial_status", "first_name", "fulfillment_status", "kind", "line_items", "name",
        "note", "note_attributes", "price", "processed_at", "properties", "quantity", "reason",
        "refund", "shipping_address", "shipping_lines", "status", "tags", "tax_lines", "title",
        "total_discounts", "total_tax", "transactions", "variant_id",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.sampled_from(["", "x", "1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)
LINES = st.just([{"title": "Tea", "price": "1.00"}]) | JSON


@settings(max_examples=150, deadline=None)
@given(fields=st.dictionaries(FIELDS, JSON, max_size=6), lines=LINES, data=st.data())
async def test_no_body_breaks_the_platform(
    fields: dict[str, Any], lines: Any, data: st.DataObject
) -> None:
    """Whatever is sent, the answer is an order or a refusal, and the order can still be read."""
    box = Sandbox(orders=0, size="small", plan="enterprise")
    shop = box.shops[0]
    [order_id] = shop.add_orders(1)
    method, path, body = data.draw(
        st.sampled_from(
            [
                ("POST", "orders", {"order": {**fields, "line_items": lines}}),
                ("PUT", f"orders/{order_id}", {"order": fields}),
                ("POST", f"orders/{order_id}/cancel", fields),
            ]
        )
    )

    async def call(method: str, path: str, body: bytes = b"") -> Answer:
        request = Received(method, f"/admin/api/2026-10/{path}.json", body=body)
        request.headers["Content-Type"] = "application/json"
        return await routes.answer((shop, shop.app), request, box.now())

    answer = await call(method, path, msgspec.json.encode(body))
    assert answer.status in (200, 201, 400, 422)
    listed = json.loads((await call("GET", "orders")).body)["orders"]
    assert order_id in [order["id"] for order in listed] or method == "POST"
    assert json.loads((await call("GET", f"orders/{order_id}")).body)["order"]["id"] == order_id
