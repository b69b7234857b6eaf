"""Refunds, their records and transactions of Shoplazza orders."""

from typing import Any

import pytest
from sandbox_client import Client, Clock

from asyncshop.sandbox.shoplazza import Shop


@pytest.fixture
def order_id(plaza: Shop) -> str:
    """A paid order over 100.00."""
    [order_id] = plaza.add_orders(1)
    line = plaza.kept_order(order_id)["line_items"][0] | {"quantity": 3, "price": "20.00"}
    plaza.edit_order(
        order_id,
        status="placed",
        financial_status="paid",
        total_price="100.00",
        total_paid="100.00",
        line_items=[line],
    )
    return order_id


def line_id(shop: Shop, order_id: str) -> str:
    return str(shop.order(order_id)["line_items"][0]["id"])


async def test_a_whole_refund_in_2022(old: Client, new: Client, plaza: Shop, order_id: str) -> None:
    answer = (await old.post(f"orders/{order_id}/refund")).json
    assert (answer["id"], answer["all_refunded"]) == (order_id, True)
    assert answer["refunds"]["refund_price"] == "100.00"
    assert answer["order"] == plaza.order(order_id, "2022-01")
    after = (await new.get(f"orders/{order_id}")).data["order"]
    assert (after["financial_status"], after["total_refund_price"]) == ("refunded", "100.00")
    again = await old.post(f"orders/{order_id}/refund")
    message = "must be above 0 and at most 0.00"
    assert (again.status, again.json) == (422, {"errors": {"refund_total": [message]}})


async def test_a_partial_refund_in_2022(old: Client, plaza: Shop, order_id: str) -> None:
    lines = [{"id": line_id(plaza, order_id), "quantity": 2}]
    wanted = {"price": "40.00", "line_items": lines, "is_return": True}
    answer = (await old.post(f"orders/{order_id}/partial_refund", wanted)).json
    assert (answer["all_refunded"], answer["refund_status"]) == (False, "part")
    [refunded] = answer["refunds"]["refund_line_items"]
    assert (refunded["refund_quantity"], refunded["line_item"]["price"]) == (2, "20.00")
    [line] = answer["order"]["line_items"]
    assert (line["refund_quantity"], line["refund_total"]) == (2, "40.00")
    listed = (await old.get(f"orders/{order_id}/refund")).json
    assert (listed["refund_total"], listed["all_refunded"]) == ("40.00", False)
    assert (listed["order_status"], len(listed["refunds"])) == ("placed", 1)


async def test_an_order_without_refunds(old: Client, new: Client, order_id: str) -> None:
    listed = (await old.get(f"orders/{order_id}/refund")).json
    assert (listed["refunds"], listed["all_refunded"]) == ([], False)
    assert (await new.get(f"orders/{order_id}/refund")).data == {
        "order_financial_status": "paid",
        "order_status": "placed",
        "records": [],
    }


async def test_a_refund_record_in_2026(new: Client, plaza: Shop, order_id: str) -> None:
    payment = plaza.order(order_id)["payment_line"]
    wanted = {
        "refund_total": "30.00",
        "refund_shipping_total": "4.9",
        "refund_tip": "1",
        "refund_additional_prices": [{"name": "gift", "price": "2"}],
        "refund_line_items": [{"line_item_id": line_id(plaza, order_id), "quantity": 1}],
        "refund_payments": [{"payment_line_id": payment["id"], "refund_price": "30"}],
        "note": "broken",
    }
    made = (await new.post(f"orders/{order_id}/refund", {"refund": wanted})).data
    listed = (await new.get(f"orders/{order_id}/refund")).data
    assert listed["order_financial_status"] == "partially_refunded"
    [record] = listed["records"]
    assert record["id"] == made["refund_record_id"]
    assert (record["refund_price"], record["refund_shipping"]) == ("30.00", "4.90")
    assert (record["refund_tip"], record["note"]) == ("1.00", "broken")
    assert record["refund_line_items"][0]["refund_quantity"] == 1
    assert record["payment_details"][0]["payment_channel"] == payment["payment_channel"]
    posted = (await new.get("orders/post_sales?page_size=1")).data["orders"]
    assert posted[0]["id"] == made["post_sale_id"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"refund_total": "100.01"}, "refund_total: must be above 0 and at most 100.00"),
        ({"refund_total": "0"}, "refund_total: must be above 0 and at most 100.00"),
        ({"refund_total": "x"}, "refund_total: is not an amount"),
        ({"refund_total": 1}, "refund_total: Expected str, got int"),
        ({"refund_line_items": [{"line_item_id": "x", "quantity": 1}]}, "line_items: there is no"),
        ({"refund_line_items": [{"line_item_id": "{line}", "quantity": 4}]}, "line_items: line"),
        ({"refund_line_items": [{"line_item_id": "{line}"}]}, "line_items: line item"),
        (
            {"refund_payments": [{"payment_line_id": "x", "refund_price": "1"}]},
            "refund_payments: there is no such payment line",
        ),
    ],
)
async def test_a_refund_that_cannot_be(
    new: Client, plaza: Shop, order_id: str, fields: dict[str, Any], message: str
) -> None:
    for line in fields.get("refund_line_items", []):
        line["line_item_id"] = line["line_item_id"].format(line=line_id(plaza, order_id))
    wanted = {"refund": {"refund_total": "1.00", **fields}}
    answer = await new.post(f"orders/{order_id}/refund", wanted)
    assert answer.status == 422
    assert answer.json["message"].startswith(message)
    assert plaza.order(order_id)["total_refund_price"] == "0.00"


