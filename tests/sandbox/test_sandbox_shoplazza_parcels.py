"""Fulfillments of Shoplazza orders, and what they make of the order."""

from typing import Any

import pytest
from sandbox_client import Client, Clock

from asyncshop.sandbox.shoplazza import Shop


@pytest.fixture(params=["2022-01", "2026-01"])
def either(request: pytest.FixtureRequest, old: Client, new: Client) -> Client:
    """A client of each generation."""
    return old if request.param == "2022-01" else new


@pytest.fixture
def order_id(plaza: Shop) -> str:
    """An order of three pieces of one line item and one of another, of which nothing is sent."""
    [order_id] = plaza.add_orders(1)
    kept = plaza.kept_order(order_id)
    first, second = kept["line_items"][:2]
    lines = [{**first, "quantity": 3}, {**second, "quantity": 1}]
    plaza.edit_order(order_id, status="placed", fulfillment_status="waiting", line_items=lines)
    return order_id


def body(client: Client, **fields: Any) -> dict[str, Any]:
    """Give a body in the manner of the client's generation."""
    return fields if client.api.endswith("2022-01") else {"fulfillment": fields}


def line_ids(shop: Shop, order_id: str) -> list[str]:
    return [line["id"] for line in shop.order(order_id)["line_items"]]


async def send(client: Client, order_id: str, *pieces: tuple[str, int]) -> dict[str, Any]:
    lines = [{"id": line_id, "ship_quantity": count} for line_id, count in pieces]
    wanted = body(client, line_items=lines, tracking_number="JD1", tracking_company="DHL")
    answer = await client.post(f"orders/{order_id}/fulfillments", wanted)
    assert answer.status == 200, answer.body
    parcel: dict[str, Any] = answer.data["fulfillment"]
    return parcel


async def test_parcels_move_the_statuses(either: Client, plaza: Shop, order_id: str) -> None:
    first, second = line_ids(plaza, order_id)

    def statuses() -> tuple[str, list[str]]:
        order = plaza.order(order_id)
        return order["fulfillment_status"], [
            line["fulfillment_status"] for line in order["line_items"]
        ]

    one = await send(either, order_id, (first, 1))
    assert (one["status"], one["tracking_number"], one["order_id"]) == ("shipped", "JD1", order_id)
    assert statuses() == ("partially_shipped", ["partially_shipped", "waiting"])
    two = await send(either, order_id, (first, 0), (second, 1))
    assert statuses() == ("shipped", ["shipped", "shipped"])
    path = f"orders/{order_id}/fulfillments"
    for parcel in (one, two, two):
        done = (await either.post(f"{path}/{parcel['id']}/complete")).data["fulfillment"]
        assert done["status"] == "finished"
    assert statuses() == ("finished", ["finished", "finished"])


async def test_a_cancelled_parcel_can_be_sent_again(
    either: Client, plaza: Shop, order_id: str
) -> None:
    first, _ = line_ids(plaza, order_id)
    parcel = await send(either, order_id, (first, 3))
    path = f"orders/{order_id}/fulfillments/{parcel['id']}"
    assert (await either.post(f"{path}/cancel")).data["fulfillment"]["status"] == "cancelled"
    assert plaza.order(order_id)["fulfillment_status"] == "waiting"
    refused = await either.post(f"{path}/complete")
    assert refused.status == 422
    assert b"fulfillment is cancelled" in refused.body
    await send(either, order_id, (first, 3))


async def test_line_items_are_shown_as_the_generation_does(
    old: Client, new: Client, plaza: Shop, order_id: str
) -> None:
    first, _ = line_ids(plaza, order_id)
    made = await send(new, order_id, (first, 2))
    assert made["line_items"][0]["ship_quantity"] == 2
    assert "tracking_items" not in made
    path = f"orders/{order_id}/fulfillments/{made['id']}"
    whole = (await new.get(path)).data["fulfillment"]
    assert whole["tracking_items"][0]["tracking_number"] == "JD1"
    before = (await old.get(path)).json["fulfillment"]
    assert before["line_items"][0]["shipping_quantity"] == 2
    assert before["line_items"][0]["total"] == made["line_items"][0]["total_price"]
    assert "tracking_url" not in before


