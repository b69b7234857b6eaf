"""Iterators that own their tasks: what ends them, and that nothing stays behind."""

import asyncio
import contextlib
import itertools
from typing import Any

import pytest

from asyncshop.supervision import Owner, Supervised


class Feed(Supervised[int]):
    """Gives what it is told to, one at a time, then does as it is told."""

    def __init__(self, *owners: Owner, items: int = 3, end: BaseException | None = None) -> None:
        super().__init__(*owners)
        self.items = items
        self.end = end
        self.given = 0
        self.left = False

    async def _supervise(self) -> None:
        try:
            for number in range(self.items):
                await self._asked.wait()
                self._asked.clear()
                self.given += 1
                self._put(number)
            if self.end is not None:
                raise self.end
        finally:
            self.left = True


class Forever(Supervised[int]):
    async def _supervise(self) -> None:
        await asyncio.get_running_loop().create_future()


async def test_items_come_in_order_and_then_it_is_over() -> None:
    feed = Feed()
    assert [item async for item in feed] == [0, 1, 2]
    assert [item async for item in feed] == []


async def test_nothing_starts_before_the_first_item_is_asked_for() -> None:
    before = asyncio.all_tasks()
    feed = Feed()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    await feed.aclose()
    assert [item async for item in feed] == []


async def test_what_ends_it_early_is_raised_once_after_the_items() -> None:
    feed = Feed(items=1, end=ValueError("broken"))
    assert await anext(feed) == 0
    with pytest.raises(ValueError, match="broken"):
        await anext(feed)
    assert [item async for item in feed] == []


async def test_a_stop_from_within_is_not_taken_for_the_end() -> None:
    feed = Feed(items=1, end=StopAsyncIteration())
    assert await anext(feed) == 0
    with pytest.raises(RuntimeError, match="StopAsyncIteration was raised within") as caught:
        await anext(feed)
    assert isinstance(caught.value.__cause__, StopAsyncIteration)


async def test_a_cancellation_from_within_is_not_taken_for_the_end() -> None:
    feed = Feed(items=1, end=asyncio.CancelledError())
    assert await anext(feed) == 0
    with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
        await anext(feed)


async def test_closing_leaves_no_task_and_may_be_done_again() -> None:
    before = asyncio.all_tasks()
    feed = Feed()
    await anext(feed)
    await feed.aclose()
    await feed.aclose()
    assert feed.left
    assert asyncio.all_tasks() == before
    assert [item async for item in feed] == []


@pytest.mark.parametrize("moment", range(1, 6))
async def test_who_waits_while_another_closes_it_gets_an_error(moment: int) -> None:
    feed = Forever()
    waiting = asyncio.create_task(anext(feed))
    for _ in range(moment):
        await asyncio.sleep(0)
    await feed.aclose()
    with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
        await waiting


async def test_async_with_closes_it() -> None:
    async with Feed() as feed:
        async for _ in feed:
            break
    assert feed.left


async def test_an_owner_closes_what_is_open_under_it() -> None:
    outer, inner = Owner(), Owner()
    feeds = [Feed(outer, inner) for _ in range(3)]
    for feed in feeds:
        await anext(feed)
    assert outer.opened == inner.opened == set(feeds)
    async with inner:
        pass
    assert [feed.left for feed in feeds] == [True] * 3
    assert outer.opened == inner.opened == set()


async def test_who_is_through_is_no_longer_owned() -> None:
    owner = Owner()
    feed = Feed(owner, items=1)
    assert [item async for item in feed] == [0]
    assert owner.opened == set()


async def test_a_cancelled_wait_loses_no_item() -> None:
    feed = Feed(items=50)
    got: list[int] = []

    async def take() -> None:
        got.append(await anext(feed))

    for moment in range(200):
        taking = asyncio.create_task(take())
        for _ in range(moment % 7):
            await asyncio.sleep(0)
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
    got += [item async for item in feed]
    assert got == list(range(50))


async def test_several_consumers_share_the_items() -> None:
    feed = Feed(items=20)

    async def consume() -> list[int]:
        return [item async for item in feed]

    shares: list[list[int]] = await asyncio.gather(*(consume() for _ in range(3)))
    assert sorted(itertools.chain(*shares)) == list(range(20))


async def test_each_of_several_who_wait_gets_an_item() -> None:
    """Also where one of them was faster with what came: then the others ask again."""
    feed = Feed(items=3)
    async with asyncio.timeout(10):
        assert sorted(await asyncio.gather(*(anext(feed) for _ in range(3)))) == [0, 1, 2]


def test_it_is_abstract() -> None:
    cls: Any = Supervised
    with pytest.raises(TypeError, match="_supervise"):
        cls()


async def test_who_goes_on_after_its_owner_closed_it_gets_an_error_and_no_end() -> None:
    """To him, an end would mean that there is no more: a silent gap."""
    owner = Owner()
    feed = Feed(owner)
    assert await anext(feed) == 0
    await owner.aclose()
    with pytest.raises(RuntimeError, match="closed or cancelled before its end"):
        await anext(feed)


async def test_who_has_all_items_ends_well_though_its_owner_closes_meanwhile() -> None:
    owner = Owner()
    feed = Feed(owner, items=1)
    assert await anext(feed) == 0
    await asyncio.sleep(0)
    await owner.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(feed)


class Slow(Supervised[int]):
    """Takes its time to leave."""

    async def _supervise(self) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)


async def test_a_closing_that_is_cancelled_still_leaves_nothing_behind() -> None:
    slow = Slow()
    waiting = asyncio.create_task(anext(slow))
    await asyncio.sleep(0)
    closing = asyncio.create_task(slow.aclose())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert slow._task is not None
    assert slow._task.done()
    with pytest.raises(RuntimeError):
        await waiting


@pytest.mark.parametrize("steps", [1, 2, 8])
async def test_an_owner_that_is_cancelled_while_it_closes_closes_all_the_same(steps: int) -> None:
    owner = Owner()
    feeds = [Slow(owner) for _ in range(3)]
    waiting = [asyncio.create_task(anext(feed)) for feed in feeds]
    await asyncio.sleep(0)
    closing = asyncio.create_task(owner.aclose())
    for _ in range(steps):
        await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert all(feed._task is not None and feed._task.done() for feed in feeds)
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in told] == [RuntimeError] * 3


async def test_who_begins_again_each_time_does_not_keep_its_owner_from_closing() -> None:
    owner = Owner()
    begun = 0

    async def consume() -> None:
        nonlocal begun
        while True:
            begun += 1
            with contextlib.suppress(RuntimeError):
                await anext(Forever(owner))

    consuming = asyncio.create_task(consume())
    await asyncio.sleep(0)
    for _ in range(3):
        await owner.aclose()
        await asyncio.sleep(0)
    assert begun > 1
    consuming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consuming
    await owner.aclose()


async def test_each_of_several_consumers_learns_that_it_was_cut_off() -> None:
    """Whoever were told of an end instead would take what came for all there is."""
    owner = Owner()
    forever = Forever(owner)
    waiting = [asyncio.create_task(anext(forever)) for _ in range(3)]
    await asyncio.sleep(0)
    await owner.aclose()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in told] == [RuntimeError] * 3
    with pytest.raises(RuntimeError, match="closed or cancelled"):
        await anext(forever)
