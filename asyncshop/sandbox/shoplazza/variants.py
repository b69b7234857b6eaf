"""The variants of generated orders: customer, items, amounts and statuses of each."""

import random
from dataclasses import dataclass
from decimal import Decimal

from asyncshop.sandbox.catalog import CUSTOMERS, PRODUCTS, Customer
from asyncshop.sandbox.shoplazza import parts, refunds
from asyncshop.sandbox.shoplazza.amounts import Line, Totals
from asyncshop.sandbox.shoplazza.parts import (
    ZERO,
    Currencies,
    address,
    cents,
    config,
    discount_applications,
    fulfillment,
    order,
    payment_line,
    shipping_line,
    text,
    transaction,
    uid,
)
from asyncshop.sandbox.shoplazza.shapes import Document

VARIANTS = 48


@dataclass(frozen=True, slots=True)
class Statuses:
    """Where an order of a variant stands."""

    status: str
    financial: str
    fulfillment: str = "waiting"

    @property
    def placed(self) -> bool:
        """Whether the customer went through with it, so that it has a time for that."""
        return self.status != "opened"

    @property
    def sent(self) -> bool:
        """Whether a parcel is under way or has arrived."""
        return self.fulfillment in ("partially_shipped", "shipped", "finished")


# Of 16 orders two are still open checkouts and one is cancelled; finished ones are paid.
_STATUSES = (
    *(Statuses("placed", "paid") for _ in range(3)),
    Statuses("placed", "authorized"),
    Statuses("opened", "waiting", "initialled"),
    Statuses("opened", "paying", "initialled"),
    Statuses("placed", "paid", "partially_shipped"),
    Statuses("placed", "partially_refunded", "partially_shipped"),
    Statuses("placed", "paid", "shipped"),
    Statuses("placed", "partially_refunded"),
    *(Statuses("finished", "paid", "finished") for _ in range(3)),
    Statuses("finished", "partially_refunded", "finished"),
    Statuses("finished", "refunded", "finished"),
    Statuses("cancelled", "cancelled", "cancelled"),
)
FRESH = 6  # the first variants of each 16 have nothing sent and are neither done nor cancelled
_UNPAID = ("waiting", "paying", "authorized", "cancelled")


def statuses(variant: int) -> Statuses:
    """Give where the orders of a variant stand."""
    return _STATUSES[variant % len(_STATUSES)]


