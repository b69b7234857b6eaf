"""Who bought."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from asyncshop.model import ReadModel

from .address import Address
from .enumerations import CustomerState, MarketingState, OptInLevel


class MarketingConsent(ReadModel, kw_only=True):
    """What a customer agreed to receive, by email or by SMS."""

    state: MarketingState | None = None
    opt_in_level: OptInLevel | None = None
    consent_updated_at: datetime | None = None
    consent_collected_from: str | None = None


class Customer(ReadModel, kw_only=True):
    """The customer of an order."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    state: CustomerState | None = None
    """Of the customer's account with the shop."""
    note: str | None = None
    tags: str | None = None
    """Separated by commas."""
    currency: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    verified_email: bool | None = None
    multipass_identifier: str | None = None
    tax_exempt: bool | None = None
    tax_exemptions: list[str] | None = None
    default_address: Address | None = None
    addresses: list[Address] | None = None
    email_marketing_consent: MarketingConsent | None = None
    sms_marketing_consent: MarketingConsent | None = None
    accepts_marketing: bool | None = None
    accepts_marketing_updated_at: datetime | None = None
    marketing_opt_in_level: OptInLevel | None = None
    orders_count: int | None = None
    total_spent: Decimal | None = None
    last_order_id: int | None = None
    last_order_name: str | None = None
    metafield: Any = None
    password: str | None = None
    password_confirmation: str | None = None


class Company(ReadModel, kw_only=True):
    """The purchasing company and its location, of a business-to-business order."""

    id: int | None = None
    location_id: int | None = None
