"""The parts of a kept order document, in the words of 2026-01.

A part that seeded orders and created orders share is written here once.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from asyncshop.sandbox.shoplazza.shapes import Document

ZERO = Decimal(0)
CENT = Decimal("0.01")

_PLACE = (
    "address", "address1", "city", "zip", "province", "country", "country_code", "province_code",
    "area", "company", "email", "phone", "phone_area_code",
)  # fmt: skip
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "C$"}


def cents(amount: Decimal) -> Decimal:
    """Round an amount to two decimals."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def text(amount: Decimal) -> str:
    """Write an amount as the platform does: a string with two decimals."""
    return f"{cents(amount):.2f}"


def uid(name: str) -> str:
    """Give the id, in the form of a UUID, that belongs to a name."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))


@dataclass(frozen=True, slots=True)
class Currencies:
    """The shop's currency and the customer's; `rate` is what one unit of the first is worth."""

    primary: str
    market: str
    rate: Decimal = Decimal(1)

    @property
    def abroad(self) -> bool:
        """Whether the customer pays in another currency than the shop's."""
        return self.primary != self.market

    def convert(self, amount: Decimal) -> Decimal:
        """Give an amount of the shop's currency in the customer's."""
        return cents(amount * self.rate)

    def prices(self, **amounts: Decimal) -> Document | None:
        """Give the amounts in the shop's currency, for an order in another one."""
        if not self.abroad:
            return None
        return {name: text(amount) for name, amount in amounts.items()} | {
            "actual_rate": str(self.rate)
        }

    def market_setting(self, country: str, language: str) -> Document:
        """Give the market that an order belongs to."""
        rate = float(self.rate)
        return {
            "primary_market_lang": "en-US",
            "market_lang": language,
            "market_id": uid(f"market/{self.market}"),
            "market_currency": self.market,
            "market_currency_symbol": _symbol(self.market),
            "market_base_id": uid(f"market/{self.market}"),
            "market_base_currency": self.market,
            "market_base_currency_symbol": _symbol(self.market),
            "primary_market_id": uid(f"market/{self.primary}"),
            "primary_market_currency": self.primary,
            "primary_market_currency_symbol": _symbol(self.primary),
            "market_price_setting": {
                "local_currency_enabled": self.abroad,
                "custom_rate_enabled": False,
                "custom_rate": 0,
                "rate": rate,
                "back_rate": rate,
                "actual_rate": rate,
                "base_to_rate": 1,
                "local_to_rate": 1,
                "adjust": 0,
                "price_round_enabled": False,
            },
            "market_country": country,
        }


def _symbol(currency: str) -> Document:
    symbol = _SYMBOLS.get(currency, currency)
    return {"code": currency, "val": symbol, "left": symbol, "right": ""}


def config(currencies: Currencies, country: str, language: str) -> Document:
    """Give an order's settings."""
    return {
        "page_type": "single",
        "requires_shipping": True,
        "checkout_business_type": 0,
        "product_tax_included": False,
        "checkout_template_type": 1,
        "market_setting": currencies.market_setting(country, language),
    }


def address(
    first_name: str | None, last_name: str | None, place: Mapping[str, Any], **more: Any
) -> Document:
    """Give an address; `place` has the first line as `address` and the second as `address1`."""
    return {
        "first_name": first_name or "",
        "last_name": last_name or "",
        "name": " ".join(part for part in (first_name, last_name) if part),
        **{name: place.get(name) or "" for name in _PLACE},
        "latitude": str(place.get("latitude") or ""),
        "longitude": str(place.get("longitude") or ""),
        "extra_info": {"addition": {}, "cpf": "", "tax_text": ""},
        **more,
    }


def discount_applications(title: str, amount: Decimal) -> str:
    """Give the discounts as the platform writes them: a JSON document inside a string."""
    applications = (
        [
            {
                "type": "discount_code",
                "title": title,
                "value_type": "fixed_amount",
                "value": text(amount),
                "allocation_method": "across",
                "target_type": "line_item",
            }
        ]
        if amount
        else []
    )
    return msgspec.json.encode(applications).decode()


def payment_line(line_id: str, channel: str, method: str, number: str) -> Document:
    """Give one way in which an order is paid."""
    return {
        "id": line_id,
        "payment_name": channel.title(),
        "payment_channel": channel,
        "payment_method": method,
        "credit_card_number": "**** **** **** 4242" if method == "credit_card" else "",
        "trans_channel": channel,
        "trans_method": method,
        "transaction_no": number,
        "merchant_id": "acct_548380009",
        "merchant_email": "owner@mail.example.com",
    }


