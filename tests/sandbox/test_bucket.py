"""The strict leaky bucket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_client import Clock

from asyncshop.sandbox import LeakyBucket


def test_takes_what_fits_and_refuses_the_next(clock: Clock) -> None:
    bucket = LeakyBucket(40, 2, clock=clock)
    assert [bucket.take() for _ in range(41)] == [True] * 40 + [False]
    assert bucket.used == 40


def test_a_refused_request_adds_nothing(clock: Clock) -> None:
    bucket = LeakyBucket(1, 2, clock=clock)
    assert bucket.take()
    assert not bucket.take()
    clock.now += 0.5
    assert bucket.take()


def test_leaks_without_steps(clock: Clock) -> None:
    bucket = LeakyBucket(40, 2, clock=clock)
    bucket.fill(40)
    clock.now += 0.25
    assert bucket.level == 39.5
    assert not bucket.take()
    clock.now += 0.25
    assert bucket.take()


def test_counts_a_begun_request_as_used(clock: Clock) -> None:
    bucket = LeakyBucket(40, 2, clock=clock)
    bucket.fill(3)
    clock.now += 0.25
    assert bucket.used == 3
    assert repr(bucket) == "LeakyBucket(3/40, leak=2)"


def test_never_leaks_below_empty(clock: Clock) -> None:
    bucket = LeakyBucket(40, 2, clock=clock)
    clock.now += 1e6
    assert bucket.level == 0


@pytest.mark.parametrize("used", [-1, 41])
def test_an_impossible_level_is_an_error(clock: Clock, used: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 40"):
        LeakyBucket(40, 2, clock=clock).fill(used)


@given(
    waits=st.lists(st.floats(0, 3), max_size=200),
    plan=st.sampled_from([(40, 2), (80, 4), (400, 20)]),
)
def test_never_lets_more_in_than_size_and_leak_allow(
    waits: list[float], plan: tuple[int, int]
) -> None:
    """Whatever the arrivals, admitted requests stay below size + leak x time."""
    clock, (size, leak) = Clock(), plan
    bucket, admitted = LeakyBucket(size, leak, clock=clock), 0
    for wait in waits:
        clock.now += wait
        admitted += bucket.take()
        assert admitted <= size + leak * (clock.now - 1000) + 1e-6
        assert bucket.used <= size
