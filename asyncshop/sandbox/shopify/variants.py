"""The variants of generated orders: customer, items, amounts and statuses of each."""

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from asyncshop.sandbox.catalog import CUSTOMERS, PRODUCTS, Customer
from asyncshop.sandbox.shopify.parts import (
    ZERO,
    Currencies,
    Document,
    Line,
    Totals,
    address,
    discount_allocation,
    gid,
    order,
    refund,
    refund_transaction,
    shipping_line,
    tax_line,
    text,
)

VARIANTS = 48
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Statuses:
    """Where an order of a variant stands."""

    financial: str
    fulfillment: str | None = None
    state: Literal["open", "closed", "cancelled"] = "open"


# Of 16 orders about ten are open and one is cancelled; closed ones are paid and fulfilled.
_STATUSES = (
    *(Statuses(financial) for financial in ("paid", "paid", "paid", "authorized", "pending")),
    Statuses("partially_paid"),
    Statuses("paid", "partial"),
    Statuses("partially_refunded", "partial"),
    Statuses("paid", "fulfilled"),
    Statuses("partially_refunded"),
    *(Statuses("paid", "fulfilled", "closed") for _ in range(3)),
    Statuses("partially_refunded", "fulfilled", "closed"),
    Statuses("refunded", "fulfilled", "closed"),
    Statuses("voided", None, "cancelled"),
)
FRESH = 6  # the first variants of each 16 are open and nothing of them has been sent


def statuses(variant: int) -> Statuses:
    """Give where the orders of a variant stand."""
    return _STATUSES[variant % len(_STATUSES)]


def app_id(variant: int) -> int:
    """Give the app that placed a variant's orders: the online store, or draft orders."""
    return 1354745 if variant % len(_STATUSES) == 3 else 580111


