"""Shoplazza's routes: who is let in, the two limits, and the shapes of refusals."""

import json
from typing import Any

import aiohttp
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_client import Client, Clock, Unhurried

from asyncshop.sandbox import Answer, Received, Sandbox
from asyncshop.sandbox.shoplazza import Shop, errors, routes

OLD, NEW = "/openapi/2022-01", "/openapi/2026-01"


@pytest.fixture
def hasty(session: aiohttp.ClientSession, plaza: Shop) -> Client:
    """A client of 2026-01 that meets the limit."""
    return Client(session, plaza, NEW)


async def test_every_answer_names_itself(old: Client, new: Client) -> None:
    for client in (old, new):
        for path in ("orders/count", "nowhere"):
            answer = await client.get(path)
            assert answer.headers["Request-Id"]
            assert answer.headers["Date"] == "Thu, 01 Oct 2026 00:00:00 GMT"
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            assert not [name for name in answer.headers if "limit" in name.lower()]


async def test_envelopes(old: Client, new: Client) -> None:
    assert (await old.get("orders/count")).json == {"count": 120}
    assert (await new.get("orders/count")).json == {
        "code": "Success",
        "message": "",
        "data": {"count": 120},
    }


# -- limits -------------------------------------------------------------------------------------


async def test_the_apps_bucket_is_40_at_2_a_second(
    hasty: Client, plaza: Shop, clock: Clock
) -> None:
    statuses = [(await hasty.get("orders/count")).status for _ in range(41)]
    assert statuses == [200] * 40 + [429]
    clock.now += 0.5
    assert (await hasty.get("orders/count")).status == 200
    refused = await hasty.get("orders/count")
    assert refused.status == 429
    assert refused.json == {"code": "TooManyRequests", "message": "too many requests"}
    assert "Retry-After" not in refused.headers


async def test_the_stores_bucket_is_80_at_20_a_second_over_all_apps(
    hasty: Client, plaza: Shop, clock: Clock
) -> None:
    """What does not fit into one takes nothing from the other."""
    tokens = [plaza.access_token, *(plaza.install(name).access_token for name in "abc")]
    statuses = [
        (await hasty.get("orders/count", token=token)).status for token in tokens for _ in range(25)
    ]
    assert statuses.count(200) == 80
    assert [app.bucket.used for app in plaza.apps] == [25, 25, 25, 5]
    assert plaza.store_bucket.used == 80
    clock.now += 0.05
    assert (await hasty.get("orders/count", token=tokens[3])).status == 200


async def test_a_full_app_bucket_takes_nothing_from_the_store(hasty: Client, plaza: Shop) -> None:
    plaza.fill_bucket(40)
    assert (await hasty.get("orders/count")).status == 429
    assert plaza.store_bucket.used == 0
    rival = plaza.install("rival")
    assert (await hasty.get("orders/count", token=rival.access_token)).status == 200


async def test_a_429_of_2022_has_a_list(hasty: Client, plaza: Shop) -> None:
    plaza.fill_bucket(40)
    answer = await hasty.get(f"{OLD}/orders")
    assert (answer.status, answer.json) == (429, {"errors": ["too many requests"]})


async def test_headers_of_the_limit_are_sent_on_request(hasty: Client, plaza: Shop) -> None:
    plaza.app_limit_header, plaza.store_limit_header = "X-App-Call-Limit", "X-Store-Call-Limit"
    plaza.retry_after = "1.5"
    plaza.fill_bucket(39)
    admitted = await hasty.get("orders/count")
    assert admitted.headers["X-App-Call-Limit"] == "40/40"
    assert admitted.headers["X-Store-Call-Limit"] == "1/80"
    assert (await hasty.get("orders/count")).headers["Retry-After"] == "1.5"


# -- who is let in --------------------------------------------------------------------------------


async def test_a_rotated_token_takes_the_place_of_the_old_one(new: Client, plaza: Shop) -> None:
    old_token, bucket = plaza.access_token, plaza.bucket
    plaza.rotate_token()
    assert (await new.get("orders/count", token=old_token)).status == 401
    assert (await new.get("orders/count")).status == 200
    assert plaza.bucket is bucket


async def test_a_scope_that_is_missing(old: Client, new: Client, plaza: Shop) -> None:
    reader = plaza.install("reader", ["read_order"]).access_token
    writer = plaza.install("writer", ["write_order"]).access_token
    message = "access scope write_order is required"
    refused = await old.post("orders", {}, token=reader)
    assert (refused.status, refused.json) == (403, {"error": message})
    refused = await new.post("orders", {}, token=reader)
    assert (refused.status, refused.json) == (403, {"code": "Forbidden", "message": message})
    assert (await new.get("orders", token=writer)).status == 200


