"""The budget of bytes over all pages."""

import asyncio
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from clock import run, settle
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncshop.memory import FULL_ORDER, UNPACKED, Account, Budget, Lease


def of(size: int) -> Callable[[], int]:
    return lambda: size


def lease(budget: Budget, account: Account, size: int) -> asyncio.Task[Lease]:
    return asyncio.create_task(budget.lease(account, of(size)))


async def busy_account(budget: Budget) -> Account:
    """An account that holds a page already, of no size."""
    account = Account()
    await budget.lease(account, of(0))
    return account


def test_room_is_given_as_long_as_there_is_some() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        await budget.lease(account, of(60))
        await budget.lease(account, of(40))
        waiting = lease(budget, account, 1)
        await settle()
        assert not waiting.done()
        assert budget.used == 100
        waiting.cancel()
        await asyncio.wait([waiting])

    run(main())


def test_an_account_without_a_page_always_gets_one() -> None:
    async def main() -> None:
        budget = Budget(100)
        first = await budget.lease(Account(), of(100))
        second = await budget.lease(Account(), of(500))
        assert budget.used == 600
        first.release()
        second.release()
        assert budget.used == 0

    run(main())


def test_nobody_overtakes_who_waits_for_much() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        held = await budget.lease(account, of(60))
        large, small = lease(budget, account, 90), lease(budget, account, 10)
        await settle()
        assert not small.done()
        held.release()
        await asyncio.gather(large, small)
        assert budget.used == 100

    run(main())


def test_a_page_smaller_than_expected_makes_room_at_once() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        held = await budget.lease(account, of(60))
        waiting = lease(budget, account, 50)
        await settle()
        held.resize(40)
        await waiting
        assert budget.used == 90
        held.resize(400)
        assert budget.used == 450

    run(main())


def test_the_size_is_asked_for_anew_when_there_may_be_room() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        held = await budget.lease(account, of(50))
        expected = [60]
        waiting = asyncio.create_task(budget.lease(account, lambda: expected[0]))
        await settle()
        expected[0] = 45
        held.resize(50)
        await waiting
        assert budget.used == 95

    run(main())


def test_cancelling_who_waits_for_much_lets_the_next_in() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        await budget.lease(account, of(60))
        large, small = lease(budget, account, 90), lease(budget, account, 30)
        await settle()
        large.cancel()
        await small
        assert large.cancelled()
        assert budget.used == 90

    run(main())


def test_room_is_not_given_to_who_is_being_cancelled() -> None:
    """A release between a task's cancel and its end finds the waiter cancelled already."""

    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        held = await budget.lease(account, of(60))
        waiting = lease(budget, account, 90)
        await settle()
        waiting.cancel()
        held.release()
        await asyncio.wait([waiting])
        assert (budget.used, account.pages) == (0, 1)

    run(main())


def test_room_given_in_the_moment_of_a_cancel_is_given_back() -> None:
    async def main() -> None:
        budget = Budget(100)
        account = await busy_account(budget)
        held = await budget.lease(account, of(60))
        waiting = lease(budget, account, 90)
        await settle()
        held.release()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        assert (budget.used, account.pages) == (0, 1)

    run(main())


def test_of_many_who_wait_only_the_first_is_looked_at() -> None:
    async def main() -> None:
        budget, asked = Budget(100), []
        account = await busy_account(budget)
        held = await budget.lease(account, of(100))

        def size(number: int) -> int:
            asked.append(number)
            return 90

        tasks = [
            asyncio.create_task(budget.lease(account, partial(size, number)))
            for number in range(1000)
        ]
        await settle()
        assert set(asked) == {0}
        asked.clear()
        held.release()
        assert set(asked) == {0, 1}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    run(main())


def test_an_account_that_gave_back_its_last_page_gets_the_next_wherever_it_stands() -> None:
    async def main() -> None:
        budget = Budget(100)
        full, other = await busy_account(budget), Account()
        await budget.lease(full, of(100))
        held = await budget.lease(other, of(50))
        ahead = lease(budget, full, 10)
        behind, last = lease(budget, other, 70), lease(budget, other, 20)
        await settle()
        held.release()
        await behind
        assert not ahead.done()
        assert not last.done()
        assert (budget.used, other.pages) == (170, 1)
        for task in (ahead, last):
            task.cancel()
        await asyncio.wait([ahead, last])

    run(main())


def test_a_page_released_by_the_garbage_collector_meanwhile_grants_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main() -> None:
        budget, garbage = Budget(100), []
        account = await busy_account(budget)
        held = [await budget.lease(account, of(50)) for _ in range(2)]

        def collecting(*arguments: Any) -> Lease:
            while garbage:
                garbage.pop().release()
            return Lease(*arguments)

        waiting = [lease(budget, account, 30) for _ in range(2)]
        await settle()
        monkeypatch.setattr("asyncshop.memory.Lease", collecting)
        garbage.append(held[0])
        held[1].release()
        await asyncio.wait(waiting)
        assert (budget.used, account.pages) == (60, 3)

    run(main())


def test_the_expected_size_rises_at_once_and_falls_bit_by_bit() -> None:
    budget = Budget(1)
    assert budget.expected(250) == 250 * FULL_ORDER
    budget.seen(0, 0)
    budget.seen(100 * 30_000, 100)
    assert budget.expected(1) == 30_000
    budget.seen(100 * 10_000, 100)
    assert budget.expected(1) == 26_000


