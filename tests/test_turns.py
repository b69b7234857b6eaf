"""Turns of the loop: one step of heavy work in each, first come, first served."""

import asyncio
from collections import Counter
from itertools import pairwise

import pytest
from clock import StuckError, run, settle
from hypothesis import example, given
from hypothesis import strategies as st

from asyncshop.turns import Turns


class Loop:
    """Counts the loop's turns; whoever calls `begin` first is the first to be called in each."""

    def __init__(self) -> None:
        self.turn = 0

    def begin(self) -> None:
        asyncio.get_running_loop().call_soon(self._count)

    def _count(self) -> None:
        self.turn += 1
        self.begin()


def test_the_first_to_ask_goes_on_at_once() -> None:
    async def main() -> None:
        turns, loop = Turns(), Loop()
        loop.begin()
        await turns.next()
        assert loop.turn == 0

    run(main())


def test_who_asks_once_the_turn_is_over_goes_on_at_once_too() -> None:
    async def main() -> None:
        turns, loop = Turns(), Loop()
        loop.begin()
        for _ in range(3):
            await settle()
            before = loop.turn
            await turns.next()
            assert loop.turn == before

    run(main())


def test_first_come_first_served() -> None:
    async def main() -> None:
        turns = Turns()
        went: list[int] = []

        async def step(number: int) -> None:
            await turns.next()
            went.append(number)

        await asyncio.gather(*map(step, range(5)))
        assert went == list(range(5))

    run(main())


def test_who_asks_again_stands_behind_those_who_wait() -> None:
    async def main() -> None:
        turns = Turns()
        went: list[str] = []

        async def work(name: str) -> None:
            for _ in range(3):
                await turns.next()
                went.append(name)

        await asyncio.gather(turns.next(), work("a"), work("b"))
        assert "".join(went) == "ababab"

    run(main())


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), min_size=1, max_size=8))
@example([(0, 1), (0, 1), (2, 1)])  # the last one comes when nobody waits, but one has just gone
def test_there_is_never_more_than_one_step_in_a_turn(workers: list[tuple[int, int]]) -> None:
    """Whenever they come, and however many steps each has."""

    async def main() -> None:
        turns, loop = Turns(), Loop()
        steps: Counter[int] = Counter()

        async def work(start: int, count: int) -> None:
            for _ in range(start):
                await asyncio.sleep(0)
            for _ in range(count):
                await turns.next()
                steps[loop.turn] += 1

        loop.begin()
        await asyncio.gather(*(work(*worker) for worker in workers))
        assert steps.total() == sum(count for _, count in workers)
        assert set(steps.values()) == {1}

    run(main())


def test_the_loop_is_served_between_two_steps() -> None:
    async def main() -> None:
        turns = Turns()
        seen: list[str] = []

        async def work() -> None:
            for _ in range(3):
                await turns.next()
                seen.append("step")

        async def bystand() -> None:
            while len(seen) < 30:
                seen.append("bystander")
                await asyncio.sleep(0)

        await asyncio.gather(work(), work(), bystand())
        assert seen.count("step") == 6
        assert ("step", "step") not in pairwise(seen)

    run(main())


@example((3, {1}), 1)  # he waits
@example((3, {1}), 2)  # his turn is given, and he has not gone on yet
@given(
    st.integers(1, 6).flatmap(
        lambda count: st.tuples(st.just(count), st.sets(st.integers(0, count - 1)))
    ),
    st.integers(0, 8),
)
def test_who_is_cancelled_loses_nobody_elses_turn(who: tuple[int, set[int]], moment: int) -> None:
    """Be it while he waits, or when his turn is given and he has not gone on yet."""
    count, cancelled = who

    async def main() -> None:
        turns = Turns()
        went: list[int] = []

        async def step(number: int) -> None:
            await turns.next()
            went.append(number)

        tasks = [asyncio.create_task(step(number)) for number in range(count)]
        for _ in range(moment):
            await asyncio.sleep(0)
        for number in cancelled:
            tasks[number].cancel()
        await asyncio.wait(tasks)
        gone = {number for number in range(count) if tasks[number].cancelled()}
        assert went == [number for number in range(count) if number not in gone]
        assert gone <= cancelled

    run(main())


def test_nothing_is_left_behind_by_those_who_were_cancelled() -> None:
    async def main() -> None:
        turns = Turns()
        await turns.next()
        tasks = [asyncio.create_task(turns.next()) for _ in range(100)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await settle()
        assert (turns._taken, len(turns._waiting)) == (False, 0)

    run(main())


def test_without_work_the_loop_comes_to_rest() -> None:
    """It is not woken for turns that nobody asked for."""

    async def main() -> None:
        turns = Turns()
        await asyncio.gather(turns.next(), turns.next())
        await asyncio.get_running_loop().create_future()

    with pytest.raises(StuckError):
        run(main())
