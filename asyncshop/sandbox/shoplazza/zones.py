"""How a shop ships: its shipping zones, and the schema that holds them."""

from collections.abc import Mapping
from typing import Any

from asyncshop.sandbox.shoplazza.parts import uid
from asyncshop.sandbox.shoplazza.shapes import Document

_PLAN = (
    "name", "desc", "rule_type", "rule_range_min", "rule_range_max", "rule_range_unit", "rate_type",
    "rate_amount", "rate_first_range", "rate_first_unit", "rate_additional_amount",
    "rate_additional_unit", "rate_additional_range", "store_id", "created_time", "updated_time",
    "plan_type_value",
)  # fmt: skip


def shipping_zone(zone_id: str, schema_id: str, given: Mapping[str, Any]) -> Document:
    """Give a shipping zone with all its fields; plans without an id get one."""
    plans = enumerate(given.get("plans", []))
    return {
        "id": zone_id,
        "schema_id": schema_id,
        "name": given["name"],
        "support_cod": given.get("support_cod", 0),
        "plans": [
            _shipping_plan(zone_id, plan.get("id") or uid(f"{zone_id}/{place}"), plan)
            for place, plan in plans
        ],
        "areas": [
            {"shipping_id": zone_id, "province_codes": [], **area}
            for area in given.get("areas", [])
        ],
    }


def _shipping_plan(zone_id: str, plan_id: str, given: Mapping[str, Any]) -> Document:
    numbers = ("support_cod", "rule_range_infinite", "plan_type", "rule_type_scope")
    return {
        **dict.fromkeys(_PLAN, ""),
        **dict.fromkeys(numbers, 0),
        **given,
        "id": plan_id,
        "shipping_id": zone_id,
    }


def shipping_schema(name: str) -> Document:
    """Give how a shop ships at first: everywhere that its customers live, at one price."""
    schema_id, zone_id = uid(f"{name}/schema"), uid(f"{name}/zone")
    countries = (("Germany", "DE"), ("United States", "US"), ("United Kingdom", "GB"))
    zone = {
        "name": "Standard",
        "plans": [{"name": "Standard", "rate_type": "fixed", "rate_amount": "4.90"}],
        "areas": [{"country_name": name, "country_code": code} for name, code in countries],
    }
    return {
        "id": schema_id,
        "name": "General",
        "schema_type": 1,
        "variant_num": 0,
        "shippings": [shipping_zone(zone_id, schema_id, zone)],
    }
