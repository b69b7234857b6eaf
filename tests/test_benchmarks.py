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


@pytest.fixture(scope="module")
def strict_bucket() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        return importlib.import_module("strict_bucket")


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
def test_strict_bucket_admits_at_most_its_size_and_what_leaked(
    strict_bucket: ModuleType, waits: list[float], plan: tuple[int, float], tick: float
) -> None:
    size, rate = plan
    bucket = strict_bucket.Bucket(size, rate, 0.0, 0.0, tick)
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


def test_strict_bucket_refuses_only_what_does_not_fit(strict_bucket: ModuleType) -> None:
    bucket = strict_bucket.Bucket(3, 1.0, 0.0)
    assert [bucket.admit(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.admit(1.0), bucket.admit(1.5), bucket.admit(2.0)] == [True, False, True]
