"""Shipments of an order."""

from datetime import datetime
from typing import Any

from asyncshop.model import ReadModel

from .address import Location
from .enumerations import FulfillmentState, ShipmentStatus
from .line_item import LineItem


class Fulfillment(ReadModel, kw_only=True):
    """One shipment: its items and its tracking."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    order_id: int | None = None
    name: str | None = None
    """The order's name and a running number, such as `#1001.1`."""
    status: FulfillmentState | None = None
    shipment_status: ShipmentStatus | None = None
    service: str | None = None
    location_id: int | None = None
    origin_address: Location | None = None
    line_items: list[LineItem] | None = None
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_numbers: list[str] | None = None
    tracking_url: str | None = None
    tracking_urls: list[str] | None = None
    notify_customer: bool | None = None
    variant_inventory_management: str | None = None
    receipt: Any = None
    """Whatever the fulfillment service wrote."""
    created_at: datetime | None = None
    updated_at: datetime | None = None
