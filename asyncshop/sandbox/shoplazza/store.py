"""What the index knows of a Shoplazza order."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from operator import attrgetter

import msgspec

from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.store import Store


class Traits(msgspec.Struct, frozen=True, gc=False):
    """What filters look at beside statuses and times; orders of a variant have it in common.

    `words` are the texts of an order under the names that keyword searches know them by.
    """

    total: Decimal
    customer_id: str
    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, order: Document) -> "Traits":
        """Read a kept document."""
        customer = order["customer"] or {}
        return cls(
            Decimal(order["total_price"]),
            customer.get("id", ""),
            {name: tuple(filter(None, texts)) for name, texts in _words(order, customer)},
        )


def _words(order: Document, customer: Document) -> Iterator[tuple[str, list[str]]]:
    lines = order["line_items"]
    shipping = order["shipping_address"] or {}
    location = order["location_line"] or {}
    yield "name", [f"{customer.get('first_name', '')} {customer.get('last_name', '')}".strip()]
    yield "customer_email", [customer.get("email", "")]
    yield "tag_list", [tag.strip() for tag in order["tags"].split(",")]
    yield "sku", [line["sku"] for line in lines]
    yield "spu", [line["spu"] for line in lines]
    yield "product_id", [line["product_id"] for line in lines]
    yield "product_title", [line["product_title"] for line in lines]
    yield "product_tags", [line["product_tags"] for line in lines]
    yield "line_item_vendor", [line["vendor"] for line in lines]
    yield "browser_ip", [order["browser_ip"]]
    yield "discount_code", [order["discount_code"]]
    yield "source", [order["source"]]
    yield "source_name", [order["source_name"]["data"]]
    yield "last_referrer_show", [order["last_referrer_show"]["data"]]
    yield "last_landing_url", [order["last_landing_url"]]
    yield "sales_platform", [order["sales_platform"]]
    yield "location_id", [location.get("location_id", "")]
    yield "shipping_line_name", [(order["shipping_line"] or {}).get("name", "")]
    yield "shipping_email", [shipping.get("email", "")]
    yield "shipping_phone", [shipping.get("phone", "")]
    yield "country", [shipping.get("country", ""), shipping.get("country_code", "")]


class Record(msgspec.Struct, frozen=True, gc=False):
    """What filters look at; times in whole seconds since 1970, None where an order has none.

    `document` is the kept document's JSON once something has changed it; `variant` names the
    generated one.
    """

    id: int
    number: str
    created: int
    updated: int
    status: str
    financial: str
    fulfillment: str
    recovery: str
    traits: Traits
    placed: int | None = None
    finished: int | None = None
    fulfilled: int | None = None
    cancelled: int | None = None
    refunded: bool = False
    variant: int = 0
    document: bytes | None = None


def position(record: Record, column: str) -> tuple[int, int]:
    """Give a record's position in a listing by a time; what lacks the time comes before all."""
    return getattr(record, column) or 0, record.id


def new_store() -> Store[Record]:
    """Give a store without orders, sorted by each of the times that a listing can go by."""
    return Store(
        created=attrgetter("created", "id"),
        placed=partial(position, column="placed"),
        updated=attrgetter("updated", "id"),
    )