@given(
    pages=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 70), st.integers(0, 70)), max_size=30
    ),
    random=st.randoms(use_true_random=True),
)
@settings(max_examples=100, deadline=None)
def test_the_budget_holds_and_nobody_waits_for_ever(
    pages: list[tuple[int, int, int]], random: Any
) -> None:
    """In whatever order pages are asked for, resized, unpacked, cancelled and released.

    More than the budget is given only as an account's first page.
    """

    async def main() -> None:
        budget, accounts = Budget(100), [Account() for _ in range(4)]

        async def page(account: Account, expected: int, actual: int) -> None:
            before = [0, 0]

            def size() -> int:
                before[:] = budget.used, account.pages
                return expected

            lease = await budget.lease(account, size)
            try:
                used, pages = before
                assert used + expected <= 100 or pages == 0
                await asyncio.sleep(random.random())
                lease.resize(actual)
                if random.random() < 0.5:
                    await lease.unpack(2 * actual)
                    assert 1 <= account.unpacked <= UNPACKED
                await asyncio.sleep(random.random())
            finally:
                lease.release()

        tasks = [
            asyncio.create_task(page(accounts[account], expected, actual))
            for account, expected, actual in pages
        ]
        while any(not task.done() for task in tasks):
            if random.random() < 0.1:
                random.choice(tasks).cancel()
            await asyncio.sleep(random.random() / 4)
        for task in tasks:
            assert task.cancelled() or task.exception() is None
        assert budget.used == 0
        assert not budget._line
        assert not any(account.line for account in accounts)
        assert [account.pages for account in accounts] == [0] * 4
        assert [account.unpacked for account in accounts] == [0] * 4

    run(main())


@pytest.mark.parametrize("order", ["first", "last"])
def test_a_page_at_a_time_is_always_possible(order: str) -> None:
    """However small the budget: each account goes on with the page it may always have."""

    async def main() -> None:
        budget, seen = Budget(1), []

        async def listing(name: int) -> None:
            account = Account()
            for _ in range(3):
                lease = await budget.lease(account, of(1000))
                await asyncio.sleep(name if order == "first" else 5 - name)
                seen.append(name)
                lease.release()

        await asyncio.gather(*(listing(name) for name in range(1, 4)))
        assert sorted(seen) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
        assert budget.used == 0

    run(main())


# -- pages that wait as they came ----------------------------------------------------------------


async def leases(budget: Budget, account: Account, count: int) -> list[Lease]:
    """Pages as they came, of no size."""
    return [await budget.lease(account, of(0)) for _ in range(count)]


def unpack(leases: list[Lease], size: int) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(lease.unpack(size)) for lease in leases]


async def done(tasks: list[asyncio.Task[None]]) -> list[bool]:
    await settle()
    return [task.done() for task in tasks]


def test_so_many_pages_of_an_account_are_unpacked_at_a_time() -> None:
    async def main() -> None:
        budget, account = Budget(100), Account()
        pages = await leases(budget, account, UNPACKED + 2)
        unpacking = unpack(pages, 10)
        assert await done(unpacking) == [True] * UNPACKED + [False] * 2
        assert budget.used == UNPACKED * 10
        pages[0].release()
        assert await done(unpacking) == [True] * (UNPACKED + 1) + [False]
        unpacking[-1].cancel()
        await asyncio.wait(unpacking)
        for lease in pages[1:]:
            lease.release()
        assert (account.unpacked, budget.used) == (0, 0)

    run(main())


def test_without_room_an_account_unpacks_one_page_at_a_time() -> None:
    async def main() -> None:
        budget, account, other = Budget(100), Account(), Account()
        pages = await leases(budget, account, 2)
        unpacking = unpack(pages, 100)
        (elsewhere,) = await leases(budget, other, 1)
        await elsewhere.unpack(100)
        assert await done(unpacking) == [True, False]
        pages[0].release()
        assert await done(unpacking) == [True, True]
        assert budget.used == 200

    run(main())


def test_two_that_ask_at_the_same_time_do_not_take_the_same_room() -> None:
    async def main() -> None:
        budget, accounts = Budget(100), [Account(), Account()]
        for account in accounts:
            (used,) = await leases(budget, account, 1)
            await used.unpack(40)
        nexts = [(await leases(budget, account, 1))[0] for account in accounts]
        unpacking = unpack(nexts, 40)
        assert await done(unpacking) == [True, False]
        assert budget.used == 120
        unpacking[1].cancel()
        await asyncio.wait(unpacking)

    run(main())


def test_a_place_is_given_back_once() -> None:
    async def main() -> None:
        account = Account()
        (lease,) = await leases(Budget(100), account, 1)
        await lease.unpack(10)
        lease.pack()
        lease.pack()
        lease.release()
        assert account.unpacked == 0

    run(main())


def test_a_place_given_in_the_moment_of_a_cancel_is_given_back() -> None:
    async def main() -> None:
        budget, account = Budget(100), Account()
        pages = await leases(budget, account, UNPACKED + 2)
        unpacking = unpack(pages, 10)
        await settle()
        unpacking[-2].cancel()  # before it has a place
        await settle()
        pages[0].release()
        unpacking[-1].cancel()  # it has one, and does not know
        await asyncio.wait(unpacking)
        assert unpacking[-1].cancelled()
        assert account.unpacked == UNPACKED - 1
        assert budget.used == 10 * account.unpacked

    run(main())


FAULTS = """
import asyncio
import resource
import sys
from asyncshop import SessionManager

async def opened():
    async with SessionManager():
        pass

if sys.argv[1] == "opened":
    asyncio.run(opened())
began = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    two = [b"x" * size for size in (4_400_000, 4_500_000)]
    del two
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - began)
"""
"""Tells how often the system fetches memory, while two pages at a time are made and dropped."""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others know no such threshold")
def test_what_a_page_frees_is_kept_for_the_next() -> None:
    def faults(how: str) -> int:
        command = [sys.executable, "-c", FAULTS, how]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
        return int(done.stdout)

    assert faults("opened") < faults("not opened") / 4
