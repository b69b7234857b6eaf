"""How a Shoplazza shop ships: schema, zones, lines, and tracking carriers of 2026-01."""

from typing import Any

import pytest
from sandbox_client import Client

from asyncshop.sandbox.shoplazza import Shop

ALPS = {
    "name": "Alps",
    "support_cod": 1,
    "plans": [{"name": "Mule", "rate_type": "fixed", "rate_amount": "12.00"}],
    "areas": [{"country_name": "Austria", "country_code": "AT", "province_codes": ["AT-7"]}],
}


async def lines(client: Client, shop: Shop, **to: Any) -> list[str]:
    wanted = {"order_id": shop.order_ids()[0], **to}
    answer = await client.post("shipping-lines/available-lines", wanted)
    assert answer.status == 200, answer.body
    return [line["name"] for line in answer.data["shipping_lines"]]


async def test_a_zone_through_its_life(new: Client, plaza: Shop) -> None:
    schema = (await new.get("shipping-schemas/general")).data["shipping_schemas"]
    zones = "shipping-schemas/shipping-zone"
    wanted = {"shipping": {**ALPS, "schema_id": schema["id"]}}
    zone = (await new.post(zones, wanted)).data["shipping"]
    assert zone["plans"][0]["shipping_id"] == zone["areas"][0]["shipping_id"] == zone["id"]
    assert await lines(new, plaza, country_code="AT", province_code="AT-7") == ["Mule"]
    assert await lines(new, plaza, country_code="AT", province_code="AT-9") == []
    assert await lines(new, plaza, country_code="AT", province_code="ALL") == ["Mule"]
    wanted = {"shipping": {"name": "Tirol"}}
    changed = (await new.put(f"{zones}/{zone['id']}", wanted)).data["shipping"]
    assert changed == zone | {"name": "Tirol"}
    assert (await new.delete(f"{zones}/{zone['id']}")).data == {}
    assert (await new.delete(f"{zones}/{zone['id']}")).status == 404
    assert (await new.get("shipping-schemas/general")).data["shipping_schemas"] == schema


async def test_a_schema_is_saved_whole(new: Client, plaza: Shop) -> None:
    path = "shipping-schemas/general"
    saved = await new.post(path, {"shipping_schemas": {"name": "Ours", "shippings": [ALPS]}})
    schema = saved.data["shipping_schemas"]
    assert schema == (await new.get(path)).data["shipping_schemas"] == plaza.shipping
    assert [zone["name"] for zone in schema["shippings"]] == ["Alps"]
    renamed = (await new.post(path, {"shipping_schemas": {"name": "Mine"}})).data
    assert renamed["shipping_schemas"] == schema | {"name": "Mine"}


async def test_britain_needs_a_province_or_a_postal_code(new: Client, plaza: Shop) -> None:
    assert await lines(new, plaza, country_code="GB") == []
    assert await lines(new, plaza, country_code="GB", zip="CF10 1AA") == ["Standard"]
    assert await lines(new, plaza, country_code="GB", province_code="ALL") == ["Standard"]
    assert await lines(new, plaza, country_code="DE") == ["Standard"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "shipping-lines/available-lines", {"order_id": "1", "country_code": "DE"}, 404),
        ("POST", "shipping-lines/available-lines", {"order_id": "1"}, 422),
        ("POST", "shipping-schemas/shipping-zone", {"shipping": {**ALPS, "schema_id": "x"}}, 404),
        ("POST", "shipping-schemas/shipping-zone", {"shipping": {"schema_id": "x"}}, 422),
        ("PUT", "shipping-schemas/shipping-zone/x", {"shipping": ALPS}, 404),
        ("POST", "shipping-schemas/general", {}, 422),
        ("GET", "tracking/carriers/detect", None, 400),
        ("GET", "tracking/carriers/detect?tracking_number=??", None, 404),
    ],
)
async def test_what_cannot_be(new: Client, method: str, path: str, body: Any, status: int) -> None:
    assert (await new(method, path, json=body)).status == status


async def test_carriers(new: Client, old: Client) -> None:
    carriers = (await new.get("tracking/carriers")).data["tracking_carriers"]
    answer = await new.get("tracking/carriers/detect?tracking_number=JD0001")
    assert answer.data["tracking_carrier"] in carriers
    assert answer.data["tracking_carrier"]["code"] == "dhl"
    assert (await old.get("tracking/carriers")).status == 404
