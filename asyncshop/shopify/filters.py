"""The filters of the order endpoints: their names, and how each value is checked and written.

Source: shopify.dev, "Order", https://shopify.dev/docs/api/admin-rest/latest/resources/order;
`name`, and the update times on the list, are not in that table and work all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any, TypedDict

from asyncshop import values
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


_WRITE: dict[str, Callable[[str, Any], str]] = {
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


def written(filters: Mapping[str, Any], known: type[Any]) -> dict[str, str]:
    """Write filters for the query; one that is None counts as left out.

    Raises:
        TypeError: for a name that is not one of `known`.
        ValueError: for a value that the platform would refuse, or misunderstand.
    """
    names = known.__annotations__.keys() | getattr(known, "__optional_keys__", frozenset())
    for name in filters:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = (
                f"did you mean {close[0]!r}?"
                if close
                else f"write one of {', '.join(sorted(names))}"
            )
            raise TypeError(f"{name!r} is no filter of this call: {hint}")
    return {name: _WRITE[name](name, value) for name, value in filters.items() if value is not None}
