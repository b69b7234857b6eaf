"""The model of a leaky bucket, as answers correct it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from clock import now, run
from hypothesis import given, settings
from hypothesis import strategies as st
from strict import PLUS, STANDARD

from asyncshop.bucket import (
    _KEPT_SENDINGS,
    HEADROOM,
    MOST_HEADROOM,
    RIVAL_MEMORY,
    ROUNDING,
    SMALLEST,
    BucketSize,
    Charge,
    TokenBucket,
    Usage,
)
from asyncshop.rival import STEADY


def send(bucket: TokenBucket, cost: float = 1.0) -> Charge:
    charge = bucket.charge(cost)
    bucket.sent(charge, now())
    return charge


def report(bucket: TokenBucket, charge: Charge, used: float, of: BucketSize = STANDARD) -> None:
    bucket.reported(charge, Usage(used, of.size, of.rate), now())


async def filled(level: float, allowed: BucketSize = STANDARD) -> TokenBucket:
    """A bucket that was told, a while ago, how full it is; no other sending is near."""
    bucket = TokenBucket(allowed)
    charge = send(bucket)
    report(bucket, charge, level + allowed.rate - ROUNDING / 2, allowed)
    await asyncio.sleep(1)
    return bucket


async def with_a_rival_of_known_pace() -> TokenBucket:
    """A bucket into which a rival put one request a second, for ten seconds."""
    bucket = await with_a_rival()
    for _ in range(10):
        report(bucket, send(bucket), bucket.level + 1)
        await asyncio.sleep(1)
    return bucket


async def with_a_rival() -> TokenBucket:
    """A bucket that was full 3 seconds ago, because of a rival."""
    bucket = TokenBucket(STANDARD)
    bucket.refused(now(), pause=2)
    await asyncio.sleep(3)
    return bucket


def suspends(coroutine: Coroutine[Any, Any, Any]) -> bool:
    """Whether a coroutine gives way to the loop before it returns."""
    try:
        coroutine.send(None)
    except StopIteration:
        return False
    coroutine.close()
    return True


def test_a_burst_takes_the_size_less_a_guard_then_the_rate() -> None:
    async def main() -> None:
        bucket, sent = TokenBucket(STANDARD), 0
        while not bucket.delay(1, now()):
            send(bucket)
            sent += 1
        assert sent == 39
        assert 0 < bucket.delay(1, now()) <= 0.5
        await asyncio.sleep(bucket.delay(1, now()))
        send(bucket)
        assert bucket.delay(1, now()) == pytest.approx(0.5)

    run(main())


def test_what_is_not_sent_yet_cannot_leak() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        charges = [bucket.charge(1) for _ in range(10)]
        await asyncio.sleep(60)
        assert bucket.level == 10
        for charge in charges:
            bucket.sent(charge, now())
        assert bucket.level == 10
        await asyncio.sleep(2)
        assert bucket.level == 6

    run(main())


def test_what_never_went_over_the_wire_is_given_back() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        charge = bucket.charge(5)
        bucket.unsent(charge)
        assert bucket.level == 0
        charge = send(bucket)
        bucket.unsent(charge)
        assert bucket.level == 1

    run(main())


def test_a_charge_given_back_is_no_correction() -> None:
    """The answer to another request must not look like a rival's doing because of it."""

    async def main() -> None:
        bucket = await filled(20)
        sent = send(bucket)
        for charge in [bucket.charge(1) for _ in range(10)]:
            bucket.unsent(charge)
        report(bucket, sent, 21)
        assert bucket.level == pytest.approx(21)

    run(main())


def test_a_request_sent_again_by_the_http_library_is_charged_again() -> None:
    """And what it adds is no correction: answers to earlier requests cannot know of it."""

    async def main() -> None:
        bucket = await filled(20)
        earlier = send(bucket)
        await asyncio.sleep(0.5)
        again = [send(bucket) for _ in range(6)]
        assert bucket.level == pytest.approx(26)
        for charge in again:
            bucket.sent(charge, now())
        assert bucket.level == pytest.approx(32)
        report(bucket, earlier, 21)
        assert bucket.level == pytest.approx(32)

    run(main())


