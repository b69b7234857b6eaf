"""Each operation over a socket: what goes out is what Shoplazza documents, and so is what is read.

The table of operations stands in `tests/data/shoplazza/operations.json`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import msgspec
import pytest
from fixtures import TOKEN
from leaves import lost_leaves
from msgspec import Raw, Struct
from servers import Server, reply
from shoplazza_documents import GENERATIONS
from shoplazza_operations import OPERATIONS, Operation

from asyncshop import APIError, DecodeError, Listing, NotFoundError, SessionManager
from asyncshop.protocol import Call
from asyncshop.shoplazza.v2022 import models as models_2022
from asyncshop.shoplazza.v2022.calls import fulfillments as fulfillments_2022
from asyncshop.shoplazza.v2022.calls import orders as orders_2022
from asyncshop.shoplazza.v2022.calls import refunds as refunds_2022
from asyncshop.shoplazza.v2022.calls import risks as risks_2022
from asyncshop.shoplazza.v2022.calls import transactions as transactions_2022
from asyncshop.shoplazza.v2026 import models as models_2026
from asyncshop.shoplazza.v2026.calls import fulfillments as fulfillments_2026
from asyncshop.shoplazza.v2026.calls import orders as orders_2026
from asyncshop.shoplazza.v2026.calls import post_sales as post_sales_2026
from asyncshop.shoplazza.v2026.calls import refunds as refunds_2026
from asyncshop.shoplazza.v2026.calls import risks as risks_2026
from asyncshop.shoplazza.v2026.calls import shipping
from asyncshop.shoplazza.v2026.calls import transactions as transactions_2026

NO_IDS = ["", " ", "a b", "1/2", "..", 1.5, None, True]


@pytest.fixture(params=OPERATIONS, ids=[f"{each.version} {each.call}" for each in OPERATIONS])
def operation(request: pytest.FixtureRequest) -> Operation:
    operation: Operation = request.param
    return operation


@pytest.fixture
def shop(manager: SessionManager, server: Server, operation: Operation) -> Any:
    """A shop that answers what the operation is answered."""
    server.always(reply(200, operation.enveloped, {"Request-Id": "r-7"}))
    return manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=operation.version, base_url=server.base_url
    )


def sent(call: Call[Any]) -> Any:
    assert call.body is not None
    return json.loads(call.body)


async def test_each_operation_sends_what_is_documented_and_reads_what_comes(
    server: Server, shop: Any, operation: Operation
) -> None:
    resource, name = operation.call.split(".")
    build = getattr(getattr(shop, resource).with_response, name)
    response = await build(*operation.arguments, **operation.options)
    (request,) = server.requests
    method, _, target = operation.request.partition(" ")
    assert (request.method, request.target) == (method, f"/openapi/{operation.version}/{target}")
    assert request.headers["Access-Token"] == TOKEN
    assert (request.json if request.body else None) == operation.body
    assert ("json" in request.headers.get("Content-Type", "")) == (operation.body is not None)
    assert (response.status, response.request_id) == (200, "r-7")
    if method == "DELETE":
        assert response.data is None
    elif operation.model is None:
        assert response.data == operation.content
    else:
        model = getattr(GENERATIONS[operation.version], operation.model)
        many = isinstance(operation.content, list)
        assert {type(each) for each in (response.data if many else [response.data])} == {model}
        again = json.loads(msgspec.json.encode(response.data))
        assert lost_leaves(operation.content, again) == []


async def test_each_operation_gives_the_data_alone(shop: Any, operation: Operation) -> None:
    resource, name = operation.call.split(".")
    whole = await getattr(getattr(shop, resource).with_response, name)(
        *operation.arguments, **operation.options
    )
    given = getattr(getattr(shop, resource), name)(*operation.arguments, **operation.options)
    data = (await given.pages()).items if isinstance(given, Listing) else await given
    assert data == whole.data


async def test_a_route_names_ids_instead_of_having_them(
    shop: Any, operation: Operation, attempts: list[Any]
) -> None:
    resource, name = operation.call.split(".")
    build = getattr(getattr(shop, resource).with_response, name)
    await build(*operation.arguments, **operation.options)
    (attempt,) = attempts
    assert not any(f"/{each}" in attempt.route for each in operation.arguments)
    assert attempt.route.count("/") == operation.request.partition("?")[0].count("/")


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (orders_2022.ORDERS.get, "order_id"),
        (orders_2026.ORDERS.get, "order_id"),
        (orders_2026.ORDERS.get_by_number, "number"),
        (orders_2026.ORDERS.cancel, "order_id"),
        (orders_2026.ORDERS.delete, "order_id"),
        (lambda each: orders_2026.ORDERS.payment_success(each, {}), "order_id"),
        (lambda each: orders_2022.update_order(each, {}), "order_id"),
        (lambda each: orders_2026.update_order(each, {}), "order_id"),
        (orders_2022.close_order, "order_id"),
        (orders_2022.open_order, "order_id"),
        (fulfillments_2022.list_fulfillments, "order_id"),
        (fulfillments_2026.list_fulfillments, "order_id"),
        (fulfillments_2026.FULFILLMENTS.count, "order_id"),
        (lambda each: fulfillments_2026.FULFILLMENTS.get(1, each), "fulfillment_id"),
        (lambda each: fulfillments_2026.FULFILLMENTS.create(each, {}), "order_id"),
        (lambda each: fulfillments_2026.FULFILLMENTS.update(1, each, {}), "fulfillment_id"),
        (lambda each: fulfillments_2026.FULFILLMENTS.complete(each, 1), "order_id"),
        (lambda each: fulfillments_2026.FULFILLMENTS.cancel(1, each), "fulfillment_id"),
        (refunds_2022.create_refund, "order_id"),
        (lambda each: refunds_2022.create_partial_refund(each, {}), "order_id"),
        (lambda each: refunds_2026.create_refund(each, {}), "order_id"),
        (refunds_2026.REFUNDS.list, "order_id"),
        (transactions_2026.TRANSACTIONS.list, "order_id"),
        (lambda each: transactions_2022.create_transaction(each, {}), "order_id"),
        (risks_2026.RISKS.assessment, "order_id"),
        (risks_2022.list_risks, "order_id"),
        (lambda each: risks_2026.RISKS.get(1, each), "risk_id"),
        (lambda each: risks_2026.RISKS.create(each, {}), "order_id"),
        (lambda each: risks_2026.RISKS.update(1, each, {}), "risk_id"),
        (lambda each: risks_2026.RISKS.delete(each, 1), "order_id"),
        (post_sales_2026.delete_post_sale, "post_sale_id"),
        (lambda each: shipping.available_lines(each, "GB"), "order_id"),
        (lambda each: shipping.update_zone(each, {}), "zone_id"),
        (shipping.delete_zone, "zone_id"),
    ],
)
def test_what_is_no_id_is_refused_by_its_name(build: Callable[[Any], Any], name: str) -> None:
    for each in NO_IDS:
        with pytest.raises((TypeError, ValueError), match=f"{name} is"):
            build(each)


def test_an_id_goes_into_the_path_as_one_part_of_it() -> None:
    assert orders_2026.ORDERS.get("a?b#c%").path == "orders/a%3Fb%23c%25"
    assert orders_2026.ORDERS.get("{order_id}").path == "orders/%7Border_id%7D"


@pytest.mark.parametrize(
    ("build", "argument"),
    [
        (lambda: transactions_2026.TRANSACTIONS.list(1, status="paid"), "status is 'paid'"),
        (lambda: transactions_2022.TRANSACTIONS.list(1, payment_channel=""), "payment_channel"),
        (lambda: orders_2026.ORDERS.cancel(1, reason=""), "reason is empty"),
        (lambda: shipping.detect_carrier(""), "tracking_number is empty"),
        (lambda: shipping.available_lines(1, ""), "country_code is empty"),
        (lambda: shipping.available_lines(1, "GB", province_code=""), "province_code is empty"),
        (lambda: shipping.available_lines(1, "GB", zip=""), "zip is empty"),
    ],
)
def test_a_bad_argument_is_refused_by_its_name(build: Callable[[], Any], argument: str) -> None:
    with pytest.raises(ValueError, match=argument):
        build()


def test_what_an_address_needs_cannot_be_left_out() -> None:
    with pytest.raises(TypeError, match="country_code is None"):
        shipping.available_lines(1, None)  # type: ignore[arg-type] # the mistake


WRITES: list[tuple[Callable[[Any], Call[Any]], str | None, ModuleType, str]] = [
    (orders_2022.create_order, None, models_2022, "OrderInput"),
    (lambda each: orders_2022.update_order(1, each), None, models_2022, "OrderUpdate"),
    (
        lambda each: orders_2022.ORDERS.payment_success(1, each),
        None,
        models_2022,
        "PaymentInput",
    ),
    (
        lambda each: fulfillments_2022.FULFILLMENTS.create(1, each),
        None,
        models_2022,
        "FulfillmentInput",
    ),
    (
        lambda each: fulfillments_2022.FULFILLMENTS.update(1, 2, each),
        None,
        models_2022,
        "FulfillmentUpdate",
    ),
    (
        lambda each: refunds_2022.create_partial_refund(1, each),
        None,
        models_2022,
        "PartialRefundInput",
    ),
    (
        lambda each: transactions_2022.create_transaction(1, each),
        "transaction",
        models_2022,
        "TransactionInput",
    ),
    (lambda each: risks_2022.RISKS.create(1, each), "risk", models_2022, "RiskInput"),
    (lambda each: risks_2022.RISKS.update(1, 2, each), "risk", models_2022, "RiskUpdate"),
    (orders_2026.create_order, "order", models_2026, "OrderInput"),
    (lambda each: orders_2026.update_order(1, each), "order", models_2026, "OrderUpdate"),
    (
        lambda each: orders_2026.ORDERS.payment_success(1, each),
        None,
        models_2026,
        "PaymentInput",
    ),
    (
        lambda each: fulfillments_2026.FULFILLMENTS.create(1, each),
        "fulfillment",
        models_2026,
        "FulfillmentInput",
    ),
    (
        lambda each: fulfillments_2026.FULFILLMENTS.update(1, 2, each),
        "fulfillment",
        models_2026,
        "FulfillmentUpdate",
    ),
    (lambda each: refunds_2026.create_refund(1, each), "refund", models_2026, "RefundInput"),
    (lambda each: risks_2026.RISKS.create(1, each), "risk", models_2026, "RiskInput"),
    (lambda each: risks_2026.RISKS.update(1, 2, each), "risk", models_2026, "RiskUpdate"),
    (shipping.create_zone, "shipping", models_2026, "ShippingZoneInput"),
    (lambda each: shipping.update_zone(1, each), "shipping", models_2026, "ShippingZoneUpdate"),
    (shipping.save_schema, "shipping_schemas", models_2026, "ShippingSchemaInput"),
]
each_write = pytest.mark.parametrize(
    ("write", "within", "models", "name"),
    WRITES,
    ids=[f"{models.__name__.split('.')[2]} {name}" for _, _, models, name in WRITES],
)


@each_write
def test_a_write_model_sends_what_was_given_and_nothing_else(
    write: Callable[[Any], Call[Any]], within: str | None, models: ModuleType, name: str
) -> None:
    model = getattr(models, name)
    field = msgspec.structs.fields(model)[0]
    for content, expected in (
        (model(), {}),
        (model(**{field.name: None}), {field.encode_name: None}),
    ):
        assert sent(write(content)) == ({within: expected} if within else expected)


@each_write
def test_a_read_model_cannot_be_sent_back(
    write: Callable[[Any], Call[Any]], within: str | None, models: ModuleType, name: str
) -> None:
    with pytest.raises(TypeError, match=f"of type Order, which would clear .*give {name}"):
        write(models.Order(id="5"))
    with pytest.raises(TypeError, match=f"of type list: give {name}"):
        write([])
    with pytest.raises(TypeError, match="read model Order"):
        write({"nested": [models.Order(id="5")]})
    with pytest.raises(ValueError, match="without a time zone"):
        write({"at": datetime(2026, 1, 1)})  # noqa: DTZ001 - the mistake
    if within:
        with pytest.raises(ValueError, match=f"wrapped in '{within}' already"):
            write({within: {"note": "x"}})


def test_amounts_go_out_as_text_and_big_ids_whole() -> None:
    call = refunds_2026.create_refund(
        "2386979206089232618121",
        models_2026.RefundInput(
            refund_total=Decimal("10.50"),
            refund_payments=[
                models_2026.RefundPaymentInput(
                    payment_line_id="238697920608923261", refund_price=Decimal("10.50")
                )
            ],
        ),
    )
    assert call.path == "orders/2386979206089232618121/refund"
    assert sent(call) == {
        "refund": {
            "refund_total": "10.50",
            "refund_payments": [{"payment_line_id": "238697920608923261", "refund_price": "10.50"}],
        }
    }


class Mine(Struct, rename={"total": "total_price"}):
    total: Decimal
    number: str | None = None


@pytest.mark.parametrize(
    ("calls", "wrap"),
    [(orders_2022, b"%s"), (orders_2026, b'{"code":"Success","data":%s}')],
    ids=["2022-01", "2026-01"],
)
def test_into_decides_what_an_order_becomes(calls: Any, wrap: bytes) -> None:
    order = b'{"id":"1","total_price":"1.50","number":"V1"}'
    body = wrap % (b'{"order":%s}' % order)
    for build in (calls.ORDERS.get, calls.ORDERS.get_by_number):
        assert build("1", into=Mine).read(body).data == Mine(Decimal("1.50"), "V1")
        assert bytes(build("1", into=Raw).read(body).data) == order
    page = calls.list_orders(into=Mine)
    raws = page.query.first.read(wrap % (b'{"orders":[%s]}' % order)).data
    assert [page.decode(raw) for raw in raws] == [Mine(Decimal("1.50"), "V1")]


def test_a_list_in_one_answer_may_be_null() -> None:
    body = b'{"code":"Success","data":{"transactions":null}}'
    assert transactions_2026.TRANSACTIONS.list(1).read(body).data == []


async def test_an_unreadable_answer_is_a_decode_error(
    server: Server, manager: SessionManager
) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    server.script(*[reply(200, {"code": "Success", "data": {"risk": {"details": 5}}})])
    with pytest.raises(DecodeError, match="details"):
        await shop.risks.get(1, 2)


async def test_a_200_with_another_code_is_an_error(server: Server, manager: SessionManager) -> None:
    shop = manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)
    refused = reply(200, {"code": "NotFound", "message": "no such risk"})
    failed = reply(200, {"code": "RefundTooLarge", "message": "too much"}, {"Request-Id": "r-8"})
    server.script(refused, refused, failed)
    with pytest.raises(NotFoundError, match="no such risk"):
        await shop.risks.get(1, 2)
    with pytest.raises(NotFoundError, match="no such risk"):
        await shop.risks.delete(1, 2)
    with pytest.raises(APIError) as caught:
        await shop.refunds.create(1, {"refund_total": "5"})
    assert (caught.value.code, caught.value.messages) == ("RefundTooLarge", ("too much",))
    assert (caught.value.status, caught.value.request_id) == (200, "r-8")
    assert len(server.requests) == 3


def test_only_a_post_must_not_be_sent_twice() -> None:
    assert fulfillments_2026.FULFILLMENTS.update(1, 2, {}).repeatable
    assert risks_2026.RISKS.delete(1, 2).repeatable
    assert not refunds_2022.create_refund(1).repeatable
    assert not fulfillments_2022.FULFILLMENTS.complete(1, 2).repeatable
