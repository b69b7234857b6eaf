"""The order endpoints that both generations have alike: from arguments to calls.

Sources: shoplazza.dev, "Manage orders" (2026-01) and "Order" (2022-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, overload

from asyncshop import values
from asyncshop.decoding import nothing
from asyncshop.model import WriteModel, contents
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.envelope import Envelope
from asyncshop.values import Id

T = TypeVar("T")
OrderT = TypeVar("OrderT")
PaymentT = TypeVar("PaymentT", bound=WriteModel)


class OrderCalls(Generic[OrderT, PaymentT]):
    """The order endpoints of one generation, as far as both have them.

    `read` reads the order out of an answer.
    """

    def __init__(self, envelope: Envelope, order: type[OrderT], payment: type[PaymentT]) -> None:
        self.read = envelope.one("order", order)
        self._envelope = envelope
        self._payment = payment

    @overload
    def get(self, order_id: Id) -> Call[OrderT]: ...
    @overload
    def get(self, order_id: Id, *, into: type[T]) -> Call[T]: ...
    def get(self, order_id: Id, *, into: Any = None) -> Call[Any]:
        """Get one order.

        Args:
            order_id: the order's id.
            into: the type that it is decoded into; the generation's `Order` unless given.

        Raises:
            NotFoundError: when the shop has no such order.
        """
        read = self.read if into is None else self._envelope.one("order", into)
        return routed("GET", "orders/{order_id}", read, order_id=order_id)

    @overload
    def get_by_number(self, number: Id) -> Call[OrderT]: ...
    @overload
    def get_by_number(self, number: Id, *, into: type[T]) -> Call[T]: ...
    def get_by_number(self, number: Id, *, into: Any = None) -> Call[Any]:
        """Get one order by the number that people know it by.

        Args:
            number: such as `"VMT95165"`.
            into: the type that it is decoded into; the generation's `Order` unless given.

        Raises:
            NotFoundError: when the shop has no such order.
        """
        read = self.read if into is None else self._envelope.one("order", into)
        return routed("GET", "orders/number/{number}", read, number=number)

    def cancel(self, order_id: Id, *, reason: str | None = None) -> Call[OrderT]:
        """Cancel an order; of a paid one the payment is called back.

        Whether it is cancelled, its `status` tells: `financial_status` can stay "paid" when the
        payment could not be called back.

        Args:
            order_id: the order's id.
            reason: why, in words of your own.

        Raises:
            OutcomeUnknownError: when nobody knows whether it was; it is not sent again.
        """
        content = values.given(reason=(reason, values.text))
        route = "orders/{order_id}/cancel"
        return routed("POST", route, self.read, content=content, order_id=order_id)

    def payment_success(self, order_id: Id, payment: PaymentT | Mapping[str, Any]) -> Call[OrderT]:
        """Tell that an order is paid for.

        Args:
            order_id: the order's id.
            payment: a `PaymentInput`, or a mapping with the platform's names. An empty one is
                taken for a test payment.

        Raises:
            OutcomeUnknownError: when nobody knows whether it was noted; it is not sent again.
        """
        content = contents("payment", payment, self._payment)
        route = "orders/{order_id}/payment/success"
        return routed("POST", route, self.read, content=content, order_id=order_id)

    def delete(self, order_id: Id) -> Call[None]:
        """Delete an order.

        Raises:
            NotFoundError: when the shop has no such order, unless a try of this very call, to
                which no answer came, has deleted it.
        """
        return routed("DELETE", "orders/{order_id}", nothing, order_id=order_id)
