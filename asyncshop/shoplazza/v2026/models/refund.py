"""What was given back."""

from datetime import datetime
from decimal import Decimal

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models.enumerations import FinancialStatus, OrderStatus, RefundStatus
from asyncshop.shoplazza.models.payment import AdditionalPrice


class RefundLineItem(ReadModel, kw_only=True):
    """How many of a line item were refunded, and for how much."""

    line_item_id: str | None = None
    refund_quantity: int | None = None
    delete_quantity: int | None = None
    sub_total: Decimal | None = None
    discount: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None


class RefundPaymentDetail(ReadModel, kw_only=True):
    """What went back by one payment line."""

    id: str | None = None
    payment_line_id: str | None = None
    payment_channel: str | None = None
    payment_method: str | None = None
    refund_price: Decimal | None = None
    refund_status: RefundStatus | None = None
    finished_at: datetime | None = None


class RefundRecord(ReadModel, kw_only=True):
    """One refund: its items, its charges, and the payments they went back by."""

    id: str | None = None
    order_id: str | None = None
    refund_status: RefundStatus | None = None
    refund_method: str | None = None
    refund_price: Decimal | None = None
    """All of it."""
    refund_shipping: Decimal | None = None
    refund_shipping_tax: Decimal | None = None
    refund_tip: Decimal | None = None
    additional_total: Decimal | None = None
    additional_prices: list[AdditionalPrice] | None = None
    refund_line_items: list[RefundLineItem] | None = None
    payment_details: list[RefundPaymentDetail] | None = None
    note: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class OrderRefunds(ReadModel, kw_only=True):
    """The refunds of one order, and how the order is now."""

    order_status: OrderStatus | None = None
    order_financial_status: FinancialStatus | None = None
    records: list[RefundRecord] | None = None


class CreatedRefund(ReadModel, kw_only=True):
    """The ids of a new refund and of the post-sale it belongs to."""

    refund_record_id: str | None = None
    post_sale_id: str | None = None