async def test_refund_records_of_the_shop(
    new: Client, plaza: Shop, order_id: str, clock: Clock
) -> None:
    """Newest first or as asked, in pages; the cursor needs the filters again."""
    before = (await new.get("orders/refund_records/count")).data["count"]
    assert before > 10
    clock.now += 60
    for _ in range(3):
        await new.post(f"orders/{order_id}/refund", {"refund": {"refund_total": "1.00"}})
    assert (await new.get("orders/refund_records/count")).data["count"] == before + 3
    own = f"order_ids={order_id}"
    first = (await new.get(f"orders/refund_records?{own}&page_size=2")).data
    assert (len(first["records"]), first["has_more"]) == (2, True)
    rest = await new.get(f"orders/refund_records?{own}&page_size=2&cursor={first['cursor']}")
    assert (len(rest.data["records"]), rest.data["has_more"]) == (1, False)
    ids = [record["id"] for record in first["records"] + rest.data["records"]]
    assert len(set(ids)) == 3
    assert (await new.get(f"orders/refund_records?cursor={first['cursor']}")).status == 400
    every: list[dict[str, Any]] = []
    cursor = ""
    query = "orders/refund_records?sort_by=updated_at&sort_direction=asc"
    while True:
        page = (await new.get(f"{query}&cursor={cursor}")).data
        every += page["records"]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    assert [record["updated_at"] for record in every] == sorted(
        record["updated_at"] for record in every
    )
    assert len(every) == before + 3


async def test_filters_of_refund_records(new: Client, plaza: Shop, order_id: str) -> None:
    made = (await new.post(f"orders/{order_id}/refund", {"refund": {"refund_total": "1"}})).data
    count = "orders/refund_records/count"
    for query, expected in (
        (f"refund_order_ids={made['refund_record_id']}&refund_order_ids=x", 1),
        (f"refund_statuses=finished&order_ids={order_id}", 1),
        ("refund_statuses=pending", 0),
        (f"created_at_start={plaza.time()}", 1),
        ("updated_at_end=2001-01-01T00:00:00Z", 0),
    ):
        assert (await new.get(f"{count}?{query}")).data == {"count": expected}
    many = "&".join(["order_ids=1"] * 11)
    assert (await new.get(f"{count}?{many}")).json["message"] == "order_ids: expected at most 10"
    assert (await new.get("orders/refund_records?page_size=101")).status == 400


# -- transactions ---------------------------------------------------------------------------------


async def test_transactions_are_listed(old: Client, new: Client, order_id: str) -> None:
    before = (await old.get(f"orders/{order_id}/transactions")).json
    [transaction] = before["transactions"]
    assert (before["count"], before["since_id"]) == (1, transaction["id"])
    after = (await new.get(f"orders/{order_id}/transactions")).data
    [same] = after["transactions"]
    assert same["payment_detail"] == transaction["payment_details"]
    for query, count in (
        (f"status={same['status']}&payment_channel={same['payment_channel']}", 1),
        ("status=refunded", 0),
        ("payment_channel=none", 0),
    ):
        listed = (await old.get(f"orders/{order_id}/transactions?{query}")).json
        assert listed["count"] == len(listed["transactions"]) == count


@pytest.mark.parametrize(
    ("kind", "status", "financial"), [("capture", "success", "paid"), ("void", "void", "cancelled")]
)
async def test_an_authorized_payment_is_captured_or_voided(
    old: Client, plaza: Shop, order_id: str, kind: str, status: str, financial: str
) -> None:
    plaza.edit_order(order_id, financial_status="authorized", total_paid="0.00")
    wanted = {"transaction": {"kind": kind, "order_id": order_id}}
    made = (await old.post(f"orders/{order_id}/transactions", wanted)).json["transaction"]
    assert (made["status"], made["amount"]) == (status, "100.00")
    order = plaza.order(order_id)
    assert order["financial_status"] == financial
    assert order["total_paid"] == ("100.00" if kind == "capture" else "0.00")
    again = await old.post(f"orders/{order_id}/transactions", wanted)
    assert again.json == {"errors": {"financial_status": ["the payment is not authorized"]}}


async def test_other_kinds_of_transactions_are_refused(old: Client, order_id: str) -> None:
    wanted = {"transaction": {"kind": "sale"}}
    answer = await old.post(f"orders/{order_id}/transactions", wanted)
    assert answer.json == {"errors": {"kind": ["must be capture or void"]}}
