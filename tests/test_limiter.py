"""The limiter of one shop, judged by a strict platform in time that costs none."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import pairwise
from random import Random
from typing import Any, cast

import pytest
from clock import now, run, settle
from hypothesis import given, settings
from hypothesis import strategies as st
from strict import PLUS, ROUNDINGS, STANDARD, Platform, between, fixed, limiter, ready, seeded

from asyncshop.bucket import BucketSize, Usage
from asyncshop.limiter import Admission, Limiter
from asyncshop.line import Lane, WaitTooLongError

GET, CREATE = "GET orders", "POST orders"


def assert_nothing_is_left(limiter: Limiter, slots: int = 1000) -> None:
    assert len(limiter.line) == 0
    assert limiter.under_way == 0
    assert len(limiter.gates) == 0
    assert limiter.slots._value == slots
    assert not limiter.slots._waiters


async def learned(allowed: BucketSize = STANDARD, *, used: float = 1, **more: Any) -> Limiter:
    """A limiter that has had its first answer."""
    shop = limiter(allowed, **more)
    admission = await shop.admit(GET, ready)
    admission.sent(now())
    admission.answered([Usage(used, allowed.size, allowed.rate)], now())
    admission.close()
    return shop


async def never() -> str:
    await asyncio.get_running_loop().create_future()
    return ""


# Alone on the shop


@given(
    seed=st.integers(0, 10**6),
    allowed=st.sampled_from([STANDARD, BucketSize(80, 4), PLUS]),
    rounding=st.sampled_from(sorted(ROUNDINGS)),
    late_report=st.booleans(),
    back=st.sampled_from([(0.0, 0.05), (0.3, 0.35), (0.0, 2.0), (2.0, 2.1)]),
    level=st.sampled_from([0.0, 7.5]),
    slots=st.sampled_from([3, 1000]),
)
@settings(max_examples=40, deadline=None)
def test_alone_nothing_is_refused_and_nothing_is_left(
    seed: int,
    allowed: BucketSize,
    rounding: str,
    late_report: bool,
    back: tuple[float, float],
    level: float,
    slots: int,
) -> None:
    """Whatever fails to be sent, is lost, is cancelled, and however late the answers come."""
    random = seeded(seed)
    platform = Platform(
        allowed,
        level=level,
        there=between(random, 0, 0.05),
        back=between(random, *back),
        rounding=rounding,
        late_report=late_report,
    )

    async def request(shop: Limiter, lane: Lane) -> None:
        admission = await shop.admit(random.choice([GET, CREATE]), ready, lane=lane)
        try:
            fate = random.random()
            await asyncio.sleep(random.choice([0, 0, 0.1]))  # until it is connected
            if fate < 0.1:
                return
            admission.sent(now())
            if fate < 0.2:
                platform.take()
                return
            await asyncio.sleep(platform.there())
            assert platform.take()
            usage = platform.usage
            await asyncio.sleep(platform.back())
            admission.answered([usage], now())
        finally:
            admission.close()

    async def main() -> None:
        shop = limiter(slots=slots)
        tasks = []
        for _ in range(int(allowed.size * 1.5)):
            lane: Lane = random.choice(["interactive", "background"])
            tasks.append(asyncio.create_task(request(shop, lane)))
            if random.random() < 0.1:
                await asyncio.sleep(random.random() / 2)
                random.choice(tasks).cancel()
        await asyncio.wait(tasks)
        for task in tasks:
            assert task.cancelled() or task.exception() is None
        assert_nothing_is_left(shop, slots)

    run(main())


@pytest.mark.parametrize("allowed", [STANDARD, PLUS])
@pytest.mark.parametrize("back", [0.05, 2.0])
@pytest.mark.parametrize("rounding", sorted(ROUNDINGS))
def test_alone_the_whole_rate_is_used(allowed: BucketSize, back: float, rounding: str) -> None:
    random = seeded(1)
    platform = Platform(
        allowed,
        there=between(random, 0, 0.05),
        back=between(random, back / 2, back),
        rounding=rounding,
    )

    async def main() -> None:
        shop = limiter()
        await platform.keep_busy(shop, until=90, workers=60)
        assert platform.refused == []
        assert platform.since(30) >= 0.98 * allowed.rate * 60
        assert_nothing_is_left(shop)

    run(main())


def test_the_first_request_goes_alone() -> None:
    async def main() -> None:
        platform, shop = Platform(PLUS, back=fixed(1.0)), limiter()
        tasks = [asyncio.create_task(platform.request(shop)) for _ in range(100)]
        await asyncio.sleep(0.9)
        assert len(platform.accepted) == 1
        await asyncio.gather(*tasks)
        assert platform.since(1) == 99
        assert now() == pytest.approx(2)

    run(main())


def test_the_first_answers_headers_let_the_others_go() -> None:
    """Its body may take long; what the headers tell is enough."""

    async def main() -> None:
        shop = limiter()
        first = await shop.admit(GET, ready)
        second = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        assert not second.done()
        first.sent(now())
        first.answered([Usage(1, 40, 2)], now())
        await settle()
        assert second.done()

    run(main())


def test_when_the_first_fails_the_second_goes_alone_too() -> None:
    async def main() -> None:
        shop = limiter()
        first = await shop.admit(GET, ready)
        tasks = [asyncio.create_task(shop.admit(GET, ready)) for _ in range(2)]
        await settle()
        first.close()
        await settle()
        assert [task.done() for task in tasks] == [True, False]
        tasks[0].result().close()
        (await tasks[1]).close()
        assert_nothing_is_left(shop)

    run(main())


@pytest.mark.parametrize("level", [40.0, 39.5, 20.0])
def test_a_bucket_that_others_had_filled_costs_one_refusal_at_most(level: float) -> None:
    async def main() -> None:
        platform, shop = Platform(level=level), limiter()
        await platform.keep_busy(shop, until=60, workers=20)
        assert len(platform.refused) <= 1

    run(main())


@pytest.mark.parametrize(("allowed", "requests"), [(STANDARD, 150), (PLUS, 1500)])
@pytest.mark.parametrize("slowest", [0.2, 0.5, 1.0])
def test_alone_a_burst_of_requests_that_overtake_each_other_is_not_refused(
    allowed: BucketSize, requests: int, slowest: float
) -> None:
    """A report lacks what was sent before and is still under way: that is no fall."""
    random = seeded(4)
    way = between(random, 0.02, slowest)
    platform = Platform(allowed, there=way, back=way)

    async def main() -> None:
        shop = limiter()
        await asyncio.gather(*(platform.request(shop) for _ in range(requests)))
        assert platform.refused == []
        assert now() <= 1.05 * (requests - allowed.size) / allowed.rate
        assert_nothing_is_left(shop)

    run(main())


# With others on the shop


@pytest.mark.parametrize("allowed", [STANDARD, PLUS])
@pytest.mark.parametrize("back", [0.05, 2.0])
def test_a_steady_rival_costs_waiting_not_refusals(allowed: BucketSize, back: float) -> None:
    """A rival that takes half: few are refused, and what it leaves is used."""
    random = seeded(2)
    platform = Platform(
        allowed, there=between(random, 0, 0.02), back=between(random, 0.8 * back, back)
    )

    async def main() -> None:
        shop = limiter()
        await asyncio.gather(
            platform.keep_busy(shop, until=330, workers=60),
            platform.for_a_while(platform.rival(allowed.rate / 2), until=330),
        )
        requests = len(platform.accepted) + len(platform.refused)
        assert len(platform.refused) < 0.02 * requests
        assert platform.since(30) >= 0.9 * allowed.rate / 2 * 300
        assert_nothing_is_left(shop)

    run(main())


@pytest.mark.parametrize(("allowed", "back"), [(STANDARD, 0.5), (STANDARD, 2.0), (PLUS, 2.0)])
def test_what_a_large_rival_goes_on_taking_is_foreseen(allowed: BucketSize, back: float) -> None:
    """Of the tenth that it leaves, requests are so few that each report is old."""
    random = seeded(3)
    platform = Platform(
        allowed, there=between(random, 0, 0.02), back=between(random, 0.8 * back, back)
    )

    async def main() -> None:
        await asyncio.gather(
            platform.keep_busy(limiter(), until=660, workers=60),
            platform.for_a_while(platform.rival(0.9 * allowed.rate), until=660),
        )
        late = [at for at in platform.refused if at > 60]
        assert len(late) <= 0.02 * platform.since(60)
        assert platform.since(60) >= 0.9 * 0.1 * allowed.rate * 600

    run(main())


@pytest.mark.parametrize("back", [0.05, 0.5])
def test_processes_that_share_a_bucket_come_to_share_alike(back: float) -> None:
    """Each is a rival to the others."""
    random = seeded(4)
    shared = Platform(PLUS)

    class Process(Platform):
        @property
        def usage(self) -> Usage:
            return shared.usage

    processes = [
        Process(
            BucketSize(1e9, 1e9),
            there=between(random, 0, 0.02),
            back=between(random, 0.8 * back, back),
            within=shared,
        )
        for _ in range(4)
    ]

    async def main() -> None:
        await asyncio.gather(
            *(each.keep_busy(limiter(), until=660, workers=40) for each in processes)
        )
        accepted = [each.since(360) for each in processes]
        assert sum(accepted) >= 0.98 * PLUS.rate * 300
        assert min(accepted) >= 0.5 * max(accepted)
        late = [at for each in processes for at in each.refused if at > 360]
        assert len(late) <= 0.01 * sum(accepted)

    run(main())


@pytest.mark.parametrize("allowed", [STANDARD, PLUS])
def test_after_a_rival_has_gone_the_whole_rate_is_used(allowed: BucketSize) -> None:
    platform = Platform(allowed)

    async def main() -> None:
        shop = limiter()
        await asyncio.gather(
            platform.keep_busy(shop, until=180, workers=40),
            platform.for_a_while(platform.rival(allowed.rate / 2), until=60),
        )
        assert platform.since(120) >= 0.98 * allowed.rate * 60
        assert shop.buckets[0].headroom(180) == 0

    run(main())


@pytest.mark.parametrize(
    ("allowed", "back"), [(STANDARD, 0.05), (STANDARD, 2.0), (BucketSize(80, 20), 0.3)]
)
def test_a_steady_rival_costs_few_refusals_where_nothing_is_reported(
    allowed: BucketSize, back: float
) -> None:
    """A rival that takes half, seen by refusals only."""
    random = seeded(2)
    platform = Platform(
        allowed, there=between(random, 0, 0.05), back=between(random, back / 2, back), silent=True
    )

    async def main() -> None:
        shop = limiter(allowed)
        await asyncio.gather(
            platform.keep_busy(shop, until=330, workers=60),
            platform.for_a_while(platform.rival(allowed.rate / 2), until=330),
        )
        requests = len(platform.accepted) + len(platform.refused)
        assert len(platform.refused) <= 0.025 * requests
        assert platform.since(30) >= 0.95 * allowed.rate / 2 * 300
        assert_nothing_is_left(shop)

    run(main())


@pytest.mark.parametrize("part", [0.1, 0.25, 0.75])
def test_what_a_rival_takes_is_found_out_where_nothing_is_reported(part: float) -> None:
    platform = Platform(silent=True)

    async def main() -> None:
        await asyncio.gather(
            platform.keep_busy(limiter(), until=600, workers=40),
            platform.for_a_while(platform.rival(2 * part), until=600),
        )
        late = [at for at in platform.refused if at > 300]
        assert len(late) <= 0.02 * platform.since(300)
        assert platform.since(300) >= 0.95 * 2 * (1 - part) * 300

    run(main())


def test_after_a_rival_that_was_not_reported_has_gone_the_whole_rate_is_used() -> None:
    platform = Platform(silent=True)

    async def main() -> None:
        await asyncio.gather(
            platform.keep_busy(limiter(), until=360, workers=40),
            platform.for_a_while(platform.rival(1.0), until=120),
        )
        assert platform.since(300) >= 0.98 * 2 * 60

    run(main())


def test_where_next_to_nothing_is_left_it_is_tried_again_before_long() -> None:
    platform = Platform(silent=True)

    async def main() -> None:
        await asyncio.gather(
            platform.keep_busy(limiter(), until=900, workers=40),
            platform.for_a_while(platform.rival(5.0), until=300),
        )
        assert platform.since(840) >= 0.98 * 2 * 60

    run(main())


@pytest.mark.parametrize("level", [39.0, 20.0])
def test_a_bucket_that_others_had_filled_before_slows_nothing_down(level: float) -> None:
    platform = Platform(level=level, silent=True)

    async def main() -> None:
        await platform.keep_busy(limiter(), until=90, workers=50)
        assert max(platform.refused) < 1
        assert platform.since(30) >= 0.98 * 2 * 60

    run(main())


def test_alone_the_whole_rate_is_used_where_nothing_is_reported() -> None:
    random = seeded(1)
    platform = Platform(there=between(random, 0, 0.05), silent=True)

    async def main() -> None:
        shop = limiter()
        await platform.keep_busy(shop, until=90, workers=50)
        assert platform.refused == []
        assert platform.since(30) >= 0.98 * 2 * 60

    run(main())


def test_two_processes_share_a_bucket_that_reports_nothing() -> None:
    shared = Platform(silent=True)
    ours = [Platform(silent=True, within=shared, allowed=BucketSize(1e9, 1e9)) for _ in range(2)]

    async def main() -> None:
        await asyncio.gather(*(each.keep_busy(limiter(), until=1860, workers=30) for each in ours))
        accepted = [each.since(60) for each in ours]
        refused = sum(len(each.refused) for each in ours)
        assert sum(accepted) >= 0.95 * 2 * 1800
        assert min(accepted) >= 0.1 * sum(accepted)
        assert refused <= 0.03 * sum(accepted)

    run(main())


@pytest.mark.parametrize("allowed", [STANDARD, PLUS])
def test_a_share_is_kept_though_the_shop_would_allow_more(allowed: BucketSize) -> None:
    platform = Platform(allowed)

    async def main() -> None:
        shop = limiter(share=0.5)
        await platform.keep_busy(shop, until=120, workers=40)
        assert platform.refused == []
        assert len(platform.accepted) <= 0.5 * (allowed.size + allowed.rate * 120)
        assert platform.since(60) >= 0.98 * 0.5 * allowed.rate * 60
        assert_nothing_is_left(shop)

    run(main())


def test_two_halves_fill_one_shop() -> None:
    platform = Platform(PLUS)

    async def main() -> None:
        await asyncio.gather(
            *(platform.keep_busy(limiter(share=0.5), until=90, workers=30) for _ in range(2))
        )
        assert platform.since(30) >= 0.96 * 20 * 60
        assert platform.refused == []

    run(main())


def test_the_smallest_share_still_sends() -> None:
    async def main() -> None:
        shop = limiter(share=0.01)
        (await shop.admit(GET, ready)).close()

    run(main())


# Refusals


def test_a_refusal_pauses_the_whole_shop_exactly() -> None:
    async def main() -> None:
        shop = await learned()
        admission = await shop.admit(GET, ready)
        admission.sent(now())
        admission.refused(7.25, own_limit=False)
        admission.close()
        for operation in (GET, CREATE):
            (await shop.admit(operation, ready)).close()
            assert now() == 7.25
        assert_nothing_is_left(shop)

    run(main())


def test_a_refusal_wakes_who_waits_and_a_shorter_pause_shortens_nothing() -> None:
    async def main() -> None:
        shop = await learned(used=40)
        waiting = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        shop.pause(9.5)
        shop.pause(1)
        (await waiting).close()
        assert now() == 9.5

    run(main())


def test_after_a_pause_because_of_a_rival_one_goes_first_and_asks() -> None:
    """What the rival took during the pause is not known: a burst would be refused again."""

    async def main() -> None:
        shop = await learned(PLUS)
        admission = await shop.admit(GET, ready)
        admission.sent(now())
        admission.refused(2.0, own_limit=False)
        admission.close()
        first = await shop.admit(GET, ready)
        others = [asyncio.create_task(shop.admit(GET, ready)) for _ in range(3)]
        await asyncio.sleep(5)
        assert not any(other.done() for other in others)
        first.sent(now())
        first.answered([Usage(300, 400, 20)], now())
        for other in await asyncio.gather(*others):
            other.close()
        first.close()
        assert_nothing_is_left(shop)

    run(main())


def test_after_a_short_pause_one_goes_at_once() -> None:
    """The platform's word on when there is room counts, not what a full bucket would leak."""

    async def main() -> None:
        shop = await learned()
        admission = await shop.admit(GET, ready)
        admission.sent(now())
        admission.refused(0.5, own_limit=False)
        admission.close()
        (await shop.admit(GET, ready)).close()
        assert now() == pytest.approx(0.5)

    run(main())