def test_learns_size_and_rate_and_keeps_its_level() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        charge = send(bucket)
        report(bucket, charge, 1, PLUS)
        assert (bucket.size, bucket.rate, bucket.level) == (400, 20, 1)
        await asyncio.sleep(1)
        charge = send(bucket, 300)
        report(bucket, charge, 300, PLUS)
        report(bucket, charge, 300, STANDARD)
        assert (bucket.size, bucket.rate, bucket.level) == (40, 2, 40)

    run(main())


def test_learns_what_others_had_put_in() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        charge = send(bucket)
        report(bucket, charge, 30)
        assert bucket.level == 30 + ROUNDING / 2
        assert bucket.headroom(now()) == 0

    run(main())


@given(
    rises=st.lists(st.floats(0, 3), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=100, deadline=None)
def test_no_order_of_answers_hides_a_rise(rises: list[float], order: Any) -> None:
    """Answers to earlier requests come late and know nothing of it: they do not take it back."""

    async def main() -> None:
        bucket, platform = await filled(10), 10.0
        waiting = []
        for rise in rises:
            platform += 1 + rise
            waiting.append((send(bucket), platform))
            await asyncio.sleep(0.25)
            platform -= 0.5
        order.shuffle(waiting)
        for charge, level in waiting:
            report(bucket, charge, level)
        assert bucket.level >= platform - ROUNDING

    run(main())


def test_a_correction_counts_as_far_as_it_went() -> None:
    """A rise that the bucket's size cut off does not turn into a fall at the next answer."""

    async def main() -> None:
        bucket = await filled(30)
        first = send(bucket)
        await asyncio.sleep(0.15)
        for _ in range(4):
            send(bucket)
        await asyncio.sleep(0.15)
        last = send(bucket)
        report(bucket, first, 40)
        assert bucket.level == 40
        report(bucket, last, 40)
        assert bucket.level == 40

    run(main())


def test_neighbours_on_the_wire_are_no_rival() -> None:
    """Requests sent within a tenth of a second may overtake each other."""

    async def main() -> None:
        bucket = await filled(10)
        charges = [send(bucket) for _ in range(10)]
        report(bucket, charges[0], 20)
        report(bucket, charges[9], 11)
        assert bucket.level == pytest.approx(20)

    run(main())


def test_a_fall_is_believed_beyond_what_may_have_leaked() -> None:
    async def main() -> None:
        bucket = await filled(30)
        charge = send(bucket)
        await asyncio.sleep(2)
        assert bucket.level == pytest.approx(27)
        report(bucket, charge, 26)
        assert bucket.level == pytest.approx(27)
        report(bucket, charge, 16)
        overtaken = 1  # what had filled it was sent in the same moment, and may have come later
        assert bucket.level == pytest.approx(27 - (15 - ROUNDING - 4 - overtaken))

    run(main())


def test_one_rise_is_no_rival_and_two_are() -> None:
    async def main() -> None:
        bucket = await filled(10)
        report(bucket, send(bucket), 25)
        assert bucket.level == 25 + ROUNDING / 2
        await asyncio.sleep(RIVAL_MEMORY)
        assert bucket.headroom(now()) == 0
        report(bucket, send(bucket), 10)
        assert bucket.headroom(now()) == 0
        await asyncio.sleep(1)
        report(bucket, send(bucket), 20)
        assert bucket.headroom(now()) == HEADROOM * 40

    run(main())


def test_headroom_goes_with_the_rival() -> None:
    async def main() -> None:
        bucket = await with_a_rival()
        assert bucket.headroom(now()) == pytest.approx(HEADROOM * 40 * 0.95)
        await asyncio.sleep(RIVAL_MEMORY / 2)
        assert bucket.headroom(now()) == pytest.approx(HEADROOM * 40 * 0.45)
        await asyncio.sleep(RIVAL_MEMORY)
        assert bucket.headroom(now()) == 0

    run(main())


def test_headroom_grows_when_it_was_not_enough() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        bucket.refused(now(), pause=2)
        bucket.refused(now(), pause=2)
        assert bucket.headroom(now()) == pytest.approx(HEADROOM * 40)
        await asyncio.sleep(2)
        bucket.refused(now(), pause=2)
        assert bucket.headroom(now()) == pytest.approx(MOST_HEADROOM * 40)
        await asyncio.sleep(RIVAL_MEMORY)
        bucket.refused(now(), pause=2)
        assert bucket.headroom(now()) == pytest.approx(HEADROOM * 40)

    run(main())


def test_a_rival_suspected_anew_is_met_as_at_first() -> None:
    """What one rival taught is forgotten with it."""

    async def main() -> None:
        bucket = await with_a_rival()
        bucket.refused(now(), pause=2)
        assert bucket.headroom(now()) == pytest.approx(MOST_HEADROOM * 40)
        await asyncio.sleep(RIVAL_MEMORY)
        for _ in range(2):
            charge = send(bucket)
            report(bucket, charge, bucket.level + 2)
            await asyncio.sleep(1)
        assert 0 < bucket.headroom(now()) <= HEADROOM * 40

    run(main())


def test_a_refusal_without_a_pause_still_says_that_it_is_full() -> None:
    """Else a platform that asks for no wait would be asked again and again at once."""

    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        bucket.refused(now(), pause=0)
        assert bucket.level == 40
        assert bucket.delay(1, now()) > 0.5

    run(main())


def test_headroom_grows_with_what_is_unseen() -> None:
    """The slower the answers, the more a rival does before it is known; a tenth at the most."""

    async def main() -> None:
        for flight, share in ((0.1, HEADROOM + 0.005), (2.0, MOST_HEADROOM)):
            bucket = TokenBucket(STANDARD)
            charge = send(bucket)
            await asyncio.sleep(flight)
            report(bucket, charge, 1)
            bucket.refused(now(), pause=2)
            assert bucket.headroom(now()) == pytest.approx(share * 40)

    run(main())


def test_where_a_rival_shows_each_rise_counts() -> None:
    async def main() -> None:
        bucket = await with_a_rival()
        before = bucket.level
        charge = send(bucket)
        await asyncio.sleep(0.5)
        report(bucket, charge, before + 1.5)
        leaked, risen = 1, 0.5 + ROUNDING / 2
        assert bucket.level == pytest.approx(before + 1 - leaked + risen)

    run(main())


def test_answers_from_before_a_refusal_do_not_take_it_back() -> None:
    async def main() -> None:
        bucket = await filled(10)
        charge = send(bucket)
        await asyncio.sleep(0.5)
        bucket.refused(now(), pause=2)
        report(bucket, charge, 11)
        assert bucket.level == 40

    run(main())


def test_a_refusal_tells_that_it_is_full() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        bucket.refused(now(), pause=2)
        assert bucket.level == 40
        assert bucket.delay(1, now()) == pytest.approx((1 + HEADROOM * 40 + 0.5 + 0.1) / 2)

    run(main())


def test_a_share_learns_the_size_only() -> None:
    """What others take of the shop's bucket is nothing to the part that is ours."""

    async def main() -> None:
        bucket = TokenBucket(STANDARD, share=0.5)
        charge = send(bucket)
        report(bucket, charge, 390, PLUS)
        bucket.refused(now(), pause=2)
        assert (bucket.size, bucket.rate, bucket.level) == (200, 10, 1)
        assert bucket.headroom(now()) == 0

    run(main())


def test_a_request_fits_however_small_the_share() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD, share=0.01)
        assert (bucket.size, bucket.rate) == (SMALLEST, pytest.approx(0.02))
        assert bucket.delay(1, now()) == 0
        send(bucket)
        assert bucket.delay(1, now()) == pytest.approx(50)

    run(main())


