"""Deadlines: what they end, what they let be, and what they leave behind."""

import asyncio
import gc
import weakref
from collections.abc import Awaitable
from contextvars import ContextVar
from random import Random
from typing import Any

import pytest
from clock import now, run, settle
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncshop.deadline import Deadline, Deadlines


def timers() -> list[asyncio.TimerHandle]:
    """What the running loop has yet to call."""
    scheduled: list[asyncio.TimerHandle] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined] # no public way
    return [timer for timer in scheduled if not timer.cancelled()]


def running() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None
    return task


async def bounded(deadlines: Deadlines, work: Awaitable[Any], total: float, read: float) -> None:
    with Deadline(deadlines, running(), total=total, read=read, now=now()) as deadline:
        deadline.heard(now())
        await work


async def heard(moments: list[float], total: float, read: float) -> None:
    """Something comes at these moments, and then nothing."""
    with Deadline(Deadlines(), running(), total=total, read=read, now=now()) as deadline:
        for moment in moments:
            await asyncio.sleep(moment - now())
            deadline.heard(now())
        await asyncio.sleep(1000)


def test_what_takes_too_long_in_all_is_ended() -> None:
    async def main() -> None:
        with pytest.raises(TimeoutError, match=r"^7 s in all$"):
            await bounded(Deadlines(), asyncio.sleep(100), total=7, read=50)
        assert now() == 7
        assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr] # it is a task

    run(main())


def test_what_brings_nothing_for_too_long_is_ended() -> None:
    async def main() -> None:
        with pytest.raises(TimeoutError, match=r"^nothing for 2.5 s$"):
            await heard([0, 2, 4, 6], total=100, read=2.5)
        assert now() == 8.5

    run(main())


def test_until_the_first_piece_is_waited_for_only_the_total_counts() -> None:
    async def main() -> None:
        with pytest.raises(TimeoutError, match="nothing for 1 s"):
            await heard([60], total=100, read=1)
        assert now() == 61

    run(main())


def test_what_is_done_in_time_is_let_be() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        await bounded(deadlines, asyncio.sleep(5), total=6, read=6)
        await asyncio.sleep(60)

    run(main())


def test_each_has_its_own_whichever_began_first() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        ended: dict[float, float] = {}

        async def one(total: float) -> None:
            try:
                await bounded(deadlines, asyncio.sleep(100), total=total, read=50)
            except TimeoutError:
                ended[total] = now()

        async with asyncio.TaskGroup() as group:
            for total in (9, 3, 6, 3):
                group.create_task(one(total))
        assert ended == {3: 3, 6: 6, 9: 9}

    run(main())


def test_all_share_one_timer() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        async with asyncio.TaskGroup() as group:
            for _ in range(100):
                group.create_task(bounded(deadlines, settle(), total=30, read=20))
            await asyncio.sleep(0)
            (timer,) = timers()
            assert timer.when() == 20
        for _ in range(100):
            await bounded(deadlines, settle(), total=30, read=20)
        assert timers() == [timer]

    run(main())


def test_closing_leaves_no_timer() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        await bounded(deadlines, settle(), total=30, read=20)
        assert timers()
        deadlines.close()
        assert not timers()

    run(main())


def test_what_is_under_way_when_it_is_closed_is_still_ended() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        task = asyncio.create_task(bounded(deadlines, asyncio.sleep(9), total=3, read=3))
        await asyncio.sleep(1)
        deadlines.close()
        with pytest.raises(TimeoutError):
            await task
        assert now() == 3
        assert not timers()

    run(main())


def test_the_timer_keeps_nothing_of_whoever_was_the_first() -> None:
    class Something:
        pass

    kept: ContextVar[Something] = ContextVar("kept")

    async def main() -> None:
        deadlines = Deadlines()

        async def first() -> weakref.ref[Something]:
            something = Something()
            kept.set(something)
            await bounded(deadlines, settle(), total=30, read=20)
            return weakref.ref(something)

        gone = await asyncio.create_task(first())
        await settle()
        gc.collect()
        assert gone() is None
        assert timers()

    run(main())


def test_no_timer_is_left_when_nothing_was_under_way_as_it_went_off() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        await bounded(deadlines, settle(), total=3, read=2)
        await asyncio.sleep(4)
        assert not timers()
        with pytest.raises(TimeoutError):
            await bounded(deadlines, asyncio.sleep(9), total=3, read=2)
        assert now() == 6

    run(main())


def test_who_is_cancelled_by_somebody_else_stays_cancelled() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        task = asyncio.create_task(bounded(deadlines, asyncio.sleep(9), total=5, read=5))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(9)

    run(main())


def test_who_is_cancelled_at_the_same_moment_stays_cancelled() -> None:
    async def main() -> None:
        deadlines = Deadlines()
        task = asyncio.create_task(bounded(deadlines, asyncio.sleep(9), total=5, read=5))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_at(5, task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert now() == 5

    run(main())


def test_what_comes_of_the_ending_is_raised_as_it_is() -> None:
    """A connection that breaks because of it, say, or one that was read to its end after all."""

    async def breaks() -> None:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            raise OSError("broken") from None

    async def ends() -> None:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            return

    async def main() -> None:
        deadlines = Deadlines()
        with pytest.raises(OSError, match="broken"):
            await bounded(deadlines, breaks(), total=5, read=5)
        await bounded(deadlines, ends(), total=5, read=5)
        assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr] # it is a task

    run(main())


def test_who_takes_his_time_to_end_is_not_told_twice() -> None:
    async def slow() -> None:
        try:
            await asyncio.sleep(9)
        finally:
            await asyncio.sleep(9)

    async def main() -> None:
        deadlines = Deadlines()
        other = asyncio.create_task(bounded(deadlines, asyncio.sleep(7.5), total=8, read=6))
        with pytest.raises(TimeoutError):
            await bounded(deadlines, slow(), total=5, read=5)
        assert now() == 14
        with pytest.raises(TimeoutError):
            await other

    run(main())


async def many(seed: int, *, own: bool) -> list[tuple[int, str, float]]:
    """Several tasks with bounds, some cancelled: how and when each ended."""
    random = Random(seed)  # noqa: S311 - dice that fall the same way twice
    deadlines, ended = Deadlines(), []

    async def one(number: int) -> None:
        total, outer = random.uniform(1, 5), random.choice([None, random.uniform(1, 5)])
        steps = [random.uniform(0, 3) for _ in range(random.randint(1, 3))]
        keeps = random.random() < 0.2

        async def work() -> None:
            try:
                for step in steps:
                    await asyncio.sleep(step)
            except asyncio.CancelledError:
                await asyncio.sleep(0)
                if not keeps:
                    raise

        how = "done"
        try:
            async with asyncio.timeout(outer):
                if own:
                    with Deadline(deadlines, running(), total=total, read=1000, now=now()):
                        await work()
                else:
                    async with asyncio.timeout(total):
                        await work()
        except (TimeoutError, asyncio.CancelledError) as error:
            how = f"{type(error).__name__} {asyncio.current_task().cancelling()}"  # type: ignore[union-attr] # it is a task
        ended.append((number, how, round(now(), 6)))

    tasks = [asyncio.create_task(one(number)) for number in range(random.randint(1, 5))]
    for _ in range(random.randint(0, 3)):
        await asyncio.sleep(random.uniform(0, 3))
        random.choice(tasks).cancel()
    await asyncio.wait(tasks)
    assert not deadlines.running
    return sorted(ended)


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_it_ends_what_asyncio_timeout_ends(seed: int) -> None:
    assert run(many(seed, own=True)) == run(many(seed, own=False))
