"""Pages in order, the next one fetched while this one is used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from msgspec import Raw, Struct

from asyncshop.errors import PagingError
from asyncshop.exchange import Exchange
from asyncshop.memory import Account, Budget, Lease
from asyncshop.protocol import Call, Head
from asyncshop.supervision import Owner, Supervised
from asyncshop.target import Response, Target


class Query(Struct, frozen=True, kw_only=True, eq=False):
    """What a listing asks for: the first page's call, and the one that follows a cursor.

    `limit` is the number of orders on a full page.
    """

    first: Call[list[Raw]]
    following: Callable[[str], Call[list[Raw]]]
    limit: int


class Source(Struct, frozen=True, kw_only=True, eq=False):
    """Where pages come from: a shop, and what all shops share."""

    target: Target
    exchange: Exchange
    budget: Budget
    owner: Owner


class RawPage(Struct, kw_only=True, eq=False):
    """A page whose orders are not decoded yet, and its room in memory."""

    response: Response[list[Raw]]
    lease: Lease


class PageFetcher(Supervised[RawPage]):
    """Fetches the pages of a query: the one asked for, and the next as soon as it is known.

    What follows a page stands in its headers on some platforms, so its successor is asked for
    before its body is read. Never more than one is ahead of what the consumer uses.
    """

    def __init__(self, source: Source, query: Query, account: Account, *owners: Owner) -> None:
        super().__init__(source.owner, *owners)
        self._source = source
        self._query = query
        self._account = account
        self._leases: set[Lease] = set()

    def done(self, page: RawPage) -> None:
        """Give back the room of a page that is used up."""
        self._release(page.lease)

    async def cut_off(self) -> None:
        """Stop fetching, and give back all room."""
        try:
            await super().cut_off()
        finally:
            _release_all(self._leases)

    def __del__(self) -> None:
        # Left by `break` on the last page: nothing is under way, and no owner would close it. The
        # garbage collector may run in any thread, and who waits for the room is woken in the loop.
        if self._leases and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_release_all, self._leases)

    async def _supervise(self) -> None:
        self._loop = asyncio.get_running_loop()
        undelivered: list[_Fetch] = []
        error: Exception | None = None
        async with asyncio.TaskGroup() as group:
            try:
                await self._deliver(group, undelivered)
            except Exception as caught:  # noqa: BLE001 - raised below: a group would wrap it
                error = caught
            for fetch in undelivered:
                fetch.discard(self.done)
        if error is not None:
            raise error

    async def _deliver(self, group: asyncio.TaskGroup, undelivered: list[_Fetch]) -> None:
        seen: set[str | None] = {None, ""}

        def begin(call: Call[list[Raw]]) -> _Fetch:
            undelivered.append(_Fetch(group, partial(self._fetch, call)))
            return undelivered[-1]

        def follow(cursor: str | None) -> _Fetch | None:
            if cursor is None or cursor in seen:
                return None
            seen.add(cursor)
            return begin(self._query.following(cursor))

        await self._wanted()
        current = begin(self._query.first)
        current.turn.set()
        while True:
            cursor = await current.cursor
            ahead = follow(cursor)
            page = await current.page()
            if page.response.cursor != cursor:
                # A page that broke off was fetched again, and this time goes on elsewhere.
                if ahead is not None:
                    undelivered.remove(ahead)
                    ahead.discard(self.done)
                ahead = follow(page.response.cursor)
            undelivered.remove(current)
            cursor, request_id = page.response.cursor, page.response.request_id
            self._put(page)
            # It is the consumer's now, and must not stay longer than he keeps it.
            del page, current
            if ahead is None:
                break
            ahead.turn.set()
            await self._wanted()
            current = ahead
        if cursor is not None:
            raise no_cursor(self._source.target, request_id)

    async def _wanted(self) -> None:
        await self._asked.wait()
        self._asked.clear()

    async def _fetch(self, call: Call[list[Raw]], fetch: _Fetch) -> RawPage:
        budget, exchange = self._source.budget, self._source.exchange
        lease = await budget.lease(self._account, lambda: budget.expected(self._query.limit))
        self._leases.add(lease)
        reading = _Reading(fetch, lease)
        try:
            # Many shops begin at the same time, and the start of a connection is work too.
            await exchange.turns.next()
            response = await exchange.send(self._source.target, call, recipient=reading)
        except BaseException:
            self._release(lease)
            raise
        budget.seen(reading.size or len(response.body), len(response.data))
        lease.resize(len(response.body))
        return RawPage(response=response, lease=lease)

    def _release(self, lease: Lease) -> None:
        if lease in self._leases:
            self._leases.remove(lease)
            lease.release()


def _release_all(leases: set[Lease]) -> None:
    while leases:
        leases.pop().release()


def no_cursor(target: Target, request_id: str | None) -> PagingError:
    """Make the error of a page whose next one cannot be asked for."""
    return PagingError(
        "the platform told of a next page, with no cursor that can be read, "
        "or with one given before",
        shop=target.domain,
        request_id=request_id,
    )


class _Fetch:
    """One page on its way. Its cursor is known before the page itself, where headers tell it.

    `turn` is set once the page before it is delivered.
    """

    __slots__ = ("cursor", "task", "turn")

    def __init__(
        self, group: asyncio.TaskGroup, fetch: Callable[[_Fetch], Coroutine[Any, Any, RawPage]]
    ) -> None:
        self.cursor: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.turn = asyncio.Event()
        self.task = group.create_task(self._run(fetch))
        # However it ends, and if it is cancelled before it begins.
        self.task.add_done_callback(lambda _: self.know(None))

    async def page(self) -> RawPage:
        """Give the page, or raise what prevented it."""
        result = await self.task
        if isinstance(result, Exception):
            raise result
        return result

    def discard(self, done: Callable[[RawPage], None]) -> None:
        """End it, and give back the room of a page that nobody will get."""

        def give_back(task: asyncio.Task[RawPage | Exception]) -> None:
            if not task.cancelled() and isinstance(page := task.result(), RawPage):
                done(page)

        self.task.cancel()
        self.task.add_done_callback(give_back)

    def know(self, cursor: str | None) -> None:
        """Tell the cursor, unless it is known already."""
        if not self.cursor.done():
            self.cursor.set_result(cursor)

    async def _run(
        self, fetch: Callable[[_Fetch], Coroutine[Any, Any, RawPage]]
    ) -> RawPage | Exception:
        try:
            page = await fetch(self)
            self.know(page.response.cursor)
        except Exception as error:  # noqa: BLE001 - for the consumer, when it is this page's turn
            return error
        return page


class _Reading:
    """How a page is read (as `exchange.Recipient` asks): it stays as it came until it is its turn.

    `size` is what it took meanwhile; 0 when it did not wait.
    """

    __slots__ = ("_fetch", "_lease", "size")

    def __init__(self, fetch: _Fetch, lease: Lease) -> None:
        self._fetch = fetch
        self._lease = lease
        self.size = 0

    def headed(self, head: Head) -> None:
        if head.cursor is not None:
            self._fetch.know(head.cursor)

    async def unpack(self, packed: int, unpacked: int) -> None:
        self.size = packed
        self._lease.resize(packed)
        await self._fetch.turn.wait()
        await self._lease.unpack(unpacked)

    def failed(self) -> None:
        self._lease.pack()
