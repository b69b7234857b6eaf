"""What was bought."""

from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.shoplazza.models.line_item import BaseLineItem, Image, LineItemOption
from asyncshop.shoplazza.models.text import read_amount, read_json


class LineItem(BaseLineItem, kw_only=True):
    """A variant and its quantity in an order; fulfillments and refunds show the same item."""

    total_price_raw: str | float | None = field(name="total", default=None)
    """As it came: fulfillments have the currency behind the amount."""
    product_slug: str | None = field(name="product_handle", default=None)
    refund_quantity_total: int | None = field(name="refund_quantity", default=None)
    refund_total: Decimal | None = None
    ship_quantity: int | None = field(name="shipping_quantity", default=None)
    """How many of it a fulfillment ships; not told in the order's own list."""
    image_raw: str | Image | None = field(name="image", default=None)
    """As it came: an address, as a rule."""
    properties: list[Any] | dict[str, Any] | str | None = None
    """The options, as they came."""

    @property
    def total_price(self) -> Decimal | None:
        """The price of all pieces.

        Raises:
            DecodeError: if the text that came is no amount.
        """
        return read_amount(self.total_price_raw, of=f"line item {self.id}", name="total")

    @property
    def image(self) -> Image | None:
        """A picture of the product."""
        if isinstance(self.image_raw, str):
            return Image(src=self.image_raw) if self.image_raw else None
        return self.image_raw

    @property
    def options(self) -> list[LineItemOption] | None:
        """What was chosen, such as a colour or an engraving.

        Raises:
            DecodeError: if they came as text that is no JSON.
        """
        chosen = self.properties
        if isinstance(chosen, str):
            chosen = read_json(chosen, of=f"line item {self.id}", name="properties")
        if chosen is None:
            return None
        if isinstance(chosen, dict):
            return [LineItemOption(name=name, value=value) for name, value in chosen.items()]
        return list(map(_option, chosen if isinstance(chosen, list) else [chosen]))


def _option(chosen: Any) -> LineItemOption:
    if isinstance(chosen, dict):
        return LineItemOption(name=chosen.get("name"), value=chosen.get("value"))
    return LineItemOption(value=chosen)
