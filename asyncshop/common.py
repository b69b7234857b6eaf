"""An order as every platform's can be read: for code that treats all shops alike.

Each platform's room says in its own `common` how its orders map to these fields; the documentation
has the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from asyncshop.model import ReadModel

if TYPE_CHECKING:
    from asyncshop.shop import Shop

FinancialStatus: TypeAlias = Literal[
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
    "failed",
    "unknown",
]
"""Where the money is; "unknown" stands for a value that this version does not know."""

FulfillmentStatus: TypeAlias = Literal[
    "unfulfilled",
    "partially_fulfilled",
    "fulfilled",
    "partially_returned",
    "returned",
    "cancelled",
    "unknown",
]
"""Where the goods are; "unknown" stands for a value that this version does not know."""

StatusT = TypeVar("StatusT", bound=str)


class CommonModel(Struct, frozen=True, kw_only=True, gc=False):
    """What is read alike on every platform; None is what the platform does not tell."""


class CommonCustomer(CommonModel, frozen=True, kw_only=True):
    """Who bought."""

    id: str | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class CommonLineItem(CommonModel, frozen=True, kw_only=True):
    """What was bought: `quantity` pieces, as ordered, at one price each."""

    id: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku: str | None = None
    title: str | None = None
    """Of the product."""
    variant_title: str | None = None
    quantity: int | None = None
    price: Decimal | None = None
    """Of one piece before discounts, in the shop's currency."""
    presentment_price: Decimal | None = None
    """The same in the currency that the customer paid in."""


class CommonOrder(CommonModel, frozen=True, kw_only=True):
    """An order of whatever platform, as `to_common()` of each platform's order gives it.

    Amounts are what the platform sent, never converted; one is None where the platform does not
    tell it in that currency. Every field is written when it is encoded, also one that is None.
    """

    platform: str
    """`"shopify"` or `"shoplazza"`."""
    shop: str | None = None
    """The domain of the shop that `to_common(shop)` was given."""
    id: str
    number: str | None = None
    """What people call the order."""
    test: bool | None = None
    """Whether it is a trial, without real money."""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    placed_at: datetime | None = None
    """When it was bought."""
    cancelled_at: datetime | None = None
    deleted_at: datetime | None = None
    currency: str | None = None
    """The shop's, as ISO 4217 has it."""
    total: Decimal | None = None
    """As ordered, before refunds, in the shop's currency."""
    refunded: Decimal | None = None
    """What was given back so far, in the shop's currency."""
    presentment_currency: str | None = None
    """The one that the customer paid in."""
    presentment_total: Decimal | None = None
    """`total` in the customer's currency."""
    presentment_refunded: Decimal | None = None
    """`refunded` in the customer's currency."""
    financial_status: FinancialStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    customer: CommonCustomer | None = None
    """None where nothing is told of one."""
    line_items: tuple[CommonLineItem, ...] = ()


class PlatformOrder(ReadModel):
    """What the orders of every platform have in common: that they can be read alike."""

    if TYPE_CHECKING:  # each platform's `Order` says how

        def to_common(self, shop: Shop[Any] | str | None = None) -> CommonOrder:
            """Give the order in the words that all platforms share.

            Args:
                shop: the shop that it is of, or its domain: an order itself does not tell.

            Raises:
                ValueError: for an order without an id.
            """


class _Buyer(Protocol):
    """What the customers of every platform have in common."""

    @property
    def id(self) -> int | str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def first_name(self) -> str | None: ...
    @property
    def last_name(self) -> str | None: ...


def identity(order_id: int | str | None) -> str:
    """Give the id of an order.

    Raises:
        ValueError: where it was left out.
    """
    if order_id is None or order_id == "":
        raise ValueError("`id` was left out of the order: ask the platform for it too")
    return str(order_id)


def domain_of(shop: Shop[Any] | str | None) -> str | None:
    """Give the domain of a shop, which may be the domain already."""
    if shop is None or isinstance(shop, str):
        return shop or None
    return shop.domain


def text(value: int | str | None) -> str | None:
    """Write what a platform told, an id mostly; None where it is empty."""
    return None if value is None or value == "" else str(value)


def status(value: str | None, known: Mapping[str, StatusT]) -> StatusT | Literal["unknown"] | None:
    """Translate a status; None where it is empty."""
    return known.get(value, "unknown") if value else None


def customer_of(
    buyer: _Buyer | None, *, email: str | None = None, phone: str | None = None
) -> CommonCustomer | None:
    """Give the customer, if anything is told of one.

    Args:
        buyer: the platform's customer.
        email: of the order, where the customer has none.
        phone: likewise.
    """
    if buyer is None:
        customer = CommonCustomer(email=text(email), phone=text(phone))
    else:
        customer = CommonCustomer(
            id=text(buyer.id),
            email=text(buyer.email) or text(email),
            phone=text(buyer.phone) or text(phone),
            first_name=text(buyer.first_name),
            last_name=text(buyer.last_name),
        )
    return None if customer == CommonCustomer() else customer