async def test_2022_sends_by_ids_or_everything(old: Client, plaza: Shop, order_id: str) -> None:
    first, second = line_ids(plaza, order_id)
    path = f"orders/{order_id}/fulfillments"
    wanted = {"tracking_number": "1", "line_item_ids": [second]}
    one = (await old.post(path, wanted)).json["fulfillment"]
    assert [line["id"] for line in one["line_items"]] == [second]
    rest = (await old.post(path, {"tracking_number": "2"})).json["fulfillment"]
    assert [(line["id"], line["shipping_quantity"]) for line in rest["line_items"]] == [(first, 3)]
    nothing = await old.post(path, {"tracking_number": "3"})
    assert nothing.json == {"errors": {"line_items": ["nothing is left to ship"]}}


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ([("{first}", 4)], "has not so many pieces to ship"),
        ([("{first}", -1)], "has not so many pieces to ship"),
        ([("unknown", 1)], "has not so many pieces to ship"),
    ],
)
async def test_pieces_that_are_not_there(
    either: Client, plaza: Shop, order_id: str, pieces: list[tuple[str, int]], message: str
) -> None:
    first, _ = line_ids(plaza, order_id)
    lines = [{"id": name.format(first=first), "ship_quantity": count} for name, count in pieces]
    wanted = body(either, line_items=lines, tracking_number="1")
    answer = await either.post(f"orders/{order_id}/fulfillments", wanted)
    assert answer.status == 422
    assert message in answer.body.decode()
    assert plaza.order(order_id)["fulfillments"] == []


async def test_what_each_generation_needs(old: Client, new: Client, order_id: str) -> None:
    path = f"orders/{order_id}/fulfillments"
    refused = await old.post(path, {})
    assert refused.json == {"errors": {"tracking_number": ["is required"]}}
    refused = await new.post(path, {"fulfillment": {"tracking_number": "1"}})
    assert refused.status == 422
    assert "line_items" in refused.json["message"]


async def test_only_a_placed_order_is_sent(either: Client, plaza: Shop, order_id: str) -> None:
    plaza.edit_order(order_id, status="cancelled")
    wanted = body(either, line_items=[], tracking_number="1")
    answer = await either.post(f"orders/{order_id}/fulfillments", wanted)
    assert answer.status == 422
    assert b"order is cancelled" in answer.body


async def test_update_sets_the_tracking_that_is_given(
    either: Client, plaza: Shop, order_id: str, clock: Clock
) -> None:
    first, _ = line_ids(plaza, order_id)
    parcel = await send(either, order_id, (first, 1))
    clock.now += 60
    wanted = body(either, tracking_number="JD2", tracking_url=None)
    path = f"orders/{order_id}/fulfillments/{parcel['id']}"
    after = (await either.put(path, wanted)).data["fulfillment"]
    assert (after["tracking_number"], after["tracking_company"]) == ("JD2", "DHL")
    assert after["updated_at"] == plaza.time()
    [kept] = plaza.order(order_id)["fulfillments"]
    assert kept["tracking_items"][0]["tracking_number"] == "JD2"


async def test_a_fulfillment_that_is_not_there(either: Client, order_id: str) -> None:
    for method, path in (("GET", "x"), ("PUT", "x"), ("POST", "x/complete"), ("POST", "x/cancel")):
        answer = await either(method, f"orders/{order_id}/fulfillments/{path}", json={})
        assert answer.status == 404
        assert b"fulfillment not found" in answer.body


async def test_lists_and_counts_within_times(
    old: Client, new: Client, plaza: Shop, order_id: str, clock: Clock
) -> None:
    """In pages: by number in 2022-01, by cursor in 2026-01, where a cursor needs the filters."""
    first, second = line_ids(plaza, order_id)
    times = []
    for line_id in (first, first, first, second):
        clock.now += 60
        times.append(plaza.time())
        await send(new, order_id, (line_id, 1))
    path = f"orders/{order_id}/fulfillments"
    for client in (old, new):
        since = f"created_at_min={times[1]}&updated_at_max={times[2]}"
        assert (await client.get(f"{path}/count")).data == {"count": 4}
        assert (await client.get(f"{path}/count?{since}")).data == {"count": 2}
        assert len((await client.get(f"{path}?{since}")).data["fulfillments"]) == 2
    second_page = (await old.get(f"{path}?limit=3&page=2")).json["fulfillments"]
    assert [parcel["created_at"] for parcel in second_page] == [times[3]]
    assert (await old.get(f"{path}?limit=251")).status == 406
    since = f"page_size=2&created_at_min={times[0]}"
    one = (await new.get(f"{path}?{since}")).data
    assert one["has_more"] is True
    two = (await new.get(f"{path}?{since}&cursor={one['cursor']}")).data
    found = [parcel["created_at"] for parcel in one["fulfillments"] + two["fulfillments"]]
    assert found == times[::-1]
    assert (two["has_more"], two["cursor"]) == (False, "")
    assert (await new.get(f"{path}?cursor={one['cursor']}")).status == 400
    assert (await new.get(f"{path}?page_size=251")).status == 400