def test_a_full_bucket_met_before_the_first_answer_is_no_rival() -> None:
    async def main() -> None:
        shop = limiter()
        admission = await shop.admit(GET, ready)
        admission.sent(now())
        admission.refused(2.0, own_limit=False)
        admission.close()
        assert shop.buckets[0].level == 40
        assert shop.buckets[0].headroom(now()) == 0

    run(main())


def test_pauses_with_a_rival_do_not_follow_one_another() -> None:
    platform = Platform(
        PLUS, there=between(seeded(1), 0, 0.01), back=between(seeded(2), 0.02, 0.05)
    )

    async def main() -> None:
        await asyncio.gather(
            platform.keep_busy(limiter(), until=120, workers=60),
            platform.for_a_while(platform.rival(10), until=120),
        )
        assert len(platform.refused) <= 5
        assert max(platform.refused) < 5

    run(main())


def test_an_own_limit_pauses_its_operation_only() -> None:
    async def main() -> None:
        shop = await learned()
        admission = await shop.admit(CREATE, ready)
        queued = [asyncio.create_task(shop.admit(CREATE, ready)) for _ in range(2)]
        await settle()
        for task in queued:
            task.result().sent(now())
        admission.refused(5, own_limit=True)
        admission.close()
        (await shop.admit(GET, ready)).close()
        assert now() == 0
        later = asyncio.create_task(shop.admit(CREATE, ready))
        await asyncio.sleep(3)
        queued[0].result().refused(5, own_limit=True)
        for task in queued:
            task.result().close()
        (await later).close()
        assert now() == 8
        assert_nothing_is_left(shop)

    run(main())


