"""How goods go out."""

from datetime import datetime

from asyncshop.model import ReadModel

from .enumerations import FulfillmentStatus


class BaseFulfillment(ReadModel, kw_only=True):
    """One shipment of an order: what both generations tell."""

    id: str | None = None
    order_id: str | None = None
    status: FulfillmentStatus | None = None
    tracking_number: str | None = None
    tracking_company: str | None = None
    tracking_company_code: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ShippingLine(ReadModel, kw_only=True):
    """The shipping plan chosen for an order."""

    id: str | None = None
    name: str | None = None
    desc: str | None = None
    delivery_method: int | None = None
