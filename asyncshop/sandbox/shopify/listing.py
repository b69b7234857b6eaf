"""The order listing: which orders are on a page, and their bytes."""

from collections.abc import Sequence

import msgspec

from asyncshop.sandbox import rendering
from asyncshop.sandbox.rendering import PageCache
from asyncshop.sandbox.shopify.filters import Check
from asyncshop.sandbox.shopify.orders import Orders
from asyncshop.sandbox.shopify.pages import PageRequest
from asyncshop.sandbox.shopify.store import Record
from asyncshop.sandbox.store import Store
from asyncshop.sandbox.templates import deflated

_documents = msgspec.json.Decoder(dict[str, msgspec.Raw])


def project(document: bytes, fields: str | None) -> bytes:
    """Leave only the top-level `fields` (comma-separated; None: all) of a JSON object."""
    if not fields:
        return document
    wanted = {name.strip() for name in fields.split(",")}
    parts = _documents.decode(document)
    return msgspec.json.encode({name: parts[name] for name in parts if name in wanted})


async def select(
    store: Store[Record], page: PageRequest, admits: Check
) -> tuple[list[Record], int | None, int | None]:
    """Give a page's records, and the ids from which the previous and the next page go on."""
    beyond = page.cursor.id if page.cursor else None
    found = await store.select(
        admits,
        by="id",
        count=page.limit + 1,
        beyond=beyond,
        descending=page.ascending == page.backwards,
    )
    more, found = len(found) > page.limit, found[: page.limit]
    if page.backwards:
        found.reverse()
    if not found:
        return [], None, None
    first, last = found[0].id, found[-1].id
    if page.backwards:
        return found, first if more else None, last
    return found, first if page.cursor else None, last if more else None


class Renderer:
    """Makes a shop's orders into bytes."""

    __slots__ = ("_cache", "_orders")

    def __init__(self, orders: Orders, cache: PageCache) -> None:
        self._orders = orders
        self._cache = cache

    def document(self, record: Record) -> bytes:
        """Give an order's JSON."""
        return record.document or self._orders.document(record)

    async def page(
        self, records: Sequence[Record], *, fields: str | None, version: int, gzip: bool
    ) -> bytes:
        """Give the JSON of a page of orders, or that as gzip; the loop is served meanwhile."""
        key = self, version, fields, gzip, tuple(record.id for record in records)
        page = self._cache.get(key)
        if page is None:
            items = (self._pair(record, fields, gzip=gzip) for record in records)
            page = await rendering.page(b'{"orders":[', items, b"]}", gzip=gzip)
            self._cache.put(key, page)
        return page

    def _pair(self, record: Record, fields: str | None, *, gzip: bool) -> tuple[bytes, bytes]:
        """Give an order's JSON, and the same as deflate blocks if `gzip` asks for them."""
        if gzip and record.document is None and not fields:
            return self._orders.both(record)
        text = project(self.document(record), fields)
        return text, deflated(text) if gzip else b""
