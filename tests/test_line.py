"""The line before one shop."""

import asyncio
from math import inf
from typing import Any

from clock import now, run, settle
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.line import LANES, Lane, Line, Waiter

LANE = st.sampled_from(LANES)


def in_order(line: Line) -> list[Waiter]:
    order = []
    while (head := line.head) is not None:
        order.append(head)
        line.part(head)
    return order


@given(st.lists(LANE, max_size=20))
def test_each_lane_is_first_in_first_out_and_background_comes_last(lanes: list[Lane]) -> None:
    line, waiters = Line(), [Waiter(1, lane) for lane in lanes]
    for waiter in waiters:
        line.join(waiter)
    assert len(line) == len(lanes)
    assert in_order(line) == sorted(waiters, key=lambda waiter: LANES.index(waiter.lane))
    assert len(line) == 0


@given(st.lists(LANE, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_who_leaves_from_the_middle_leaves_nothing(lanes: list[Lane], random: Any) -> None:
    line, waiters = Line(), [Waiter(1, lane) for lane in lanes]
    for waiter in waiters:
        line.join(waiter)
    gone = random.sample(waiters, random.randint(0, len(waiters)))
    for waiter in gone:
        line.part(waiter)
    assert len(line) == len(waiters) - len(gone)
    assert set(in_order(line)) == set(waiters) - set(gone)


def test_who_was_refused_goes_first_in_its_own_lane_and_in_order() -> None:
    line, (interactive, background) = Line(), LANES
    waiting = Waiter(1, background)
    refused = [Waiter(1, background, again=True) for _ in range(3)]
    first = Waiter(1, interactive)
    for waiter in (waiting, *refused, first):
        line.join(waiter)
    assert in_order(line) == [first, *refused, waiting]


def test_the_next_is_woken_when_the_head_leaves() -> None:
    async def main() -> None:
        line, woken = Line(), []
        waiters = [Waiter(1, "interactive") for _ in range(3)]

        async def stand(waiter: Waiter) -> None:
            await waiter.wait(inf)
            woken.append(waiter)

        for waiter in waiters:
            line.join(waiter)
        async with asyncio.TaskGroup() as group:
            for waiter in waiters:
                group.create_task(stand(waiter))
            for waiter in waiters:
                await settle()
                line.wake()
                await settle()
                assert woken[-1] is waiter
                line.part(waiter)
        line.wake()

    run(main())


def test_a_wait_ends_by_its_timer() -> None:
    async def main() -> None:
        await Waiter(1, "interactive").wait(1.5)
        assert now() == 1.5

    run(main())


def test_a_wake_ends_a_wait_early_and_its_timer_with_it() -> None:
    async def main() -> None:
        waiter = Waiter(1, "interactive")
        task = asyncio.create_task(waiter.wait(10))
        await settle()
        waiter.wake()
        waiter.wake()
        await task
        assert now() == 0
        again = asyncio.create_task(waiter.wait(20))
        await again
        assert now() == 20

    run(main())


def test_waking_who_does_not_wait_does_nothing() -> None:
    waiter = Waiter(1, "interactive")
    waiter.wake()

    async def main() -> None:
        await waiter.wait(1)
        assert now() == 1

    run(main())
