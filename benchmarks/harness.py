"""Run a program in a fresh process and measure it from outside; several of them in turns.

A program of a benchmark does its work and prints one line of JSON: what it did (orders, pages), and
what the work took as it saw it itself (`peers/work.py`), so without the interpreter's start and the
imports, which the figures from outside have in them. Where its peak memory matters, it tells that
too: the system's figure of a process that has ended is never below what its parent had.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class CaseError(Exception):
    """A program of a benchmark failed, or did not do what it should have done."""


@dataclass(frozen=True)
class Case:
    """A program to be measured: its file below `benchmarks/`, and its arguments.

    `{turn}` in an argument becomes the number of the repetition; `modules` is a folder that its
    imports are looked for in first.
    """

    name: str
    script: str
    arguments: tuple[str, ...] = ()
    modules: str | None = None

    def given(self, turn: int) -> list[str]:
        """Give the arguments of one repetition."""
        return [argument.replace("{turn}", str(turn)) for argument in self.arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of its process: this one's, so that all import the same code."""
        path = os.pathsep.join(filter(None, (self.modules, os.environ.get("PYTHONPATH"))))
        # Bytecode is kept, as it is where users install: nobody compiles at each start.
        return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": path}


@dataclass(frozen=True)
class Sample:
    """One run: seconds and bytes of the whole process, and what it told."""

    wall: float
    user: float
    system: float
    peak: int
    told: dict[str, Any]

    @property
    def cpu(self) -> float:
        """Seconds of CPU of the whole process."""
        return self.user + self.system

    @property
    def peak_mb(self) -> float:
        """Millions of bytes of memory at most."""
        return self.peak / 1e6

    def record(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


def run_case(case: Case, turn: int = 0) -> Sample:
    """Run a program to its end.

    Raises:
        CaseError: when it fails, or prints no JSON last.
    """
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, str(HERE / case.script), *case.given(turn)],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=case.environment,
        )
        try:
            assert process.stdout is not None
            with process.stdout:
                output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                process.kill()
                process.wait()
        if process.returncode:
            errors.seek(0)
            text = errors.read().decode(errors="replace")
            raise CaseError(f"{case.name} ended with {process.returncode}:\n{text}")
    told = _last_line(case, output)
    peak = told.get("peak", usage.ru_maxrss * _PEAK_UNIT)
    return Sample(wall=wall, user=usage.ru_utime, system=usage.ru_stime, peak=peak, told=told)


def _last_line(case: Case, output: bytes) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        raise CaseError(f"{case.name} printed no JSON: {output[-1000:]!r}") from None
    return told


def in_turns(
    cases: Sequence[Case], repeats: int, *, after: Callable[[Case, int, Sample], None] | None = None
) -> dict[str, list[Sample]]:
    """Run the cases A B C A B C …, so that a noisy moment is no single case's; samples by name.

    `after` is called with each sample, to check it.
    """
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for turn in range(repeats):
        for case in cases:
            sample = run_case(case, turn)
            progress(f"{case.name}: {sample.cpu:.2f} s CPU, {sample.wall:.2f} s")
            if after is not None:
                after(case, turn, sample)
            samples[case.name].append(sample)
    return samples


def progress(text: str) -> None:
    """Tell whoever waits for a benchmark how far it is."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Spread:
    """The median of some figures, and how far they lie apart."""

    median: float
    low: float
    high: float
    count: int

    @property
    def plus_minus(self) -> str | None:
        """Half of the width of the spread as a share of the median, to be read; None of one."""
        if self.count < 2:
            return None
        share = (self.high - self.low) / abs(self.median) / 2 if self.median else 0.0
        return f"± {share:.0%}"

    def record(self) -> dict[str, float]:
        """Give it as JSON has it."""
        return asdict(self)


def spread(figures: Sequence[float]) -> Spread:
    """Sum up repeated figures."""
    return Spread(statistics.median(figures), min(figures), max(figures), len(figures))


def quartiles(figures: Sequence[float]) -> Spread:
    """Sum up repeated figures of which some lie far off: `low` and `high` are quartiles."""
    low, median, high = statistics.quantiles(figures, n=4, method="inclusive")
    return Spread(median, low, high, len(figures))


def ratio(cost: Spread, other: Spread) -> float:
    """Say how many times as much something costs as something else.

    Raises:
        CaseError: when either costs nothing, or less: it was too little to be measured.
    """
    if min(cost.median, other.median) <= 0:
        raise CaseError(f"{cost} against {other}: no ratio of costs")
    return cost.median / other.median


@contextmanager
def server(*arguments: str, script: str = "servers.py") -> Iterator[dict[str, Any]]:
    """Run a server in a process of its own; gives the line of JSON that it prints when ready."""
    command = [sys.executable, str(HERE / script), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - our own programs
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise CaseError(f"{script} did not start")
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def end_at_sigterm() -> None:
    """Let SIGTERM end this program as Ctrl-C does: with what it has started."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def served(base_url: str) -> dict[str, Any]:
    """Ask a server of `servers.py` what it has served, by token."""
    with urllib.request.urlopen(f"{base_url}/_stats") as response:  # noqa: S310 - loopback
        told: dict[str, Any] = json.load(response)
    return told