def test_who_stands_in_line_when_its_operation_is_refused_turns_back() -> None:
    async def main() -> None:
        shop = await learned(used=40)
        create = asyncio.create_task(shop.admit(CREATE, ready))
        other = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        shop.pause_operation(CREATE, 60)
        (await other).close()
        assert now() < 2
        (await create).close()
        assert now() == 60
        assert_nothing_is_left(shop)

    run(main())


def test_a_pause_prolonged_after_the_gate_is_kept_too() -> None:
    async def main() -> None:
        shop = await learned(used=40)
        shop.pause_operation(CREATE, 0.1)
        create = asyncio.create_task(shop.admit(CREATE, ready))
        await asyncio.sleep(0.2)
        assert len(shop.line) == 1
        shop.pause_operation(CREATE, 30)
        (await create).close()
        assert now() == 30.2
        assert_nothing_is_left(shop)

    run(main())


def test_who_gets_a_slot_during_a_pause_gives_it_back() -> None:
    async def main() -> None:
        shop = await learned(slots=1)
        await shop.slots.acquire()
        create = asyncio.create_task(shop.admit(CREATE, ready))
        await settle()
        shop.pause_operation(CREATE, 10)
        shop.slots.release()
        await settle()
        assert shop.slots._value == 1
        (await create).close()
        assert now() == 10
        assert_nothing_is_left(shop, 1)

    run(main())


