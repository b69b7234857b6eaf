"""How goods go out."""

from asyncshop.shoplazza.models.fulfillment import BaseFulfillment

from .line_item import LineItem


class Fulfillment(BaseFulfillment, kw_only=True):
    """One shipment of an order."""

    line_items: list[LineItem] | None = None
