"""How Shoplazza's orders, of either generation, are read as every platform's are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asyncshop.common import (
    CommonLineItem,
    CommonOrder,
    FinancialStatus,
    FulfillmentStatus,
    customer_of,
    domain_of,
    identity,
    status,
    text,
)

if TYPE_CHECKING:
    from asyncshop.shop import Shop

    from . import Order
    from .models.config import Config
    from .models.line_item import BaseLineItem

FINANCIAL_STATUSES: dict[str, FinancialStatus] = {
    "waiting": "pending",
    "paying": "pending",
    "authorized": "authorized",
    "partially_paid": "partially_paid",
    "paid": "paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "cancelled": "voided",
    "failed": "failed",
}

UNFINISHED_REFUNDS = frozenset({"refunding", "refund_failed"})

FULFILLMENT_STATUSES: dict[str, FulfillmentStatus] = {
    "initialled": "unfulfilled",
    "waiting": "unfulfilled",
    "partially_shipped": "partially_fulfilled",
    "shipped": "fulfilled",
    "partially_finished": "fulfilled",
    "finished": "fulfilled",
    "returning": "fulfilled",
    "partially_returned": "partially_returned",
    "returned": "returned",
    "cancelled": "cancelled",
}


def common_order(
    order: Order, shop: Shop[Any] | str | None, *, primary_total: Decimal | None = None
) -> CommonOrder:
    """Give an order in the words that all platforms share.

    Its amounts are in the customer's currency; `primary_total` is its total in the primary
    market's, which is the shop's.
    """
    presentment_currency = text(order.currency)
    currency = _primary_currency(order.config) or presentment_currency
    # An order in one currency tells all its amounts in both.
    alike = currency == presentment_currency
    return CommonOrder(
        platform="shoplazza",
        shop=domain_of(shop),
        id=identity(order.id),
        number=text(order.number),
        created_at=order.created_at,
        updated_at=order.updated_at,
        placed_at=order.placed_at,
        cancelled_at=order.cancelled_at,
        deleted_at=order.deleted_at,
        currency=currency,
        total=order.total_price if alike else primary_total,
        refunded=order.total_refund_price if alike else None,
        presentment_currency=presentment_currency,
        presentment_total=order.total_price,
        presentment_refunded=order.total_refund_price,
        financial_status=_financial_status(order),
        fulfillment_status=status(order.fulfillment_status, FULFILLMENT_STATUSES),
        customer=customer_of(order.customer),
        line_items=tuple([_line_item(item, alike) for item in order.line_items or ()]),
    )


def _primary_currency(config: Config | None) -> str | None:
    market = config and config.market_setting
    return text(market.primary_market_currency) if market else None


def _financial_status(order: Order) -> FinancialStatus | None:
    if order.financial_status in UNFINISHED_REFUNDS:
        return "partially_refunded" if order.total_refund_price else "paid"
    return status(order.financial_status, FINANCIAL_STATUSES)


def _line_item(item: BaseLineItem, alike: bool) -> CommonLineItem:
    return CommonLineItem(
        id=text(item.id),
        product_id=text(item.product_id),
        variant_id=text(item.variant_id),
        sku=text(item.sku),
        title=text(item.product_title),
        variant_title=text(item.variant_title),
        quantity=item.quantity,
        price=item.price if alike else None,
        presentment_price=item.price,
    )
