"""What was given back."""

from datetime import datetime
from decimal import Decimal

from msgspec import field

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models.enumerations import OrderStatus, PostSaleStatus

from .line_item import LineItem
from .order import Order


class RefundLineItem(ReadModel, kw_only=True):
    """How many of a line item were refunded."""

    line_item_id: str | None = None
    line_item: LineItem | None = None
    refund_quantity: int | None = None


class Refund(ReadModel, kw_only=True):
    """One refund and its items."""

    id: str | None = None
    order_id: str | None = None
    refund_price: Decimal | None = None
    """In `currency`."""
    currency: str | None = None
    refund_line_items: list[RefundLineItem] | None = None
    note: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class OrderRefunds(ReadModel, kw_only=True):
    """The refunds of one order, and what they come to."""

    order_status: OrderStatus | None = None
    all_refunded: bool | None = None
    refund_status: str | None = None
    refund_total: Decimal | None = None
    refund_tax_total: Decimal | None = None
    refund_discount_total: Decimal | None = None
    refunds: list[Refund] | None = None


class RefundResult(ReadModel, kw_only=True):
    """What a refund came to: the post-sale it made, and the order after it."""

    id: str | None = None
    """Of the post-sale, like `number` and `status`."""
    number: str | None = None
    status: PostSaleStatus | None = None
    note: str | None = None
    created_at: datetime | None = None
    all_refunded: bool | None = None
    refund_status: str | None = None
    refund_fail_reason: str | None = None
    order: Order | None = None
    refunds_raw: list[Refund] | Refund | None = field(name="refunds", default=None)
    """As they came: a list, or the only one."""

    @property
    def refunds(self) -> list[Refund]:
        """The refunds that were made."""
        return (
            [self.refunds_raw] if isinstance(self.refunds_raw, Refund) else self.refunds_raw or []
        )
