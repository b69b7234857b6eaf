"""Refunds: their records, and the post-sale orders that go with them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from asyncshop.sandbox.shoplazza.errors import invalid
from asyncshop.sandbox.shoplazza.parts import ZERO, text
from asyncshop.sandbox.shoplazza.shapes import Document


def record(
    order: Document,
    refund_id: str,
    at: str,
    amount: Decimal,
    *,
    lines: Mapping[str, int],
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add the record of a refund to an order; `lines` tells how many pieces of which came back.

    `details` replaces the amounts that are not told otherwise.
    """
    by_id = {line["id"]: line for line in order["line_items"]}
    payment = order["payment_line"]
    order["refunds"].append(
        {
            "id": refund_id,
            "order_id": order["id"],
            "refund_price": text(amount),
            "refund_shipping": text(ZERO),
            "refund_shipping_tax": text(ZERO),
            "refund_method": payment["payment_method"],
            "refund_status": "finished",
            "note": note,
            "currency": order["currency"],
            "created_at": at,
            "updated_at": at,
            "refund_line_items": [
                {
                    "line_item_id": line_id,
                    "refund_quantity": pieces,
                    "tax": text(ZERO),
                    "discount": text(ZERO),
                    "sub_total": text(Decimal(by_id[line_id]["price"]) * pieces),
                    "total": text(Decimal(by_id[line_id]["price"]) * pieces),
                    "delete_quantity": 0,
                    "line_item": by_id[line_id],
                }
                for line_id, pieces in lines.items()
            ],
            "payment_details": [
                {
                    "id": f"pay_{refund_id}",
                    "payment_line_id": payment["id"],
                    "payment_channel": payment["payment_channel"],
                    "payment_method": payment["payment_method"],
                    "refund_price": text(amount),
                    "refund_status": "finished",
                    "finished_at": at,
                }
            ],
            "additional_total": text(ZERO),
            "additional_prices": [],
            "refund_tip": text(ZERO),
            **(details or {}),
        }
    )
    order["post_sales"].append(
        {
            "id": post_sale_id(refund_id),
            "refund_id": refund_id,
            "created_at": at,
            "status": "finished",
            "refund_amount": text(amount),
            "post_sale_note": note,
        }
    )


def post_sale_id(refund_id: str) -> str:
    """Give the id of the post-sale order that goes with a refund."""
    return f"ps-{refund_id}"


def left(order: Document) -> Decimal:
    """Give what can still be paid back."""
    return Decimal(order["total_paid"]) - Decimal(order["total_refund_price"])


def pay_back(
    order: Document,
    refund_id: str,
    at: str,
    amount: Decimal,
    *,
    lines: Mapping[str, int] | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Pay an amount back, for so many pieces of some line items, and record it.

    Refused (422) for nothing, for more than was paid, and for pieces that are not there.
    """
    if not 0 < amount <= left(order):
        raise invalid("refund_total", f"must be above 0 and at most {text(left(order))}")
    returned = lines or {}
    by_id = {line["id"]: line for line in order["line_items"]}
    for line_id, pieces in returned.items():
        line = by_id.get(line_id)
        if line is None:
            raise invalid("line_items", f"there is no line item {line_id}")
        if not 0 < pieces <= line["quantity"] - line["refund_quantity_total"]:
            raise invalid("line_items", f"line item {line_id} has not so many pieces")
    record(order, refund_id, at, amount, lines=returned, note=note, details=details)
    for line_id, pieces in returned.items():
        line = by_id[line_id]
        line["refund_quantity_total"] += pieces
        line["refund_total"] = text(Decimal(line["price"]) * line["refund_quantity_total"])
    order["total_refund_price"] = text(Decimal(order["total_refund_price"]) + amount)
    whole = left(order) == 0
    order["financial_status"] = "refunded" if whole else "partially_refunded"
    order["refund_status"] = "all" if whole else "part"
