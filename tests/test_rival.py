"""Others on a bucket: how much they take, as reports show, or refusals where nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.rival import (
    CAUTION,
    FOLLOWED,
    LEAST_LEFT,
    PACE_MEMORY,
    REQUESTS_BELOW,
    SECONDS_BELOW,
    SeenRival,
    UnseenRival,
)

MOMENTS = st.lists(st.floats(0, 1000), min_size=2, max_size=10).map(sorted)


def followed(theirs: float, seconds: int, *, every: float = 1.0) -> SeenRival:
    """Report so much per second for so long, as it differs from what was presumed."""
    rival = SeenRival(2.0, 0.0)
    for step in range(1, round(seconds / every) + 1):
        rival.differs(theirs * every - rival.taken(step * every), every)
    return rival


@pytest.mark.parametrize("every", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("theirs", [0.5, 1.0, 2.0])
def test_of_a_steady_pace_a_part_is_presumed_to_go_on(theirs: float, every: float) -> None:
    rival = followed(theirs, 300, every=every)
    assert rival.pace == pytest.approx(FOLLOWED * theirs, rel=0.1)
    assert rival.left(300) == pytest.approx(2.0 - rival.pace)


def test_an_unsteady_pace_is_averaged() -> None:
    rival = SeenRival(2.0, 0.0)
    rival.differs(10, 0.5)
    assert rival.pace == 10 / PACE_MEMORY


def test_after_a_long_silence_a_pace_is_that_of_the_silence() -> None:
    rival = SeenRival(2.0, 0.0)
    rival.differs(100, 100)
    assert rival.pace == 1.0


def test_who_puts_in_nothing_any_more_has_no_pace_before_long() -> None:
    rival = followed(1.0, 300)
    for second in range(301, 361):
        rival.differs(-rival.taken(second), 1.0)
    assert rival.pace < 0.05


def test_however_much_they_take_something_is_tried() -> None:
    rival = SeenRival(2.0, 0.0)
    rival.differs(1000, 1)
    assert rival.left(0) == LEAST_LEFT * 2.0


@given(st.lists(st.tuples(st.floats(-1000, 1000), st.floats(0, 100))))
def test_a_pace_is_never_below_nothing_or_above_the_leak(
    reports: list[tuple[float, float]],
) -> None:
    rival, now = SeenRival(2.0, 0.0), 0.0
    for amount, seconds in reports:
        now += seconds
        assert 0 <= rival.taken(now) <= 2.0 * seconds + 1e-9
        rival.differs(amount, seconds)
        assert 0 <= rival.pace <= 2.0


def found_to_take(theirs: float, *, leak: float = 2.0) -> UnseenRival:
    """Make a rival that showed 10 seconds ago and now, and took so much per second."""
    rival = UnseenRival(leak, 0.0)
    presumed = sum(rival.taken(moment / 10) for moment in range(101))
    rival.refused(10.0, 10 * theirs - presumed)
    return rival


def test_a_first_refusal_is_not_yet_a_rival_that_stays() -> None:
    rival = UnseenRival(2.0, 0.0)
    assert rival.left(0) == pytest.approx(2.0 * (1 - CAUTION))
    assert rival.left(REQUESTS_BELOW / 2.0) == 2.0


def test_between_two_refusals_what_leaked_and_was_not_ours_was_theirs() -> None:
    rival = found_to_take(0.8)
    assert rival.shown_at == 10
    assert rival.left(10) == pytest.approx(1.2 * (1 - CAUTION))
    assert rival.left(10 + REQUESTS_BELOW / 2.0) == pytest.approx(1.2)


def test_the_pace_is_back_before_long_however_small_the_leak_is() -> None:
    rival = found_to_take(0.1, leak=0.2)
    assert rival.left(10) == pytest.approx(0.1 * (1 - CAUTION))
    assert rival.left(10 + SECONDS_BELOW) == pytest.approx(0.1)


def test_the_pace_is_back_at_the_same_time_however_slow_it_is() -> None:
    """So those who share a bucket come to share alike."""
    for left in (18.0, 11.0):
        rival = found_to_take(20.0 - left, leak=20.0)
        assert rival.left(10 + REQUESTS_BELOW / 20.0) == pytest.approx(left)


@given(MOMENTS, st.floats(0, 40))
def test_the_pace_never_falls_without_a_refusal_and_never_passes_the_leak(
    moments: list[float], theirs: float
) -> None:
    rival = found_to_take(theirs)
    paces = [rival.left(10 + moment) for moment in moments]
    assert paces == sorted(paces)
    assert paces[0] > 0
    assert paces[-1] <= 2.0


def test_when_they_have_gone_all_is_ours_again() -> None:
    rival = found_to_take(1.0)
    assert rival.left(10 + 2 * SECONDS_BELOW) < 2.0
    assert rival.left(10 + 3 * SECONDS_BELOW) == 2.0
    assert rival.taken(1000) == 0


def test_what_they_take_is_counted_once() -> None:
    rival = found_to_take(1.0)
    assert rival.taken(11.0) > 1.0
    assert rival.taken(11.0) == 0.0


def test_one_refusal_takes_half_of_the_pace_at_the_most() -> None:
    rival = UnseenRival(2.0, 0.0)
    rival.refused(2.0, 40.0)
    assert rival.left(2.0) == pytest.approx(1.0 * (1 - CAUTION))


def test_however_little_they_leave_more_is_tried_before_long() -> None:
    rival = UnseenRival(2.0, 0.0)
    for refusal in range(1, 20):
        rival.refused(2.0 * refusal, 40.0)
    assert rival.left(rival.shown_at) < 0.001
    assert rival.left(rival.shown_at + 3 * SECONDS_BELOW) == 2.0
