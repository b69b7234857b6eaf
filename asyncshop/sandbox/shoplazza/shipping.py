"""The routes of how a shop ships (2026-01): schema, zones, lines, and tracking carriers."""

from typing import Any

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import destinations, inputs
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.errors import bad_request, not_found
from asyncshop.sandbox.shoplazza.generations import V2026
from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.shoplazza.zones import shipping_zone

# How tracking numbers begin, and whose they are.
_CARRIERS = {
    "JD": {"code": "dhl", "en_name": "DHL", "cn_name": "敦豪"},
    "1Z": {"code": "ups", "en_name": "UPS", "cn_name": "联合包裹"},
    "SF": {"code": "sf-express", "en_name": "SF Express", "cn_name": "顺丰"},
}


async def _get_schema(call: Call) -> Answer:
    return call.success(shipping_schemas=call.shop.shipping)


async def _save_schema(call: Call) -> Answer:
    schema = call.shop.shipping
    wanted = inputs.read(
        destinations.ShippingSchema, inputs.member(call.json(), "shipping_schemas")
    )
    schema["name"] = wanted["name"]
    if "shippings" in wanted:
        schema["shippings"] = [
            shipping_zone(zone.get("id") or call.shop.new_id("zone"), schema["id"], zone)
            for zone in wanted["shippings"]
        ]
    return call.success(shipping_schemas=schema)


async def _create_zone(call: Call) -> Answer:
    schema = call.shop.shipping
    wanted = inputs.read(destinations.ShippingZone, inputs.member(call.json(), "shipping"))
    if wanted.get("schema_id") != schema["id"]:
        raise not_found("shipping schema")
    zone = shipping_zone(call.shop.new_id("zone"), schema["id"], wanted)
    schema["shippings"].append(zone)
    return call.success(shipping=zone)


async def _update_zone(call: Call) -> Answer:
    zone = _zone(call)
    wanted = inputs.read(destinations.ShippingZone, inputs.member(call.json(), "shipping"))
    zone |= shipping_zone(zone["id"], zone["schema_id"], zone | wanted)
    return call.success(shipping=zone)


async def _delete_zone(call: Call) -> Answer:
    call.shop.shipping["shippings"].remove(_zone(call))
    return call.success()


def _zone(call: Call) -> Document:
    for zone in call.shop.shipping["shippings"]:
        if zone["id"] == call.arguments["zone"]:
            found: Document = zone
            return found
    raise not_found("shipping zone")


async def _available_lines(call: Call) -> Answer:
    wanted = inputs.read(destinations.Destination, call.json())
    try:
        call.shop.record(wanted["order_id"])
    except KeyError:
        raise not_found("order") from None
    lines = [
        {
            "id": plan["id"],
            "name": plan["name"],
            "desc": plan["desc"],
            "shipping_price": plan["rate_amount"],
            "delivery_method": 1,
            "support_cod": zone["support_cod"],
            "plan_code": "",
            "location_id": "",
        }
        for zone in call.shop.shipping["shippings"]
        if any(_covers(area, wanted) for area in zone["areas"])
        for plan in zone["plans"]
    ]
    return call.success(shipping_lines=lines, invalid_products=[], message="", state="success")


def _covers(area: dict[str, Any], to: dict[str, Any]) -> bool:
    """Whether an area covers a place; Britain's needs a province or a postal code (the spec)."""
    if area["country_code"] != to["country_code"]:
        return False
    province = to.get("province_code")
    if to["country_code"] == "GB" and not (province or to.get("zip")):
        return False
    return not area["province_codes"] or province in (None, "ALL", *area["province_codes"])


async def _carriers(call: Call) -> Answer:
    return call.success(tracking_carriers=list(_CARRIERS.values()))


async def _detect_carrier(call: Call) -> Answer:
    number = call.request.query.get("tracking_number")
    if not number:
        raise bad_request("tracking_number: is required")
    if number[:2] not in _CARRIERS:
        raise not_found("carrier")
    return call.success(tracking_carrier=_CARRIERS[number[:2]])


_ZONES = "shipping-schemas/shipping-zone"
ROUTES = (
    route("GET", "shipping-schemas/general", _get_schema, V2026),
    route("POST", "shipping-schemas/general", _save_schema, V2026),
    route("POST", _ZONES, _create_zone, V2026),
    route("PUT", _ZONES + "/{zone}", _update_zone, V2026),
    route("DELETE", _ZONES + "/{zone}", _delete_zone, V2026),
    route("POST", "shipping-lines/available-lines", _available_lines, V2026),
    route("GET", "tracking/carriers", _carriers, V2026),
    route("GET", "tracking/carriers/detect", _detect_carrier, V2026),
)
