"""The filters of the order endpoints: their names, and how each value is checked and written.

Source: shopify.dev, "Order", https://shopify.dev/docs/api/admin-rest/latest/resources/order;
`name`, and the update times on the list, are not in that table and work all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TypedDict

from asyncshop import values
from asyncshop.filters import Writers
from asyncshop.values import Id, Time

STATUSES = ("open", "closed", "cancelled", "any")
FINANCIAL_STATUSES = (
    "any",
    "authorized",
    "pending",
    "paid",
    "partially_paid",
    "refunded",
    "voided",
    "partially_refunded",
    "unpaid",
    "expired",
)
FULFILLMENT_STATUSES = (
    "any",
    "shipped",
    "partial",
    "unshipped",
    "unfulfilled",
    "fulfilled",
    "restocked",
    "null",
)


class CountFilters(TypedDict, total=False):
    """What `orders.count` can be narrowed by."""

    status: str
    financial_status: str
    fulfillment_status: str
    created_at_min: Time
    created_at_max: Time
    updated_at_min: Time
    updated_at_max: Time


class OrderFilters(CountFilters, total=False):
    """What `orders.list` can be narrowed by."""

    ids: Id | Iterable[Id]
    name: str
    since_id: int
    processed_at_min: Time
    processed_at_max: Time
    attribution_app_id: Id


def _app_id(name: str, value: Id) -> str:
    return "current" if value == "current" else values.identifier(name, value)


def _since_id(name: str, value: int) -> str:
    return str(values.number(name, value))


WRITE: Writers[str] = {
    "status": partial(values.choice, known=STATUSES),
    "financial_status": partial(values.choice, known=FINANCIAL_STATUSES),
    "fulfillment_status": partial(values.choice, known=FULFILLMENT_STATUSES),
    "created_at_min": values.moment,
    "created_at_max": values.moment,
    "updated_at_min": values.moment,
    "updated_at_max": values.moment,
    "ids": values.identifiers,
    "name": values.text,
    "since_id": _since_id,
    "processed_at_min": values.moment,
    "processed_at_max": values.moment,
    "attribution_app_id": _app_id,
}
