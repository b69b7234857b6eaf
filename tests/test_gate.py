"""Gates: limits of a resource's own."""

import asyncio

import pytest
from clock import now, run, settle

from asyncshop.gate import Gates
from asyncshop.line import Waiter, WaitTooLongError

CREATE, GET = "POST orders", "GET orders"
ANYONE = Waiter(1, "interactive")


def test_there_is_no_gate_without_a_refusal() -> None:
    async def main() -> None:
        gates = Gates()
        assert await gates.enter(CREATE, ANYONE) is None
        assert gates.before(CREATE) is None
        assert gates.pause(CREATE) == 0
        gates.leave(CREATE, None)

    run(main())


def test_a_refusal_pauses_its_operation_only() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 3)
        assert gates.pause(CREATE) == 3
        assert await gates.enter(GET, ANYONE) is None
        assert now() == 0
        assert await gates.enter(CREATE, ANYONE) is gates.before(CREATE)
        assert now() == 3

    run(main())


def test_one_goes_after_the_other_in_order() -> None:
    async def main() -> None:
        gates, went = Gates(), []

        async def go(name: int) -> None:
            gate = await gates.enter(CREATE, ANYONE)
            went.append((name, now()))
            await asyncio.sleep(1)
            gates.leave(CREATE, gate)

        gates.close(CREATE, 2)
        async with asyncio.TaskGroup() as group:
            for name in range(3):
                group.create_task(go(name))
        assert went == [(0, 2), (1, 3), (2, 4)]
        assert len(gates) == 0

    run(main())


def test_a_prolonged_pause_is_waited_for_and_a_shorter_one_changes_nothing() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 2)
        entering = asyncio.create_task(gates.enter(CREATE, ANYONE))
        await asyncio.sleep(1)
        gates.close(CREATE, 4)
        gates.close(CREATE, 1)
        await entering
        assert now() == 5

    run(main())


def test_the_gate_stays_while_the_pause_lasts_and_goes_with_the_next_who_passes() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 2)
        gate = await gates.enter(CREATE, ANYONE)
        gates.close(CREATE, 2)
        gates.leave(CREATE, gate)
        assert len(gates) == 1
        gates.leave(CREATE, await gates.enter(CREATE, ANYONE))
        assert len(gates) == 0

    run(main())


def test_who_is_cancelled_in_the_pause_or_in_the_queue_lets_the_others_in() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 2)
        tasks = [asyncio.create_task(gates.enter(CREATE, ANYONE)) for _ in range(3)]
        await settle()
        for task in tasks[:2]:
            task.cancel()
        await asyncio.wait(tasks[:2])
        gate = await tasks[2]
        assert now() == 2
        assert gate is not None
        assert gate.wanted == 1
        gates.leave(CREATE, gate)
        assert len(gates) == 0

    run(main())


def test_who_is_cancelled_behind_another_leaves_nothing() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 0)
        first = await gates.enter(CREATE, ANYONE)
        waiting = asyncio.create_task(gates.enter(CREATE, ANYONE))
        await settle()
        waiting.cancel()
        await asyncio.wait([waiting])
        gates.leave(CREATE, first)
        assert len(gates) == 0

    run(main())


def test_nobody_waits_for_a_pause_that_is_too_long_for_him() -> None:
    async def main() -> None:
        gates = Gates()
        gates.close(CREATE, 3)
        entering = asyncio.create_task(gates.enter(CREATE, Waiter(1, "interactive", patience=5)))
        await settle()
        gates.close(CREATE, 3600)  # it is prolonged while he waits
        with pytest.raises(WaitTooLongError) as caught:
            await entering
        assert (now(), caught.value.delay, caught.value.paused) == (3, 3597, True)
        gate = gates.before(CREATE)
        assert gate is not None
        assert gate.wanted == 0

    run(main())
