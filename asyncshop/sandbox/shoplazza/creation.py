"""What the platform makes of the body of POST orders: a whole order."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from asyncshop.sandbox.shoplazza.amounts import Line, Totals
from asyncshop.sandbox.shoplazza.changes import tags
from asyncshop.sandbox.shoplazza.errors import invalid
from asyncshop.sandbox.shoplazza.inputs import money
from asyncshop.sandbox.shoplazza.parts import (
    ZERO,
    Currencies,
    address,
    config,
    customer,
    discount_applications,
    order,
    payment_line,
    shipping_line,
    uid,
)
from asyncshop.sandbox.shoplazza.shapes import Document

_LIST_PRICE = "10.00"  # of a product that the shop knows and the order names without a price
_NEEDED = ("last_name", "email", "country_code", "city", "address")
_COPIED = (
    "order_confirm_notify",
    "fulfillment_notify",
    "partial_fulfillment_notify",
    "order_delivered_notify",
)


def of_2022(body: Mapping[str, Any]) -> Document:
    """Give the body of a request of 2022-01 in the words of 2026-01."""
    line = body["shipping_line"]
    renamed = {
        "shipping_name": line["name"],
        "shipping_desc": line.get("desc"),
        "shipping_price": line["shipping_price"],
    }
    return {**body, "shipping_line": renamed}


def create(
    body: Mapping[str, Any], order_id: str, number: str, now: str, *, currency: str
) -> Document:
    """Give the order that `body` describes; without a `payment_line` it waits for payment.

    Refused (422) without line items, for one without product and title, for an address that lacks
    what is needed, and for amounts that are none.
    """
    if not body["line_items"]:
        raise invalid("line_items", "is required")
    for name in _NEEDED:
        if not body["shipping_address"].get(name):
            raise invalid(f"shipping_address.{name}", "is required")
    lines = [_line(item, f"{order_id}/{place}") for place, item in enumerate(body["line_items"])]
    totals = _totals(body, lines)
    title = (body.get("discount_application") or {}).get("discount_code") or "custom"
    place = body["shipping_address"]
    to = address(place.get("first_name"), place["last_name"], place)
    shipping = body["shipping_line"]
    gateway = body.get("payment_line")
    status = "placed" if gateway else "opened"
    waiting = "waiting" if gateway else "initialled"
    documents = [replace(line, status=waiting).document(now, now) for line in lines]
    payment = payment_line(uid(f"{order_id}/payment"), gateway or "", gateway or "", "")
    currencies = Currencies(currency, body["currency_code"])
    return order(
        order_id,
        number,
        now,
        currencies,
        **totals.document(),
        **{name: body[name] for name in _COPIED if name in body},
        note=body.get("note") or "",
        tags=tags(body.get("tags")),
        status=status,
        fulfillment_status=waiting,
        placed_at=now if gateway else "",
        payment_method=gateway or "",
        payment_line=payment,
        payment_lines=[payment],
        discount_code=title if totals.discount else "",
        discount_applications=discount_applications(title, totals.discount),
        primary_market_price=currencies.prices(
            compare_at_price=ZERO, price=totals.price, total_price=totals.price
        ),
        customer=customer(
            uid(f"customer/{place['email']}"),
            (to["first_name"], to["last_name"]),
            to["email"],
            to["phone"],
            created_at=now,
            updated_at=now,
        ),
        shipping_address=to,
        billing_address=dict(to),
        shipping_line=shipping_line(
            uid(f"{order_id}/shipping"),
            shipping["shipping_name"],
            shipping.get("shipping_desc") or "",
            shipping.get("delivery_method") or 1,
        ),
        line_items=documents,
        config=config(currencies, place["country_code"], "en-US"),
    )


def _line(item: Mapping[str, Any], name: str) -> Line:
    title = item.get("product_title")
    product = item.get("product_id") or item.get("variant_id")
    if not (title or product):
        raise invalid("line_items", "product_id, variant_id or product_title is required")
    if not 0 < item["quantity"] < 10**6:
        raise invalid("quantity", "must be 1 or more")
    return Line(
        id=uid(name),
        title=title or f"Product {product}",
        price=money("price", item.get("price") or _LIST_PRICE),
        quantity=item["quantity"],
        product_id=item.get("product_id") or "",
        variant_id=item.get("variant_id") or "",
    )


def _totals(body: Mapping[str, Any], lines: list[Line]) -> Totals:
    items = sum((line.total for line in lines), ZERO)
    return Totals(
        items=items,
        discount=min(_discount(body.get("discount") or "", items), items),
        shipping=money("shipping_price", body["shipping_line"]["shipping_price"]),
        tax=money("tax_total", body["tax_total"]),
    )


def _discount(value: str, items: Decimal) -> Decimal:
    """Read a discount: an amount, or a part such as "10%"."""
    if value.endswith("%"):
        return items * money("discount", value.removesuffix("%")) / 100
    return money("discount", value)
