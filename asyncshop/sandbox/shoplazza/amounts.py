"""What line items and totals of a kept order document are computed from."""

from dataclasses import dataclass
from decimal import Decimal

from asyncshop.sandbox.shoplazza.parts import ZERO, text
from asyncshop.sandbox.shoplazza.shapes import Document


@dataclass(frozen=True, slots=True)
class Line:
    """What a line item is computed from; `price` is in the order's currency."""

    id: str
    title: str
    price: Decimal
    quantity: int
    status: str = "waiting"
    refunded: int = 0
    grams: int = 0
    sku: str = ""
    product_id: str = ""
    variant_id: str = ""
    variant_title: str = ""
    vendor: str = ""
    tags: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> Decimal:
        """What its pieces cost together."""
        return self.price * self.quantity

    def document(self, created: str, updated: str) -> Document:
        """Give the line item; `refunded` pieces of it have been paid back."""
        slug = self.title.lower().replace(" ", "-")
        return {
            "id": self.id,
            "product_id": self.product_id,
            "product_title": self.title,
            "variant_id": self.variant_id,
            "variant_title": self.variant_title,
            "quantity": self.quantity,
            "note": "",
            "image": {
                "src": f"https://img.example.com/{self.sku or slug}.jpg",
                "width": 800,
                "height": 1067,
                "alt": self.title,
            },
            "price": text(self.price),
            "compare_at_price": text(self.price * Decimal("1.25")),
            "total_price": text(self.total),
            "fulfillment_status": self.status,
            "sku": self.sku,
            "weight": str(self.grams),
            "weight_unit": "g",
            "vendor": self.vendor,
            "product_url": f"/products/{slug}",
            "created_at": created,
            "updated_at": updated,
            "options": [{"name": name, "value": value} for name, value in self.options],
            "product_slug": slug,
            "taxable": True,
            "requires_shipping": True,
            "spu": self.sku.partition("-")[0],
            "product_tags": self.tags,
            "refund_quantity_total": self.refunded,
            "refund_total": text(self.price * self.refunded),
            "custom": False,
            "trunk_price": text(self.price),
            "discount_applications": "[]",
            "tax_price": "0.00",
            "duty_price": "0.00",
            "payment_discount_price": "0.00",
            "custom_properties": {},
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of an order, from which its total fields are computed."""

    items: Decimal
    discount: Decimal = ZERO
    shipping: Decimal = ZERO
    tax: Decimal = ZERO
    tip: Decimal = ZERO
    additional: Decimal = ZERO
    paid: Decimal = ZERO
    refunded: Decimal = ZERO

    @property
    def price(self) -> Decimal:
        """What the customer pays."""
        charges = self.shipping + self.tax + self.tip + self.additional
        return self.items - self.discount + charges

    def document(self) -> Document:
        """Give every total field of an order."""
        return {
            "total_price": text(self.price),
            "sub_total": text(self.items),
            "total_discount": text(self.discount),
            "code_discount_total": text(self.discount),
            "line_item_discount_total": text(self.discount),
            "total_tax": text(self.tax),
            "total_shipping": text(self.shipping),
            "total_tip_received": text(self.tip),
            "additional_total": text(self.additional),
            "additional_prices": (
                [
                    {
                        "name": "Versicherung",
                        "price": text(self.additional),
                        "biz_id": "insurance",
                        "fee_title": "Shipping insurance",
                    }
                ]
                if self.additional
                else []
            ),
            "total_paid": text(self.paid),
            "total_refund_price": text(self.refunded),
            "total_refund_tax": text(ZERO),
            "total_refund_discount": text(ZERO),
            "gift_card_total": text(ZERO),
            "shipping_tax_total": text(ZERO),
            "duty_total": text(ZERO),
        }
