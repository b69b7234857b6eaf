"""What was bought."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.shoplazza.models.line_item import BaseLineItem, Image, LineItemOption
from asyncshop.shoplazza.models.text import JSONText, read_list, split_list


class LineItem(BaseLineItem, kw_only=True):
    """A variant and its quantity in an order; fulfillments show the same item."""

    total_price: Decimal | None = None
    image: Image | None = None
    options: list[LineItemOption] | None = None
    spu: str | None = None
    """The code of the product, as `sku` is that of the variant."""
    product_tags_raw: str | list[str] | None = field(name="product_tags", default=None)
    """Separated by commas, as they came."""
    custom: bool | None = None
    """Whether it is an item that is no product of the shop."""
    trunk_price: Decimal | None = None
    tax_price: Decimal | None = None
    duty_price: Decimal | None = None
    payment_discount_price: Decimal | None = None
    discount_applications_raw: JSONText | None = field(name="discount_applications", default=None)
    """JSON, as it came."""
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def product_tags(self) -> list[str]:
        """The product's tags, without blanks around them."""
        return split_list(self.product_tags_raw)

    @property
    def discount_applications(self) -> list[Any]:
        """The item's discounts, as plain JSON values with fractions as Decimal.

        Raises:
            DecodeError: if the text that came is no JSON.
        """
        return read_list(
            self.discount_applications_raw,
            of=f"line item {self.id}",
            name="discount_applications",
        )
