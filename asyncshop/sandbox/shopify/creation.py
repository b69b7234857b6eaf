"""What the platform makes of the body of POST orders.json: a whole order."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from asyncshop.sandbox.shopify.changes import check_email, money, note_attributes, place, tags
from asyncshop.sandbox.shopify.errors import invalid
from asyncshop.sandbox.shopify.parts import (
    ZERO,
    Currencies,
    Document,
    Line,
    Totals,
    gid,
    order,
    shipping_line,
    tax_line,
)

_LIST_PRICE = "10.00"  # of a variant that the shop knows and the order names without a price
_COPIED = (
    "billing_address",
    "buyer_accepts_marketing",
    "customer_locale",
    "discount_codes",
    "fulfillment_status",
    "landing_site",
    "location_id",
    "note",
    "phone",
    "po_number",
    "processed_at",
    "referring_site",
    "shipping_address",
    "source_identifier",
    "source_name",
    "source_url",
    "taxes_included",
    "test",
    "total_weight",
    "user_id",
)


def create(
    body: Mapping[str, Any], order_id: int, number: int, now: str, *, currency: str, app_id: int
) -> Document:
    """Give the order that `body` describes.

    Refused (422) without line items, and for a line item without a title and a variant.
    """
    body = _given(body)
    items = body.get("line_items", [])
    if not items:
        raise invalid("line_items", "must have at least one line item")
    check_email(body.get("email"))
    own = body.get("currency", currency)
    currencies = Currencies(own, body.get("presentment_currency", own))
    lines = [_line(item, position, order_id, currencies) for position, item in enumerate(items)]
    totals = _totals(body, lines)
    paid = _paid(body, totals)
    totals = replace(totals, outstanding=max(ZERO, totals.price - paid))
    token = hashlib.blake2b(str(order_id).encode(), digest_size=16).hexdigest()
    copied = {name: body[name] for name in _COPIED if name in body}
    for name in copied.keys() & {"billing_address", "shipping_address"}:
        copied[name] = place(copied[name])
    return order(
        order_id,
        now,
        currencies,
        **totals.document(currencies),
        app_id=app_id,
        confirmation_number=token[:9].upper(),
        contact_email=body.get("email") or None,
        customer=_customer(body["customer"], order_id) if "customer" in body else None,
        email=body.get("email") or "",
        financial_status=body.get("financial_status") or _financial_status(body, paid, totals),
        line_items=lines,
        name=body.get("name") or f"#{number}",
        note_attributes=note_attributes(body.get("note_attributes", [])),
        number=number - 1000,
        order_number=number,
        order_status_url=f"https://shop.example.com/548380009/orders/{token}/authenticate",
        payment_gateway_names=[body.get("gateway") or ""],
        shipping_lines=_shipping(body, order_id, currencies),
        tags=tags(body.get("tags")),
        tax_lines=_tax_lines(body, currencies)
        or [tax for item in items for tax in _tax_lines(item, currencies)],
        token=token,
        **{"source_name": str(app_id), **copied},
    )


def _given(value: Any) -> Any:
    """Leave out what is null: it is as good as not given."""
    if isinstance(value, Mapping):
        return {name: _given(each) for name, each in value.items() if each is not None}
    return [_given(each) for each in value] if isinstance(value, list) else value


def _line(
    item: Mapping[str, Any], position: int, order_id: int, currencies: Currencies
) -> Document:
    if not (item.get("title") or item.get("variant_id")):
        raise invalid(f"line_items[{position}].title", "can't be blank")
    if "price" not in item and "variant_id" not in item:
        raise invalid("order", "money field cannot be nil")
    line = Line(
        id=order_id * 100 + 10 + position,
        title=(item.get("title") or f"Product {item.get('product_id')}"),
        price=money("price", item.get("price", _LIST_PRICE)),
        quantity=int(money("quantity", item.get("quantity", 1))),
        grams=int(money("grams", item.get("grams", 0))),
        sku=item.get("sku"),
        product_id=item.get("product_id"),
        variant_id=item.get("variant_id"),
        variant_title=item.get("variant_title"),
        vendor=item.get("vendor"),
        requires_shipping=item.get("requires_shipping", True),
        taxable=item.get("taxable", True),
        properties=item.get("properties", []),
    )
    return line.document(currencies, _tax_lines(item, currencies), [])


def _tax_lines(body: Mapping[str, Any], currencies: Currencies) -> list[Document]:
    return [
        tax_line(
            tax.get("title", ""),
            money("tax_lines", tax.get("price", 0)),
            float(money("tax_lines", tax.get("rate", 0))),
            currencies,
        )
        for tax in body.get("tax_lines", [])
    ]


def _shipping(body: Mapping[str, Any], order_id: int, currencies: Currencies) -> list[Document]:
    return [
        shipping_line(
            order_id * 100 + 30 + position,
            line.get("title", "Standard"),
            money("shipping_lines", line.get("price", 0)),
            currencies,
            _tax_lines(line, currencies),
        )
        for position, line in enumerate(body.get("shipping_lines", []))
    ]


def _sum(body: Mapping[str, Any], name: str, field: str) -> Decimal:
    return sum((money(name, each.get(field, 0)) for each in body.get(name, [])), ZERO)


def _totals(body: Mapping[str, Any], lines: list[Document]) -> Totals:
    items = sum((Decimal(line["price"]) * line["quantity"] for line in lines), ZERO)
    taxes = sum((Decimal(tax["price"]) for line in lines for tax in line["tax_lines"]), ZERO)
    discounts = body.get("total_discounts", _sum(body, "discount_codes", "amount"))
    return Totals(
        items=items,
        discounts=min(money("total_discounts", discounts), items),
        shipping=_sum(body, "shipping_lines", "price"),
        tax=money("total_tax", body.get("total_tax", taxes)),
    )


def _paid(body: Mapping[str, Any], totals: Totals) -> Decimal:
    """Give what the successful transactions paid; without any, an order counts as paid."""
    transactions = body.get("transactions", [])
    if not transactions:
        return totals.price
    paying = [
        each
        for each in transactions
        if each.get("kind") in ("sale", "capture") and each.get("status", "success") == "success"
    ]
    return _sum({"transactions": paying}, "transactions", "amount")


def _financial_status(body: Mapping[str, Any], paid: Decimal, totals: Totals) -> str:
    if paid >= totals.price:
        return "paid"
    if paid > 0:
        return "partially_paid"
    kinds = {each.get("kind") for each in body.get("transactions", [])}
    return "authorized" if "authorization" in kinds else "pending"


def _customer(given: Document, order_id: int) -> Document:
    customer_id = given.get("id", order_id)
    return {
        "id": customer_id,
        "admin_graphql_api_id": gid("Customer", customer_id),
        "first_name": None,
        "last_name": None,
        "email": None,
        "state": "disabled",
        "tags": "",
        **given,
    }