@pytest.mark.parametrize(("retry_after", "allowed_refusals"), [("exact", 60), ("2.0", 430)])
def test_a_hidden_limit_is_met_one_by_one(retry_after: str, allowed_refusals: int) -> None:
    """50 creates against five a minute: those under way are refused, then one try a pause.

    The unknown limit costs the requests that were already sent, at most a bucket; from then on a
    refusal comes once for each pause that the platform asks for.
    """
    created: list[float] = []
    refused: list[float] = []

    async def create(shop: Limiter) -> None:
        again = False
        while True:
            admission = await shop.admit(CREATE, ready, again=again)
            try:
                admission.sent(now())
                await asyncio.sleep(0.05)
                recent = [at for at in created if at > now() - 60]
                if len(recent) < 5:
                    created.append(now())
                    return
                refused.append(now())
                wait = recent[0] + 60 - now() if retry_after == "exact" else 2.0
                admission.answered([Usage(1, 40, 2)], now())
                admission.refused(wait, own_limit=True)
            finally:
                admission.close()
            again = True

    async def main() -> None:
        shop = await learned()
        tasks = [asyncio.create_task(create(shop)) for _ in range(50)]
        gets = []
        while not all(task.done() for task in tasks):
            gets.append(await shop.admit(GET, ready))
            gets[-1].close()
            await asyncio.sleep(5)
        assert len(created) == 50
        assert now() < 10 * 60 + 30
        assert len(refused) < allowed_refusals
        first_pause = refused[0] + 0.1
        after = [at for at in refused if at > first_pause]
        assert all(late - soon >= 2 for soon, late in pairwise(after))
        assert sum(admission.waited for admission in gets) < 20
        assert_nothing_is_left(shop)

    run(main())


