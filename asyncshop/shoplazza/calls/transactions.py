"""The transaction endpoint that both generations have: from arguments to calls.

Sources: shoplazza.dev, "List order transactions" (2026-01), "Transaction List" (2022-01).
"""

from __future__ import annotations

from typing import Generic, TypeVar

from asyncshop import values
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.envelope import Reader
from asyncshop.values import Id

TransactionsT = TypeVar("TransactionsT")

ALL = "orders/{order_id}/transactions"


class TransactionCalls(Generic[TransactionsT]):
    """The transaction endpoint of one generation that both have."""

    def __init__(self, read: Reader[TransactionsT]) -> None:
        self._read = read

    def list(
        self, order_id: Id, *, status: str | None = None, payment_channel: str | None = None
    ) -> Call[TransactionsT]:
        """List the transactions of an order, all in one answer.

        Args:
            order_id: the order's id.
            status: authorized, void, processing, success, error, refunding, refunded,
                refund_failed or expire.
            payment_channel: such as `"paypal"`.
        """
        filters = values.given(
            status=(status, write.choice(write.TRANSACTION_STATUSES)),
            payment_channel=(payment_channel, values.text),
        )
        params = tuple(filters.items())
        return routed("GET", ALL, self._read, params=params, order_id=order_id)
