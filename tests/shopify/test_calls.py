"""Order calls as plain data: method, path, query and body, against Shopify's own examples."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import UNSET, Raw, Struct

from asyncshop.protocol import Call
from asyncshop.shopify import Order, OrderInput, OrderUpdate, calls

DATA = Path(__file__).parent.parent / "data" / "shopify"
ORDER = 450789469


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_bytes())


CREATE = load("create_request")
UPDATE = load("update_request")

# What the page of each operation shows: shopify.dev, REST Admin API, "Order".
EXAMPLES: list[tuple[Call[Any], str, str, dict[str, str], Any]] = [
    (calls.list_orders(status="any").query.first, "GET", "orders.json", {"status": "any"}, None),
    (
        calls.get_order(ORDER, fields="id,line_items,name,total_price"),
        "GET",
        "orders/450789469.json",
        {"fields": "id,line_items,name,total_price"},
        None,
    ),
    (calls.get_order(ORDER), "GET", "orders/450789469.json", {}, None),
    (calls.count_orders(status="any"), "GET", "orders/count.json", {"status": "any"}, None),
    (calls.create_order(CREATE["order"]), "POST", "orders.json", {}, CREATE),
    (
        calls.update_order(ORDER, {"metafields": UPDATE["order"]["metafields"]}),
        "PUT",
        "orders/450789469.json",
        {},
        UPDATE,
    ),
    (calls.cancel_order(ORDER), "POST", "orders/450789469/cancel.json", {}, {}),
    (calls.close_order(ORDER), "POST", "orders/450789469/close.json", {}, {}),
    (calls.open_order(ORDER), "POST", "orders/450789469/open.json", {}, {}),
    (calls.delete_order(ORDER), "DELETE", "orders/450789469.json", {}, None),
]


def sent(call: Call[Any]) -> Any:
    assert call.body is not None
    return json.loads(call.body)


@pytest.mark.parametrize(
    ("call", "method", "path", "query", "body"),
    EXAMPLES,
    ids=[f"{example[1]} {example[2]} {list(example[3])}" for example in EXAMPLES],
)
def test_each_call_is_what_the_platforms_example_shows(
    call: Call[Any], method: str, path: str, query: dict[str, str], body: Any
) -> None:
    assert (call.method, call.path, dict(call.params)) == (method, path, query)
    assert (None if call.body is None else sent(call)) == body
    assert call.route == path.replace("450789469", "{id}")
    assert call.operation == f"{method} {call.route}"


def test_only_a_post_must_not_be_sent_twice() -> None:
    repeatable = {call.method: call.repeatable for call, *_ in EXAMPLES}
    assert repeatable == {"GET": True, "PUT": True, "DELETE": True, "POST": False}


@pytest.mark.parametrize("name", ["create", "cancel", "close", "open", "update"])
def test_the_example_answers_are_read(name: str) -> None:
    body = (DATA / f"{name}.json").read_bytes()
    answer = calls.close_order(ORDER).read(body)
    assert answer.data.id == load(name)["order"]["id"]
    assert answer.notice == ("Order has been canceled" if name == "cancel" else None)


def test_the_other_example_answers_are_read() -> None:
    page = calls.list_orders().query.first.read((DATA / "list.json").read_bytes()).data
    assert [calls.list_orders().decode(raw).id for raw in page] == [ORDER]
    assert calls.count_orders().read((DATA / "count.json").read_bytes()).data == 1
    assert calls.delete_order(ORDER).read((DATA / "delete.json").read_bytes()).data is None
    assert calls.get_order(ORDER).read((DATA / "get_fields.json").read_bytes()).data.id == ORDER


def test_a_listing_sends_what_was_asked_for_and_nothing_more() -> None:
    query = calls.list_orders().query
    assert (query.first.params, query.limit) == ((), 50)
    query = calls.list_orders(
        status="open", limit=250, created_at_min=datetime(2026, 1, 1, tzinfo=UTC), fields=["id"]
    ).query
    assert dict(query.first.params) == {
        "status": "open",
        "created_at_min": "2026-01-01T00:00:00+00:00",
        "limit": "250",
        "fields": "id",
    }
    assert query.limit == 250


def test_with_a_cursor_only_limit_and_fields_are_sent() -> None:
    query = calls.list_orders(status="any", since_id=5, limit=10, fields="id,name").query
    following = query.following("a+b=")
    assert dict(following.params) == {"page_info": "a+b=", "limit": "10", "fields": "id,name"}
    assert (following.method, following.path) == ("GET", "orders.json")
    assert dict(calls.list_orders(status="any").query.following("A").params) == {"page_info": "A"}


@pytest.mark.parametrize("limit", [0, 251, -1])
def test_a_limit_outside_1_to_250_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match=r"limit is .* from 1 to 250"):
        calls.list_orders(limit=limit)


class Mine(Struct, rename={"total": "total_price"}):
    total: Decimal
    name: str | None = None


class MineWithId(Struct):
    name: str
    id: int


class LikeOrder(Order):
    """A subclass sees every field that the platform sends."""


@pytest.mark.parametrize(
    ("into", "fields"),
    [
        (Mine, "id,total_price,name"),
        (MineWithId, "name,id"),
        (Order, None),
        (LikeOrder, None),
        (Raw, None),
        (dict, None),
        (dict[str, Any], None),
        (Mine | None, None),
        (Annotated[Mine, msgspec.Meta(title="mine")], None),
    ],
)
def test_the_fields_of_ones_own_struct_are_asked_for(into: Any, fields: str | None) -> None:
    expected = {} if fields is None else {"fields": fields}
    assert dict(calls.list_orders(into=into).query.first.params) == expected
    assert dict(calls.get_order(1, into=into).params) == expected


def test_fields_that_are_given_win() -> None:
    assert dict(calls.get_order(1, into=Mine, fields=["name"]).params) == {"fields": "name"}


def test_into_decides_what_an_order_becomes() -> None:
    body = b'{"order": {"id": 1, "name": "#1", "total_price": "1.50"}}'
    assert calls.get_order(1, into=Mine).read(body).data == Mine(Decimal("1.50"), "#1")
    assert calls.get_order(1, into=dict[str, Any]).read(body).data["name"] == "#1"
    assert bytes(calls.get_order(1, into=Raw).read(body).data) == body[10:-1]


@pytest.mark.parametrize("order_id", ["", "#1001", 0, -5, None, True, "1/../2"])
def test_what_is_no_order_id_is_refused(order_id: Any) -> None:
    actions: list[Any] = [
        calls.get_order,
        calls.cancel_order,
        calls.close_order,
        calls.open_order,
        calls.delete_order,
        lambda order_id: calls.update_order(order_id, {}),
    ]
    for action in actions:
        with pytest.raises((TypeError, ValueError), match="order_id is"):
            action(order_id)


def test_create_sends_its_options_inside_the_order() -> None:
    call = calls.create_order(
        OrderInput(email="a@example.com", note=None),
        inventory_behaviour="decrement_obeying_policy",
        send_receipt=True,
        send_fulfillment_receipt=False,
    )
    assert sent(call) == {
        "order": {
            "email": "a@example.com",
            "note": None,
            "inventory_behaviour": "decrement_obeying_policy",
            "send_receipt": True,
            "send_fulfillment_receipt": False,
        }
    }
    with pytest.raises(ValueError, match="inventory_behaviour is 'none'"):
        calls.create_order({}, inventory_behaviour="none")


def test_create_leaves_the_callers_mapping_alone() -> None:
    order: dict[str, Any] = {"email": "a@example.com"}
    calls.create_order(order, send_receipt=True)
    assert order == {"email": "a@example.com"}


def test_update_sends_none_and_leaves_out_what_is_unset() -> None:
    call = calls.update_order(ORDER, OrderUpdate(note=None, tags="a, b", email=UNSET))
    assert sent(call) == {"order": {"id": ORDER, "note": None, "tags": "a, b"}}
    changes: dict[str, Any] = {"note": "x"}
    assert sent(calls.update_order(str(ORDER), changes)) == {"order": {"id": ORDER, "note": "x"}}
    assert changes == {"note": "x"}


def test_update_takes_changes_of_that_order_only() -> None:
    assert sent(calls.update_order(5, {"id": "5", "note": "x"}))["order"]["note"] == "x"
    with pytest.raises(ValueError, match="changes are of order 6, and order_id is 5"):
        calls.update_order(5, {"id": 6})


@pytest.mark.parametrize("write", [calls.create_order, lambda order: calls.update_order(5, order)])
def test_a_read_model_cannot_be_sent_back(write: Any) -> None:
    with pytest.raises(TypeError, match=r"of type Order, which would clear .*give Order"):
        write(Order(id=5))
    with pytest.raises(TypeError, match="of type list: give Order"):
        write([])
    with pytest.raises(TypeError, match="read model Order"):
        write({"nested": [Order(id=5)]})
    with pytest.raises(ValueError, match="without a time zone"):
        write({"processed_at": datetime(2026, 1, 1)})  # noqa: DTZ001 - the mistake
    with pytest.raises(TypeError, match="cannot hold object"):
        write({"note": object()})


def test_cancel_sends_what_is_given_and_amounts_as_text() -> None:
    call = calls.cancel_order(
        ORDER,
        reason="fraud",
        email=False,
        amount=Decimal("10.00"),
        currency="EUR",
        refund={"note": "lost", "transactions": [{"amount": Decimal("1.50")}]},
        restock=True,
    )
    assert sent(call) == {
        "reason": "fraud",
        "email": False,
        "amount": "10.00",
        "currency": "EUR",
        "refund": {"note": "lost", "transactions": [{"amount": "1.50"}]},
        "restock": True,
    }


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ({"reason": "bored"}, ValueError),
        ({"amount": 10.0}, TypeError),
        ({"amount": "ten"}, ValueError),
        ({"currency": ""}, ValueError),
        ({"refund": Order(id=1)}, TypeError),
    ],
)
def test_cancel_refuses_what_the_platform_would_misread(
    argument: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match=next(iter(argument))):
        calls.cancel_order(ORDER, **argument)


def test_the_scopes_of_a_token_are_a_set() -> None:
    call = calls.access_scopes()
    assert (call.method, call.path) == ("GET", "/admin/oauth/access_scopes.json")
    body = b'{"access_scopes": [{"handle": "read_orders"}, {"handle": "write_orders"}]}'
    assert call.read(body).data == {"read_orders", "write_orders"}


@pytest.mark.parametrize(
    ("build", "argument"),
    [
        (calls.cancel_order, {"email": "yes"}),
        (calls.cancel_order, {"restock": 1}),
        (calls.cancel_order, {"refund": "all"}),
        (calls.create_order, {"send_receipt": "yes"}),
        (calls.create_order, {"send_fulfillment_receipt": 0}),
    ],
)
def test_arguments_of_the_wrong_type_are_refused(build: Any, argument: dict[str, Any]) -> None:
    first: Any = ORDER if build is calls.cancel_order else {"line_items": []}
    with pytest.raises(TypeError, match=next(iter(argument))):
        build(first, **argument)


def test_an_empty_behaviour_is_refused() -> None:
    with pytest.raises(ValueError, match="inventory_behaviour is ''"):
        calls.create_order({"line_items": []}, inventory_behaviour="")


def test_an_order_that_is_wrapped_already_is_refused() -> None:
    for build in (calls.create_order, lambda order: calls.update_order(ORDER, order)):
        with pytest.raises(ValueError, match="wrapped in 'order' already"):
            build({"order": {"note": "x"}})  # type: ignore[no-untyped-call] # the mistake


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_json_has_no_number_for_is_not_sent_as_null(number: Any) -> None:
    with pytest.raises(ValueError, match=r"amount.* is .*null"):
        calls.create_order({"transactions": [{"amount": number}]})
