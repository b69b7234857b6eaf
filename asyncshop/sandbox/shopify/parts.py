"""The parts of an order document, in the platform's shapes (Order resource, "Response" examples).

A part that seeded orders and created orders share is written here once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Document = dict[str, Any]

ZERO = Decimal(0)


def text(amount: Decimal) -> str:
    """Write an amount as the platform does: a string with two decimals."""
    return f"{amount:.2f}"


@dataclass(frozen=True, slots=True)
class Currencies:
    """The shop's currency and the customer's; `rate` is what one unit of the first is worth."""

    shop: str
    presentment: str
    rate: Decimal = Decimal(1)

    def money_set(self, amount: Decimal) -> Document:
        """Give the amount in both currencies."""
        return {
            "shop_money": {"amount": text(amount), "currency_code": self.shop},
            "presentment_money": {
                "amount": text(amount * self.rate),
                "currency_code": self.presentment,
            },
        }

    def amount(self, name: str, amount: Decimal) -> Document:
        """Give the pair of fields in which the platform tells an amount: string and set."""
        return {name: text(amount), f"{name}_set": self.money_set(amount)}


def gid(kind: str, number: object) -> str:
    """Give the global id under which GraphQL knows the resource (a number, or a slot for one)."""
    return f"gid://shopify/{kind}/{number}".replace("<#", "<")


def address(
    first_name: str | None, last_name: str | None, place: Mapping[str, Any], **more: Any
) -> Document:
    """Give an address; the name is derived from its two parts."""
    return {
        "first_name": first_name,
        "address1": place.get("address1"),
        "phone": place.get("phone"),
        "city": place.get("city"),
        "zip": place.get("zip"),
        "province": place.get("province"),
        "country": place.get("country"),
        "last_name": last_name,
        "address2": place.get("address2"),
        "company": place.get("company"),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "name": " ".join(str(part) for part in (first_name, last_name) if part),
        "country_code": place.get("country_code"),
        "province_code": place.get("province_code"),
        **more,
    }


def tax_line(title: str, price: Decimal, rate: float, currencies: Currencies) -> Document:
    """Give one tax on a line item, a shipping line or the order."""
    return {
        "channel_liable": False,
        **currencies.amount("price", price),
        "rate": rate,
        "title": title,
    }


def discount_allocation(amount: Decimal, index: int, currencies: Currencies) -> Document:
    """Give the share of the order's discount number `index` that falls to a line."""
    return {**currencies.amount("amount", amount), "discount_application_index": index}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line item is computed from."""

    id: object
    title: str
    price: Decimal
    quantity: int
    fulfilled: bool = False
    removed: int = 0
    grams: int = 0
    sku: str | None = None
    product_id: int | None = None
    variant_id: int | None = None
    variant_title: str | None = None
    vendor: str | None = None
    requires_shipping: bool = True
    taxable: bool = True
    properties: Sequence[Mapping[str, Any]] = ()

    def document(
        self,
        currencies: Currencies,
        tax_lines: list[Document],
        allocations: list[Document],
    ) -> Document:
        """Give the line item; `removed` pieces of it have been refunded or cancelled."""
        current = self.quantity - self.removed
        return {
            "id": self.id,
            "admin_graphql_api_id": gid("LineItem", self.id),
            "attributed_staffs": [],
            "current_quantity": current,
            "fulfillable_quantity": 0 if self.fulfilled else current,
            "fulfillment_service": "manual",
            "fulfillment_status": "fulfilled" if self.fulfilled else None,
            "gift_card": False,
            "grams": self.grams,
            "name": f"{self.title} - {self.variant_title}" if self.variant_title else self.title,
            **currencies.amount("price", self.price),
            "product_exists": self.product_id is not None,
            "product_id": self.product_id,
            "properties": list(self.properties),
            "quantity": self.quantity,
            "requires_shipping": self.requires_shipping,
            "sku": self.sku,
            "taxable": self.taxable,
            "title": self.title,
            **currencies.amount(
                "total_discount", sum((Decimal(a["amount"]) for a in allocations), ZERO)
            ),
            "variant_id": self.variant_id,
            "variant_inventory_management": "shopify" if self.variant_id else None,
            "variant_title": self.variant_title,
            "vendor": self.vendor,
            "tax_lines": tax_lines,
            "duties": [],
            "discount_allocations": allocations,
        }


def shipping_line(
    line_id: object, title: str, price: Decimal, currencies: Currencies, tax_lines: list[Document]
) -> Document:
    """Give one shipping method of an order."""
    return {
        "id": line_id,
        "carrier_identifier": None,
        "code": title,
        **currencies.amount("discounted_price", price),
        "is_removed": False,
        "phone": None,
        **currencies.amount("price", price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": title,
        "tax_lines": tax_lines,
        "discount_allocations": [],
    }


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of an order, from which its total fields are computed."""

    items: Decimal
    discounts: Decimal
    shipping: Decimal
    tax: Decimal
    refunded: Decimal = ZERO
    outstanding: Decimal = ZERO

    @property
    def subtotal(self) -> Decimal:
        """Items less discounts."""
        return self.items - self.discounts

    @property
    def price(self) -> Decimal:
        """What the customer pays."""
        return self.subtotal + self.shipping + self.tax

    def document(self, currencies: Currencies) -> Document:
        """Give every total field of an order, original and current."""
        amount, money_set = currencies.amount, currencies.money_set
        return {
            **amount("current_subtotal_price", max(ZERO, self.subtotal - self.refunded)),
            "current_total_additional_fees_set": None,
            **amount("current_total_discounts", self.discounts),
            "current_total_duties_set": None,
            **amount("current_total_price", max(ZERO, self.price - self.refunded)),
            **amount("current_total_tax", self.tax),
            "original_total_additional_fees_set": None,
            "original_total_duties_set": None,
            **amount("subtotal_price", self.subtotal),
            "total_cash_rounding_payment_adjustment_set": money_set(ZERO),
            "total_cash_rounding_refund_adjustment_set": money_set(ZERO),
            **amount("total_discounts", self.discounts),
            **amount("total_line_items_price", self.items),
            "total_outstanding": text(self.outstanding),
            **amount("total_price", self.price),
            "total_shipping_price_set": money_set(self.shipping),
            **amount("total_tax", self.tax),
            "total_tip_received": text(ZERO),
        }


