"""How an order is paid, and what the payments came to."""

from datetime import datetime
from decimal import Decimal

from msgspec import field

from asyncshop.model import ReadModel

from .enumerations import TransactionStatus
from .text import read_time


class PaymentLine(ReadModel, kw_only=True):
    """A way an order was paid."""

    id: str | None = None
    payment_name: str | None = None
    payment_channel: str | None = None
    payment_method: str | None = None
    credit_card_number: str | None = None
    """Last four digits."""
    trans_channel: str | None = None
    trans_method: str | None = None
    transaction_no: str | None = None
    merchant_id: str | None = None
    merchant_email: str | None = None


class PaymentDetail(ReadModel, kw_only=True):
    """The card a payment was made with."""

    card_number: str | None = None
    card_month: str | None = None
    card_year: str | None = None
    card_first_name: str | None = None
    card_last_name: str | None = None
    card_first_fix: str | None = None
    """First digits of the card number."""
    card_last_four: str | None = None
    avs_result_code: str | None = None
    cvv_result_code: str | None = None


class Transaction(ReadModel, kw_only=True):
    """One exchange of money with a payment channel."""

    id: str | None = None
    order_id: str | None = None
    status: TransactionStatus | None = None
    amount: Decimal | None = None
    """In `currency`."""
    currency: str | None = None
    payment_channel: str | None = None
    payment_name: str | None = None
    trade_id: str | None = None
    """The channel's own id of it."""
    payment_detail: PaymentDetail | None = None
    message: str | None = None
    error_code: str | None = None
    test: bool | None = None
    created_at_raw: str | None = field(name="created_at", default=None)
    """As it came, mostly without an offset."""

    @property
    def created_at(self) -> datetime | None:
        """When it was; taken for UTC, as other times are, where no offset came.

        Raises:
            DecodeError: if the text that came is no time.
        """
        return read_time(
            self.created_at_raw,
            of=f"transaction {self.id}",
            name="created_at",
            order_id=self.order_id,
        )


class AdditionalPrice(ReadModel, kw_only=True):
    """A charge beside goods, shipping and taxes."""

    name: str | None = None
    price: Decimal | None = None
    biz_id: str | None = None
    fee_title: str | None = None
