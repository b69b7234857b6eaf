"""How goods go out."""

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models.fulfillment import BaseFulfillment

from .line_item import LineItem


class TrackingItem(ReadModel, kw_only=True):
    """One parcel of a shipment."""

    tracking_number: str | None = None
    tracking_company: str | None = None
    tracking_company_code: str | None = None
    tracking_url: str | None = None


class Fulfillment(BaseFulfillment, kw_only=True):
    """One shipment of an order."""

    line_items: list[LineItem] | None = None
    tracking_url: str | None = None
    tracking_items: list[TrackingItem] | None = None
    phone_number: str | None = None
