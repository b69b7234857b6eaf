"""What Shoplazza's write operations make of an order, seen in both generations."""

import json
from typing import Any

import pytest
from sandbox_client import Client, Clock

from asyncshop.sandbox.shoplazza import Shop

ADDRESS = {
    "first_name": "Zoë",
    "last_name": "Müller",
    "email": "zoe@mail.example.com",
    "country": "Germany",
    "country_code": "DE",
    "province": "Berlin",
    "province_code": "BE",
    "city": "Berlin",
    "address": "Straße des 17. Juni 5",
    "address1": "2. OG",
}
TEA = {"product_title": "Tea", "price": "5.00", "quantity": 2}


def body_2026(**fields: Any) -> dict[str, Any]:
    order = {
        "tax_total": "1.00",
        "currency_code": "EUR",
        "shipping_address": ADDRESS,
        "line_items": [TEA],
        "shipping_line": {"shipping_name": "Express", "shipping_price": "4.90"},
    }
    return {"order": order | fields}


def body_2022(**fields: Any) -> dict[str, Any]:
    order = {
        "tax_total": "1.00",
        "discount": "10%",
        "currency_code": "USD",
        "shipping_address": ADDRESS,
        "line_items": [{"product_id": "p", "variant_id": "v", "quantity": 2}],
        "shipping_line": {"name": "Express", "desc": "fast", "shipping_price": "4.90"},
    }
    return order | fields


def newest(shop: Shop, **fields: Any) -> str:
    """Give the id of one more order, with these fields."""
    [order_id] = shop.add_orders(1)
    shop.edit_order(order_id, **fields)
    return order_id


async def shown(*clients: Client, order_id: str) -> list[dict[str, Any]]:
    return [(await client.get(f"orders/{order_id}")).data["order"] for client in clients]


# -- creating -------------------------------------------------------------------------------------


async def test_create_in_2026(new: Client, old: Client, plaza: Shop) -> None:
    fields = {
        "tags": ["vip", "Ärger", "vip"],
        "note": "ring twice",
        "payment_line": "COD",
        "discount": "2.00",
        "discount_application": {"discount_code": "TWO"},
        "fulfillment_notify": 1,
    }
    answer = await new.post("orders", body_2026(**fields))
    order = answer.data["order"]
    assert (answer.status, order["total_price"], order["sub_total"]) == (200, "13.90", "10.00")
    assert (order["tags"], order["note"]) == ("vip,Ärger", "ring twice")
    assert (order["status"], order["payment_method"]) == ("placed", "COD")
    assert order["created_at"] == order["updated_at"] == order["placed_at"] == plaza.time()
    assert order["shipping_address"]["address"] == ADDRESS["address"]
    assert order["shipping_address"]["name"] == "Zoë Müller"
    assert json.loads(order["discount_applications"])[0]["title"] == "TWO"
    assert order["fulfillment_notify"] == 1
    assert order["primary_market_price"]["total_price"] == "13.90"
    [before] = await shown(old, order_id=order["id"])
    assert before["shipping_address"]["address1"] == ADDRESS["address"]
    assert (before["discount_code"], before["number"]) == ("TWO", order["number"])
    assert (await new.get("orders?page_size=1")).data["orders"] == [order]