async def test_scopes_can_be_the_sandboxs(session: aiohttp.ClientSession) -> None:
    async with Sandbox(platform="shoplazza", scopes=["write_product"]) as box:
        client = Client(session, box.shops[0], NEW)
        assert (await client.get("orders")).status == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/openapi/2022-01/products", {"errors": ["route not found"]}),
        ("/openapi/2026-01/products", {"code": "NotFound", "message": "route not found"}),
        ("/openapi/2031-01/orders", {"errors": ["version not found"]}),
        ("/openapi/2022-01/orders/post_sales", {"errors": ["order not found"]}),
        ("/openapi/2026-01/orders/after_sales_list", {"code": "NotFound", "message": None}),
    ],
)
async def test_unknown_routes_and_versions_are_not_found(new: Client, path: str, body: Any) -> None:
    """And each generation's own routes in the other one."""
    answer = await new.get(path)
    expected = {name: text or "order not found" for name, text in body.items()}
    assert (answer.status, answer.json) == (404, expected)


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (errors.too_many_requests(), 429, {"errors": ["too many requests"]}),
        (errors.too_many_requests("3"), 429, {"errors": ["too many requests"]}),
        (errors.bad_token(), 400, {"error": "invalid access token"}),
        (errors.store_inactive(), 400, {"error": "store is not active"}),
        (errors.integer_code(), 404, {"code": 5, "message": "order not found", "details": []}),
        (errors.empty(), 400, {}),
        (errors.bare_string(), 500, "StatusInternalServerError"),
        (
            errors.failed_with_200(),
            200,
            {"code": "InternalError", "message": "please try again"},
        ),
    ],
)
async def test_faults_of_every_documented_shape(
    new: Client, plaza: Shop, fault: Answer, status: int, body: Any
) -> None:
    plaza.faults.add(fault)
    answer = await new.get("orders")
    assert (answer.status, json.loads(answer.body)) == (status, body)
    assert answer.headers["Request-Id"]
    assert answer.headers.get("Retry-After") == fault.headers.get("Retry-After")
    assert (await new.get("orders")).status == 200


async def test_a_page_of_html(new: Client, plaza: Shop) -> None:
    plaza.faults.add(errors.server_error(504))
    answer = await new.get("orders")
    assert answer.status == 504
    assert answer.body.startswith(b"<!DOCTYPE html>")


# -- state ----------------------------------------------------------------------------------------


async def test_state_can_be_moved(plaza: Shop, clock: Clock) -> None:
    [order_id] = plaza.add_orders(1)
    assert plaza.orders == len(plaza.order_ids()) == 121
    assert plaza.order_ids()[0] == order_id
    clock.now += 5
    plaza.edit_order(order_id, note="x", cancelled_at=plaza.time(0))
    assert plaza.order(order_id)["note"] == "x"
    assert plaza.order(order_id)["updated_at"] == plaza.time()
    assert plaza.order(order_id, "2022-01")["canceled_at"] == "1970-01-01T00:00:00Z"
    plaza.delete_order(order_id)
    for missing in (plaza.order, plaza.edit_order, plaza.delete_order):
        with pytest.raises(KeyError):
            missing(order_id)
    with pytest.raises(KeyError):
        plaza.put_order(order_id, {})
    with pytest.raises(KeyError):
        plaza.order(plaza.order_ids()[0], "2031-01")


async def test_no_token_in_a_repr(mixed: Sandbox, new: Client, plaza: Shop) -> None:
    await new.get("orders/count")
    shown = repr([mixed, plaza, plaza.app, plaza.bucket, plaza.requests, mixed.requests])
    assert plaza.access_token not in shown
    assert "sandbox-1.myshoplaza.com" in shown


async def test_a_small_order_is_whole_once_it_is_asked_for(session: aiohttp.ClientSession) -> None:
    async with Sandbox(orders=1, size="small", platform="shoplazza") as box:
        client = Unhurried(session, box.shops[0], NEW)
        [small] = (await client.get("orders")).data["orders"]
        assert len(json.dumps(small)) < 1500
        whole = (await client.get(f"orders/{small['id']}")).data["order"]
        assert whole.keys() > small.keys()
        assert whole["line_items"]


# -- anything else --------------------------------------------------------------------------------

FIELDS = st.sampled_from(
    [
        "additional_prices", "billing_address", "buyer_accepts_marketing", "city", "country_code",
        "currency_code", "details", "discount", "email", "id", "kind", "last_name", "level",
        "line_item_id", "line_item_ids", "line_items", "name", "note", "payment_line",
        "payment_lines", "price", "product_id", "properties", "quantity", "reason",
        "refund_line_items", "refund_payments", "refund_total", "ship_quantity",
        "shipping_address", "shipping_line", "shipping_name", "shipping_price", "tags",
        "tax_total", "tracking_number", "value",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.sampled_from(["", "x", "1"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)
MEMBERS = {
    "": "order",
    "/cancel": None,
    "/payment/success": None,
    "/refund": "refund",
    "/partial_refund": None,
    "/fulfillments": "fulfillment",
    "/risks": "risk",
    "/transactions": "transaction",
}


@settings(max_examples=200, deadline=None)
@given(
    fields=st.dictionaries(FIELDS, JSON, max_size=6),
    version=st.sampled_from(["2022-01", "2026-01"]),
    path=st.sampled_from(list(MEMBERS)),
    method=st.sampled_from(["POST", "PUT"]),
)
async def test_no_body_breaks_the_platform(
    fields: dict[str, Any], version: str, path: str, method: str
) -> None:
    """Whatever is sent, the answer is a result or a refusal, and the order can still be read."""
    box = Sandbox(orders=0, size="small", platform="shoplazza")
    shop = box.shops[0]
    [order_id] = shop.add_orders(1)
    name = MEMBERS[path]
    body = {name: fields} if name and (version == "2026-01" or "risk" in path) else fields

    async def call(method: str, path: str, body: bytes = b"") -> Answer:
        request = Received(method, f"/openapi/{version}/{path}", body=body)
        request.headers["Content-Type"] = "application/json"
        return await routes.answer((shop, shop.app), request, box.now())

    target = "orders" if method == "POST" and not path else f"orders/{order_id}{path}"
    answer = await call(method, target, msgspec.json.encode(body))
    assert answer.status in (200, 400, 404, 422)
    got = json.loads((await call("GET", f"orders/{order_id}")).body)
    assert got.get("data", got)["order"]["id"] == order_id
    assert (await call("GET", "orders")).status == 200
