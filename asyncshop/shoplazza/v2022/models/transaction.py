"""What the payments of an order came to."""

from msgspec import field

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models import payment


class Transaction(payment.Transaction, kw_only=True):
    """One exchange of money with a payment channel."""

    payment_detail: payment.PaymentDetail | None = field(name="payment_details", default=None)


class Transactions(ReadModel, kw_only=True):
    """The transactions of an order."""

    transactions: list[Transaction] | None = None
    count: int | None = None
    since_id: str | None = None
