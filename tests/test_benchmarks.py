from __future__ import annotations

import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from types import ModuleType

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def load(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        return importlib.import_module(name)


@pytest.fixture(scope="module")
def leaky_bucket() -> ModuleType:
    return load("leaky_bucket")


def record(ours: list[float], rivals: list[float] | None = None) -> dict[str, Any]:
    """What the server tells of a shop whose bucket holds 4 and leaks 1 a second, from 0 s on."""
    clients = {"": ours} if rivals is None else {"": ours, "rival": rivals}
    return {
        "size": 4,
        "rate": 1.0,
        "began": 0.0,
        "initial": 0.0,
        "time_at_empty": 0.0,
        "clients": {
            name: {"accepted": accepted, "refused": [], "limited": []}
            for name, accepted in clients.items()
        },
    }


async def limit(path: Path, *arguments: str) -> dict[str, Any]:
    """Run benchmarks/limit.py on one scenario; what it wrote of it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(BENCHMARKS / "limit.py"),
        *arguments,
        f"--json={path}",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert not errors, errors.decode()
    (result,) = json.loads(await asyncio.to_thread(path.read_text))
    assert process.returncode == (0 if result["passed"] else 1)
    return result


async def test_limit_counts_what_the_server_admitted(tmp_path: Path) -> None:
    result = await limit(tmp_path / "result.json", "alone-c5", "--seconds=1")
    assert result["answered"] <= result["accepted"] <= result["answered"] + result["cancelled"]
    assert result["accepted"] > 0
    assert result["requests"] == result["accepted"] + result["refused"]


async def test_limit_finds_nothing_wrong_with_an_ideal_client(tmp_path: Path) -> None:
    result = await limit(tmp_path / "result.json", "alone-c5", "--client=ideal", "--seconds=1")
    assert result["refused"] == 0
    assert result["accepted"] == result["answered"]


async def test_limit_counts_each_refusal_of_a_naive_client(tmp_path: Path) -> None:
    result = await limit(tmp_path / "result.json", "alone-c200", "--client=naive", "--seconds=1")
    assert result["refused"] > 0
    assert result["refused"] == result["errors"]["Refused"]
    assert not result["passed"]


@given(
    waits=st.lists(st.floats(0, 3), max_size=200),
    plan=st.sampled_from([(3, 1.0), (40, 2.0), (400, 20.0)]),
    tick=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_leaky_bucket_admits_at_most_its_size_and_what_leaked(
    leaky_bucket: ModuleType, waits: list[float], plan: tuple[int, float], tick: float
) -> None:
    size, rate = plan
    bucket = leaky_bucket.Bucket(size, rate, 0.0, 0.0, tick)
    now = 0.0
    admitted = []
    for wait in waits:
        now += wait
        if bucket.admit(now):
            admitted.append(now)
    for first, began in enumerate(admitted):
        for last in range(first, len(admitted)):
            leaked = rate * (admitted[last] - began + tick)
            assert last - first + 1 <= size + leaked + 1e-6


def test_leaky_bucket_refuses_only_what_does_not_fit(leaky_bucket: ModuleType) -> None:
    bucket = leaky_bucket.Bucket(3, 1.0, 0.0)
    assert [bucket.admit(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.admit(1.0), bucket.admit(1.5), bucket.admit(2.0)] == [True, False, True]


def test_limit_counts_room_that_was_used_beside_a_rival() -> None:
    # At 4 s the burst is over and one request in the bucket, at 8 s there are three.
    ours, rivals = [0.0, 0.0, 2.0, 4.5, 5.0, 6.0, 7.0], [4.0, 5.5, 7.5]
    assert load("limit_judgement").judge(record(ours, rivals), 8.0, 0.0)["share"] == 1.0


def test_limit_loses_what_nobody_took_beside_a_rival() -> None:
    judged = load("limit_judgement").judge(record([0.0, 0.0, 0.0], [0.0, 2.0]), 5.0, 0.0)
    assert judged["share"] == 0.0


def test_limit_refuses_a_record_of_more_than_could_be_let_in() -> None:
    with pytest.raises(load("harness").CaseError, match="could be"):
        load("limit_judgement").judge(record([0.0] * 4 + [1.0, 1.0]), 1.0, 0.0)


def test_limit_peers_count_nothing_after_the_end() -> None:
    found = load("limit_peers").used(record([0.0, 1.0, 2.5], [1.0, 3.0]), 2.0)
    assert found == {"in_time": 2, "of_all": 2 / (4 + 2 - 1)}


def test_limit_peers_refuse_a_share_of_more_than_all() -> None:
    with pytest.raises(load("harness").CaseError, match="could be"):
        load("limit_peers").used(record([0.0] * 6), 1.0)


async def test_limit_peers_end_their_programs() -> None:
    limit_peers = load("limit_peers")
    with pytest.raises(KeyError):
        async with limit_peers.started(limit_peers.PEERS[0], "http://127.0.0.1:1", 600) as process:
            raise KeyError
    assert process.returncode == -9


@pytest.mark.parametrize(
    "told",
    [
        {"answered": 0, "refused": 8},
        {"answered": 41, "refused": 8},
        {"answered": 29, "refused": 8},
        {"answered": 40, "refused": 9},
    ],
)
def test_limit_peers_refuse_what_the_server_does_not_know_of(told: dict[str, int]) -> None:
    limit_peers = load("limit_peers")
    with pytest.raises(load("harness").CaseError, match="tells of"):
        limit_peers.checked(limit_peers.PEERS[0], told, {"accepted": 40, "refused": 8})


def test_limit_peers_that_wait_by_themselves_are_to_tell_of_each_refusal() -> None:
    limit_peers = load("limit_peers")
    told, record = {"answered": 40, "refused": 0}, {"accepted": 41, "refused": 2}
    for peer in limit_peers.PEERS:
        if peer.hides or peer.tasks > 1:
            limit_peers.checked(peer, told, record)
        else:
            with pytest.raises(load("harness").CaseError, match="tells of"):
                limit_peers.checked(peer, told, record)