# The line


def test_first_in_first_out_in_each_lane_and_background_yields() -> None:
    async def main() -> None:
        shop, went = await learned(used=40), []

        async def request(lane: Lane, number: int) -> None:
            admission = await shop.admit(GET, ready, lane=lane)
            went.append((lane, number))
            admission.sent(now())
            admission.close()

        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(request("background", number))
                group.create_task(request("interactive", number))
        assert went == [
            (lane, number) for lane in ("interactive", "background") for number in range(5)
        ]

    run(main())


def test_who_was_refused_goes_first() -> None:
    async def main() -> None:
        shop, went = await learned(used=40), []

        async def request(name: str, *, again: bool) -> None:
            admission = await shop.admit(GET, ready, again=again)
            went.append(name)
            admission.close()

        async with asyncio.TaskGroup() as group:
            group.create_task(request("waiting", again=False))
            await settle()
            group.create_task(request("refused", again=True))
        assert went == ["refused", "waiting"]

    run(main())


def test_a_background_head_gives_its_slot_back_to_an_interactive_one() -> None:
    async def main() -> None:
        shop, went = await learned(slots=1), []
        await shop.slots.acquire()

        async def request(lane: Lane) -> None:
            admission = await shop.admit(GET, ready, lane=lane)
            went.append(lane)
            admission.close()

        async with asyncio.TaskGroup() as group:
            group.create_task(request("background"))
            await settle()
            group.create_task(request("interactive"))
            await settle()
            shop.slots.release()
        assert went == ["interactive", "background"]
        assert_nothing_is_left(shop, 1)

    run(main())


