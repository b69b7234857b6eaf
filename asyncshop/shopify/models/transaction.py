"""Movements of money for an order."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from asyncshop.model import ReadModel

from .enumerations import TransactionKind, TransactionStatus
from .money import MoneySet


class PaymentDetails(ReadModel, kw_only=True):
    """The card a payment was made with."""

    payment_method_name: str | None = None
    credit_card_bin: str | None = None
    """First digits of the card number."""
    credit_card_company: str | None = None
    credit_card_name: str | None = None
    credit_card_number: str | None = None
    """Masked but for the last digits."""
    credit_card_wallet: str | None = None
    credit_card_expiration_month: int | None = None
    credit_card_expiration_year: int | None = None
    avs_result_code: str | None = None
    cvv_result_code: str | None = None
    buyer_action_info: Any = None


class CurrencyExchangeAdjustment(ReadModel, kw_only=True):
    """What the exchange rate's change between capture and refund came to."""

    id: int | None = None
    adjustment: Decimal | None = None
    original_amount: Decimal | None = None
    final_amount: Decimal | None = None
    currency: str | None = None


class ExtendedAuthorizationAttributes(ReadModel, kw_only=True):
    """When an authorization that may be captured later runs out."""

    standard_authorization_expires_at: datetime | None = None
    extended_authorization_expires_at: datetime | None = None


class PaymentsRefundAttributes(ReadModel, kw_only=True):
    """How far Shopify Payments is with a refund."""

    status: str | None = None
    acquirer_reference_number: str | None = None


class Transaction(ReadModel, kw_only=True):
    """One exchange of money with a payment gateway."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    order_id: int | None = None
    parent_id: int | None = None
    """The transaction this one captures, voids or refunds."""
    kind: TransactionKind | None = None
    status: TransactionStatus | None = None
    amount: Decimal | None = None
    """In `currency`."""
    amount_rounding: Decimal | None = None
    currency: str | None = None
    currency_exchange_adjustment: CurrencyExchangeAdjustment | None = None
    maximum_refundable: Decimal | None = None
    total_unsettled_set: MoneySet | None = None
    """What is left to capture."""
    gateway: str | None = None
    manual_payment_gateway: bool | None = None
    authorization: str | None = None
    authorization_expires_at: datetime | None = None
    extended_authorization_attributes: ExtendedAuthorizationAttributes | None = None
    payment_id: str | None = None
    payment_details: PaymentDetails | None = None
    payments_refund_attributes: PaymentsRefundAttributes | None = None
    receipt: Any = None
    """Whatever the gateway wrote."""
    message: str | None = None
    error_code: str | None = None
    source_name: str | None = None
    device_id: int | None = None
    location_id: int | None = None
    user_id: int | None = None
    test: bool | None = None
    created_at: datetime | None = None
    processed_at: datetime | None = None
