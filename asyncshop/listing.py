"""Listings: what `orders.list` gives, to be iterated order by order or page by page."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from inspect import iscoroutinefunction
from typing import Any, Generic, Self, TypeVar, cast

import msgspec
from msgspec import Raw, Struct

from asyncshop.decoding import ItemDecoder
from asyncshop.errors import AsyncShopError, DecodeError
from asyncshop.memory import Account
from asyncshop.paging import PageFetcher, Query, RawPage, Source, no_cursor
from asyncshop.sending import Sending
from asyncshop.supervision import Closing, Owner, no_end
from asyncshop.target import Response

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = TypeVar("P")

SLICE = 128 * 1024
"""Bytes of orders that are decoded in one step: about a millisecond of work.

Small enough, too, that what they become stays in the processor's cache until it is used, and makes
Python's garbage collector look less often: with four times as much, an order costs a quarter more.
"""

_DECODED = 3.5
"""What a decoded page takes, with the body that it came in, in sizes of that body."""

OnError = Callable[[Any, AsyncShopError], object]


def checked_hook(name: str, hook: object) -> None:
    """Check a function that errors or attempts are handed to.

    Raises:
        TypeError: for what cannot be called, and for a coroutine function, whose call alone does
            nothing: the errors would be lost.
    """
    if hook is not None and (not callable(hook) or iscoroutinefunction(hook)):
        raise TypeError(
            f"{name} is {hook!r}: give a plain function, which is called and not awaited"
        )


class Page(Struct, Generic[T], frozen=True, eq=False):
    """One page of a listing.

    `items` are the decoded orders, `cursor` leads to the next page (None on the last one),
    `response` is the answer that it came in.
    """

    items: list[T]
    cursor: str | None
    response: Response[list[T]]


class Listing(Owner, Generic[T_co]):
    """A list of orders, to be iterated as often as you like, each time from its first page.

    `async for order in listing` gives single orders, `listing.pages()` pages. Nothing is sent
    before the first one is asked for. After a `break`, `async with listing:` or `aclose()` ends
    what is still under way; leaving the manager does so at the latest.

    An order that cannot be decoded raises `DecodeError` in its place; the iterator goes on with
    the next one when it is asked again. With `on_error(shop, error)` that function gets the error
    instead, and the listing goes on.
    """

    def __init__(
        self,
        shop: Any,
        source: Source,
        query: Query,
        decode: ItemDecoder[T_co],
        on_error: OnError | None = None,
    ) -> None:
        super().__init__()
        checked_hook("on_error", on_error)
        self.shop = shop
        self._source = source
        self.query = query
        self._decode = decode
        self._on_error = on_error

    def __repr__(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.query.first.params)
        return f"<Listing of {self._source.target.domain}: {asked}>"

    def __aiter__(self) -> ItemIterator[T_co]:
        return ItemIterator(self)

    def is_of(self, owner: Owner) -> bool:
        """Whether it was made by the manager that this is the owner of."""
        return self._source.owner is owner

    def pages(self) -> Pages[Page[T_co]]:
        """Give the same listing page by page; when awaited, its first page alone."""
        return Pages(self, lambda page: page)

    def responses(self) -> Pages[Response[list[T_co]]]:
        """Give the answers that the pages came in; when awaited, the first one alone."""
        return Pages(self, lambda page: page.response)

    def fetch(self, account: Account, *owners: Owner) -> PageFetcher:
        """Fetch the pages, undecoded, on an account of the memory budget."""
        return PageFetcher(self._source, self.query, account, self, *owners)

    async def turn(self) -> None:
        """Wait until a step of heavy work may be done."""
        await self._source.exchange.turns.next()

    async def first(self) -> Page[T_co]:
        """Fetch the first page, and no other."""
        response = await self._source.exchange.send(self._source.target, self.query.first)
        if response.cursor == "":
            raise no_cursor(self._source.target, response.request_id)
        return await self.decode_page(response)

    async def decode_page(self, response: Response[list[Raw]]) -> Page[T_co]:
        """Decode a whole page; the loop is served meanwhile."""
        items: list[T_co] = []
        for raws in slices(response):
            await self.turn()
            decoded = self.decoded(response, raws)
            items.extend(cast(T_co, item) for item in decoded if self.is_item(item))
        typed = cast(Response[list[T_co]], msgspec.structs.replace(response, data=items))
        return Page(items=items, cursor=response.cursor, response=typed)

    def decoded(self, response: Response[Any], raws: list[Raw]) -> Iterator[T_co | DecodeError]:
        """Decode orders of a page; one that cannot be decoded gives its error in its place."""
        for raw in raws:
            try:
                yield self._decode(raw)
            except DecodeError as error:
                self._asked.tell(error, response.request_id)
                self._source.target.credential.hide(error)
                yield error
            except StopAsyncIteration as stop:  # by code of the type's own
                raise no_end(stop) from stop

    @property
    def _asked(self) -> Sending[Any]:
        """What was asked first: of a later page only its answer is known."""
        target, call = self._source.target, self.query.first
        url = target.platform.url(target.origin, target.version, call)
        return Sending(target=target, call=call, url=url, tries=1)

    def is_item(self, item: object) -> bool:
        """Whether it is an order. An error goes to `on_error`, or is raised."""
        if not isinstance(item, DecodeError):
            return True
        if self._on_error is None:
            raise item
        try:
            self._on_error(self.shop, item)
        except StopAsyncIteration as stop:
            raise no_end(stop) from stop
        return False


class Pages(Generic[P]):
    """A listing page by page; `shape` makes of a page what is given."""

    def __init__(self, listing: Listing[Any], shape: Callable[[Page[Any]], P]) -> None:
        self._listing = listing
        self._shape = shape

    def __aiter__(self) -> PageIterator[P]:
        return PageIterator(self._listing, self._shape)

    def __await__(self) -> Generator[Any, None, P]:
        return self._first().__await__()

    async def _first(self) -> P:
        return self._shape(await self._listing.first())


class PageIterator(Closing, AsyncIterator[P]):
    """One way through a listing, page by page."""

    def __init__(self, listing: Listing[Any], shape: Callable[[Page[Any]], P]) -> None:
        self._listing = listing
        self._shape = shape
        self._fetcher = listing.fetch(Account())
        self._page: RawPage | None = None
        self._given = True
        self._turn = asyncio.Lock()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> P:
        async with self._turn:
            page = await self._next()
            try:
                decoded = await self._listing.decode_page(page.response)
            except asyncio.CancelledError:
                self._given = False
                raise
            except DecodeError:
                raise  # of this page alone: the next one can be asked for
            except Exception:  # of the type's own code: raised again, once the listing is ended
                self._given = False  # whoever is cancelled meanwhile gets it next time
                await self.aclose()
                self._given = True
                raise
            return self._shape(decoded)

    async def _next(self) -> RawPage:
        """Give the next page, or once more the one whose decoding was cancelled."""
        if self._page is None or self._given:
            if self._page is not None:
                self._fetcher.done(self._page)
            self._page = await anext(self._fetcher)
            self._page.lease.resize(int(_DECODED * len(self._page.response.body)))
        self._given = True
        return self._page

    async def aclose(self) -> None:
        """End what is under way; may be called again."""
        await self._fetcher.aclose()


class ItemIterator(Closing, AsyncIterator[T]):
    """One way through a listing, order by order."""

    def __init__(self, listing: Listing[T]) -> None:
        self._listing = listing
        self._fetcher = listing.fetch(Account())
        self._page: RawPage | None = None
        self._slices: Iterator[list[Raw]] = iter(())
        self._items: deque[T | DecodeError] = deque()
        self._broken: Exception | None = None
        self._turn = asyncio.Lock()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while True:
            while self._items:
                item = self._items.popleft()
                if self._listing.is_item(item):
                    return cast(T, item)
            async with self._turn:
                if not self._items:
                    await self._refill()

    async def aclose(self) -> None:
        """End what is under way; may be called again."""
        self._items.clear()
        self._slices, self._broken = iter(()), None
        await self._fetcher.aclose()

    async def _refill(self) -> None:
        if self._broken is not None:
            await self._fetcher.aclose()  # whoever is cancelled meanwhile gets the error next time
            broken, self._broken = self._broken, None
            raise broken
        if self._page is not None:
            await self._listing.turn()
            # Taken only now: whoever is cancelled while he waits has taken no order along.
            if (raws := next(self._slices, None)) is not None:
                try:
                    self._items.extend(self._listing.decoded(self._page.response, raws))
                except Exception as error:  # noqa: BLE001 - raised when those before it are given
                    self._broken, self._slices = error, iter(())
                return
            self._fetcher.done(self._page)
            self._page = None
        self._page = await anext(self._fetcher)
        self._slices = slices(self._page.response)


def slices(response: Response[list[Raw]], most: int | None = None) -> Iterator[list[Raw]]:
    """Cut a page into what is decoded in one step; `most` bounds the orders of one."""
    raws = response.data
    size = max(1, SLICE * len(raws) // max(1, len(response.body)))
    size = size if most is None else min(size, most)
    return (raws[start : start + size] for start in range(0, len(raws), size))