def transaction(
    transaction_id: str, order: Mapping[str, Any], at: str, status: str, amount: str
) -> Document:
    """Give one payment of an order."""
    line = order["payment_line"]
    return {
        "id": transaction_id,
        "order_id": order["id"],
        "payment_channel": line["payment_channel"],
        "payment_name": line["payment_name"],
        "message": "",
        "created_at": at,
        "test": False,
        "error_code": "",
        "amount": amount,
        "currency": order["currency"],
        "trade_id": line["transaction_no"],
        "status": status,
        "payment_detail": {
            "card_number": line["credit_card_number"],
            "card_month": "12",
            "card_year": "2030",
            "card_first_name": "",
            "card_last_name": "",
            "card_first_fix": "424242",
            "card_last_four": "4242",
            "avs_result_code": "Y",
            "cvv_result_code": "M",
        },
    }


def fulfillment(
    fulfillment_id: str,
    order_id: str,
    at: str,
    lines: Iterable[tuple[Mapping[str, Any], int]],
    *,
    status: str,
    tracking: Mapping[str, Any],
) -> Document:
    """Give one parcel with pieces of some line items."""
    names = ("tracking_number", "tracking_company", "tracking_company_code", "tracking_url")
    known = {name: tracking.get(name) or "" for name in names}
    return {
        "id": fulfillment_id,
        "order_id": order_id,
        "status": status,
        "created_at": at,
        "updated_at": at,
        **known,
        "phone_number": tracking.get("phone_number") or "",
        "tracking_items": [dict(known)],
        "line_items": [{**line, "ship_quantity": pieces} for line, pieces in lines],
    }


def customer(
    customer_id: str, name: tuple[str, str], email: str, phone: str, **more: Any
) -> Document:
    """Give who buys; `name` is the first and the last one."""
    return {
        "id": customer_id,
        "email": email,
        "first_name": name[0],
        "last_name": name[1],
        "phone": phone,
        "order_count": 1,
        "total_spent": "0.00",
        **more,
    }


def shipping_line(line_id: str, name: str, desc: str, delivery_method: int = 1) -> Document:
    """Give the shipping plan that an order was placed with."""
    return {"id": line_id, "name": name, "desc": desc, "delivery_method": delivery_method}


def order(order_id: str, number: str, at: str, currencies: Currencies, **fields: Any) -> Document:
    """Give an order with every field the platform sends; `fields` replace the empty ones.

    Behind them come what other routes show: its transactions, refunds, risks and post-sales.
    """
    touchpoint = {"data": "direct", "created_at": at}
    document: Document = {
        "id": order_id,
        "number": number,
        "note": "",
        "status": "opened",
        "financial_status": "waiting",
        "fulfillment_status": "initialled",
        "email_status": "waiting",
        "recovery_status": "waiting",
        "refund_status": "",
        "cancel_reason": "",
        "payment_method": "",
        "discount_code": "",
        "discount_applications": "[]",
        "customer_note": "",
        "landing_site": "",
        "buyer_accepts_marketing": False,
        "currency": currencies.market,
        "primary_market_price": None,
        "created_at": at,
        "updated_at": at,
        "placed_at": "",
        "finished_at": None,
        "cancelled_at": None,
        "deleted_at": None,
        "customer_deleted_at": None,
        "tags": "",
        "browser_ip": "203.0.113.7",
        "source": "web",
        "source_name": touchpoint,
        "last_landing_url": "https://shop.example.com/",
        "last_referrer_show": touchpoint,
        "product_tax_included": False,
        "logistics_code": "",
        "refer_info": "",
        "sales_platform": "shoplazza",
        "checkout_url": f"https://shop.example.com/orders/{order_id}/checkout",
        "invoice_url": f"/orders/{order_id}/checkout",
        "location_line": None,
        "device": "desktop",
        "order_type": "normal",
        "order_confirm_notify": 0,
        "fulfillment_notify": 0,
        "partial_fulfillment_notify": 0,
        "order_delivered_notify": 0,
        "customer": None,
        "shipping_address": None,
        "billing_address": None,
        "shipping_line": None,
        "payment_line": None,
        "payment_lines": [],
        "line_items": [],
        "fulfillments": [],
        "config": None,
        "transactions": [],
        "refunds": [],
        "risks": [],
        "post_sales": [],
    }
    return document | fields
