"""What may stand in the bodies of requests about shipping; anything else is ignored.

Source: the request bodies of the shipping operations of Open API 2026-01.
"""

from typing import Required, TypedDict


class ShippingArea(TypedDict, total=False):
    """A country that a shipping zone covers, or some of its provinces."""

    country_name: Required[str]
    country_code: Required[str]
    province_codes: list[str]


class ShippingPlan(TypedDict, total=False):
    """A way to ship to a zone, and what it costs."""

    id: str
    name: Required[str]
    desc: str
    rule_type: str
    rule_range_min: str
    rule_range_max: str
    rule_range_infinite: int
    rule_range_unit: str
    rule_type_scope: int
    rate_type: str
    rate_amount: str
    rate_first_range: str
    rate_first_unit: str
    rate_additional_amount: str
    rate_additional_unit: str
    rate_additional_range: str
    plan_type: int
    plan_type_value: str


class ShippingZone(TypedDict, total=False):
    """A shipping zone: areas, and the ways to ship there."""

    id: str
    schema_id: str
    name: Required[str]
    support_cod: int
    plans: list[ShippingPlan]
    areas: list[ShippingArea]


class ShippingSchema(TypedDict, total=False):
    """The general shipping schema: its zones."""

    id: str
    name: Required[str]
    shippings: list[ShippingZone]


class Destination(TypedDict, total=False):
    """Where an order is to be shipped."""

    order_id: Required[str]
    country_code: Required[str]
    province_code: str | None
    zip: str | None