def test_charging_a_hair_too_early_fills_it_and_no_more() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD, share=0.025)
        send(bucket)
        await asyncio.sleep(bucket.delay(1, now()) - 1e-7)
        bucket.charge(1)
        assert bucket.level == bucket.size

    run(main())


def test_a_report_of_what_was_never_sent_tells_the_size_only() -> None:
    async def main() -> None:
        bucket = TokenBucket(STANDARD)
        report(bucket, bucket.charge(1), 300, PLUS)
        assert (bucket.size, bucket.level) == (400, 1)

    run(main())


def test_old_sendings_are_forgotten() -> None:
    async def main() -> None:
        bucket = TokenBucket(BucketSize(1e6, 1e5))
        for _ in range(2 * _KEPT_SENDINGS + 1):
            last = send(bucket)
        assert len(bucket._sendings) == _KEPT_SENDINGS + 1
        assert bucket._sendings_in(0, now()) == _KEPT_SENDINGS
        assert last.believed == pytest.approx(2 * _KEPT_SENDINGS + 1)

    run(main())


def test_a_rivals_first_rise_is_no_pace_and_what_it_puts_in_from_then_on_is() -> None:
    async def main() -> None:
        bucket = await with_a_rival()
        report(bucket, send(bucket), 39)
        assert await pace(bucket) == STANDARD.rate
        known = await with_a_rival_of_known_pace()
        assert 0.4 * STANDARD.rate < await pace(known) < 0.9 * STANDARD.rate

    run(main())


