"""Shoplazza's enumerations: the values it documents; each field also takes one it adds later."""
# ruff: noqa: PYI051 -- the values help readers and editors, and `str` lets new ones in

from typing import Literal, TypeAlias

OrderStatus: TypeAlias = Literal["opened", "placed", "finished", "cancelled"] | str
"""Awaiting payment, in progress, completed, or cancelled."""
FinancialStatus: TypeAlias = (
    Literal[
        "waiting",
        "paying",
        "authorized",
        "partially_paid",
        "paid",
        "cancelled",
        "failed",
        "refunding",
        "refund_failed",
        "refunded",
        "partially_refunded",
    ]
    | str
)
FulfillmentStatus: TypeAlias = (
    Literal[
        "initialled",
        "waiting",
        "partially_shipped",
        "shipped",
        "partially_finished",
        "finished",
        "cancelled",
        "returning",
        "partially_returned",
        "returned",
    ]
    | str
)
RecoveryStatus: TypeAlias = Literal["waiting", "sending", "recalling", "failed", "success"] | str
EmailStatus: TypeAlias = Literal["waiting", "send"] | str
"""Of the recall emails: `waiting` to be sent, or sent (`send`)."""
TransactionStatus: TypeAlias = (
    Literal[
        "authorized",
        "void",
        "processing",
        "success",
        "error",
        "refunding",
        "refunded",
        "refund_failed",
        "expire",
    ]
    | str
)
TransactionKind: TypeAlias = Literal["capture", "void"] | str
RefundStatus: TypeAlias = Literal["pending", "finished", "failed"] | str
RefundItemType: TypeAlias = Literal["auto", "shipped", "waiting_ship"] | str
PostSaleStatus: TypeAlias = Literal["pending", "processing", "finished"] | str
RiskLevel: TypeAlias = Literal["low", "medium", "high"] | str
