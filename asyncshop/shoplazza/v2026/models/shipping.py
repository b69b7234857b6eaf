"""How the shop ships, and by whom."""

from datetime import datetime
from decimal import Decimal

from asyncshop.model import ReadModel


class ShippingPlan(ReadModel, kw_only=True):
    """A way to ship to a zone: for which orders (the rule), and for how much (the rate)."""

    id: str | None = None
    shipping_id: str | None = None
    """Of the zone."""
    store_id: str | None = None
    name: str | None = None
    desc: str | None = None
    plan_type: int | None = None
    plan_type_value: str | None = None
    support_cod: int | None = None
    """Cash on delivery."""
    rule_type: str | None = None
    rule_type_scope: int | None = None
    rule_range_min: Decimal | None = None
    rule_range_max: Decimal | None = None
    rule_range_infinite: int | None = None
    rule_range_unit: str | None = None
    rate_type: str | None = None
    rate_amount: Decimal | None = None
    rate_first_range: Decimal | None = None
    rate_first_unit: str | None = None
    rate_additional_amount: Decimal | None = None
    rate_additional_range: Decimal | None = None
    rate_additional_unit: str | None = None
    created_time: datetime | None = None
    updated_time: datetime | None = None


class ShippingArea(ReadModel, kw_only=True):
    """A country, or some of its provinces, in a zone."""

    shipping_id: str | None = None
    """Of the zone."""
    country_name: str | None = None
    country_code: str | None = None
    province_codes: list[str] | None = None


class ShippingZone(ReadModel, kw_only=True):
    """Areas, and the ways to ship there."""

    id: str | None = None
    schema_id: str | None = None
    name: str | None = None
    support_cod: int | None = None
    """Cash on delivery."""
    plans: list[ShippingPlan] | None = None
    areas: list[ShippingArea] | None = None


class ShippingSchema(ReadModel, kw_only=True):
    """Zones, under one name."""

    id: str | None = None
    name: str | None = None
    schema_type: int | None = None
    variant_num: int | None = None
    shippings: list[ShippingZone] | None = None


class AvailableShippingLine(ReadModel, kw_only=True):
    """A way an order could be shipped to an address."""

    id: str | None = None
    name: str | None = None
    desc: str | None = None
    plan_code: str | None = None
    location_id: str | None = None
    shipping_price: Decimal | None = None
    delivery_method: int | None = None
    support_cod: int | None = None
    """Cash on delivery."""


class AvailableShippingLines(ReadModel, kw_only=True):
    """The ways an order could be shipped to an address, and the products that cannot be."""

    shipping_lines: list[AvailableShippingLine] | None = None
    invalid_products: list[str] | None = None
    state: str | None = None
    message: str | None = None


class TrackingCarrier(ReadModel, kw_only=True):
    """A company whose parcels can be followed."""

    code: str | None = None
    """What fulfillments call `tracking_company_code`."""
    en_name: str | None = None
    cn_name: str | None = None