def test_a_second_refusal_tells_what_a_rival_put_in_since_the_first() -> None:
    async def main() -> None:
        bucket = await filled(30)
        paces = []
        for _ in range(3):
            send(bucket)
            bucket.refused(now(), pause=2)
            await asyncio.sleep(5)
            paces.append(await pace(bucket))
        assert STANDARD.rate == paces[0] > paces[1] > paces[2]

    run(main())


def test_nobody_fills_a_bucket_by_less_than_leaks_out_of_it() -> None:
    """After a long silence it is believed to be empty, whatever a rival took before."""

    async def main() -> None:
        bucket = await with_a_rival_of_known_pace()
        await asyncio.sleep(600)
        assert bucket.delay(1, now()) == 0
        assert bucket.level == 0

    run(main())


def test_another_plan_has_another_leak_and_a_pace_to_be_learned_anew() -> None:
    async def main() -> None:
        bucket = await with_a_rival_of_known_pace()
        report(bucket, send(bucket), bucket.level, PLUS)
        assert await pace(bucket) == PLUS.rate

    run(main())


# Where nothing is reported


async def refused_twice() -> TokenBucket:
    """A bucket of which only refusals tell; a rival filled it in between."""
    bucket = TokenBucket(STANDARD)
    send(bucket)
    bucket.refused(now(), pause=2)
    await asyncio.sleep(10)
    send(bucket)
    bucket.refused(now(), pause=2)
    return bucket


async def pace(bucket: TokenBucket) -> float:
    """By how much the bucket is believed to become emptier in a second."""
    bucket.delay(1, now())
    level = bucket.level
    await asyncio.sleep(1)
    bucket.delay(1, now())
    return level - bucket.level


def test_a_rival_that_only_refusals_show_slows_the_pace() -> None:
    async def main() -> None:
        assert await pace(await refused_twice()) < 0.5 * STANDARD.rate

    run(main())


def test_refusals_of_one_wave_tell_of_a_rival_once() -> None:
    async def main() -> None:
        bucket = await refused_twice()
        for _ in range(5):
            bucket.refused(now(), pause=2)
        assert await pace(bucket) == pytest.approx(await pace(await refused_twice()))

    run(main())


def test_with_the_first_report_what_was_presumed_of_a_rival_is_forgotten() -> None:
    async def main() -> None:
        bucket = await refused_twice()
        await asyncio.sleep(5)
        report(bucket, send(bucket), 40)
        assert await pace(bucket) == pytest.approx(STANDARD.rate)

    run(main())


def test_a_long_delay_is_looked_at_again_since_the_pace_changes() -> None:
    async def main() -> None:
        assert (await refused_twice()).delay(40, now()) == STEADY

    run(main())


def test_an_answer_without_a_report_tells_that_there_was_room_where_none_reports() -> None:
    async def main() -> None:
        silent, told = await refused_twice(), await filled(10)
        told.refused(now(), pause=2)
        await asyncio.sleep(5)
        for bucket in (silent, told):
            assert bucket.unsure(now())
            bucket.accepted(now())
        assert not silent.unsure(now())
        assert told.unsure(now())

    run(main())
