"""Others on a bucket that tells nothing: how much they take, as refusals show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.rival import CAUTION, REQUESTS_BELOW, SECONDS_BELOW, UnseenRival

MOMENTS = st.lists(st.floats(0, 1000), min_size=2, max_size=10).map(sorted)


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
    assert rival.left(10 + REQUESTS_BELOW / 1.2) == pytest.approx(1.2)


def test_the_pace_is_back_before_long_however_slow_it_is() -> None:
    rival = found_to_take(1.0)
    rival.refused(12.0, 40.0)
    assert rival.left(12) == pytest.approx(0.5 * (1 - CAUTION))
    assert rival.left(12 + SECONDS_BELOW) == pytest.approx(0.5)


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
