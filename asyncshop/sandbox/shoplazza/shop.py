"""One Shoplazza shop of the sandbox: its orders, its two limits, what changes them."""

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime
from typing import Any

import msgspec

from asyncshop.sandbox import shop as sandbox
from asyncshop.sandbox.bucket import LeakyBucket
from asyncshop.sandbox.shop import App, Setting
from asyncshop.sandbox.shoplazza.creation import create
from asyncshop.sandbox.shoplazza.generations import VERSIONS
from asyncshop.sandbox.shoplazza.listing import Renderer
from asyncshop.sandbox.shoplazza.orders import ID_LENGTH, Orders, Templates, write_time
from asyncshop.sandbox.shoplazza.parts import uid
from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.shoplazza.store import Record, Traits, new_store
from asyncshop.sandbox.shoplazza.zones import shipping_schema
from asyncshop.sandbox.store import Store

# Size of each bucket and leak a second: the platform's "Rate limits" page.
APP_BUCKET = (40, 2)
STORE_BUCKET = (80, 20)
SCOPES = ("read_order", "write_order")
_CURRENCIES = ("USD", "EUR", "GBP", "CAD")


class Shop(sandbox.Shop):
    """A Shoplazza shop. Tests read and move its state directly; clients go through its routes.

    All its apps together fill `store_bucket`. `shipping` is how it ships. With `short_pages`, a
    page has so many orders fewer than asked for, though there are more. With `recall_fails`, a
    cancelled order stays paid. The platform documents neither `Retry-After` nor headers of the
    limit, so both are left out: `retry_after` (seconds, as text) goes with a 429;
    `app_limit_header` and `store_limit_header` name headers that tell what is in the buckets, as
    "3/40".
    """

    platform = "shoplazza"
    host = "myshoplaza.com"
    scopes = SCOPES
    token_prefix = ""
    store: Store[Record]
    generator: Orders

    def __init__(
        self,
        setting: Setting,
        installed: MutableMapping[str, tuple["Shop", App]],
        index: int,
        templates: Templates,
        *,
        scopes: Iterable[str] | None = None,
    ) -> None:
        super().__init__(setting, installed, index)
        self.currency = _CURRENCIES[index % len(_CURRENCIES)]
        self.store_bucket = LeakyBucket(*STORE_BUCKET, clock=setting.clock)
        self.short_pages = 0
        self.recall_fails = False
        self.retry_after: str | None = None
        self.app_limit_header: str | None = None
        self.store_limit_header: str | None = None
        self.store = new_store()
        self.generator = Orders(templates, index, currency=self.currency)
        self._made = 0
        self.shipping = shipping_schema(self.domain)
        self.renderer = Renderer(self.generator, setting.pages)
        self.install("asyncshop", scopes)

    def __repr__(self) -> str:
        return f"Shop({self.domain!r}, orders={self.orders})"

    def new_bucket(self) -> LeakyBucket:
        """Give an app's bucket: the same for every app."""
        return LeakyBucket(*APP_BUCKET, clock=self.setting.clock)

    def take(self, app: App) -> bool:
        """Add one request of an app to both buckets if both have room, and say whether it did."""
        if not (app.bucket.has_room and self.store_bucket.has_room):
            return False
        return app.bucket.take() and self.store_bucket.take()

    def limit_headers(self, app: App) -> dict[str, str]:
        """Give the headers that tell what is in the buckets, if there are to be any."""
        told = ((self.app_limit_header, app.bucket), (self.store_limit_header, self.store_bucket))
        return {name: f"{bucket.used}/{bucket.size}" for name, bucket in told if name}

    def time(self, seconds: float | None = None) -> str:
        """Write a time (None: now) as the shop does."""
        return write_time(int(self.setting.now() if seconds is None else seconds))

    def add_orders(self, count: int) -> list[str]:
        """Let `count` more orders be placed now, and give their ids."""
        first, now = self.store.placed, int(self.setting.now())
        records = [self.generator.new_record(first + index, now) for index in range(count)]
        self.store.add(records)
        return [str(record.id) for record in records]

    def create_order(self, body: Mapping[str, Any]) -> Document:
        """Place the order that the body of a create request describes; gives the kept document."""
        record = self.generator.new_record(self.store.placed, int(self.setting.now()))
        kept = create(body, str(record.id), record.number, self.time(), currency=self.currency)
        self.store.add([_indexed(record, kept)])
        return kept

    def new_number(self) -> int:
        """Give a number that no other thing of the shop has."""
        self._made += 1
        return self._made

    def new_id(self, kind: str) -> str:
        """Give an id, in the form of a UUID, that nothing else has."""
        return uid(f"{self.domain}/{kind}/{self.new_number()}")

    def order_ids(self) -> list[str]:
        """Give every order's id, newest first."""
        return [str(order_id) for order_id in self.store.ids()]

    def record(self, order_id: str) -> Record:
        """Give what the index knows of an order. Raises KeyError if there is no such order."""
        known = order_id.isdecimal() and len(order_id) == ID_LENGTH
        record = self.store.get(int(order_id)) if known else None
        if record is None:
            raise KeyError(order_id)
        return record

    def kept_order(self, order_id: str) -> Document:
        """Give an order's document as the shop keeps it, whole: in the words of 2026-01.

        Raises KeyError if there is no such order.
        """
        return self.renderer.kept(self.record(order_id))

    def order(self, order_id: str, version: str = "2026-01") -> Document:
        """Give an order's document as that version shows it, whole.

        Raises KeyError if there is no such order, and for a version that is not served.
        """
        return VERSIONS[version].order(self.kept_order(order_id))

    def put_order(self, order_id: str, kept: Document) -> None:
        """Replace an order's kept document. Raises KeyError if there is no such order."""
        self.store.change(_indexed(self.record(order_id), kept))

    def edit_order(self, order_id: str, **fields: Any) -> Document:
        """Let the merchant edit any field, named as in 2026-01; updated_at becomes now.

        Gives the kept document. Raises KeyError if there is no such order.
        """
        kept = self.kept_order(order_id) | {"updated_at": self.time()} | fields
        self.put_order(order_id, kept)
        return kept

    def delete_order(self, order_id: str) -> None:
        """Let an order be gone. Raises KeyError if there is no such order."""
        self.store.delete(self.record(order_id).id)


def _indexed(record: Record, kept: Mapping[str, Any]) -> Record:
    """Give the record that says what the kept document says, and keeps its JSON."""
    fulfilled = [each["created_at"] for each in kept["fulfillments"]]
    return msgspec.structs.replace(
        record,
        number=kept["number"],
        created=_seconds(kept["created_at"]) or record.created,
        updated=_seconds(kept["updated_at"]) or record.updated,
        status=kept["status"],
        financial=kept["financial_status"],
        fulfillment=kept["fulfillment_status"],
        recovery=kept["recovery_status"],
        traits=Traits.of(dict(kept)),
        placed=_seconds(kept["placed_at"]),
        finished=_seconds(kept["finished_at"]),
        fulfilled=_seconds(max(fulfilled, default="")),
        cancelled=_seconds(kept["cancelled_at"]),
        refunded=bool(kept["refunds"]),
        document=msgspec.json.encode(kept),
    )


def _seconds(text: str | None) -> int | None:
    return int(datetime.fromisoformat(text).timestamp()) if text else None
