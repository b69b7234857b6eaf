"""Many listings merged into one bounded stream."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Raw

from asyncshop import values
from asyncshop.errors import AsyncShopError, DecodeError, StreamError
from asyncshop.listing import Listing, OnError, checked_hook, slices
from asyncshop.memory import Account
from asyncshop.paging import PageFetcher, RawPage
from asyncshop.supervision import Owner, Supervised
from asyncshop.telemetry import logger

S = TypeVar("S")
T = TypeVar("T")

BUFFER = 256
"""How many decoded orders wait for the consumer at the most, unless told otherwise."""

STEPS = 4
"""How many steps of decoding wait for him at the most, however few orders they are.

What waits longer has left the processor's cache when it is used: with 36 steps of full orders of
1,000 shops, an order costs a twentieth more.
"""

TOLERATED = 100
"""How many orders of one listing may fail to decode: with more, it is the type that is wrong."""

KEPT = 100
"""How many undecodable orders of a stream `failures` has, where `on_error` takes them."""

Check = Callable[[Any], Awaitable[None]]


class Failure(NamedTuple):
    """What failed in a stream: the shop, and its error."""

    shop: Any
    error: AsyncShopError


class Stream(Owner, Generic[S, T]):
    """Orders of many listings as they come: pairs of shop and order, each order once.

    Within a listing the order is kept; between listings whoever has orders gets his turn. To be
    iterated as often as you like, each time anew; `async with` ends what is under way.

    A shop that fails does not stop the others: `failures` has it at once, and when all are
    through, `StreamError` is raised with every failure; with `on_error(shop, error)` that
    function gets each instead (`failures` has the first 100 undecodable orders then). An order that
    cannot be decoded is such a failure, and its shop goes on, unless more than 100 of a listing
    cannot be and nobody takes the errors. Any other exception, one that `on_error` raises too, ends
    everything.
    """

    def __init__(
        self,
        listings: Sequence[Listing[T]],
        owner: Owner,
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__()
        values.number("buffer", buffer, least=1)
        if concurrency is not None:
            values.number("concurrency", concurrency, least=1)
        checked_hook("on_error", on_error)
        for listing in listings:
            _check_listing(listing, owner)
        self.failures: list[Failure] = []
        self.listings = list(listings)
        self.owner = owner
        self.concurrency = concurrency
        self.buffer = buffer
        self.on_error = on_error
        self.check = check

    def __aiter__(self) -> StreamIterator[S, T]:
        iterator = StreamIterator[S, T](self)
        self.failures = iterator.failures
        return iterator


class StreamIterator(Supervised[tuple[S, T]]):
    """One way through a stream."""

    def __init__(self, stream: Stream[S, T]) -> None:
        super().__init__(stream.owner, stream)
        self.failures: list[Failure] = []
        self._stream = stream
        self._account = Account()
        self._room = _Room(stream.buffer)
        self._undecodable = 0
        limit = stream.concurrency
        self._active = asyncio.Semaphore(limit) if limit else nullcontext()

    def _taken(self, item: tuple[int, tuple[S, T]]) -> tuple[S, T]:
        places, pair = item
        self._room.give(places)
        return pair

    async def _supervise(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                feeds = [
                    group.create_task(self._feed(listing, group))
                    for listing in self._stream.listings
                ]
        except BaseExceptionGroup as crash:
            raise crash.exceptions[0] from None
        # A group takes this for an end like any other: what is left of the listing would be lost.
        if any(feed.cancelled() for feed in feeds):
            raise RuntimeError("a listing of the stream was cancelled before its end")
        if self.failures and self._stream.on_error is None:
            failed = _shops(failure.shop for failure in self.failures)
            every = _shops(listing.shop for listing in self._stream.listings)
            raise StreamError(
                f"{failed} of {every} shops failed; the others are complete",
                [failure.error for failure in self.failures],
            )

    async def _feed(self, listing: Listing[T], group: asyncio.TaskGroup) -> None:
        await listing.turn()
        async with self._active, listing.fetch(self._account) as fetcher:
            check: asyncio.Task[None] | None = None
            undecodable = 0
            while (page := await self._next(listing, fetcher)) is not None:
                if check is None:
                    check = group.create_task(self._check(listing.shop))
                undecodable += await self._feed_page(listing, page)
                fetcher.done(page)
                del page  # its room is given back: it must not stay until the next one is here
                if undecodable > TOLERATED and self._stream.on_error is None:
                    self._fail(listing.shop, _wrong_type(listing.shop, undecodable))
                    break

    async def _next(self, listing: Listing[T], fetcher: PageFetcher) -> RawPage | None:
        try:
            return await anext(fetcher, None)
        except AsyncShopError as error:
            self._fail(listing.shop, error)
            return None

    async def _feed_page(self, listing: Listing[T], page: RawPage) -> int:
        """Decode a page; give how many of its orders could not be."""
        undecodable = 0
        for raws in slices(page.response, self._stream.buffer):
            # Large orders take several places each, so that no more than a few steps wait.
            places = max(1, self._stream.buffer // (STEPS * len(raws)))
            await self._room.take(places * len(raws))
            await listing.turn()
            undecodable += self._step(listing, page, raws, places)
        return undecodable

    def _step(self, listing: Listing[T], page: RawPage, raws: list[Raw], places: int) -> int:
        # A function of its own: a coroutine would hold its last order while it waits.
        undecodable = 0
        for item in listing.decoded(page.response, raws):
            if isinstance(item, DecodeError):
                undecodable += 1
                self._room.give(places)
                self._fail(listing.shop, item)
            else:
                self._put((places, (listing.shop, item)))
        return undecodable

    async def _check(self, shop: Any) -> None:
        if self._stream.check is None:
            return
        try:
            await self._stream.check(shop)
        except AsyncShopError as error:
            logger.warning("could not check what the token of %s may see: %s", shop, error)

    def _fail(self, shop: Any, error: AsyncShopError) -> None:
        on_error = self._stream.on_error
        self._undecodable += isinstance(error, DecodeError)
        # Each has its order's bytes: where they are taken, they are not all to be kept as well.
        if on_error is None or self._undecodable <= KEPT or not isinstance(error, DecodeError):
            self.failures.append(Failure(shop, error))
        if on_error is not None:
            on_error(shop, error)


def _check_listing(listing: object, owner: Owner) -> None:
    if not isinstance(listing, Listing) or not listing.is_of(owner):
        raise TypeError(f"{listing!r} is no listing of this manager: give orders.list(…)")


def _shops(handles: Iterable[Any]) -> int:
    """Count the shops that these are handles of."""
    return len({(handle.platform, handle.domain) for handle in handles})


def _wrong_type(shop: Any, undecodable: int) -> DecodeError:
    return DecodeError(
        f"stopped: {undecodable} orders could not be decoded; does into= fit what is sent?",
        shop=shop.domain,
    )


class _Room:
    """Places for decoded orders, given to whoever asked first."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def take(self, places: int) -> None:
        if self._waiting or self._free < places:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((places, turn))
            await turn
        else:
            self._free -= places

    def give(self, places: int) -> None:
        self._free += places
        while self._waiting and self._waiting[0][0] <= self._free:
            wanted, turn = self._waiting.popleft()
            if not turn.done():
                self._free -= wanted
                turn.set_result(None)