def test_cancelling_ten_thousand_in_line_touches_each_once() -> None:
    """Linear: a waiter leaves without a look at the others, and the head looks again but once."""

    async def main() -> None:
        shop = await learned(used=40)
        tasks = [asyncio.create_task(shop.admit(GET, ready)) for _ in range(10_002)]
        await settle()
        assert len(shop.line) == 10_002
        looks = 0
        delay = shop._delay

        def counted(waiter: Any) -> float:
            nonlocal looks
            looks += 1
            return delay(waiter)

        shop._delay = counted  # type: ignore[method-assign] # counts its calls
        for task in tasks[1:-1]:
            task.cancel()
        await asyncio.wait(tasks[1:-1])
        assert len(shop.line) == 2
        assert looks <= 3
        for task in (tasks[0], tasks[-1]):
            (await task).close()
        assert_nothing_is_left(shop)

    run(main())


async def risky_request(shop: Limiter, random: Random) -> None:
    """A request to which everything may happen."""

    async def prepare() -> str:
        await asyncio.sleep(random.choice([0, 0, 0.3]))
        if random.random() < 0.05:
            raise LookupError
        return "token"

    admission = await shop.admit(
        random.choice([GET, CREATE]),
        prepare,
        known=random.choice([None, "token"]),
        lane=random.choice(["interactive", "background"]),
        max_wait=random.choice([None, None, 0, 1.5]),
        again=random.random() < 0.1,
    )
    try:
        await asyncio.sleep(random.random() / 5)
        if random.random() < 0.9:
            admission.sent(now())
        await asyncio.sleep(random.random())
        if random.random() < 0.1:
            admission.refused(random.random(), own_limit=random.random() < 0.5)
        elif random.random() < 0.9:
            admission.answered([Usage(random.randint(0, 40), 40, 2)], now())
    finally:
        admission.close()


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_nobody_is_left_behind(seed: int) -> None:
    """Pauses, own limits, few slots, bounded waits and cancels at any moment."""
    random = seeded(seed)

    async def main() -> None:
        shop = limiter(slots=3)
        tasks = []
        for _ in range(120):
            tasks.append(asyncio.create_task(risky_request(shop, random)))
            if random.random() < 0.3:
                await asyncio.sleep(random.random() / 2)
                random.choice(tasks).cancel()
        await asyncio.wait(tasks)
        ends = {None if task.cancelled() else type(task.exception()) for task in tasks}
        assert ends <= {None, type(None), WaitTooLongError, LookupError}
        # A pause that nobody waits for keeps its gate until somebody passes.
        for operation in (GET, CREATE):
            (await shop.admit(operation, ready)).close()
        assert_nothing_is_left(shop, 3)

    run(main())


# At once


def at_once(admitting: Coroutine[Any, Any, Admission[str]]) -> Admission[str] | None:
    """What it gives without giving way to others; None where it would have to wait."""
    try:
        admitting.send(None)
    except StopIteration as end:
        return cast(Admission[str], end.value)
    admitting.close()
    return None


def test_with_a_known_token_and_room_a_request_goes_at_once() -> None:
    async def main() -> None:
        shop = await learned(slots=2)
        level = shop.buckets[0].level
        admission = at_once(shop.admit(GET, never, known="token"))
        assert admission is not None
        assert (admission.prepared, admission.waited) == ("token", 0)
        assert shop.buckets[0].level == pytest.approx(level + 1)
        assert (shop.under_way, shop.slots._value) == (1, 1)
        admission.close()
        assert_nothing_is_left(shop, 2)

    run(main())


def test_without_a_known_token_it_is_asked_for() -> None:
    async def main() -> None:
        shop = await learned()
        assert at_once(shop.admit(GET, never)) is None
        admission = at_once(shop.admit(GET, ready))
        assert admission is not None
        assert admission.prepared == "token"

    run(main())


def test_the_first_request_of_all_goes_at_once_and_the_second_waits_for_its_answer() -> None:
    async def main() -> None:
        shop = limiter()
        first = at_once(shop.admit(GET, never, known="token"))
        assert first is not None
        assert at_once(shop.admit(GET, never, known="token")) is None
        first.sent(now())
        first.answered([Usage(1, 40, 2)], now())
        assert at_once(shop.admit(GET, never, known="token")) is not None

    run(main())


