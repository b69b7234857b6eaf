"""The refund endpoint that both generations have: from arguments to calls.

Sources: shoplazza.dev, "List order refund records" (2026-01), "Refund List" (2022-01).
"""

from __future__ import annotations

from typing import Generic, TypeVar

from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.envelope import Reader
from asyncshop.values import Id

RefundsT = TypeVar("RefundsT")

ALL = "orders/{order_id}/refund"


class RefundCalls(Generic[RefundsT]):
    """The refund endpoint of one generation that both have."""

    def __init__(self, read: Reader[RefundsT]) -> None:
        self._read = read

    def list(self, order_id: Id) -> Call[RefundsT]:
        """List the refunds of an order, all in one answer, with how the order is now."""
        return routed("GET", ALL, self._read, order_id=order_id)