async def test_create_in_2022_is_flat_and_waits_for_payment(old: Client, new: Client) -> None:
    made = (await old.post("orders", body_2022())).json["order"]
    assert (made["total_discount"], made["total_price"]) == ("2.00", "23.90")
    assert (made["status"], made["financial_status"]) == ("opened", "waiting")
    assert (made["placed_at"], made["fulfillment_status"]) == ("", "initialled")
    [after] = await shown(new, order_id=made["id"])
    assert after["shipping_line"]["desc"] == "fast"
    assert after["primary_market_price"] is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line_items": []}, "line_items: is required"),
        ({"line_items": [{"quantity": 1}]}, "line_items: product_id, variant_id or product_title"),
        ({"line_items": [{**TEA, "quantity": 0}]}, "quantity: must be 1 or more"),
        ({"line_items": [{**TEA, "price": "x"}]}, "price: is not an amount"),
        ({"line_items": [{"product_id": "x"}]}, "line_items[0]: Object missing required field"),
        ({"tax_total": 1}, "tax_total: Expected str, got int"),
        ({"tax_total": "-1"}, "tax_total: is not an amount"),
        ({"shipping_address": {**ADDRESS, "city": ""}}, "shipping_address.city: is required"),
    ],
)
async def test_a_create_that_cannot_be(
    new: Client, plaza: Shop, fields: dict[str, Any], message: str
) -> None:
    answer = await new.post("orders", body_2026(**fields))
    assert (answer.status, answer.json["code"]) == (422, "UnprocessableEntity")
    assert answer.json["message"].startswith(message)
    assert plaza.orders == 120


async def test_a_create_without_what_it_needs(old: Client, new: Client) -> None:
    refused = await old.post("orders", {"tax_total": "1.00"})
    assert refused.status == 422
    assert refused.json["errors"].keys() == {"body"}
    refused = await new.post("orders", body_2022())
    assert refused.json["message"] == "order: is required"


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"note=x", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"note": "\xff"}', "application/json", 400),
    ],
)
async def test_a_body_that_is_no_json_object(
    old: Client, data: bytes, kind: str, status: int
) -> None:
    answer = await old("POST", "orders", data=data, headers={"Content-Type": kind})
    assert answer.status == status
    assert isinstance(answer.json["errors"][0], str)


# -- updating -------------------------------------------------------------------------------------


async def test_update_in_2026_sets_what_is_given(
    new: Client, old: Client, plaza: Shop, clock: Clock
) -> None:
    order_id = newest(plaza)
    before = plaza.order(order_id)
    clock.now += 60
    wanted = {
        "note": "ring",
        "tags": ["b", "a"],
        "buyer_accepts_marketing": not before["buyer_accepts_marketing"],
        "shipping_address": {"city": "Köln", "address1": "3. OG"},
    }
    after = (await new.put(f"orders/{order_id}", {"order": wanted})).data["order"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {*wanted, "updated_at"}
    assert (after["note"], after["tags"], after["updated_at"]) == ("ring", "b,a", plaza.time())
    assert after["shipping_address"]["city"] == "Köln"
    assert after["shipping_address"]["last_name"] == before["shipping_address"]["last_name"]
    [old_view] = await shown(old, order_id=order_id)
    assert old_view["shipping_address"]["address2"] == "3. OG"


async def test_update_in_2022_is_flat_and_spells_as_the_platform_does(
    new: Client, old: Client, plaza: Shop
) -> None:
    order_id = newest(plaza, buyer_accepts_marketing=False)
    wanted = {
        "tags": "b, a,b",
        "buyer_accespts_marketing": True,
        "shipping_address": {"address1": "Hof 1", "address2": "hinten"},
    }
    after = (await old.put(f"orders/{order_id}", wanted)).json["order"]
    assert after["tags"] == "b,a"
    assert after["shipping_address"]["address1"] == "Hof 1"
    [new_view] = await shown(new, order_id=order_id)
    assert new_view["buyer_accepts_marketing"] is True
    address = new_view["shipping_address"]
    assert (address["address"], address["address1"]) == ("Hof 1", "hinten")


async def test_update_clears_with_null(new: Client, plaza: Shop) -> None:
    order_id = newest(plaza, note="x", tags="a")
    wanted = {"note": None, "tags": None, "shipping_address": None}
    order = (await new.put(f"orders/{order_id}", {"order": wanted})).data["order"]
    assert (order["note"], order["tags"], order["shipping_address"]) == ("", "", None)


async def test_shipping_and_fees_move_the_total(new: Client, plaza: Shop) -> None:
    order_id = (await new.post("orders", body_2026())).data["order"]["id"]

    async def total(**wanted: Any) -> tuple[str, str]:
        order = (await new.put(f"orders/{order_id}", {"order": wanted})).data["order"]
        return order["total_price"], order["additional_total"]

    fee = {"name": "gift", "price": "1"}
    assert await total(additional_prices=[fee, fee]) == ("17.90", "2.00")
    line = {"shipping_name": "Slow", "shipping_price": "0.90", "shipping_desc": "by sea"}
    assert await total(shipping_line=line, order_delivered_notify=2) == ("13.90", "2.00")
    assert await total(clear_additional_prices=True) == ("11.90", "0.00")
    kept = plaza.kept_order(order_id)
    assert (kept["shipping_line"]["name"], kept["shipping_line"]["desc"]) == ("Slow", "by sea")
    assert kept["order_delivered_notify"] == 2


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "order: there is nothing to update"),
        ({"total_price": "0"}, "order: there is nothing to update"),
        ({"tags": "a,b"}, "tags: Expected array | null, got str"),
        ({"note": 1}, "note: Expected str | null, got int"),
        ({"order_confirm_notify": 3}, "order_confirm_notify: must be 0, 1 or 2"),
        ({"additional_prices": [{"name": "x", "price": "y"}]}, "price: is not an amount"),
    ],
)
async def test_a_refused_update_changes_nothing(
    new: Client, plaza: Shop, wanted: dict[str, Any], message: str
) -> None:
    order_id = newest(plaza)
    before = plaza.kept_order(order_id)
    answer = await new.put(f"orders/{order_id}", {"order": wanted})
    assert (answer.status, answer.json["message"]) == (422, message)
    assert plaza.kept_order(order_id) == before


