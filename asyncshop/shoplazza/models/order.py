"""What both generations tell of an order."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import field

from asyncshop.common import PlatformOrder

from .address import LocationLine
from .config import Config
from .enumerations import (
    EmailStatus,
    FinancialStatus,
    FulfillmentStatus,
    OrderStatus,
    RecoveryStatus,
)
from .fulfillment import ShippingLine
from .payment import AdditionalPrice, PaymentLine
from .text import JSONText, read_list, split_list
from .visit import Interaction, source_of


class BaseOrder(PlatformOrder, kw_only=True):
    """The fields of an order that both generations have; amounts are in its `currency`."""

    id: str | None = None
    number: str | None = None
    """As people see it, such as `VMT95165`."""
    status: OrderStatus | None = None
    financial_status: FinancialStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    refund_status: str | None = None
    email_status: EmailStatus | None = None
    recovery_status: RecoveryStatus | None = None
    """How far the recall of an unpaid order is."""
    cancel_reason: str | None = None

    created_at: datetime | None = None
    placed_at: datetime | None = None
    """When it was paid."""
    updated_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    customer_deleted_at: datetime | None = None

    currency: str | None = None
    sub_total: Decimal | None = None
    """Items before discounts, without shipping; with their tax if the config says so."""
    total_price: Decimal | None = None
    """What the customer pays, with taxes, discounts, tips, additional fees and shipping."""
    total_discount: Decimal | None = None
    """On goods, shipping and payment."""
    code_discount_total: Decimal | None = None
    """From discount codes."""
    gift_card_total: Decimal | None = None
    total_tax: Decimal | None = None
    """On goods; `shipping_tax_total` is beside it."""
    total_shipping: Decimal | None = None
    shipping_tax_total: Decimal | None = None
    additional_total: Decimal | None = None
    additional_prices_raw: list[AdditionalPrice] | AdditionalPrice | None = field(
        name="additional_prices", default=None
    )
    """As it came: a list, or the only one."""
    total_tip_received: Decimal | None = None
    total_paid: Decimal | None = None
    total_refund_price: Decimal | None = None
    """Refunded so far."""
    discount_applications_raw: JSONText | None = field(name="discount_applications", default=None)
    """JSON, as it came."""

    buyer_accepts_marketing: bool | None = None
    customer_note: str | None = None
    note: str | None = None
    """The merchant's."""
    tags_raw: str | list[str] | None = field(name="tags", default=None)
    """Separated by commas, as they came."""

    payment_method: str | None = None
    payment_line: PaymentLine | None = None
    shipping_line: ShippingLine | None = None
    location_line: LocationLine | None = None
    logistics_code: str | None = None
    config: Config | None = None

    source: str | None = None
    """The first page of the first visit."""
    source_name_raw: Interaction | str | None = field(name="source_name", default=None)
    """As it came; 2022-01 adds the time."""
    last_landing_url: str | None = None
    last_referrer_show_raw: Interaction | str | None = field(
        name="last_referrer_show", default=None
    )
    """As it came; 2022-01 adds the time."""
    refer_info: str | None = None
    sales_platform: str | None = None
    browser_ip: str | None = None
    checkout_url: str | None = None

    @property
    def tags(self) -> list[str]:
        """The tags, without blanks around them."""
        return split_list(self.tags_raw)

    @property
    def discount_applications(self) -> list[Any]:
        """The discounts, as plain JSON values with fractions as Decimal.

        Raises:
            DecodeError: if the text that came is no JSON.
        """
        return read_list(
            self.discount_applications_raw,
            of=f"order {self.id}",
            name="discount_applications",
            order_id=self.id,
        )

    @property
    def additional_prices(self) -> list[AdditionalPrice]:
        """The charges beside goods, shipping and taxes."""
        return listed(self.additional_prices_raw)

    @property
    def source_name(self) -> str | None:
        """Where the first visit came from."""
        return source_of(self.source_name_raw)

    @property
    def last_referrer_show(self) -> str | None:
        """Where the last visit came from."""
        return source_of(self.last_referrer_show_raw)


def listed(prices: list[AdditionalPrice] | AdditionalPrice | None) -> list[AdditionalPrice]:
    """Give prices that came as a list, as the only one or as an empty object, as a list."""
    if isinstance(prices, AdditionalPrice):
        return [prices] if prices != AdditionalPrice() else []
    return prices or []
