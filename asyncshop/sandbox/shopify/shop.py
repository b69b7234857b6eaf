"""One Shopify shop of the sandbox: its plan, its orders and what changes them."""

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import timedelta, timezone
from typing import Any

import msgspec

from asyncshop.sandbox import shop as sandbox
from asyncshop.sandbox.bucket import LeakyBucket
from asyncshop.sandbox.shop import App, Setting
from asyncshop.sandbox.shopify.creation import create
from asyncshop.sandbox.shopify.filters import moment
from asyncshop.sandbox.shopify.listing import Renderer
from asyncshop.sandbox.shopify.orders import Orders, Templates
from asyncshop.sandbox.shopify.parts import Document
from asyncshop.sandbox.shopify.store import Record, new_store
from asyncshop.sandbox.store import Store

# Size of the bucket and leak a second: https://shopify.dev/docs/api/usage/limits
PLANS = {"standard": (40, 2), "advanced": (80, 4), "plus": (400, 20), "enterprise": (800, 40)}
SCOPES = ("read_orders", "write_orders", "read_all_orders")
_PLACES = (("USD", -5), ("EUR", 1), ("GBP", 0), ("CAD", -8))  # currency, offset from UTC in hours


class Shop(sandbox.Shop):
    """A Shopify shop. Tests read and move its state directly; clients go through its routes."""

    platform = "shopify"
    host = "myshopify.com"
    scopes = SCOPES
    token_prefix = "shpat_"  # noqa: S105 - what tokens begin with
    store: Store[Record]
    generator: Orders

    def __init__(
        self,
        setting: Setting,
        installed: MutableMapping[str, tuple["Shop", App]],
        index: int,
        templates: Templates,
        *,
        plan: str,
        scopes: Iterable[str] | None = None,
    ) -> None:
        if plan not in PLANS:
            raise ValueError(f"no plan {plan!r}; use one of {', '.join(PLANS)}")
        super().__init__(setting, installed, index)
        currency, hours = _PLACES[index % len(_PLACES)]
        self.plan = plan
        self.currency = currency
        self.zone = timezone(timedelta(hours=hours))
        self.store = new_store()
        self.generator = Orders(templates, index, currency=currency, zone=self.zone)
        self.renderer = Renderer(self.generator, setting.pages)
        self.install("asyncshop", scopes)

    def __repr__(self) -> str:
        return f"Shop({self.domain!r}, plan={self.plan!r}, orders={self.orders})"

    def new_bucket(self) -> LeakyBucket:
        """Give an app's bucket: its size and leak are the plan's."""
        size, leak = PLANS[self.plan]
        return LeakyBucket(size, leak, clock=self.setting.clock)

    def time(self, seconds: float | None = None) -> str:
        """Write a time (None: now) as the shop does."""
        return self.generator.time(int(self.setting.now() if seconds is None else seconds)).decode()

    def add_orders(self, count: int) -> list[int]:
        """Let `count` more orders be placed now, and give their ids."""
        first, now = self.store.placed, int(self.setting.now())
        records = [self.generator.new_record(first + index, now) for index in range(count)]
        self.store.add(records)
        return [record.id for record in records]

    def create_order(self, body: Mapping[str, Any], app: App) -> Document:
        """Place the order that the body of a create request describes."""
        record = self.generator.new_record(self.store.placed, int(self.setting.now()))
        document = create(
            body,
            record.id,
            record.number,
            self.time(),
            currency=self.currency,
            app_id=app.id,
        )
        self.store.add([self._indexed(record, document)])
        return document

    def order_ids(self) -> list[int]:
        """Give every order's id, newest first."""
        return self.store.ids()

    def order(self, order_id: int) -> Document:
        """Give an order's document, whole. Raises KeyError if there is no such order."""
        record = self.store.get(order_id)
        if record is None:
            raise KeyError(order_id)
        document: Document = msgspec.json.decode(record.document or self.generator.whole(record))
        return document

    def put_order(self, order_id: int, document: Document) -> None:
        """Replace an order's document. Raises KeyError if there is no such order."""
        record = self.store.get(order_id)
        if record is None:
            raise KeyError(order_id)
        self.store.change(self._indexed(record, document))

    def edit_order(self, order_id: int, **fields: Any) -> Document:
        """Let the merchant edit any field of an order; updated_at becomes now."""
        document = self.order(order_id) | {"updated_at": self.time()} | fields
        self.put_order(order_id, document)
        return document

    def delete_order(self, order_id: int) -> None:
        """Let an order be gone. Raises KeyError if there is no such order."""
        self.store.delete(order_id)

    def _indexed(self, record: Record, document: Document) -> Record:
        """Give the record that says what the document says, and keeps its JSON."""
        created = self._seconds("created_at", document) or record.created
        return msgspec.structs.replace(
            record,
            financial=document["financial_status"],
            fulfillment=document["fulfillment_status"],
            app_id=document["app_id"],
            name=document["name"],
            created=created,
            updated=self._seconds("updated_at", document) or record.updated,
            processed=self._seconds("processed_at", document) or created,
            closed=self._seconds("closed_at", document),
            cancelled=self._seconds("cancelled_at", document),
            document=msgspec.json.encode(document),
        )

    def _seconds(self, name: str, document: Document) -> int | None:
        text = document[name]
        return None if text is None else int(moment(name, text, self.zone))
