"""The order listing: which orders are on a page, and their bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Sequence

import msgspec

from asyncshop.sandbox.shopify.filters import Check
from asyncshop.sandbox.shopify.orders import Orders
from asyncshop.sandbox.shopify.pages import PageRequest
from asyncshop.sandbox.shopify.store import Record, Store
from asyncshop.sandbox.templates import GzipMember, deflated, stored

# Orders rendered before the loop gets a turn: under 1 ms, 3 ms if all their variants are new.
_SLICE = 8

_documents = msgspec.json.Decoder(dict[str, msgspec.Raw])


def project(document: bytes, fields: str | None) -> bytes:
    """Leave only the top-level `fields` (comma-separated; None: all) of a JSON object."""
    if not fields:
        return document
    wanted = {name.strip() for name in fields.split(",")}
    parts = _documents.decode(document)
    return msgspec.json.encode({name: parts[name] for name in parts if name in wanted})


async def select(
    store: Store, page: PageRequest, admits: Check
) -> tuple[list[Record], int | None, int | None]:
    """Give a page's records, and the ids from which the previous and the next page go on."""
    beyond = page.cursor.id if page.cursor else None
    found = await store.select(
        admits,
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


class PageCache:
    """The bytes of the pages asked for last, at most `size` bytes of them in all."""

    __slots__ = ("_held", "_pages", "_size")

    def __init__(self, size: int = 64 << 20) -> None:
        self._size = size
        self._held = 0
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        """Give a page's bytes, if they are still there."""
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: bytes) -> None:
        """Keep a page, and forget the oldest ones if they are too many."""
        self._held += len(page) - len(self._pages.pop(key, b""))
        self._pages[key] = page
        while self._held > self._size:
            self._held -= len(self._pages.popitem(last=False)[1])


class Plain:
    """A body that is not compressed, with the manners of a `GzipMember`."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def add(self, plain: bytes, blocks: bytes) -> None:
        """Append `plain`."""
        self._parts.append(plain)

    def finish(self) -> bytes:
        """Give the whole body."""
        return b"".join(self._parts)


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
            page = await self._make(records, fields, gzip=gzip)
            self._cache.put(key, page)
        return page

    async def _make(self, records: Sequence[Record], fields: str | None, *, gzip: bool) -> bytes:
        page = GzipMember() if gzip else Plain()
        glue = b'{"orders":['
        for position, record in enumerate(records):
            if position % _SLICE == _SLICE - 1:
                await asyncio.sleep(0)
            page.add(glue, stored(glue))
            page.add(*self._pair(record, fields, gzip=gzip))
            glue = b","
        end = b"]}" if records else b'{"orders":[]}'
        page.add(end, stored(end))
        return page.finish()

    def _pair(self, record: Record, fields: str | None, *, gzip: bool) -> tuple[bytes, bytes]:
        """Give an order's JSON, and the same as deflate blocks if `gzip` asks for them."""
        if gzip and record.document is None and not fields:
            return self._orders.both(record)
        text = project(self.document(record), fields)
        return text, deflated(text) if gzip else b""
