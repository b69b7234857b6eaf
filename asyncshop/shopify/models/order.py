"""The order.

Properties: https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asyncshop.common import CommonOrder, PlatformOrder
from asyncshop.model import ReadModel
from asyncshop.shopify.common import common_order

from .address import Address
from .attribute import Attribute, Metafield
from .customer import Company, Customer
from .discount import DiscountApplication, DiscountCode
from .enumerations import CancelReason, FinancialStatus, FulfillmentStatus
from .fulfillment import Fulfillment
from .line_item import LineItem
from .money import MoneySet
from .payment_terms import PaymentTerms
from .refund import Refund
from .shipping_line import ShippingLine
from .tax import TaxLine
from .transaction import PaymentDetails, Transaction

if TYPE_CHECKING:
    from asyncshop.shop import Shop


class ClientDetails(ReadModel, kw_only=True):
    """The browser the order was placed with; sizes are in pixels."""

    accept_language: str | None = None
    browser_height: int | None = None
    browser_ip: str | None = None
    browser_width: int | None = None
    session_hash: str | None = None
    user_agent: str | None = None


class Order(PlatformOrder, kw_only=True):
    """A customer's request to buy one or more products.

    Plain amounts are in the shop's `currency`; beside each, `…_set` gives it in the
    `presentment_currency` too. `total_…` tells the amount as ordered, `current_…` as it is after
    edits, returns and refunds. Times carry the shop's UTC offset.
    """

    id: int | None = None
    admin_graphql_api_id: str | None = None
    name: str | None = None
    """As people see it, such as `#1001`."""
    number: int | None = None
    """Counts the shop's orders from 1; `order_number` is 1,000 more, as a rule."""
    order_number: int | None = None
    confirmation_number: str | None = None
    po_number: str | None = None
    token: str | None = None
    test: bool | None = None

    created_at: datetime | None = None
    """When Shopify stored the order; `processed_at` is when it was placed or imported."""
    processed_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: CancelReason | None = None
    confirmed: bool | None = None
    financial_status: FinancialStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    """None while nothing is fulfilled."""

    currency: str | None = None
    presentment_currency: str | None = None
    subtotal_price: Decimal | None = None
    """Items after discounts, before shipping, duties, taxes and tips."""
    subtotal_price_set: MoneySet | None = None
    total_line_items_price: Decimal | None = None
    """Items before discounts."""
    total_line_items_price_set: MoneySet | None = None
    total_discounts: Decimal | None = None
    total_discounts_set: MoneySet | None = None
    total_shipping_price_set: MoneySet | None = None
    total_tax: Decimal | None = None
    total_tax_set: MoneySet | None = None
    total_price: Decimal | None = None
    total_price_set: MoneySet | None = None
    total_price_usd: Decimal | None = None
    total_tip_received: Decimal | None = None
    total_outstanding: Decimal | None = None
    total_cash_rounding_payment_adjustment_set: MoneySet | None = None
    total_cash_rounding_refund_adjustment_set: MoneySet | None = None
    current_subtotal_price: Decimal | None = None
    current_subtotal_price_set: MoneySet | None = None
    current_total_discounts: Decimal | None = None
    current_total_discounts_set: MoneySet | None = None
    current_shipping_price_set: MoneySet | None = None
    current_total_tax: Decimal | None = None
    current_total_tax_set: MoneySet | None = None
    current_total_duties_set: MoneySet | None = None
    current_total_additional_fees_set: MoneySet | None = None
    current_total_price: Decimal | None = None
    current_total_price_set: MoneySet | None = None
    original_total_duties_set: MoneySet | None = None
    original_total_additional_fees_set: MoneySet | None = None
    duties_included: bool | None = None
    tax_exempt: bool | None = None
    taxes_included: bool | None = None
    estimated_taxes: bool | None = None
    total_weight: int | None = None
    """Grams."""

    customer: Customer | None = None
    customer_locale: str | None = None
    company: Company | None = None
    email: str | None = None
    contact_email: str | None = None
    phone: str | None = None
    buyer_accepts_marketing: bool | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None

    line_items: list[LineItem] | None = None
    line_item_groups: list[dict[str, Any]] | None = None
    shipping_lines: list[ShippingLine] | None = None
    tax_lines: list[TaxLine] | None = None
    discount_applications: list[DiscountApplication] | None = None
    discount_codes: list[DiscountCode] | None = None
    fulfillments: list[Fulfillment] | None = None
    refunds: list[Refund] | None = None
    returns: list[dict[str, Any]] | None = None
    transactions: list[Transaction] | None = None
    payment_terms: PaymentTerms | None = None
    payment_gateway_names: list[str] | None = None
    payment_details: PaymentDetails | None = None
    gateway: str | None = None
    processing_method: str | None = None

    note: str | None = None
    note_attributes: list[Attribute] | None = None
    tags: str | None = None
    """Separated by commas."""
    metafields: list[Metafield] | None = None

    app_id: int | None = None
    merchant_business_entity_id: str | None = None
    merchant_of_record_app_id: int | None = None
    location_id: int | None = None
    """Where it was sold, in person."""
    device_id: int | None = None
    user_id: int | None = None
    """The member of staff who took it."""
    source_name: str | None = None
    source_identifier: str | None = None
    source_url: str | None = None
    reference: str | None = None
    referring_site: str | None = None
    landing_site: str | None = None
    landing_site_ref: str | None = None
    cart_token: str | None = None
    checkout_id: int | None = None
    checkout_token: str | None = None
    order_status_url: str | None = None
    browser_ip: str | None = None
    client_details: ClientDetails | None = None

    def to_common(self, shop: Shop[Any] | str | None = None) -> CommonOrder:
        """Give the order in the words that all platforms share.

        Args:
            shop: the shop that it is of, or its domain: an order itself does not tell.

        Raises:
            ValueError: for an order without an id.
        """
        return common_order(self, shop)