def refund(
    refund_id: object,
    order_id: object,
    at: str,
    currencies: Currencies,
    *,
    lines: Iterable[Document] = (),
    transactions: Iterable[Document] = (),
    note: str | None = None,
    restock: bool = False,
) -> Document:
    """Give one refund of an order."""
    return {
        "id": refund_id,
        "admin_graphql_api_id": gid("Refund", refund_id),
        "created_at": at,
        "note": note,
        "order_id": order_id,
        "processed_at": at,
        "restock": restock,
        "total_additional_fees_set": currencies.money_set(ZERO),
        "total_duties_set": currencies.money_set(ZERO),
        "user_id": 548380009,
        "order_adjustments": [],
        "transactions": list(transactions),
        "refund_line_items": list(lines),
        "duties": [],
        "additional_fees": [],
    }


def refund_transaction(
    transaction_id: object, order_id: object, at: str, amount: str, currency: str
) -> Document:
    """Give the transaction that pays a refund out."""
    return {
        "id": transaction_id,
        "admin_graphql_api_id": gid("OrderTransaction", transaction_id),
        "amount": amount,
        "authorization": None,
        "created_at": at,
        "currency": currency,
        "device_id": None,
        "error_code": None,
        "gateway": "manual",
        "kind": "refund",
        "location_id": None,
        "message": None,
        "order_id": order_id,
        "parent_id": None,
        "payment_id": None,
        "processed_at": at,
        "receipt": {},
        "source_name": "web",
        "status": "success",
        "test": False,
        "user_id": None,
    }


def order(order_id: object, at: str, currencies: Currencies, **fields: Any) -> Document:
    """Give an order with every field the platform sends; `fields` replace the empty ones."""
    document: Document = {
        "id": order_id,
        "admin_graphql_api_id": gid("Order", order_id),
        "app_id": None,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cancel_reason": None,
        "cancelled_at": None,
        "cart_token": None,
        "checkout_id": None,
        "checkout_token": None,
        "client_details": None,
        "closed_at": None,
        "confirmation_number": None,
        "confirmed": True,
        "contact_email": None,
        "created_at": at,
        "currency": currencies.shop,
        "customer_locale": None,
        "device_id": None,
        "discount_codes": [],
        "duties_included": False,
        "email": "",
        "estimated_taxes": False,
        "financial_status": "pending",
        "fulfillment_status": None,
        "landing_site": None,
        "landing_site_ref": None,
        "location_id": None,
        "merchant_business_entity_id": "MTU0ODM4MDAwOQ",
        "merchant_of_record_app_id": None,
        "name": None,
        "note": None,
        "note_attributes": [],
        "number": None,
        "order_number": None,
        "order_status_url": None,
        "payment_gateway_names": [],
        "phone": None,
        "po_number": None,
        "presentment_currency": currencies.presentment,
        "processed_at": at,
        "reference": None,
        "referring_site": None,
        "source_identifier": None,
        "source_name": "web",
        "source_url": None,
        "tags": "",
        "tax_exempt": False,
        "tax_lines": [],
        "taxes_included": False,
        "test": False,
        "token": None,
        "total_weight": 0,
        "updated_at": at,
        "user_id": None,
        "billing_address": None,
        "customer": None,
        "discount_applications": [],
        "fulfillments": [],
        "line_items": [],
        "payment_terms": None,
        "refunds": [],
        "shipping_address": None,
        "shipping_lines": [],
    }
    return document | fields