async def test_each_generation_refuses_the_others_manner(
    old: Client, new: Client, plaza: Shop
) -> None:
    """A wrapped body and tags as a list in 2022-01, a flat body in 2026-01."""
    order_id = newest(plaza)
    for wanted in ({"order": {"note": "x"}}, {"tags": ["a"]}):
        assert (await old.put(f"orders/{order_id}", wanted)).status == 422
    assert (await new.put(f"orders/{order_id}", {"note": "x"})).status == 422


# -- cancelling, closing, paying, deleting --------------------------------------------------------


async def test_cancel_says_so_in_status(new: Client, old: Client, plaza: Shop) -> None:
    """An unpaid order's other statuses stay as they are."""
    order_id = newest(plaza, status="opened", financial_status="waiting")
    answer = await new.post(f"orders/{order_id}/cancel", {"reason": "changed my mind"})
    order = answer.data["order"]
    assert (order["status"], order["financial_status"]) == ("cancelled", "waiting")
    assert (order["cancelled_at"], order["cancel_reason"]) == (plaza.time(), "changed my mind")
    [before] = await shown(old, order_id=order_id)
    assert before["canceled_at"] == plaza.time()
    again = await old.post(f"orders/{order_id}/cancel")
    assert (again.status, again.json) == (422, {"errors": {"status": ["order is cancelled"]}})


async def test_cancelling_a_paid_order_pays_back(old: Client, plaza: Shop) -> None:
    order_id = newest(plaza, status="placed", financial_status="paid", total_paid="7.00")
    order = (await old.post(f"orders/{order_id}/cancel")).json["order"]
    assert (order["financial_status"], order["total_refund_price"]) == ("refunded", "7.00")
    assert order["cancel_reason"] == ""


async def test_a_recall_that_fails_leaves_it_paid(new: Client, plaza: Shop) -> None:
    plaza.recall_fails = True
    order_id = newest(plaza, status="placed", financial_status="paid", total_paid="7.00")
    order = (await new.post(f"orders/{order_id}/cancel")).data["order"]
    assert (order["status"], order["financial_status"]) == ("cancelled", "paid")
    assert order["total_refund_price"] == "0.00"


