"""What may stand in the bodies of write requests, and of which type; anything else is ignored.

Sources: the request bodies of the order operations of Open API 2022-01 and 2026-01.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Required, TypedDict

from asyncshop.sandbox.conversion import MistypedError, converted
from asyncshop.sandbox.shoplazza.errors import invalid
from asyncshop.sandbox.shoplazza.shapes import Document


class Place(TypedDict, total=False):
    """What addresses of both generations have in common."""

    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    phone_area_code: str | None
    country: str | None
    country_code: str | None
    province: str | None
    province_code: str | None
    area: str | None
    city: str | None
    company: str | None
    zip: str | None


class Address2022(Place, total=False):
    """An address whose lines are called as in 2022-01."""

    address1: str | None
    address2: str | None
    latitude: str | None
    longitude: str | None


class Address(Place, total=False):
    """An address whose lines are called as in 2026-01."""

    address: str | None
    address1: str | None
    latitude: str | float | None
    longitude: str | float | None
    source: str | None
    tags: str | None


class AdditionalPrice(TypedDict, total=False):
    """A fee."""

    name: Required[str]
    price: Required[str]
    biz_id: str
    fee_title: str


class ShippingLine(TypedDict, total=False):
    """The shipping plan of an order to create or update in 2026-01."""

    shipping_name: Required[str]
    shipping_price: Required[str]
    shipping_desc: str | None
    delivery_method: int | None


class ShippingLine2022(TypedDict, total=False):
    """The shipping plan of an order to create in 2022-01."""

    name: Required[str]
    shipping_price: Required[str]
    desc: str | None


class Notices(TypedDict, total=False):
    """Whom the platform tells what (0, 1 or 2)."""

    order_confirm_notify: int
    fulfillment_notify: int
    partial_fulfillment_notify: int
    order_delivered_notify: int


class Update2022(TypedDict, total=False):
    """What PUT orders/{id} of 2022-01 changes; the misspelt name is the platform's own."""

    note: str | None
    tags: str | None
    buyer_accespts_marketing: bool | None
    shipping_address: Address2022 | None


class Update2026(Notices, total=False):
    """What PUT orders/{id} of 2026-01 changes."""

    note: str | None
    tags: list[str] | None
    buyer_accepts_marketing: bool | None
    shipping_address: Address | None
    shipping_line: ShippingLine | None
    additional_prices: list[AdditionalPrice] | None
    clear_additional_prices: bool | None


class LineItem(TypedDict, total=False):
    """A line item of an order to create."""

    quantity: Required[int]
    product_id: str | None
    variant_id: str | None
    product_title: str | None
    price: str | None
    total_price: str | None
    use_discount: bool | None
    custom_properties: Document | None


class NewAddress(Address, total=False):
    """The address that a new order goes to."""

    cpf: str | None


class Order2022(TypedDict, total=False):
    """What POST orders of 2022-01 takes; its address has the names of 2026-01 already."""

    tax_total: Required[str]
    discount: Required[str]
    currency_code: Required[str]
    shipping_address: Required[NewAddress]
    line_items: Required[list[LineItem]]
    shipping_line: Required[ShippingLine2022]
    tags: list[str] | None
    note: str | None
    payment_line: str | None


class Discount(TypedDict, total=False):
    """The discount of an order to create."""

    discount_code: str
    title: str


class Order2026(Notices, total=False):
    """What POST orders of 2026-01 takes."""

    tax_total: Required[str]
    currency_code: Required[str]
    shipping_address: Required[NewAddress]
    line_items: Required[list[LineItem]]
    shipping_line: Required[ShippingLine]
    discount: str | None
    discount_application: Discount | None
    tags: list[str] | None
    note: str | None
    payment_line: str | None


class Cancellation(TypedDict, total=False):
    """What POST orders/{id}/cancel takes."""

    reason: str | None


class PaymentLine(TypedDict, total=False):
    """How an order has been paid."""

    payment_channel: str | None
    payment_method: str | None
    transaction_no: str | None
    credit_card_number: str | None


class Payment2022(TypedDict, total=False):
    """What POST orders/{id}/payment/success of 2022-01 takes."""

    billing_address: Address2022 | None


class Payment2026(TypedDict, total=False):
    """What POST orders/{id}/payment/success of 2026-01 takes."""

    billing_address: Address | None
    gateway: str | None
    payment_line: PaymentLine | None
    payment_lines: list[PaymentLine] | None


class RefundedLine2022(TypedDict):
    """Pieces that come back, in 2022-01."""

    id: str
    quantity: int


class PartialRefund(TypedDict, total=False):
    """What POST orders/{id}/partial_refund takes."""

    price: Required[str]
    is_return: bool | None
    line_items: list[RefundedLine2022] | None


class RefundedLine(TypedDict, total=False):
    """Pieces that come back, in 2026-01."""

    line_item_id: Required[str]
    refund_item_type: str
    quantity: int
    return_inventory: bool


class RefundedPayment(TypedDict):
    """How much goes back on which way."""

    payment_line_id: str
    refund_price: str


class Refund(TypedDict, total=False):
    """What POST orders/{id}/refund of 2026-01 takes."""

    refund_total: Required[str]
    refund_shipping_total: str
    refund_tip: str
    refund_additional_total: str
    refund_product_total: str
    refund_line_items: list[RefundedLine]
    refund_payments: list[RefundedPayment]
    refund_additional_prices: list[AdditionalPrice]
    note: str | None


class Transaction(TypedDict, total=False):
    """What POST orders/{id}/transactions takes."""

    kind: Required[str]
    order_id: str
    payment_channel: str


class Tracking(TypedDict, total=False):
    """How a parcel is followed."""

    tracking_number: str | None
    tracking_company: str | None
    tracking_company_code: str | None
    tracking_url: str | None
    phone_number: str | None
    send_email: bool | str | None


class SentLine(TypedDict):
    """Pieces of a line item in a parcel; 0 is all that are left."""

    id: str
    ship_quantity: int


class Fulfillment2022(Tracking, total=False):
    """What POST orders/{id}/fulfillments of 2022-01 takes."""

    line_item_ids: list[str] | None
    line_items: list[SentLine] | None


class Fulfillment2026(Tracking, total=False):
    """What POST orders/{id}/fulfillments of 2026-01 takes."""

    line_items: Required[list[SentLine]]


class Risk(TypedDict, total=False):
    """What is told of an order's risk; 2022-01 calls the details `value`."""

    level: str
    details: list[str]
    value: list[str]
    properties: Document


def read(kind: Any, given: Mapping[str, Any]) -> Document:
    """Give the known members of an object; refused (422) if one is missing or mistyped."""
    try:
        return converted(kind, given)
    except MistypedError as error:
        raise invalid(error.field or "body", error.message) from None


def member(body: Mapping[str, Any], name: str) -> Document:
    """Give the object that a body of 2026-01 has under `name`; refused (422) without it."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise invalid(name, "is required")
    return value


def money(field: str, value: str | None) -> Decimal:
    """Read an amount (None and "": nothing); refused (422) if it is none."""
    try:
        amount = Decimal(value or "0")
    except InvalidOperation:
        raise invalid(field, "is not an amount") from None
    if not amount.is_finite() or amount < 0 or amount > 10**12:
        raise invalid(field, "is not an amount")
    return amount
