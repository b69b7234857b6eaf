"""The transaction endpoints of 2022-01.

Sources: shoplazza.dev, "Create Transaction", and what both generations have alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asyncshop.model import contents
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.calls.transactions import ALL, TransactionCalls
from asyncshop.shoplazza.v2022.api import ENVELOPE
from asyncshop.shoplazza.v2022.models import Transaction, TransactionInput, Transactions
from asyncshop.values import Id

TRANSACTIONS = TransactionCalls(ENVELOPE.whole(Transactions))

_ONE = ENVELOPE.one("transaction", Transaction)


def create_transaction(
    order_id: Id, transaction: TransactionInput | Mapping[str, Any]
) -> Call[Transaction]:
    """Capture money that was authorized, or void the authorization.

    Args:
        order_id: the order's id.
        transaction: a `TransactionInput`, or a mapping with the platform's names.

    Raises:
        TypeError: for a read model such as `Transaction`.
        OutcomeUnknownError: when nobody knows whether it was done; it is not sent again.
    """
    inside = contents("transaction", transaction, TransactionInput, within="transaction")
    return routed("POST", ALL, _ONE, content={"transaction": inside}, order_id=order_id)
