"""What is sent to Open API 2022-01.

Every field is left out unless it is given: None is sent as null, UNSET leaves alone. Attributes
have the names of 2026-01 and go out under those of 2022-01; a mapping goes out as it is. Amounts
are text to Shoplazza: a Decimal becomes one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, field

from asyncshop.model import Field, Part, Parts, WriteModel
from asyncshop.shoplazza.models.enumerations import TransactionKind
from asyncshop.shoplazza.models.input import (
    Amount,
    BaseAddressInput,
    BaseRiskInput,
    FulfillmentLineItemInput,
    TagListInput,
    TagTextInput,
    TrackingInput,
)


class ShippingAddressInput(BaseAddressInput, kw_only=True):
    """Where a new order goes; its lines are `address` and `address1` on the wire too."""

    phone: Field[str] = UNSET
    latitude: Field[float] = UNSET
    longitude: Field[float] = UNSET
    tags: Field[Sequence[str]] = UNSET


class BillingAddressInput(BaseAddressInput, kw_only=True):
    """Where the bill goes; its lines are `address1` and `address2` on the wire."""

    address: Field[str] = field(name="address1", default=UNSET)
    address1: Field[str] = field(name="address2", default=UNSET)
    latitude: Field[str] = UNSET
    longitude: Field[str] = UNSET


class AddressUpdate(BillingAddressInput, kw_only=True):
    """Changes to where an order goes; its lines are `address1` and `address2` on the wire."""

    phone: Field[str] = UNSET
    phone_area_code: Field[str] = UNSET


class LineItemInput(WriteModel, kw_only=True):
    """An item to order."""

    product_id: Field[str] = UNSET
    variant_id: Field[str] = UNSET
    quantity: Field[int] = UNSET
    custom_properties: Field[Mapping[str, Any]] = UNSET


class ShippingLineInput(WriteModel, kw_only=True):
    """How a new order is shipped, and for how much."""

    shipping_name: Field[str] = field(name="name", default=UNSET)
    shipping_desc: Field[str] = field(name="desc", default=UNSET)
    shipping_price: Field[Amount] = UNSET


class OrderInput(TagListInput, kw_only=True):
    """An order to create.

    Shoplazza asks for `line_items`, `shipping_address`, `shipping_line`, `tax_total`, `discount`
    and `currency_code`.
    """

    line_items: Field[Parts[LineItemInput]] = UNSET
    shipping_address: Field[Part[ShippingAddressInput]] = UNSET
    shipping_line: Field[Part[ShippingLineInput]] = UNSET
    tax_total: Field[Amount] = UNSET
    currency_code: Field[str] = UNSET
    discount: Field[Amount] = UNSET
    """An amount, at most the price of the items, or percents: `10%`."""
    note: Field[str] = UNSET
    payment_line: Field[str] = UNSET
    """The way of payment, such as `COD`."""


class OrderUpdate(TagTextInput, kw_only=True):
    """Changes to an order; items and prices cannot be changed."""

    note: Field[str] = UNSET
    # The document's own spelling.
    buyer_accepts_marketing: Field[bool] = field(name="buyer_accespts_marketing", default=UNSET)
    shipping_address: Field[Part[AddressUpdate]] = UNSET


class FulfillmentInput(TrackingInput, kw_only=True):
    """A shipment to create: of whole line items by their ids, or of some pieces of them."""

    line_item_ids: Field[Sequence[str]] = UNSET
    line_items: Field[Parts[FulfillmentLineItemInput]] = UNSET


class FulfillmentUpdate(FulfillmentInput, kw_only=True):
    """Changes to a shipment."""

    send_email: Field[bool | str] = UNSET


class RefundLineItemInput(WriteModel, kw_only=True):
    """How many of a line item to refund."""

    id: Field[str] = UNSET
    """Of the line item."""
    quantity: Field[int] = UNSET


class PartialRefundInput(WriteModel, kw_only=True):
    """A part of an order to refund."""

    price: Field[Amount] = UNSET
    """All that is given back."""
    line_items: Field[Parts[RefundLineItemInput]] = UNSET
    is_return: Field[bool] = UNSET
    """Whether the goods come back."""


class RiskInput(BaseRiskInput, kw_only=True):
    """A risk to record for an order."""

    details: Field[Sequence[str]] = field(name="value", default=UNSET)
    """The reasons."""


class RiskUpdate(RiskInput, kw_only=True):
    """Changes to a risk."""


class TransactionInput(WriteModel, kw_only=True):
    """What to do with money that was authorized."""

    order_id: Field[str] = UNSET
    kind: Field[TransactionKind] = UNSET
    payment_channel: Field[str] = UNSET


class PaymentInput(WriteModel, kw_only=True):
    """Where the bill goes, of an order to record as paid."""

    billing_address: Field[Part[BillingAddressInput]] = UNSET
