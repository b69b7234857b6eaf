"""What is sent: new orders and changes to orders.

Every field is left out unless it is given: None is sent as null and clears, UNSET leaves alone.
Amounts go out as they are given, except that a Decimal becomes a string.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import UNSET

from asyncshop.model import Field, Part, Parts, WriteModel

from .enumerations import (
    DiscountCodeType,
    FinancialStatus,
    FulfillmentState,
    FulfillmentStatus,
    InventoryBehaviour,
    MarketingState,
    OptInLevel,
    ShipmentStatus,
    TransactionKind,
    TransactionStatus,
)

Amount: TypeAlias = Decimal | str | int | float
Time: TypeAlias = datetime | str
"""An aware datetime, or ISO 8601 text."""


class MoneyInput(WriteModel, kw_only=True):
    """An amount in one currency, in its major unit."""

    amount: Field[Amount] = UNSET
    currency_code: Field[str] = UNSET


class MoneySetInput(WriteModel, kw_only=True):
    """One amount in the currencies of the shop and of the customer."""

    shop_money: Field[Part[MoneyInput]] = UNSET
    presentment_money: Field[Part[MoneyInput]] = UNSET


class AddressInput(WriteModel, kw_only=True):
    """A billing or shipping address."""

    first_name: Field[str] = UNSET
    last_name: Field[str] = UNSET
    name: Field[str] = UNSET
    company: Field[str] = UNSET
    address1: Field[str] = UNSET
    address2: Field[str] = UNSET
    city: Field[str] = UNSET
    zip: Field[str] = UNSET
    province: Field[str] = UNSET
    province_code: Field[str] = UNSET
    country: Field[str] = UNSET
    country_code: Field[str] = UNSET
    phone: Field[str] = UNSET
    latitude: Field[float | str] = UNSET
    longitude: Field[float | str] = UNSET


class AttributeInput(WriteModel, kw_only=True):
    """A note attribute of an order, or a property of a line item."""

    name: Field[str] = UNSET
    value: Any = UNSET


class MetafieldInput(WriteModel, kw_only=True):
    """A metafield to set; an `id` changes that one."""

    id: Field[int] = UNSET
    namespace: Field[str] = UNSET
    key: Field[str] = UNSET
    value: Any = UNSET
    type: Field[str] = UNSET


class MarketingConsentInput(WriteModel, kw_only=True):
    """What a customer agreed to receive, by email or by SMS."""

    state: Field[MarketingState] = UNSET
    opt_in_level: Field[OptInLevel] = UNSET
    consent_updated_at: Field[Time] = UNSET


class CustomerInput(WriteModel, kw_only=True):
    """A customer: an `id` names one, other fields make or find one."""

    id: Field[int] = UNSET
    email: Field[str] = UNSET
    phone: Field[str] = UNSET
    first_name: Field[str] = UNSET
    last_name: Field[str] = UNSET
    note: Field[str] = UNSET
    tags: Field[str] = UNSET
    tax_exempt: Field[bool] = UNSET
    verified_email: Field[bool] = UNSET
    email_marketing_consent: Field[Part[MarketingConsentInput]] = UNSET
    sms_marketing_consent: Field[Part[MarketingConsentInput]] = UNSET
    addresses: Field[Parts[AddressInput]] = UNSET


class TaxLineInput(WriteModel, kw_only=True):
    """A tax; `rate` is a fraction, 0.06 for 6%."""

    title: Field[str] = UNSET
    price: Field[Amount] = UNSET
    price_set: Field[Part[MoneySetInput]] = UNSET
    rate: Field[Amount] = UNSET
    channel_liable: Field[bool] = UNSET


class DiscountCodeInput(WriteModel, kw_only=True):
    """A discount code; `amount` is an amount or percents, as `type` says."""

    code: Field[str] = UNSET
    amount: Field[Amount] = UNSET
    type: Field[DiscountCodeType] = UNSET


class LineItemInput(WriteModel, kw_only=True):
    """An item to order: a `variant_id`, or a `title` with a `price`.

    `price` is for one piece, `grams` the weight of one.
    """

    variant_id: Field[int] = UNSET
    product_id: Field[int] = UNSET
    title: Field[str] = UNSET
    variant_title: Field[str] = UNSET
    name: Field[str] = UNSET
    sku: Field[str] = UNSET
    vendor: Field[str] = UNSET
    quantity: Field[int] = UNSET
    price: Field[Amount] = UNSET
    price_set: Field[Part[MoneySetInput]] = UNSET
    total_discount: Field[Amount] = UNSET
    total_discount_set: Field[Part[MoneySetInput]] = UNSET
    grams: Field[int | str] = UNSET
    requires_shipping: Field[bool] = UNSET
    taxable: Field[bool] = UNSET
    tax_lines: Field[Parts[TaxLineInput]] = UNSET
    gift_card: Field[bool] = UNSET
    fulfillment_service: Field[str] = UNSET
    fulfillment_status: Field[FulfillmentStatus] = UNSET
    properties: Field[Parts[AttributeInput]] = UNSET


class ShippingLineInput(WriteModel, kw_only=True):
    """A shipping method and its price."""

    title: Field[str] = UNSET
    code: Field[str] = UNSET
    source: Field[str] = UNSET
    price: Field[Amount] = UNSET
    price_set: Field[Part[MoneySetInput]] = UNSET
    tax_lines: Field[Parts[TaxLineInput]] = UNSET
    phone: Field[str] = UNSET
    carrier_identifier: Field[str] = UNSET


class TransactionInput(WriteModel, kw_only=True):
    """A payment to record with the order; no money moves."""

    kind: Field[TransactionKind] = UNSET
    status: Field[TransactionStatus] = UNSET
    amount: Field[Amount] = UNSET
    currency: Field[str] = UNSET
    gateway: Field[str] = UNSET
    authorization: Field[str] = UNSET
    parent_id: Field[int] = UNSET
    source_name: Field[str] = UNSET
    receipt: Any = UNSET
    test: Field[bool] = UNSET
    processed_at: Field[Time] = UNSET


class FulfillmentInput(WriteModel, kw_only=True):
    """A shipment to record with the order."""

    location_id: Field[int] = UNSET
    status: Field[FulfillmentState] = UNSET
    shipment_status: Field[ShipmentStatus] = UNSET
    service: Field[str] = UNSET
    line_items: Field[Parts[LineItemInput]] = UNSET
    tracking_company: Field[str] = UNSET
    tracking_number: Field[str] = UNSET
    tracking_numbers: Field[Sequence[str]] = UNSET
    tracking_url: Field[str] = UNSET
    tracking_urls: Field[Sequence[str]] = UNSET
    notify_customer: Field[bool] = UNSET


class OrderInput(WriteModel, kw_only=True):
    """An order to create.

    https://shopify.dev/docs/api/admin-rest/latest/resources/order#post-orders
    """

    line_items: Field[Parts[LineItemInput]] = UNSET
    shipping_lines: Field[Parts[ShippingLineInput]] = UNSET
    tax_lines: Field[Parts[TaxLineInput]] = UNSET
    discount_codes: Field[Parts[DiscountCodeInput]] = UNSET
    transactions: Field[Parts[TransactionInput]] = UNSET
    fulfillments: Field[Parts[FulfillmentInput]] = UNSET
    metafields: Field[Parts[MetafieldInput]] = UNSET
    note_attributes: Field[Parts[AttributeInput]] = UNSET
    customer: Field[Part[CustomerInput]] = UNSET
    billing_address: Field[Part[AddressInput]] = UNSET
    shipping_address: Field[Part[AddressInput]] = UNSET
    email: Field[str] = UNSET
    phone: Field[str] = UNSET
    buyer_accepts_marketing: Field[bool] = UNSET
    customer_locale: Field[str] = UNSET
    currency: Field[str] = UNSET
    presentment_currency: Field[str] = UNSET
    subtotal_price: Field[Amount] = UNSET
    total_price: Field[Amount] = UNSET
    total_discounts: Field[Amount] = UNSET
    total_tax: Field[Amount] = UNSET
    total_weight: Field[int] = UNSET
    """Grams."""
    taxes_included: Field[bool] = UNSET
    financial_status: Field[FinancialStatus] = UNSET
    fulfillment_status: Field[FulfillmentStatus] = UNSET
    processed_at: Field[Time] = UNSET
    created_at: Field[Time] = UNSET
    closed_at: Field[Time] = UNSET
    cancelled_at: Field[Time] = UNSET
    name: Field[str] = UNSET
    note: Field[str] = UNSET
    tags: Field[str] = UNSET
    """Separated by commas."""
    po_number: Field[str] = UNSET
    location_id: Field[int] = UNSET
    user_id: Field[int] = UNSET
    merchant_of_record_app_id: Field[int] = UNSET
    source_name: Field[str] = UNSET
    source_identifier: Field[str] = UNSET
    source_url: Field[str] = UNSET
    referring_site: Field[str] = UNSET
    landing_site: Field[str] = UNSET
    test: Field[bool] = UNSET
    inventory_behaviour: Field[InventoryBehaviour] = UNSET
    """What is claimed from the stock: nothing (`bypass`) unless told otherwise."""
    send_receipt: Field[bool] = UNSET
    send_fulfillment_receipt: Field[bool] = UNSET


class OrderUpdate(WriteModel, kw_only=True):
    """Changes to an order; items and prices cannot be changed.

    https://shopify.dev/docs/api/admin-rest/latest/resources/order#put-orders-order-id
    """

    id: Field[int] = UNSET
    """The order's own, as in Shopify's example; the request's path names it anyway."""
    email: Field[str] = UNSET
    phone: Field[str] = UNSET
    note: Field[str] = UNSET
    note_attributes: Field[Parts[AttributeInput]] = UNSET
    tags: Field[str] = UNSET
    """Separated by commas; replaces them all."""
    metafields: Field[Parts[MetafieldInput]] = UNSET
    shipping_address: Field[Part[AddressInput]] = UNSET
    customer: Field[Part[CustomerInput]] = UNSET
    """None takes the customer off the order."""
    buyer_accepts_marketing: Field[bool] = UNSET
