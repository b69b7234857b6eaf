"""How Shopify's orders are read as every platform's are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import reduce
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

    from .models import LineItem, MoneySet, Order, Refund, Transaction

FINANCIAL_STATUSES: dict[str, FinancialStatus] = {
    "pending": "pending",
    "authorized": "authorized",
    "partially_paid": "partially_paid",
    "paid": "paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "voided": "voided",
}

FULFILLMENT_STATUSES: dict[str, FulfillmentStatus] = {
    "partial": "partially_fulfilled",
    "fulfilled": "fulfilled",
    "restocked": "cancelled",
}


def common_order(order: Order, shop: Shop[Any] | str | None) -> CommonOrder:
    """Give an order in the words that all platforms share."""
    currency = text(order.currency)
    presentment_currency = _currency(order.total_price_set) or text(order.presentment_currency)
    refunds = _succeeded(order.refunds)
    return CommonOrder(
        platform="shopify",
        shop=domain_of(shop),
        id=identity(order.id),
        number=text(order.name),
        test=order.test,
        created_at=order.created_at,
        updated_at=order.updated_at,
        placed_at=order.processed_at,
        cancelled_at=order.cancelled_at,
        currency=currency,
        total=order.total_price,
        refunded=_sum(refunds, currency),
        presentment_currency=presentment_currency,
        presentment_total=_presentment(
            order.total_price_set, order.total_price, currency, presentment_currency
        ),
        presentment_refunded=_sum(refunds, presentment_currency),
        financial_status=status(order.financial_status, FINANCIAL_STATUSES),
        # Null is the platform's word for it.
        fulfillment_status=status(order.fulfillment_status, FULFILLMENT_STATUSES) or "unfulfilled",
        customer=customer_of(order.customer, email=order.email, phone=order.phone),
        line_items=tuple(
            [_line_item(item, currency, presentment_currency) for item in order.line_items or ()]
        ),
    )


def _line_item(
    item: LineItem, currency: str | None, presentment_currency: str | None
) -> CommonLineItem:
    return CommonLineItem(
        id=text(item.id),
        product_id=text(item.product_id),
        variant_id=text(item.variant_id),
        sku=text(item.sku),
        title=text(item.title),
        variant_title=text(item.variant_title),
        quantity=item.quantity,
        price=item.price,
        presentment_price=_presentment(item.price_set, item.price, currency, presentment_currency),
    )


def _currency(money: MoneySet | None) -> str | None:
    """Give the customer's currency, if the money tells it."""
    shown = money and money.presentment_money
    return text(shown.currency_code) if shown else None


def _presentment(
    money: MoneySet | None,
    plain: Decimal | None,
    currency: str | None,
    presentment_currency: str | None,
) -> Decimal | None:
    """Give an amount in the customer's currency; `plain` is the same in the shop's."""
    shown = money and money.presentment_money
    if shown and shown.amount is not None and _currency(money) in (None, presentment_currency):
        return shown.amount
    return plain if currency is not None and currency == presentment_currency else None


def _succeeded(refunds: Sequence[Refund] | None) -> list[Transaction] | None:
    """Give the money that went back; None where that is not told."""
    if refunds is None or any(refund.transactions is None for refund in refunds):
        return None
    return [
        transaction
        for refund in refunds
        for transaction in refund.transactions or ()
        if transaction.kind == "refund" and transaction.status == "success"
    ]


def _sum(transactions: list[Transaction] | None, currency: str | None) -> Decimal | None:
    """Add up transactions; None where one of them is not told in that currency.

    Transactions are in one currency each, the customer's as a rule:
    https://shopify.dev/docs/api/admin-rest/latest/resources/refund
    """
    if transactions is None:
        return None
    amounts = [
        transaction.amount
        for transaction in transactions
        if transaction.amount is not None and transaction.currency == currency is not None
    ]
    if len(amounts) < len(transactions):
        return None
    # What cannot be added exactly is no sum.
    exact = Context(traps=[Inexact, InvalidOperation, Overflow])
    try:
        return reduce(exact.add, amounts, Decimal(0))
    except ArithmeticError:
        return None
