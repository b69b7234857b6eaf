"""How the shop ships, and by whom: the endpoints of 2026-01.

Sources: shoplazza.dev, "List carriers", "Detect carrier by tracking number", "Get available
shipping lines", "Create shopping zone" and the like, "Get general shopping schema", "Save general
shopping schema".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asyncshop import values
from asyncshop.decoding import nothing
from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2026.api import ENVELOPE
from asyncshop.shoplazza.v2026.calls.listing import all_at_once
from asyncshop.shoplazza.v2026.models import (
    AvailableShippingLines,
    ShippingSchema,
    ShippingSchemaInput,
    ShippingZone,
    ShippingZoneInput,
    ShippingZoneUpdate,
    TrackingCarrier,
)
from asyncshop.values import Id

_CARRIERS = all_at_once("tracking_carriers", TrackingCarrier)
_CARRIER = ENVELOPE.one("tracking_carrier", TrackingCarrier)
_LINES = ENVELOPE.whole(AvailableShippingLines)
_ZONE = ENVELOPE.one("shipping", ShippingZone)
_SCHEMA = ENVELOPE.one("shipping_schemas", ShippingSchema)


def list_carriers() -> Call[list[TrackingCarrier]]:
    """List the companies whose parcels can be followed, all in one answer."""
    return routed("GET", "tracking/carriers", _CARRIERS)


def detect_carrier(tracking_number: str) -> Call[TrackingCarrier]:
    """Tell whose tracking number it is."""
    params = (("tracking_number", values.text("tracking_number", tracking_number)),)
    return routed("GET", "tracking/carriers/detect", _CARRIER, params=params)


def available_lines(
    order_id: Id,
    country_code: str,
    *,
    province_code: str | None = None,
    zip: str | None = None,  # noqa: A002 - the platform's name
) -> Call[AvailableShippingLines]:
    """List the ways that an order could be shipped to an address, all in one answer.

    Args:
        order_id: the order's id.
        country_code: ISO 3166-1, two letters.
        province_code: with the country, such as `"US-KY"`; `"ALL"` for every province. For the
            United Kingdom this or `zip` must be given.
        zip: the postal code.

    Raises:
        OutcomeUnknownError: when no answer came. Nothing is changed by it, so ask again.
    """
    content = {
        "order_id": values.key("order_id", order_id),
        "country_code": values.text("country_code", country_code),
        **values.given(province_code=(province_code, values.text), zip=(zip, values.text)),
    }
    return routed("POST", "shipping-lines/available-lines", _LINES, content=content)


def create_zone(zone: ShippingZoneInput | Mapping[str, Any]) -> Call[ShippingZone]:
    """Create a zone: areas, and the ways to ship there.

    Args:
        zone: a `ShippingZoneInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `ShippingZone`.
        OutcomeUnknownError: when nobody knows whether it was created; it is not sent again.
    """
    content = {"shipping": contents("zone", zone, ShippingZoneInput, within="shipping")}
    return routed("POST", "shipping-schemas/shipping-zone", _ZONE, content=content)


def update_zone(zone_id: Id, changes: ShippingZoneUpdate | Mapping[str, Any]) -> Call[ShippingZone]:
    """Update a zone.

    Args:
        zone_id: the zone's id.
        changes: a `ShippingZoneUpdate`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `ShippingZone`.
    """
    content = {"shipping": contents("changes", changes, ShippingZoneUpdate, within="shipping")}
    route = "shipping-schemas/shipping-zone/{zone_id}"
    return routed("PUT", route, _ZONE, content=content, zone_id=zone_id)


def delete_zone(zone_id: Id) -> Call[None]:
    """Delete a zone.

    Raises:
        NotFoundError: when the shop has no such zone, unless a try of this very call, to which no
            answer came, has deleted it.
    """
    route = "shipping-schemas/shipping-zone/{zone_id}"
    return routed("DELETE", route, nothing, zone_id=zone_id)


def get_schema() -> Call[ShippingSchema]:
    """Get the general schema: its zones, and the ways to ship there."""
    return routed("GET", "shipping-schemas/general", _SCHEMA)


def save_schema(schema: ShippingSchemaInput | Mapping[str, Any]) -> Call[ShippingSchema]:
    """Create or change the general schema.

    Args:
        schema: a `ShippingSchemaInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `ShippingSchema`.
        OutcomeUnknownError: when nobody knows whether it was saved; it is not sent again.
    """
    inside = contents("schema", schema, ShippingSchemaInput, within="shipping_schemas")
    content = {"shipping_schemas": inside}
    return routed("POST", "shipping-schemas/general", _SCHEMA, content=content)
