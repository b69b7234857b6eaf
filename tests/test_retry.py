"""What is sent again, and after how long."""

import random
from collections.abc import Awaitable, Callable
from itertools import pairwise
from math import nan
from typing import Any

import pytest
from clock import now, run
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncshop.errors import ServerError
from asyncshop.protocol import Refusal
from asyncshop.retry import Outcome, Retry, persevering

ERROR = ServerError("failed", status=503)


def failed(**more: Any) -> Outcome[Any]:
    return Outcome(error=ERROR, again=True, **more)


def refused(seconds: float) -> Outcome[Any]:
    return failed(wait=seconds, refusal=Refusal(seconds))


def tries(
    policy: Retry, outcome: Callable[[int], Outcome[Any]]
) -> tuple[Outcome[Any], list[float]]:
    """Try by a policy; give the last outcome, and the loop time of each try."""
    times: list[float] = []

    async def attempt() -> Outcome[Any]:
        times.append(now())
        return outcome(len(times))

    async def main() -> Outcome[Any]:
        return await persevering(policy)(attempt)

    return run(main()), times


def waits(policy: Retry, outcome: Callable[[int], Outcome[Any]]) -> list[float]:
    _, times = tries(policy, outcome)
    return [after - before for before, after in pairwise(times)]


@pytest.mark.parametrize("error", [None, ERROR])
def test_what_must_not_be_sent_again_is_not(error: ServerError | None) -> None:
    last, times = tries(Retry(), lambda _: Outcome(value=1, error=error))
    assert len(times) == 1
    assert last.error is error


def test_a_success_ends_it() -> None:
    last, times = tries(Retry(), lambda n: failed() if n < 3 else Outcome(value="order"))
    assert last.value == "order"
    assert len(times) == 3


@pytest.mark.parametrize("count", [1, 2, 6])
def test_tries_are_bounded(count: int) -> None:
    last, times = tries(Retry(tries=count), lambda _: failed())
    assert len(times) == count
    assert last.error is ERROR


@given(seed=st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_full_jitter_below_a_doubling_bound(seed: int) -> None:
    random.seed(seed)
    policy = Retry(tries=7, base=0.5, longest=5)
    bounds = [0.5, 1, 2, 4, 5, 5]
    gone = waits(policy, lambda _: failed())
    assert len(gone) == len(bounds)
    assert all(0 <= wait <= bound for wait, bound in zip(gone, bounds, strict=True))


def test_jitter_fills_its_whole_range() -> None:
    """Full jitter: many who failed together do not come back together."""
    random.seed(1)
    first = [waits(Retry(tries=2, base=1), lambda _: failed())[0] for _ in range(200)]
    assert min(first) < 0.05
    assert max(first) > 0.95
    assert 0.4 < sum(first) / len(first) < 0.6


@pytest.mark.parametrize("seconds", [0.0, 2.0, 4.5, 45.0])
def test_what_the_platform_asks_for_is_kept_exactly(seconds: float) -> None:
    assert waits(Retry(tries=3), lambda _: failed(wait=seconds)) == [seconds, seconds]


def test_a_refusal_is_waited_for_in_line_not_here() -> None:
    assert waits(Retry(tries=4), lambda _: refused(10)) == [0, 0, 0]


def test_refusals_count_towards_the_total() -> None:
    _, times = tries(Retry(tries=100, total=30), lambda _: refused(10))
    assert len(times) == 4


def test_failed_tries_count_towards_the_total() -> None:
    _, times = tries(Retry(tries=100, total=30), lambda _: failed(wait=1, spent=9))
    assert len(times) == 4


def test_nothing_is_waited_for_that_would_pass_the_total() -> None:
    last, times = tries(Retry(total=5), lambda _: failed(wait=60))
    assert times == [0]
    assert last.error is ERROR


@given(
    outcomes=st.lists(st.tuples(st.none() | st.floats(0, 50), st.floats(0, 50)), min_size=20),
    total=st.floats(0, 100),
)
@settings(max_examples=50, deadline=None)
def test_the_total_bounds_waiting_whatever_happens(
    outcomes: list[tuple[float | None, float]], total: float
) -> None:
    def outcome(count: int) -> Outcome[Any]:
        wait, spent = outcomes[count - 1]
        return failed(wait=wait, spent=spent)

    _, times = tries(Retry(tries=20, total=total), outcome)
    spent = sum(spent for _, spent in outcomes[: len(times) - 1])
    assert times[-1] + spent <= total + 1e-6


def test_decorated_once_for_each_policy() -> None:
    assert persevering(Retry(tries=3)) is persevering(Retry(tries=3))
    assert persevering(Retry(tries=3)) is not persevering(Retry(tries=4))


def test_requests_at_the_same_time_have_waits_of_their_own() -> None:
    persevere: Callable[[Callable[[], Awaitable[Outcome[Any]]]], Awaitable[Outcome[Any]]]
    persevere = persevering(Retry(tries=2, total=6))

    async def slow() -> Outcome[Any]:
        return failed(wait=5)

    async def main() -> None:
        await persevere(slow)
        await persevere(slow)
        assert now() == 10

    run(main())


@pytest.mark.parametrize(
    "wrong",
    [
        {"tries": 0},
        {"tries": 1.5},
        {"tries": True},
        {"total": -1},
        {"total": nan},
        {"base": -1},
        {"base": "1"},
        {"longest": -1},
    ],
)
def test_an_impossible_policy_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError), match=f"{next(iter(wrong))} is .*: write"):
        Retry(**wrong)
