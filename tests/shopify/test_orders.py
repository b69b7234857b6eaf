"""The nine operations over a socket: Shopify's examples, and a shop that remembers."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fixtures import TOKEN
from leaves import lost_leaves
from servers import Server, reply

from asyncshop import NotFoundError, SessionManager, ShopifyShop, ValidationError
from asyncshop.sandbox import Sandbox
from asyncshop.shopify import LineItemInput, OrderInput, OrderUpdate

DATA = Path(__file__).parent.parent / "data" / "shopify"
ORDER = 450789469


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_bytes())


@pytest.fixture
async def alive(manager: SessionManager) -> AsyncIterator[ShopifyShop]:
    """A shop of the sandbox."""
    async with Sandbox(orders=5, plan="plus", size="small") as box:
        (there,) = box.shops
        yield manager.shopify(
            there.domain, access_token=there.access_token, base_url=there.base_url
        )


OPERATIONS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str, dict[str, str], Any]] = [
    ("list", (), {"status": "any"}, "GET", "orders.json", {"status": "any"}, None),
    (
        "get",
        (ORDER,),
        {"fields": ["id", "line_items", "name", "total_price"]},
        "GET",
        f"orders/{ORDER}.json",
        {"fields": "id,line_items,name,total_price"},
        None,
    ),
    ("count", (), {"status": "any"}, "GET", "orders/count.json", {"status": "any"}, None),
    (
        "create",
        (load("create_request")["order"],),
        {},
        "POST",
        "orders.json",
        {},
        load("create_request"),
    ),
    (
        "update",
        (ORDER, {"metafields": load("update_request")["order"]["metafields"]}),
        {},
        "PUT",
        f"orders/{ORDER}.json",
        {},
        load("update_request"),
    ),
    ("cancel", (ORDER,), {}, "POST", f"orders/{ORDER}/cancel.json", {}, {}),
    ("close", (ORDER,), {}, "POST", f"orders/{ORDER}/close.json", {}, {}),
    ("open", (ORDER,), {}, "POST", f"orders/{ORDER}/open.json", {}, {}),
    ("delete", (ORDER,), {}, "DELETE", f"orders/{ORDER}.json", {}, None),
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "method", "path", "query", "body"),
    OPERATIONS,
    ids=[operation[0] for operation in OPERATIONS],
)
async def test_each_operation_sends_and_reads_the_platforms_example(
    server: Server,
    manager: SessionManager,
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    method: str,
    path: str,
    query: dict[str, str],
    body: Any,
) -> None:
    shop = manager.shopify(
        "acme", access_token=TOKEN, api_version="2026-04", base_url=server.base_url
    )
    answer = load("get_fields" if name == "get" else name)
    server.script(reply(201 if name == "create" else 200, answer))
    response = await getattr(shop.orders.with_response, name)(*args, **kwargs)
    (request,) = server.requests
    assert (request.method, request.path) == (method, f"/admin/api/2026-04/{path}")
    assert request.query == query
    assert (request.json if request.body else None) == body
    assert response.status == (201 if name == "create" else 200)
    assert response.notice == answer.get("notice")
    content = answer.get("order", answer.get("orders", answer.get("count")))
    if content is None:
        assert response.data is None
    else:
        again = json.loads(msgspec.json.encode(response.data))
        assert lost_leaves(content, again) == []


async def test_an_order_lives_through_all_operations(alive: ShopifyShop) -> None:
    orders = alive.orders
    before = await orders.count(status="any")
    made = await orders.create(
        OrderInput(
            email="a@example.com",
            line_items=[LineItemInput(title="Boots", price=Decimal("74.99"), quantity=3)],
        )
    )
    assert made.id is not None
    assert await orders.count(status="any") == before + 1
    assert (await orders.update(made.id, OrderUpdate(note="fragile"))).note == "fragile"
    assert (await orders.update(made.id, {"tags": "vip"})).note == "fragile"
    assert (await orders.update(made.id, OrderUpdate(note=None))).note is None
    assert (await orders.close(made.id)).closed_at is not None
    assert (await orders.open(made.id)).closed_at is None
    cancelled = await orders.with_response.cancel(made.id, reason="fraud")
    assert cancelled.notice == "Order has been canceled"
    assert cancelled.data.cancel_reason == "fraud"
    assert (await orders.get(made.id)).cancelled_at == cancelled.data.cancelled_at
    await orders.delete(made.id)
    with pytest.raises(NotFoundError):
        await orders.get(made.id)
    assert [order.id async for order in orders.list(ids=[made.id], status="any")] == []


async def test_what_the_platform_refuses_is_a_validation_error(alive: ShopifyShop) -> None:
    with pytest.raises(ValidationError) as caught:
        await alive.orders.create({"line_items": []})
    assert caught.value.messages
    assert caught.value.status == 422
    assert caught.value.request_id