@pytest.mark.parametrize("pause", ["shop", "operation", "bucket"])
def test_nothing_goes_at_once_during_a_pause_or_without_room(pause: str) -> None:
    async def main() -> None:
        shop = await learned(used=40 if pause == "bucket" else 1)
        if pause == "shop":
            shop.pause(5)
        elif pause == "operation":
            shop.pause_operation(GET, 5)
        assert at_once(shop.admit(GET, ready, known="token")) is None
        assert shop.under_way == 0
        other = at_once(shop.admit(CREATE, ready, known="token"))
        assert (other is not None) == (pause == "operation")

    run(main())


@pytest.mark.parametrize("lane", ["interactive", "background"])
def test_nobody_goes_past_the_line(lane: Lane) -> None:
    """Though there is room, and the one at its head waits for a token only."""

    async def main() -> None:
        shop, went = await learned(), []
        token = asyncio.get_running_loop().create_future()

        async def request(name: str, known: str | None) -> None:
            async def asked() -> str:
                return str(await token)

            (await shop.admit(GET, asked, known=known, lane=lane)).close()
            went.append(name)

        tasks = [
            asyncio.create_task(request(*each))
            for each in (("asks", None), ("knows", "token"), ("asks too", None))
        ]
        await settle()
        assert went == []
        token.set_result("token")
        await asyncio.gather(*tasks)
        assert went == ["asks", "knows", "asks too"]
        assert_nothing_is_left(shop)

    run(main())


