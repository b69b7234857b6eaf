"""One budget of bytes over all pages that are being fetched or used."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable

FULL_ORDER = 17_500
"""Bytes of a large order: what is expected until a page has shown its size, zipped or not."""

UNPACKED = 2
"""Pages of an account that are unzipped at a time: the one in use, and the next if there is room.

The others wait as they came, a tenth as large: so a budget has room for ten times as many that are
under way, of shops that take seconds for a page.
"""


_NEARLY_THE_LARGEST = 32 * 1024 * 1024 - 64 * 1024
"""Bytes of a block that glibc's malloc adapts to: up to 32 MiB (mallopt(3), M_MMAP_THRESHOLD)."""


def keep_freed() -> None:
    """Let the C library keep what a page has freed for the next one.

    glibc gives the free end of its heap back to the system when that is twice as large as the
    largest block that was ever freed: two unzipped pages are. Their 2,000 page faults, at each of
    many shops, were a tenth of all that a page costs. One large block, freed and never written to,
    lets it keep up to 64 MB. It stays as it is where somebody has set it, or with another library.
    """
    bytes(_NEARLY_THE_LARGEST)


class Account:
    """Who uses pages: a listing that is iterated, or a whole stream.

    One that holds no page always gets one, however full the budget is, and one that has none
    unzipped always may unzip one: so nobody waits for room that only he himself, or somebody who
    waits for him, could make.
    """

    __slots__ = ("line", "pages", "unpacked", "unpacking")

    def __init__(self) -> None:
        self.pages = 0
        self.line: _Line = OrderedDict()
        self.unpacked = 0
        self.unpacking: deque[tuple[Lease, int, asyncio.Future[None]]] = deque()


class Lease:
    """Room for one page, until it is returned."""

    __slots__ = ("_account", "_budget", "_packed", "_released", "_size", "_unpacked")

    def __init__(self, budget: Budget, account: Account, size: int) -> None:
        self._budget = budget
        self._account = account
        self._size = size
        self._packed = size
        self._unpacked = False
        self._released = False

    def resize(self, size: int) -> None:
        """Take what the page really needs, once that is known; this never waits.

        Nothing of a lease that was released: of a page that somebody closed, and that is used all
        the same.
        """
        if self._released:
            return
        self._budget.used += size - self._size
        self._size = size
        self._budget.grant(self._account)

    async def unpack(self, size: int) -> None:
        """Wait until the page may be unzipped, and take what it needs then.

        Only for a page whose turn it is: one that is given out once those before it are used.
        Otherwise those would wait for it, and it for them.
        """
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._account.unpacking.append((self, size, granted))
        self._let_unpack()
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self.pack()
            raise

    def pack(self) -> None:
        """Let others unzip theirs: this page is not unzipped, or no more."""
        if self._unpacked:
            self._unpacked = False
            self._account.unpacked -= 1
            self.resize(self._packed)
            self._let_unpack()

    def _let_unpack(self) -> None:
        account = self._account
        while account.unpacking and self._budget.may_unpack(account):
            lease, size, granted = account.unpacking.popleft()
            if not granted.done():
                account.unpacked += 1
                lease._unpacked, lease._packed = True, lease._size
                lease.resize(size)  # at once: the next one is to find what is left
                granted.set_result(None)

    def release(self) -> None:
        """Give the room back; once."""
        self.pack()
        self._account.pages -= 1
        self.resize(0)
        self._released = True


class Budget:
    """Bytes that pages may take together; those who want more wait, first come, first served."""

    __slots__ = ("_line", "_order_size", "size", "used")

    def __init__(self, size: float) -> None:
        self.size = size
        self.used = 0
        self._order_size = float(FULL_ORDER)
        self._line: _Line = OrderedDict()

    def expected(self, orders: int) -> int:
        """Estimate the size of a page of that many orders as it comes, from those seen so far."""
        return int(orders * self._order_size)

    def seen(self, size: int, orders: int) -> None:
        """Learn from a page: larger ones at once, smaller ones bit by bit."""
        if orders:
            self._order_size = max(size / orders, 0.8 * self._order_size + 0.2 * size / orders)

    def may_unpack(self, account: Account) -> bool:
        """Whether an account may unzip one more page."""
        room = account.unpacked < UNPACKED and self.used < self.size
        return not account.unpacked or room

    async def lease(self, account: Account, size: Callable[[], int]) -> Lease:
        """Wait for room; `size` is asked when there may be some, and gives bytes."""
        waiting = _Waiting(account, size)
        self._line[waiting] = account.line[waiting] = None
        self.grant(account)
        try:
            return await waiting.lease
        except asyncio.CancelledError:
            if waiting.lease.done() and not waiting.lease.cancelled():
                waiting.lease.result().release()
            else:
                self._part(waiting)
                self.grant(account)
            raise

    def grant(self, account: Account) -> None:
        """Give room to those at the head of the line, and to an account that holds no page.

        Nobody else is looked at: a thousand shops may be waiting.
        """
        # Who comes later and would fit does not overtake: large pages would starve.
        while (head := _first(self._line)) and self._give(head):
            pass
        if not account.pages and (head := _first(account.line)):
            self._give(head)

    def _give(self, waiting: _Waiting) -> bool:
        """Give room, if there is some or must be; True when this one is done with."""
        account, size = waiting.account, waiting.size()
        cancelled = waiting.lease.done()
        if not cancelled and account.pages and self.used + size > self.size:
            return False
        # First of all: the garbage collector may release pages, and so come here, at any moment.
        self._part(waiting)
        if not cancelled:
            self.used += size
            account.pages += 1
            waiting.lease.set_result(Lease(self, account, size))
        return True

    def _part(self, waiting: _Waiting) -> None:
        self._line.pop(waiting, None)
        waiting.account.line.pop(waiting, None)


class _Waiting:
    __slots__ = ("account", "lease", "size")

    def __init__(self, account: Account, size: Callable[[], int]) -> None:
        self.account = account
        self.size = size
        self.lease: asyncio.Future[Lease] = asyncio.get_running_loop().create_future()


_Line = OrderedDict[_Waiting, None]
"""Those who wait, in their order; who is given room from its middle leaves nothing behind."""


def _first(line: _Line) -> _Waiting | None:
    return next(iter(line), None)