class Variant:
    """One variant's kept document, with slots where orders differ."""

    def __init__(self, seed: int, variant: int, currency: str) -> None:
        self.variant = variant
        self.statuses = statuses(variant)
        self.rng = random.Random(f"{seed}/{variant}/{currency}")  # noqa: S311 - test data
        self.customer: Customer = CUSTOMERS[variant % len(CUSTOMERS)]
        self.currencies = (
            Currencies(currency, "GBP" if currency == "EUR" else "EUR", Decimal("0.9137"))
            if variant % 4 == 1
            else Currencies(currency, currency)
        )
        self.discounted = variant % 3 != 2
        self.lines = self._lines()

    def _id(self) -> str:
        """Give an id in the form of a UUID; its end differs from order to order."""
        bits = self.rng.getrandbits(48)
        return f"{bits >> 16:08x}-{bits & 0xFFFF:04x}-4504-b4b6-<tail>"

    def _lines(self) -> list[Line]:
        chosen = self.rng.sample(PRODUCTS, 2 + self.variant % 2)
        refunded = self.statuses.financial in ("refunded", "partially_refunded")
        return [
            Line(
                id=self._id(),
                title=product.title,
                price=self.currencies.convert(product.price),
                quantity=(quantity := self.rng.randint(1, 3)),
                status=self._line_status(position),
                refunded=1 if refunded and position == len(chosen) - 1 else 0,
                grams=product.grams,
                sku=product.sku,
                product_id=uid(f"product/{product.id}"),
                variant_id=uid(f"variant/{product.id}/{quantity}"),
                variant_title=product.variant_title or "",
                vendor=product.vendor,
                tags=f"{product.vendor},sale",
                options=(("Gravur", "Für Zoë ♥"),) if position == 0 else (),
            )
            for position, product in enumerate(chosen)
        ]

    def _line_status(self, position: int) -> str:
        if self.statuses.fulfillment == "partially_shipped":
            return "waiting" if position else "shipped"
        return self.statuses.fulfillment

    def document(self) -> Document:
        """Give the whole order."""
        customer, standing = self.customer, self.statuses
        lines = [line.document("<created>", "<updated>") for line in self.lines]
        totals = self._totals()
        title = "SOMMER10" if self.discounted else ""
        channel, method = (("stripe", "credit_card"), ("paypal", "paypal"))[self.variant % 2]
        payment = payment_line(self._id(), channel, method, "txn_<tail>")
        place = self._place()
        document = order(
            "<id>",
            "<number>",
            "<created>",
            self.currencies,
            **totals.document(),
            status=standing.status,
            financial_status=standing.financial,
            fulfillment_status=standing.fulfillment,
            cancel_reason="customer" if standing.status == "cancelled" else "",
            cancelled_at="<ended>" if standing.status == "cancelled" else None,
            finished_at="<ended>" if standing.status == "finished" else None,
            placed_at="<created>" if standing.placed else "",
            updated_at="<updated>",
            refund_status={"refunded": "all", "partially_refunded": "part"}.get(
                standing.financial, ""
            ),
            primary_market_price=self.currencies.prices(
                compare_at_price=ZERO,
                price=totals.price / self.currencies.rate,
                total_price=totals.price / self.currencies.rate,
            ),
            payment_method=method,
            discount_code=title,
            discount_applications=discount_applications(title, totals.discount),
            customer_note="bitte klingeln" if self.variant % 5 == 0 else "",
            buyer_accepts_marketing=self.variant % 2 == 0,
            tags=customer.tags,
            sales_platform="shoplazza" if self.variant % 3 else "facebook",
            location_line=(
                {"id": uid("line/1"), "location_id": uid("location/1"), "location_name": "Köln"}
                if self.variant % 6 == 5
                else None
            ),
            customer=parts.customer(
                uid(f"customer/{customer.id}"),
                (customer.first_name, customer.last_name),
                customer.email,
                place["phone"],
                created_at="<created>",
                updated_at="<updated>",
                order_count=3,
                total_spent="612.40",
            ),
            shipping_address=address(customer.first_name, customer.last_name, place),
            billing_address=address(customer.first_name, customer.last_name, place),
            shipping_line=shipping_line(
                self._id(), "Standard", "5 bis 7 Werktage, auch für Österreich"
            ),
            payment_line=payment,
            payment_lines=[payment],
            line_items=lines,
            config=config(self.currencies, place["country_code"], customer.locale),
        )
        document["fulfillments"] = self._fulfillments(lines)
        document["transactions"] = [
            transaction(self._id(), document, "<created>", self._paid_as(), text(totals.price))
        ]
        if totals.refunded:
            refunds.record(
                document,
                self._id(),
                "<updated>",
                totals.refunded,
                lines={self.lines[-1].id: 1},
                note="it broke during shipping",
            )
        return document

    def _place(self) -> dict[str, str]:
        known = self.customer.place
        renamed = {"address": known["address1"], "address1": known["address2"], "area": ""}
        return {**known, **renamed, "email": self.customer.email, "phone_area_code": "1"}

    def _totals(self) -> Totals:
        items = sum((line.total for line in self.lines), ZERO)
        shipping = Decimal(self.rng.choice(("4.90", "9.90", "0.00")))
        totals = Totals(
            items=items,
            discount=cents(items / 10) if self.discounted else ZERO,
            shipping=self.currencies.convert(shipping),
            tax=cents(items * Decimal("0.19")),
            tip=Decimal("2.00") if self.variant % 7 == 0 else ZERO,
            additional=Decimal("1.50") if self.variant % 3 == 0 else ZERO,
        )
        paid = ZERO if self.statuses.financial in _UNPAID else totals.price
        refunded = {"refunded": totals.price, "partially_refunded": self.lines[-1].price}
        return Totals(
            totals.items,
            totals.discount,
            totals.shipping,
            totals.tax,
            totals.tip,
            totals.additional,
            paid,
            refunded.get(self.statuses.financial, ZERO),
        )

    def _paid_as(self) -> str:
        """Give where the payment stands."""
        words = {"waiting": "processing", "paying": "processing", "cancelled": "void"}
        return {**words, "authorized": "authorized"}.get(self.statuses.financial, "success")

    def _fulfillments(self, lines: list[Document]) -> list[Document]:
        sent = [line for line in lines if line["fulfillment_status"] in ("shipped", "finished")]
        if not sent:
            return []
        tracking = {
            "tracking_number": "JD<tail>",
            "tracking_company": "DHL",
            "tracking_company_code": "dhl",
            "tracking_url": "https://track.example.com/JD<tail>",
        }
        return [
            fulfillment(
                self._id(),
                "<id>",
                "<updated>",
                [(line, line["quantity"]) for line in sent],
                status=sent[0]["fulfillment_status"],
                tracking=tracking,
            )
        ]
