"""What the write operations make of an order's document.

Each function changes the document in place, or raises RefusedError and leaves it alone.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from asyncshop.sandbox.exchanges import json_answer
from asyncshop.sandbox.shopify.errors import RefusedError, invalid
from asyncshop.sandbox.shopify.parts import (
    ZERO,
    Currencies,
    Document,
    address,
    refund,
    refund_transaction,
)

CANCEL_REASONS = ("customer", "inventory", "fraud", "declined", "other")
_UNPAID = ("pending", "authorized")
# https://shopify.dev/docs/api/admin-rest/latest/resources/order#put-orders-order-id
_EMPTY: Mapping[str, Any] = {
    "buyer_accepts_marketing": False,
    "email": "",
    "phone": None,
    "note": None,
    "note_attributes": [],
    "tags": "",
    "shipping_address": None,
    "customer": None,
    "po_number": None,
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def update(order: Document, changes: Mapping[str, Any], now: str) -> None:
    """Set the properties that can be changed; null clears one, others are ignored."""
    check_email(changes.get("email"))
    for name, empty in _EMPTY.items():
        if name in changes:
            value = changes[name]
            order[name] = empty if value is None else value
    order["shipping_address"] = place(order["shipping_address"])
    order["tags"] = tags(order["tags"])
    order["note_attributes"] = note_attributes(order["note_attributes"])
    if "email" in changes:
        order["contact_email"] = order["email"] or None
    order["updated_at"] = now


def close(order: Document, now: str) -> None:
    """Archive the order; one that is closed stays as it is."""
    if order["closed_at"] is None:
        order["closed_at"] = order["updated_at"] = now


def reopen(order: Document, now: str) -> None:
    """Take the order out of the archive; one that is open stays as it is."""
    if order["closed_at"] is not None:
        order["closed_at"] = None
        order["updated_at"] = now


def cancel(order: Document, request: Mapping[str, Any], now: str, refund_id: int) -> None:
    """Cancel the order, and pay back what the request says.

    Refused for an order that is cancelled already, and for one that is paid and has fulfillments.
    """
    if order["cancelled_at"] is not None:
        raise RefusedError(json_answer(422, {"error": "Order has already been canceled"}))
    sent = any(fulfillment["status"] == "success" for fulfillment in order["fulfillments"])
    if sent and order["financial_status"] not in _UNPAID:
        raise RefusedError(json_answer(422, {"error": "Cannot cancel a paid and fulfilled order"}))
    reason = request.get("reason") or "other"
    if reason not in CANCEL_REASONS:
        raise invalid("reason", "is not included in the list")
    amount = _refund_amount(order, request)
    if order["financial_status"] in _UNPAID:
        order["financial_status"] = "voided"
        order["total_outstanding"] = "0.00"
    elif amount:
        _pay_back(order, amount, request, now, refund_id)
    for line in order["line_items"]:
        line["fulfillable_quantity"] = 0
    order |= {"cancelled_at": now, "cancel_reason": reason, "updated_at": now}


def _refund_amount(order: Document, request: Mapping[str, Any]) -> Decimal:
    if request.get("amount") is None:
        transactions = (request.get("refund") or {}).get("transactions") or []
        return sum((money("amount", each.get("amount", 0)) for each in transactions), ZERO)
    if order["presentment_currency"] != order["currency"] and not request.get("currency"):
        raise invalid("currency", "is required for multi-currency orders")
    return money("amount", request["amount"])


def _pay_back(
    order: Document, amount: Decimal, request: Mapping[str, Any], now: str, refund_id: int
) -> None:
    left = Decimal(order["current_total_price"])
    if amount > left:
        raise invalid("amount", f"exceeds the refundable amount of {left}")
    currencies = Currencies(order["currency"], order["currency"])
    transaction = refund_transaction(
        refund_id + 1,
        order["id"],
        now,
        f"{amount:.2f}",
        request.get("currency") or order["currency"],
    )
    order["refunds"].append(
        refund(
            refund_id,
            order["id"],
            now,
            currencies,
            transactions=[transaction],
            restock=bool(request.get("restock")),
        )
    )
    order["financial_status"] = "refunded" if amount == left else "partially_refunded"
    order |= currencies.amount("current_total_price", left - amount)


def money(field: str, value: Any) -> Decimal:
    """Read an amount, a string or a number; anything else is refused with 422."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise invalid(field, "is not a number") from None
    if not amount.is_finite() or amount < 0:
        raise invalid(field, "must be greater than or equal to 0")
    return amount


def place(value: Mapping[str, Any] | None) -> Document | None:
    """Give an address with the platform's own fields added."""
    if value is None:
        return None
    return address(value.get("first_name"), value.get("last_name"), value)


def check_email(value: str | None) -> None:
    """Refuse what is not an email address; none and an empty one are fine."""
    if value and not _EMAIL.fullmatch(value):
        raise invalid("email", "is invalid")


def tags(value: list[str] | str | None) -> str:
    """Give tags, a list or a comma-separated string, as the platform writes them."""
    names = value if isinstance(value, list) else (value or "").split(",")
    return ", ".join(sorted({name.strip() for name in names} - {""}))


def note_attributes(value: list[Document] | Document) -> list[Document]:
    """Give note attributes, a list or an object, as the platform writes them."""
    if isinstance(value, Mapping):
        return [{"name": name, "value": text} for name, text in value.items()]
    return list(value)
