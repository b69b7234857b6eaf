"""How the filters of both generations are checked and written; each call says which it takes.

Sources: shoplazza.dev, "Order List", "Transaction List" (2022-01) and "List orders", "Get order
count", "List refund records", "List post-sale orders", "List order transactions" (2026-01).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any

from asyncshop import values
from asyncshop.filters import Writers
from asyncshop.shoplazza.models.enumerations import (
    FinancialStatus,
    FulfillmentStatus,
    OrderStatus,
    PostSaleStatus,
    RecoveryStatus,
    RefundStatus,
    TransactionStatus,
)
from asyncshop.shoplazza.models.text import split_list
from asyncshop.values import documented

STATUSES = documented(OrderStatus)
FINANCIAL_STATUSES = documented(FinancialStatus)
FULFILLMENT_STATUSES = documented(FulfillmentStatus)
RECOVERY_STATUSES = documented(RecoveryStatus)
TRANSACTION_STATUSES = documented(TransactionStatus)
REFUND_STATUSES = documented(RefundStatus)
POST_SALE_STATUSES = documented(PostSaleStatus)
SEARCH_FIELDS = (
    "name",
    "number",
    "tag_list",
    "id",
    "sku",
    "spu",
    "product_tags",
    "product_title",
    "credit_card_number",
    "browser_ip",
    "source",
    "source_name",
    "shipping_email",
    "shipping_phone",
    "tracking_number",
    "shipping_line_name",
    "line_item_vendor",
    "discount_code",
    "shipping_address_extra_info",
    "transaction_id",
    "last_landing_url",
    "last_referrer_show",
    "country",
)
SORT_FIELDS = ("created_at", "placed_at", "updated_at")
SORT_DIRECTIONS = ("asc", "desc")

Write = Callable[[str, Any], list[str]]


def one(write: Callable[[str, Any], Any]) -> Write:
    """Make a writer of one value."""

    def written(name: str, value: Any) -> list[str]:
        return [str(write(name, value))]

    return written


def some(write: Callable[[str, Any], str]) -> Write:
    """Make a writer of one value or several, each a text of its own."""
    return partial(values.several, each=write)


def listed(write: Callable[[str, Any], str], *, most: int | None = None) -> Write:
    """Make a writer of one value or several, which may stand in one text with commas between."""

    def written(name: str, value: Any) -> list[str]:
        several = split_list(value) if isinstance(value, str) else value
        return values.several(name, several, each=write, most=most)

    return written


def choice(known: tuple[str, ...]) -> Callable[[str, str | Enum], str]:
    """Make a writer of a value that the platform knows."""
    return partial(values.choice, known=known)


def flag(name: str, value: bool) -> str:
    """Write a yes or no."""
    return str(values.flag(name, value)).lower()


moment = one(values.moment)
text = one(values.text)
texts = some(values.text)
names = listed(values.text)
key = one(values.key)
keys = listed(values.key)
amount = one(values.money)
direction = one(choice(SORT_DIRECTIONS))

TIMES: Writers[list[str]] = {
    "created_at_min": moment,
    "created_at_max": moment,
    "updated_at_min": moment,
    "updated_at_max": moment,
}
ORDERS: Writers[list[str]] = {
    **TIMES,
    "placed_at_min": moment,
    "placed_at_max": moment,
    "location_id": key,
    "keyword": text,
    "customer_id": key,
    "ids": keys,
    "sort_by": one(choice(SORT_FIELDS)),
    "sort_direction": direction,
}
"""What both generations write alike, but for how several values are put into the query."""

Amount = Decimal | str | int


_MAY_BE_ANY = frozenset({"status", "financial_status", "fulfillment_status"})


def without_any(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out a status of "any", as other platforms say it: here no filter means that."""
    return {
        name: value for name, value in filters.items() if name not in _MAY_BE_ANY or value != "any"
    }