async def test_cancelling_a_paid_order_of_which_all_went_back(new: Client, plaza: Shop) -> None:
    amounts = {"total_paid": "7.00", "total_refund_price": "7.00"}
    order_id = newest(plaza, status="placed", financial_status="paid", **amounts)
    order = (await new.post(f"orders/{order_id}/cancel")).data["order"]
    assert (order["status"], order["financial_status"]) == ("cancelled", "paid")


async def test_cancelling_voids_an_authorized_payment(new: Client, plaza: Shop) -> None:
    order_id = newest(plaza, status="placed", financial_status="authorized")
    order = (await new.post(f"orders/{order_id}/cancel")).data["order"]
    assert order["financial_status"] == "cancelled"


async def test_close_and_open(old: Client, plaza: Shop) -> None:
    """Each is done once; an order that was never placed is opened again."""
    for placed_at, status in ((plaza.time(), "placed"), ("", "opened")):
        order_id = newest(plaza, status=status, placed_at=placed_at)
        for operation, expected in (
            ("close", "finished"),
            ("close", "finished"),
            ("open", status),
            ("open", status),
        ):
            order = (await old.post(f"orders/{order_id}/{operation}")).json["order"]
            assert order["status"] == expected
    assert plaza.order(order_id)["finished_at"] is None


@pytest.mark.parametrize("operation", ["close", "open"])
async def test_a_cancelled_order_stays_so(old: Client, plaza: Shop, operation: str) -> None:
    order_id = newest(plaza, status="cancelled")
    assert (await old.post(f"orders/{order_id}/{operation}")).status == 422


@pytest.mark.parametrize(
    ("payment", "channel", "name"),
    [
        ({}, "bogus", "Bogus"),
        ({"gateway": "bank_transfer"}, "bank_transfer", "bank_transfer"),
        ({"payment_line": {"payment_channel": "stripe"}}, "stripe", "Stripe"),
        (
            {
                "gateway": "My Name",
                "payment_lines": [
                    {"payment_channel": "stripe", "payment_method": "credit_card"},
                    {"payment_channel": "paypal"},
                ],
            },
            "stripe",
            "My Name",
        ),
    ],
)
async def test_payment_success_in_2026(
    new: Client, plaza: Shop, payment: dict[str, Any], channel: str, name: str
) -> None:
    order_id = (await new.post("orders", body_2026())).data["order"]["id"]
    order = (await new.post(f"orders/{order_id}/payment/success", payment)).data["order"]
    assert (order["status"], order["financial_status"]) == ("placed", "paid")
    assert (order["fulfillment_status"], order["placed_at"]) == ("waiting", plaza.time())
    assert order["line_items"][0]["fulfillment_status"] == "waiting"
    assert order["total_paid"] == order["total_price"]
    line = order["payment_line"]
    assert (line["payment_channel"], line["payment_name"]) == (channel, name)
    assert len(order["payment_lines"]) == len(payment.get("payment_lines", [1]))


async def test_payment_success_in_2022_can_change_the_billing_address(
    old: Client, plaza: Shop
) -> None:
    """And an order that has been paid, or has ended, cannot be paid."""
    order_id = newest(plaza, status="placed", financial_status="authorized", placed_at="")
    paid = f"orders/{order_id}/payment/success"
    order = (await old.post(paid, {"billing_address": {"address1": "Hof 1"}})).json["order"]
    assert order["billing_address"]["address1"] == "Hof 1"
    again = await old.post(paid)
    assert again.json == {"errors": {"financial_status": ["order has been paid"]}}
    plaza.edit_order(order_id, status="cancelled")
    assert (await old.post(paid, {})).json == {"errors": {"status": ["order is cancelled"]}}


async def test_delete(old: Client, new: Client, plaza: Shop) -> None:
    first, second = plaza.order_ids()[:2]
    assert (await old.delete(f"orders/{first}")).json == {}
    assert (await new.delete(f"orders/{second}")).json == {
        "code": "Success",
        "message": "",
        "data": {},
    }
    assert plaza.orders == 118
    assert (await new.delete(f"orders/{second}")).status == 404