@given(
    arrivals=st.lists(
        st.tuples(st.floats(0, 60), st.sampled_from([GET, CREATE])), min_size=1, max_size=120
    ),
    level=st.sampled_from([0.0, 20.0, 40.0]),
    back=st.sampled_from([0.05, 1.5]),
    silent=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_who_goes_at_once_goes_when_he_would_have_gone_anyway(
    arrivals: list[tuple[float, str]], level: float, back: float, silent: bool
) -> None:
    def times(known: str | None) -> tuple[list[float], list[float]]:
        platform = Platform(level=level, back=fixed(back), silent=silent)

        async def request(shop: Limiter, at: float, operation: str) -> None:
            await asyncio.sleep(at)
            accepted = False
            while not accepted:
                admission = await shop.admit(operation, ready, known=known)
                accepted = await platform.serve(admission)
                admission.close()

        async def main() -> None:
            shop = limiter(slots=5)
            await asyncio.gather(*(request(shop, *each) for each in arrivals))
            assert_nothing_is_left(shop, 5)

        run(main())
        return platform.accepted, platform.refused

    assert times("token") == times(None)


# Bounded waits


async def at_the_head(shop: Limiter) -> None:
    shop.pause(5)


async def behind_another(shop: Limiter) -> None:
    shop.pause(5)
    asyncio.create_task(shop.admit(GET, ready))  # noqa: RUF006 - the loop's end cancels it
    await settle()


async def for_a_slot(shop: Limiter) -> None:
    await shop.slots.acquire()


async def at_a_gate(shop: Limiter) -> None:
    shop.pause_operation(CREATE, 5)


@pytest.mark.parametrize("wait", [at_the_head, behind_another, for_a_slot, at_a_gate])
@pytest.mark.parametrize("max_wait", [0.0, 1.5])
@pytest.mark.parametrize("known", [None, "token"])
def test_max_wait_raises_before_anything_is_charged(
    wait: Callable[[Limiter], Awaitable[None]], max_wait: float, known: str | None
) -> None:
    async def main() -> None:
        shop = await learned(slots=1)
        await wait(shop)
        level, line = shop.buckets[0].level, len(shop.line)
        with pytest.raises(WaitTooLongError) as caught:
            await shop.admit(CREATE, ready, known=known, max_wait=max_wait)
        assert now() <= max_wait
        assert shop.buckets[0].level <= level
        assert len(shop.line) == line
        assert shop.under_way == 0
        if wait is not for_a_slot:
            assert caught.value.delay == pytest.approx(5 - now())

    run(main())


def test_max_wait_raises_at_once_when_the_wait_is_known_to_be_longer() -> None:
    async def main() -> None:
        shop = await learned()
        shop.pause(60)
        with pytest.raises(WaitTooLongError):
            await shop.admit(GET, ready, max_wait=30)
        assert now() == 0

    run(main())


def test_max_wait_raises_at_once_when_a_pause_turns_out_longer() -> None:
    async def main() -> None:
        shop = await learned(used=40)
        waiting = asyncio.create_task(shop.admit(GET, ready, max_wait=10))
        await settle()
        shop.pause(60)
        with pytest.raises(WaitTooLongError):
            await waiting
        assert now() == 0

    run(main())


@pytest.mark.parametrize("wait", [at_the_head, at_a_gate])
def test_a_pause_that_is_too_long_is_an_error_for_all_who_wait_and_who_come(
    wait: Callable[[Limiter], Awaitable[None]],
) -> None:
    """A day, say: without an error they would be silent for so long."""

    async def main() -> None:
        shop = await learned()
        await wait(shop)
        waiting = [asyncio.create_task(shop.admit(CREATE, ready, patience=300)) for _ in range(3)]
        await settle()
        shop.pause(86_400)
        for task in [*waiting, asyncio.create_task(shop.admit(GET, ready, patience=300))]:
            with pytest.raises(WaitTooLongError) as caught:
                await task
            assert caught.value.paused
            assert caught.value.delay > 86_000
        assert now() < 10

    run(main())


def test_who_comes_behind_a_more_patient_one_does_not_wait_as_long() -> None:
    async def main() -> None:
        shop = await learned()
        shop.pause(3600)
        patient = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        with pytest.raises(WaitTooLongError):
            await shop.admit(GET, ready, patience=300)
        assert now() == 0
        (await patient).close()

    run(main())


def test_a_pause_that_is_not_too_long_is_waited_for() -> None:
    async def main() -> None:
        shop = await learned()
        shop.pause(300)
        (await shop.admit(GET, ready, patience=300)).close()
        assert now() >= 300

    run(main())


def test_an_admission_is_closed_once() -> None:
    async def main() -> None:
        shop = await learned()
        admission, other = await shop.admit(GET, ready), await shop.admit(GET, ready)
        admission.close()
        admission.close()
        assert shop.under_way == 1
        other.close()

    run(main())


def test_max_wait_is_kept_when_there_is_room() -> None:
    async def main() -> None:
        shop = await learned(used=40)
        admission = await shop.admit(GET, ready, max_wait=2)
        assert 0 < admission.waited < 2
        admission.close()
        (await (await learned()).admit(GET, ready, max_wait=0)).close()

    run(main())


def test_a_timeout_of_the_token_source_is_not_the_limits() -> None:
    async def stalled() -> str:
        raise TimeoutError("the token server")

    async def main() -> None:
        shop = await learned()
        with pytest.raises(TimeoutError, match="token server"):
            await shop.admit(GET, stalled, max_wait=5)
        assert_nothing_is_left(shop)

    run(main())


# The way past it


def test_the_token_is_asked_for_when_there_is_room() -> None:
    """So none is old when it is sent, however long the line or a pause was."""

    async def main() -> None:
        shop, asked, went = await learned(used=40), [], []

        async def prepare() -> str:
            asked.append(now())
            return "token"

        async def request() -> None:
            admission = await shop.admit(GET, prepare)
            went.append(now())
            assert admission.prepared == "token"
            admission.sent(now())
            admission.close()

        shop.pause(2)
        async with asyncio.TaskGroup() as group:
            for _ in range(2):
                group.create_task(request())
        assert asked == went
        assert 2 <= asked[0] < asked[1]

    run(main())


def test_who_hangs_over_its_token_can_be_cancelled() -> None:
    async def main() -> None:
        shop = await learned()
        hanging = asyncio.create_task(shop.admit(GET, never))
        behind = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        assert not behind.done()
        hanging.cancel()
        (await behind).close()
        assert_nothing_is_left(shop)

    run(main())


def test_a_slot_is_held_only_by_who_may_send() -> None:
    """A shop that waits for its limit leaves the connections to others."""

    async def main() -> None:
        slots = asyncio.Semaphore(1)
        full, other = (Limiter([STANDARD], slots=slots) for _ in range(2))
        full.pause(60)
        waiting = asyncio.create_task(full.admit(GET, ready))
        await settle()
        (await other.admit(GET, ready)).close()
        assert now() == 0
        (await waiting).close()

    run(main())


def test_room_that_went_while_waiting_for_a_slot_is_waited_for_again() -> None:
    async def main() -> None:
        shop = await learned(slots=1)
        await shop.slots.acquire()
        waiting = asyncio.create_task(shop.admit(GET, ready))
        await settle()
        shop.pause(4)
        shop.slots.release()
        (await waiting).close()
        assert now() == 4

    run(main())


def test_every_bucket_must_have_room_and_learns_its_own() -> None:
    async def main() -> None:
        shop = Limiter([STANDARD, BucketSize(80, 20)], slots=asyncio.Semaphore(10))
        admission: Admission[str] = await shop.admit(GET, ready)
        admission.sent(now())
        admission.answered([None, Usage(80, 80, 20)], now())
        admission.close()
        assert [bucket.level for bucket in shop.buckets] == [1, 80]
        (await shop.admit(GET, ready)).close()
        assert now() == pytest.approx((1 + 0.5 + 0.05 * 20) / 20)

    run(main())
