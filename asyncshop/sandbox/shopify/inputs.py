"""What may stand in the bodies of write requests, and of which type; anything else is ignored."""

from collections.abc import Mapping
from typing import Any, TypedDict

from asyncshop.sandbox.conversion import MistypedError, converted
from asyncshop.sandbox.shopify.errors import bad_request
from asyncshop.sandbox.shopify.parts import Document

Amount = str | int | float | None


class TaxLineInput(TypedDict, total=False):
    """A tax."""

    title: str | None
    price: Amount
    rate: Amount


class LineItemInput(TypedDict, total=False):
    """A line item of an order to create."""

    title: str | None
    variant_title: str | None
    variant_id: int | str | None
    product_id: int | str | None
    sku: str | None
    vendor: str | None
    price: Amount
    quantity: Amount
    grams: Amount
    requires_shipping: bool | None
    taxable: bool | None
    properties: list[Document] | None
    tax_lines: list[TaxLineInput] | None


class ShippingLineInput(TypedDict, total=False):
    """A shipping method of an order to create."""

    title: str | None
    price: Amount
    tax_lines: list[TaxLineInput] | None


class DiscountCodeInput(TypedDict, total=False):
    """A discount code that was used."""

    code: str | None
    amount: Amount
    type: str | None


class TransactionInput(TypedDict, total=False):
    """A payment or refund."""

    kind: str | None
    status: str | None
    amount: Amount


class OrderChanges(TypedDict, total=False):
    """What PUT orders/{id}.json can change."""

    buyer_accepts_marketing: bool | None
    customer: Document | None
    email: str | None
    note: str | None
    note_attributes: list[Document] | Document | None
    phone: str | None
    po_number: str | None
    shipping_address: Document | None
    tags: list[str] | str | None


class OrderInput(OrderChanges, total=False):
    """What POST orders.json takes."""

    billing_address: Document | None
    currency: str | None
    customer_locale: str | None
    discount_codes: list[DiscountCodeInput] | None
    financial_status: str | None
    fulfillment_status: str | None
    gateway: str | None
    landing_site: str | None
    line_items: list[LineItemInput] | None
    location_id: int | str | None
    name: str | None
    presentment_currency: str | None
    processed_at: str | None
    referring_site: str | None
    shipping_lines: list[ShippingLineInput] | None
    source_identifier: str | None
    source_name: str | None
    source_url: str | None
    tax_lines: list[TaxLineInput] | None
    taxes_included: bool | None
    test: bool | None
    total_discounts: Amount
    total_tax: Amount
    total_weight: int | None
    transactions: list[TransactionInput] | None
    user_id: int | str | None


class RefundInput(TypedDict, total=False):
    """The refund that goes with a cancellation."""

    transactions: list[TransactionInput] | None


class Cancellation(TypedDict, total=False):
    """What POST orders/{id}/cancel.json takes."""

    amount: Amount
    currency: str | None
    email: bool | str | None
    reason: str | None
    refund: RefundInput | None
    restock: bool | str | None


def read(kind: Any, given: Mapping[str, Any]) -> Document:
    """Give the known members of an object; refused (400) if one is of another type."""
    try:
        return converted(kind, given)
    except MistypedError as error:
        raise bad_request(error.field or "order", error.message) from None
