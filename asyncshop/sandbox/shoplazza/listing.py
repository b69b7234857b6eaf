"""The order listing: which orders are on a page, and their bytes."""

from collections.abc import Sequence
from typing import Any

import msgspec

from asyncshop.sandbox import rendering
from asyncshop.sandbox.rendering import PageCache
from asyncshop.sandbox.shoplazza.filters import Check
from asyncshop.sandbox.shoplazza.generations import Generation
from asyncshop.sandbox.shoplazza.orders import Orders
from asyncshop.sandbox.shoplazza.pages import PageRequest
from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.shoplazza.store import Record
from asyncshop.sandbox.store import Store
from asyncshop.sandbox.templates import deflated


async def select(
    store: Store[Record], page: PageRequest, admits: Check, *, short: int = 0
) -> tuple[list[Record], bool]:
    """Give a page's records, and whether there are more behind them.

    `short` is how many fewer than asked for it has; at least one, if there is one.
    """
    size = max(1, page.size - short)
    found = await store.select(
        admits,
        by=page.column,
        count=page.offset + size + 1,
        beyond=page.beyond,
        descending=page.descending,
    )
    found = found[page.offset :]
    return found[:size], len(found) > size


class Renderer:
    """Makes a shop's orders into bytes."""

    __slots__ = ("_cache", "_orders")

    def __init__(self, orders: Orders, cache: PageCache) -> None:
        self._orders = orders
        self._cache = cache

    def kept(self, record: Record) -> Document:
        """Give an order's whole document, as the shop keeps it."""
        document: Document = msgspec.json.decode(record.document or self._orders.whole(record))
        return document

    def document(self, record: Record, generation: Generation) -> bytes:
        """Give an order's JSON."""
        if record.document is None:
            return self._orders.document(record, generation.order)
        return msgspec.json.encode(generation.order(msgspec.json.decode(record.document)))

    async def page(
        self,
        records: Sequence[Record],
        generation: Generation,
        rest: dict[str, Any],
        *,
        version: int,
        gzip: bool,
    ) -> bytes:
        """Give the JSON of a page of orders, or that as gzip; the loop is served meanwhile."""
        opening, closing = generation.envelope.frame(rest)
        ids = tuple(record.id for record in records)
        key = self, version, generation, closing, gzip, ids
        page = self._cache.get(key)
        if page is None:
            items = (self._pair(record, generation, gzip=gzip) for record in records)
            page = await rendering.page(opening, items, closing, gzip=gzip)
            self._cache.put(key, page)
        return page

    def _pair(self, record: Record, generation: Generation, *, gzip: bool) -> tuple[bytes, bytes]:
        """Give an order's JSON, and the same as deflate blocks if `gzip` asks for them."""
        if gzip and record.document is None:
            return self._orders.both(record, generation.order)
        text = self.document(record, generation)
        return text, deflated(text) if gzip else b""