class Variant:
    """One variant's document, with slots where orders differ."""

    def __init__(self, seed: int, variant: int, currency: str) -> None:
        self.variant = variant
        self.statuses = statuses(variant)
        self.rng = random.Random(f"{seed}/{variant}/{currency}")  # noqa: S311 - test data
        self.customer: Customer = CUSTOMERS[variant % len(CUSTOMERS)]
        abroad = variant % 4 == 1
        self.currencies = (
            Currencies(currency, "GBP" if currency == "EUR" else "EUR", Decimal("0.9137"))
            if abroad
            else Currencies(currency, currency)
        )
        self.discounted = variant % 3 != 2
        self.lines = self._lines()

    def _lines(self) -> list[Line]:
        chosen = self.rng.sample(PRODUCTS, 5 + self.variant % 2)
        sent = {"fulfilled": len(chosen), "partial": 1}.get(self.statuses.fulfillment or "", 0)
        refunded = self.statuses.financial in ("refunded", "partially_refunded")
        return [
            Line(
                id=f"<#id>{10 + position}",
                title=product.title,
                price=product.price,
                quantity=(quantity := self.rng.randint(1, 3)),
                fulfilled=position < sent,
                removed=1 if refunded and position == len(chosen) - 1 else 0,
                grams=product.grams,
                sku=product.sku,
                product_id=product.id,
                variant_id=product.id * 10 + quantity,
                variant_title=product.variant_title,
                vendor=product.vendor,
                properties=([{"name": "Gravur", "value": "Für Zoë ♥"}] if position == 0 else []),
            )
            for position, product in enumerate(chosen)
        ]

    def document(self) -> Document:
        """Give the whole order."""
        lines = [self._line_document(line) for line in self.lines]
        place = self.customer.place
        billing = address(self.customer.first_name, self.customer.last_name, place)
        totals = self._totals(lines)
        sent = [document for document in lines if document["fulfillment_status"]]
        return order(
            "<#id>",
            "<created>",
            self.currencies,
            **totals.document(self.currencies),
            app_id=app_id(self.variant),
            browser_ip="203.0.113.7",
            buyer_accepts_marketing=self.variant % 2 == 0,
            cancel_reason="customer" if self.statuses.state == "cancelled" else None,
            cancelled_at="<ended>" if self.statuses.state == "cancelled" else None,
            cart_token="<token>",  # noqa: S106 - a slot
            checkout_id="<#checkout>",
            checkout_token="<token>",  # noqa: S106 - a slot
            client_details={
                "accept_language": self.customer.locale,
                "browser_height": None,
                "browser_ip": "203.0.113.7",
                "browser_width": None,
                "session_hash": None,
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
            },
            closed_at="<ended>" if self.statuses.state == "closed" else None,
            confirmation_number="<confirmation>",
            contact_email=self.customer.email,
            customer_locale=self.customer.locale,
            discount_codes=(
                [{"code": "SOMMER10", "amount": text(totals.discounts), "type": "percentage"}]
                if self.discounted
                else []
            ),
            email=self.customer.email,
            financial_status=self.statuses.financial,
            fulfillment_status=self.statuses.fulfillment,
            landing_site="/collections/all?utm_source=newsletter",
            name="#<order_number>",
            payment_terms=self._payment_terms(totals),
            note="Bitte klingeln - vielen Dank!" if self.variant % 5 == 0 else None,
            note_attributes=[{"name": "gift_wrap", "value": "yes"}]
            if self.variant % 7 == 0
            else [],
            number="<#number>",
            order_number="<#order_number>",
            order_status_url="https://shop.example.com/548380009/orders/<token>/authenticate",
            payment_gateway_names=["manual"],
            phone=place["phone"] if self.variant % 2 else None,
            referring_site="https://search.example.com/",
            tags=self.customer.tags,
            tax_lines=[tax_line("MwSt.", totals.tax, 0.19, self.currencies)],
            token="<token>",  # noqa: S106 - a slot
            total_weight=sum(line.grams * line.quantity for line in self.lines),
            updated_at="<updated>",
            billing_address=billing,
            customer=self._customer_document(),
            discount_applications=(
                [
                    {
                        "target_type": "line_item",
                        "type": "discount_code",
                        "value": "10.0",
                        "value_type": "percentage",
                        "allocation_method": "across",
                        "target_selection": "all",
                        "code": "SOMMER10",
                    }
                ]
                if self.discounted
                else []
            ),
            fulfillments=[
                self._fulfillment(position + 1, sent[start : start + 2])
                for position, start in enumerate(range(0, len(sent), 2))
            ],
            line_items=lines,
            refunds=[self._refund(lines[-1])] if self.lines[-1].removed else [],
            shipping_address=dict(billing),
            shipping_lines=[
                shipping_line(
                    "<#id>30",
                    "Standard",
                    totals.shipping,
                    self.currencies,
                    [tax_line("MwSt.", _tax(totals.shipping), 0.19, self.currencies)],
                )
            ],
        )

    def _line_document(self, line: Line) -> Document:
        discount = self._discount(line)
        tax = tax_line("MwSt.", _tax(line.price * line.quantity - discount), 0.19, self.currencies)
        allocations = [discount_allocation(discount, 0, self.currencies)] if discount else []
        return line.document(self.currencies, [tax], allocations)

    def _discount(self, line: Line) -> Decimal:
        share = line.price * line.quantity / 10 if self.discounted else ZERO
        return share.quantize(_CENT)

    def _totals(self, lines: list[Document]) -> Totals:
        shipping = Decimal(self.rng.choice(("4.90", "9.90", "0.00")))
        tax = sum((Decimal(line["tax_lines"][0]["price"]) for line in lines), _tax(shipping))
        totals = Totals(
            items=sum((line.price * line.quantity for line in self.lines), ZERO),
            discounts=sum((self._discount(line) for line in self.lines), ZERO),
            shipping=shipping,
            tax=tax,
        )
        match self.statuses.financial:
            case "refunded":
                return replace(totals, refunded=totals.price)
            case "partially_refunded":
                return replace(totals, refunded=self.lines[-1].price)
            case "pending" | "authorized":
                return replace(totals, outstanding=totals.price)
            case "partially_paid":
                return replace(totals, outstanding=(totals.price / 2).quantize(_CENT))
            case _:
                return totals

    def _payment_terms(self, totals: Totals) -> Document | None:
        if self.statuses.financial not in ("pending", "partially_paid"):
            return None
        amount = float(totals.outstanding)
        schedule = {
            "amount": amount,
            "currency": self.currencies.shop,
            "issued_at": "<created>",
            "due_at": "<updated>",
            "completed_at": None,
            "expected_payment_method": "manual",
        }
        return {
            "amount": amount,
            "currency": self.currencies.shop,
            "payment_terms_name": "NET_30",
            "payment_terms_type": "NET",
            "due_in_days": 30,
            "payment_schedules": [schedule],
        }

    def _customer_document(self) -> Document:
        customer = self.customer
        consent = {
            "state": "subscribed" if self.variant % 2 == 0 else "not_subscribed",
            "opt_in_level": "single_opt_in",
            "consent_updated_at": "<created>",
        }
        return {
            "id": customer.id,
            "created_at": "<created>",
            "updated_at": "<updated>",
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "state": "disabled",
            "note": None,
            "verified_email": True,
            "multipass_identifier": None,
            "tax_exempt": False,
            "email": customer.email,
            "phone": customer.place["phone"],
            "email_marketing_consent": consent,
            "sms_marketing_consent": {**consent, "consent_collected_from": "OTHER"},
            "tags": customer.tags,
            "currency": self.currencies.shop,
            "tax_exemptions": [],
            "admin_graphql_api_id": gid("Customer", customer.id),
            "default_address": address(
                customer.first_name,
                customer.last_name,
                customer.place,
                id=customer.id * 10,
                customer_id=customer.id,
                country_name=customer.place["country"],
                default=True,
            ),
        }

    def _fulfillment(self, position: int, lines: list[Document]) -> Document:
        fulfillment_id = f"<#id>{50 + position}"
        return {
            "id": fulfillment_id,
            "admin_graphql_api_id": gid("Fulfillment", fulfillment_id),
            "created_at": "<updated>",
            "location_id": 655441491,
            "name": f"#<order_number>.{position}",
            "order_id": "<#id>",
            "origin_address": {},
            "receipt": {},
            "service": "manual",
            "shipment_status": "delivered" if self.statuses.state == "closed" else None,
            "status": "success",
            "tracking_company": "DHL",
            "tracking_number": "JD<checkout>",
            "tracking_numbers": ["JD<checkout>"],
            "tracking_url": "https://track.example.com/JD<checkout>",
            "tracking_urls": ["https://track.example.com/JD<checkout>"],
            "updated_at": "<updated>",
            "line_items": lines,
        }

    def _refund(self, line: Document) -> Document:
        price = Decimal(line["price"])
        tax = _tax(price)
        refunded_line = {
            "id": "<#id>61",
            "line_item_id": line["id"],
            "location_id": 655441491,
            "quantity": 1,
            "restock_type": "return",
            "subtotal": float(price),
            "subtotal_set": self.currencies.money_set(price),
            "total_tax": float(tax),
            "total_tax_set": self.currencies.money_set(tax),
            "line_item": line,
        }
        transaction = refund_transaction(
            "<#id>62", "<#id>", "<updated>", text(price), self.currencies.shop
        )
        return refund(
            "<#id>60",
            "<#id>",
            "<updated>",
            self.currencies,
            lines=[refunded_line],
            transactions=[transaction],
            note="it broke during shipping",
            restock=True,
        )


def _tax(amount: Decimal) -> Decimal:
    return (amount * Decimal("0.19")).quantize(_CENT)
