"""What the write operations make of an order's kept document.

Each function changes the document in place, or raises RefusedError and leaves it alone.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from asyncshop.sandbox.shoplazza import refunds
from asyncshop.sandbox.shoplazza.errors import invalid
from asyncshop.sandbox.shoplazza.inputs import money
from asyncshop.sandbox.shoplazza.parts import address, payment_line, text, transaction
from asyncshop.sandbox.shoplazza.shapes import Document

_PAID = ("paid", "partially_paid", "partially_refunded")
_EMPTY: Mapping[str, Any] = {"note": "", "tags": "", "buyer_accepts_marketing": False}
_NOTICES = (
    "order_confirm_notify",
    "fulfillment_notify",
    "partial_fulfillment_notify",
    "order_delivered_notify",
)


def of_2022(changes: Mapping[str, Any]) -> Document:
    """Give the changes of a request of 2022-01 in the words of 2026-01."""
    names = {"buyer_accespts_marketing": "buyer_accepts_marketing"}
    renamed = {names.get(name, name): value for name, value in changes.items()}
    if renamed.get("shipping_address"):
        renamed["shipping_address"] = place_of_2022(renamed["shipping_address"])
    return renamed


def place_of_2022(place: Mapping[str, Any]) -> Document:
    """Give an address of 2022-01 with the lines called as in 2026-01."""
    names = {"address1": "address", "address2": "address1"}
    return {names.get(name, name): value for name, value in place.items()}


def tags(value: list[str] | str | None) -> str:
    """Give tags, a list or a comma list, as the platform writes them."""
    names = value if isinstance(value, list) else (value or "").split(",")
    return ",".join(dict.fromkeys(name.strip() for name in names if name.strip()))


def update(order: Document, changes: Mapping[str, Any]) -> None:
    """Set what is given; null clears. Refused (422) for amounts and notices that are none."""
    for name in _NOTICES:
        if not 0 <= changes.get(name, 0) <= 2:
            raise invalid(name, "must be 0, 1 or 2")
    shipping = changes.get("shipping_line")
    shipping_price = money("shipping_price", shipping["shipping_price"]) if shipping else None
    fees = _fees(changes)
    for name, empty in _EMPTY.items():
        if name in changes:
            order[name] = empty if changes[name] is None else changes[name]
    order["tags"] = tags(order["tags"])
    order |= {name: changes[name] for name in _NOTICES if name in changes}
    if "shipping_address" in changes:
        order["shipping_address"] = merged(order["shipping_address"], changes["shipping_address"])
    if shipping:
        order["shipping_line"] = (order["shipping_line"] or {"id": ""}) | {
            "name": shipping["shipping_name"],
            "desc": shipping.get("shipping_desc") or "",
            "delivery_method": shipping.get("delivery_method") or 1,
        }
    if fees is not None:
        order["additional_prices"] = fees
    if shipping_price is not None or fees is not None:
        _retotal(order, shipping_price, fees)


def merged(known: Document | None, given: Mapping[str, Any] | None) -> Document | None:
    """Give an address with the given members changed; None takes it away."""
    if given is None:
        return None
    place = {**(known or {}), **given}
    return address(place.get("first_name"), place.get("last_name"), place)


def _fees(changes: Mapping[str, Any]) -> list[Document] | None:
    """Give the additional prices that an update wants; None: as they are."""
    if changes.get("clear_additional_prices"):
        return []
    wanted = changes.get("additional_prices")
    if wanted is None:
        return None
    return [
        {"biz_id": "", "fee_title": "", **fee, "price": text(money("price", fee["price"]))}
        for fee in wanted
    ]


def _retotal(order: Document, shipping: Decimal | None, fees: list[Document] | None) -> None:
    before = Decimal(order["total_shipping"]) + Decimal(order["additional_total"])
    if shipping is not None:
        order["total_shipping"] = text(shipping)
    if fees is not None:
        order["additional_total"] = text(sum((Decimal(fee["price"]) for fee in fees), Decimal(0)))
    after = Decimal(order["total_shipping"]) + Decimal(order["additional_total"])
    order["total_price"] = text(Decimal(order["total_price"]) - before + after)


def cancel(order: Document, reason: str, now: str, refund_id: str, *, recalled: bool) -> None:
    """Cancel an order; what was paid goes back, unless the recall fails (`recalled` False).

    Refused (422) for one that is cancelled or finished.
    """
    if order["status"] in ("cancelled", "finished"):
        raise invalid("status", f"order is {order['status']}")
    left = refunds.left(order)
    if order["financial_status"] in _PAID and left > 0 and recalled:
        refunds.pay_back(order, refund_id, now, left, note=reason)
    elif order["financial_status"] == "authorized":
        order["financial_status"] = "cancelled"
    order |= {"status": "cancelled", "cancelled_at": now, "cancel_reason": reason}


def close(order: Document, now: str) -> None:
    """Finish an order; one that is finished stays so. Refused (422) for a cancelled one."""
    if order["status"] == "cancelled":
        raise invalid("status", "order is cancelled")
    if order["status"] != "finished":
        order |= {"status": "finished", "finished_at": now}


def reopen(order: Document) -> None:
    """Open a finished order again; refused (422) for a cancelled one."""
    if order["status"] == "cancelled":
        raise invalid("status", "order is cancelled")
    if order["status"] == "finished":
        order |= {"status": "placed" if order["placed_at"] else "opened", "finished_at": None}


def pay(order: Document, payment: Mapping[str, Any], now: str, new_id: str) -> None:
    """Let an order have been paid; refused (422) if it has been, or is cancelled or finished."""
    if order["status"] in ("cancelled", "finished"):
        raise invalid("status", f"order is {order['status']}")
    if order["financial_status"] in (*_PAID, "refunded"):
        raise invalid("financial_status", "order has been paid")
    lines = payment.get("payment_lines") or [payment.get("payment_line") or {}]
    paid = [_paid_by(line, payment, f"{new_id}-{place}") for place, line in enumerate(lines)]
    if payment.get("billing_address"):
        order["billing_address"] = merged(order["billing_address"], payment["billing_address"])
    if order["fulfillment_status"] == "initialled":
        order["fulfillment_status"] = "waiting"
        for line in order["line_items"]:
            line["fulfillment_status"] = "waiting"
    order |= {
        "status": "placed",
        "financial_status": "paid",
        "placed_at": order["placed_at"] or now,
        "total_paid": order["total_price"],
        "payment_method": paid[0]["payment_method"],
        "payment_line": paid[0],
        "payment_lines": paid,
    }
    order["transactions"].append(transaction(new_id, order, now, "success", order["total_price"]))


def _paid_by(line: Mapping[str, Any], payment: Mapping[str, Any], line_id: str) -> Document:
    """Give the payment line of a payment: without any word of it, of the test channel."""
    channel = line.get("payment_channel") or payment.get("gateway") or "bogus"
    made = payment_line(
        line_id,
        channel,
        line.get("payment_method") or channel,
        line.get("transaction_no") or f"txn_{line_id}",
    )
    return made | {"payment_name": payment.get("gateway") or made["payment_name"]}


def settle(order: Document, kind: str, now: str, new_id: str) -> Document:
    """Capture or void an authorized payment, and give the transaction.

    Refused (422) for another kind, and for an order whose payment is not authorized.
    """
    if kind not in ("capture", "void"):
        raise invalid("kind", "must be capture or void")
    if order["financial_status"] != "authorized":
        raise invalid("financial_status", "the payment is not authorized")
    captured = kind == "capture"
    order["financial_status"] = "paid" if captured else "cancelled"
    if captured:
        order["total_paid"] = order["total_price"]
    status = "success" if captured else "void"
    made = transaction(new_id, order, now, status, order["total_price"])
    order["transactions"].append(made)
    return made
