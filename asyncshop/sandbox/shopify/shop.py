"""One shop of the sandbox: its orders, its apps, what they sent."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from asyncshop.sandbox.bucket import LeakyBucket
from asyncshop.sandbox.faults import Faults
from asyncshop.sandbox.shopify.creation import create
from asyncshop.sandbox.shopify.filters import moment
from asyncshop.sandbox.shopify.listing import PageCache, Renderer
from asyncshop.sandbox.shopify.orders import Orders, Templates
from asyncshop.sandbox.shopify.parts import Document
from asyncshop.sandbox.shopify.store import Record, Store

if TYPE_CHECKING:
    from asyncshop.sandbox.exchanges import Received

# Size of the bucket and leak a second: https://shopify.dev/docs/api/usage/limits
PLANS = {"standard": (40, 2), "advanced": (80, 4), "plus": (400, 20), "enterprise": (800, 40)}
SCOPES = ("read_orders", "write_orders", "read_all_orders")
_PLACES = (("USD", -5), ("EUR", 1), ("GBP", 0), ("CAD", -8))  # currency, offset from UTC in hours


@dataclass(slots=True, eq=False)
class App:
    """An app that the merchant has installed: it has its own bucket."""

    name: str
    id: int
    scopes: tuple[str, ...]
    bucket: LeakyBucket
    access_token: str = field(repr=False)

    def may(self, scope: str) -> bool:
        """Whether the app has been granted the scope; to write includes to read."""
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


@dataclass(frozen=True, slots=True)
class Setting:
    """What the shops of one sandbox have in common.

    `installed` finds the shop and the app of a token; `now` gives seconds since 1970.
    """

    templates: Templates
    pages: PageCache
    clock: Callable[[], float]
    now: Callable[[], float]
    installed: MutableMapping[str, tuple["Shop", App]]
    kept_requests: int = 1000


class Shop:
    """A Shopify shop. Tests read and move its state directly; clients go through its routes."""

    platform = "shopify"

    def __init__(
        self, setting: Setting, index: int, *, plan: str, scopes: Iterable[str] = SCOPES
    ) -> None:
        if plan not in PLANS:
            raise ValueError(f"no plan {plan!r}; use one of {', '.join(PLANS)}")
        currency, hours = _PLACES[index % len(_PLACES)]
        self.setting = setting
        self.domain = f"sandbox-{index + 1}.myshopify.com"
        self.plan = plan
        self.base_url = ""
        self.currency = currency
        self.zone = timezone(timedelta(hours=hours))
        self.faults = Faults()
        self.requests: deque[Received] = deque(maxlen=setting.kept_requests)
        self.store = Store()
        self.generator = Orders(setting.templates, index, currency=currency, zone=self.zone)
        self.renderer = Renderer(self.generator, setting.pages)
        self.apps: list[App] = []
        self.install("asyncshop", scopes)

    def __repr__(self) -> str:
        return f"Shop({self.domain!r}, plan={self.plan!r}, orders={self.orders})"

    @property
    def app(self) -> App:
        """The app that `access_token` belongs to."""
        return self.apps[0]

    @property
    def access_token(self) -> str:
        """The token of the shop's first app."""
        return self.app.access_token

    @property
    def bucket(self) -> LeakyBucket:
        """The bucket of the shop's first app."""
        return self.app.bucket

    @property
    def orders(self) -> int:
        """How many orders there are, in whatever status."""
        return len(self.store)

    @property
    def key(self) -> bytes:
        """What the shop signs its cursors with."""
        return hashlib.sha256(f"{self.setting.templates.seed}/{self.domain}".encode()).digest()

    def install(self, name: str, scopes: Iterable[str] = SCOPES) -> App:
        """Install another app: a second token on this shop, with a bucket of its own."""
        size, leak = PLANS[self.plan]
        bucket = LeakyBucket(size, leak, clock=self.setting.clock)
        app = App(name, 755357713 + len(self.apps), tuple(scopes), bucket, self._token(name, 0))
        self.apps.append(app)
        self.setting.installed[app.access_token] = self, app
        return app

    def rotate_token(self) -> str:
        """Give the first app a new token; the old one is no longer accepted."""
        del self.setting.installed[self.access_token]
        self.app.access_token = self._token(self.access_token, 1)
        self.setting.installed[self.access_token] = self, self.app
        return self.access_token

    def _token(self, name: str, generation: int) -> str:
        # Made of the seed like everything else, so that a restarted sandbox knows its clients.
        text = f"{self.setting.templates.seed}/{self.domain}/{name}/{generation}"
        return f"shpat_{hashlib.sha256(text.encode()).hexdigest()[:32]}"

    def fill_bucket(self, used: float) -> None:
        """Let the bucket hold `used` requests now, as after a rival's burst."""
        self.bucket.fill(used)

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
        record.document = self._index(record, document)
        self.store.add([record])
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
        self.store.change(record, self._index(record, document))

    def edit_order(self, order_id: int, **fields: Any) -> Document:
        """Let the merchant edit any field of an order; updated_at becomes now."""
        document = self.order(order_id) | {"updated_at": self.time()} | fields
        self.put_order(order_id, document)
        return document

    def delete_order(self, order_id: int) -> None:
        """Let an order be gone. Raises KeyError if there is no such order."""
        self.store.delete(order_id)

    def _index(self, record: Record, document: Document) -> bytes:
        """Let the index say what the document says, and give the document's JSON."""
        record.financial = document["financial_status"]
        record.fulfillment = document["fulfillment_status"]
        record.app_id = document["app_id"]
        record.name = document["name"]
        record.created = self._seconds("created_at", document) or record.created
        record.updated = self._seconds("updated_at", document) or record.updated
        record.processed = self._seconds("processed_at", document) or record.created
        record.closed = self._seconds("closed_at", document)
        record.cancelled = self._seconds("cancelled_at", document)
        return msgspec.json.encode(document)

    def _seconds(self, name: str, document: Document) -> int | None:
        text = document[name]
        return None if text is None else int(moment(name, text, self.zone))
