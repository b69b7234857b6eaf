"""The routes of an order's money: refunds and transactions."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from typing import Any

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import changes, errors, filters, inputs, lists, pages, refunds
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.generations import V2022, V2026
from asyncshop.sandbox.shoplazza.inputs import money
from asyncshop.sandbox.shoplazza.parts import text
from asyncshop.sandbox.shoplazza.shapes import Document

_BOUNDS = lists.bounds("start", "end")
_MOST = {"order_ids": 10, "refund_order_ids": 20}
_KNOWN = frozenset({*_MOST, "refund_statuses", *_BOUNDS})
_MAX_SIZE = 100


async def _refund_whole(call: Call) -> Answer:
    kept = call.kept()
    return _refunded_2022(call, kept, refunds.left(kept), {})


async def _refund_part(call: Call) -> Answer:
    kept = call.kept()
    wanted = inputs.read(inputs.PartialRefund, call.json())
    lines = {line["id"]: line["quantity"] for line in wanted.get("line_items") or []}
    return _refunded_2022(call, kept, money("price", wanted["price"]), lines)


def _refunded_2022(call: Call, kept: Document, amount: Decimal, lines: Mapping[str, int]) -> Answer:
    shop = call.shop
    refunds.pay_back(kept, shop.new_id("refund"), shop.time(), amount, lines=lines)
    call.save(kept)
    return call.success(
        id=kept["id"],
        status=kept["status"],
        number=kept["number"],
        created_at=kept["created_at"],
        note=kept["note"],
        refund_fail_reason="",
        all_refunded=refunds.left(kept) == 0,
        refund_status=kept["refund_status"],
        order=call.generation.order(kept),
        refunds=call.generation.refund(kept["refunds"][-1]),
    )


async def _refunds_of_order_2022(call: Call) -> Answer:
    kept = call.kept()
    return call.success(
        order_status=kept["status"],
        all_refunded=bool(kept["refunds"]) and refunds.left(kept) == 0,
        refund_status=kept["refund_status"],
        refund_total=kept["total_refund_price"],
        refund_tax_total=kept["total_refund_tax"],
        refund_discount_total=kept["total_refund_discount"],
        refunds=[call.generation.refund(each) for each in kept["refunds"]],
    )


async def _refund_2026(call: Call) -> Answer:
    kept, shop = call.kept(), call.shop
    wanted = inputs.read(inputs.Refund, inputs.member(call.json(), "refund"))
    lines = {
        line["line_item_id"]: line.get("quantity", 0)
        for line in wanted.get("refund_line_items", [])
    }
    refund_id = shop.new_id("refund")
    refunds.pay_back(
        kept,
        refund_id,
        shop.time(),
        money("refund_total", wanted["refund_total"]),
        lines=lines,
        note=wanted.get("note") or "",
        details=_details(kept, wanted, shop.time()),
    )
    call.save(kept)
    return call.success(refund_record_id=refund_id, post_sale_id=refunds.post_sale_id(refund_id))


def _details(kept: Document, wanted: Mapping[str, Any], now: str) -> Document:
    """Give the parts of a refund that a request tells; refused (422) for an unknown payment."""
    amounts = {
        "refund_shipping": "refund_shipping_total",
        "refund_tip": "refund_tip",
        "additional_total": "refund_additional_total",
    }
    details: Document = {
        member: text(money(name, wanted[name]))
        for member, name in amounts.items()
        if name in wanted
    }
    details["additional_prices"] = wanted.get("refund_additional_prices", [])
    if payments := wanted.get("refund_payments"):
        by_id = {line["id"]: line for line in kept["payment_lines"]}
        if not by_id.keys() >= {payment["payment_line_id"] for payment in payments}:
            raise errors.invalid("refund_payments", "there is no such payment line")
        details["payment_details"] = [
            {
                "id": f"pay_{payment['payment_line_id']}",
                "payment_line_id": payment["payment_line_id"],
                "payment_channel": by_id[payment["payment_line_id"]]["payment_channel"],
                "payment_method": by_id[payment["payment_line_id"]]["payment_method"],
                "refund_price": text(money("refund_price", payment["refund_price"])),
                "refund_status": "finished",
                "finished_at": now,
            }
            for payment in payments
        ]
    return details


async def _refunds_of_order_2026(call: Call) -> Answer:
    kept = call.kept()
    return call.success(
        order_financial_status=kept["financial_status"],
        order_status=kept["status"],
        records=[call.generation.refund(each) for each in kept["refunds"]],
    )


async def refunded(call: Call) -> AsyncIterator[Document]:
    """Give every order of the shop that has refunds; the loop is served meanwhile."""
    for record in await call.shop.store.select(lambda each: each.refunded, by="created"):
        yield call.shop.renderer.kept(record)
        await asyncio.sleep(0)


async def _found_records(call: Call) -> tuple[list[Document], dict[str, tuple[str, ...]]]:
    given = filters.given(call.request.query, _KNOWN, call.generation.values)
    for name, most in _MOST.items():
        if len(given.get(name, ())) > most:
            raise errors.bad_request(f"{name}: expected at most {most}")
    lies_within = lists.within(call.request.query, _BOUNDS)
    members = {
        "order_ids": "order_id",
        "refund_order_ids": "id",
        "refund_statuses": "refund_status",
    }
    wanted = {members[name]: texts for name, texts in given.items() if name in members}
    found = [
        refund
        async for kept in refunded(call)
        for refund in kept["refunds"]
        if lies_within(refund) and all(refund[member] in wanted[member] for member in wanted)
    ]
    return found, given


async def _records(call: Call) -> Answer:
    query = call.request.query
    by, direction = pages.sorting(query, ("created_at", "updated_at"))
    size = pages.page_size(query, _MAX_SIZE)
    found, given = await _found_records(call)
    page, rest = lists.behind_cursor(
        call, found, size, given, by=by, descending=direction == "desc"
    )
    return call.success(records=[call.generation.refund(each) for each in page], **rest)


async def _count_records(call: Call) -> Answer:
    found, _ = await _found_records(call)
    return call.success(count=len(found))


async def _transactions(call: Call) -> Answer:
    query = call.request.query
    found = [
        call.generation.transaction(each)
        for each in call.kept()["transactions"]
        if query.get("status", each["status"]) == each["status"]
        and query.get("payment_channel", each["payment_channel"]) == each["payment_channel"]
    ]
    if call.bare:
        since = found[-1]["id"] if found else ""
        return call.success(transactions=found, count=len(found), since_id=since)
    return call.success(transactions=found)


async def _create_transaction(call: Call) -> Answer:
    kept, shop = call.kept(), call.shop
    wanted = inputs.read(inputs.Transaction, inputs.member(call.json(), "transaction"))
    made = changes.settle(kept, wanted["kind"], shop.time(), shop.new_id("transaction"))
    call.save(kept)
    return call.success(transaction=call.generation.transaction(made))


ROUTES = (
    route("GET", "orders/refund_records", _records, V2026),
    route("GET", "orders/refund_records/count", _count_records, V2026),
    route("POST", "orders/{id}/refund", _refund_whole, V2022),
    route("POST", "orders/{id}/partial_refund", _refund_part, V2022),
    route("GET", "orders/{id}/refund", _refunds_of_order_2022, V2022),
    route("POST", "orders/{id}/refund", _refund_2026, V2026),
    route("GET", "orders/{id}/refund", _refunds_of_order_2026, V2026),
    route("GET", "orders/{id}/transactions", _transactions),
    route("POST", "orders/{id}/transactions", _create_transaction, V2022),
)
