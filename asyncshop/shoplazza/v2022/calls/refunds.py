"""The refund endpoints of 2022-01.

Sources: shoplazza.dev, "Order Refund", "Partial Order Refund", and what both generations have
alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.refunds import ALL, RefundCalls
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2022.api import ENVELOPE
from asyncshop.shoplazza.v2022.models import OrderRefunds, PartialRefundInput, RefundResult
from asyncshop.values import Id

REFUNDS = RefundCalls(ENVELOPE.whole(OrderRefunds))

_RESULT = ENVELOPE.whole(RefundResult)


def create_refund(order_id: Id) -> Call[RefundResult]:
    """Refund the whole of an order.

    Raises:
        OutcomeUnknownError: when nobody knows whether it was refunded; it is not sent again.
    """
    return routed("POST", ALL, _RESULT, order_id=order_id)


def create_partial_refund(
    order_id: Id, refund: PartialRefundInput | Mapping[str, Any]
) -> Call[RefundResult]:
    """Refund a part of an order.

    Args:
        order_id: the order's id.
        refund: a `PartialRefundInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `Refund`.
        OutcomeUnknownError: when nobody knows whether it was refunded; it is not sent again.
    """
    content = contents("refund", refund, PartialRefundInput)
    route = "orders/{order_id}/partial_refund"
    return routed("POST", route, _RESULT, content=content, order_id=order_id)
