"""What asyncshop adds: to one call, against bare aiohttp and the same decoding, and to an import.

One call is `orders.get` of a full order, from a server in another process. Both ways take turns in
blocks within one process, so that they share its luck, and each block is held against the other's
beside it; and again each in processes of its own.
Imports are of fresh processes, in turns, with their bytecode compiled already.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from harness import (
    Case,
    CaseError,
    Sample,
    Spread,
    in_turns,
    quartiles,
    ratio,
    served,
    server,
    spread,
)
from report import Cell, Goal, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

BARE, OURS = "bare", "asyncshop"
CONCURRENT = (1, 50)
THEIRS = "aiohttp, msgspec"
IMPORTS = {
    THEIRS: ("aiohttp", "msgspec"),
    OURS: (OURS,),
    "asyncshop + asyncshop.shopify": (OURS, "asyncshop.shopify"),
    "asyncshop + both platforms": (OURS, "asyncshop.shopify", "asyncshop.shoplazza"),
}


@dataclass(frozen=True)
class Size:
    """How much is done: calls of a block, blocks of a process, and processes."""

    calls: int = 200
    blocks: int = 20
    processes: int = 5
    imports: int = 25


QUICK = Size(calls=20, blocks=2, processes=1, imports=2)


@dataclass(frozen=True)
class Calls:
    """CPU seconds of one call in each block, by its way: in turns in one process, or apart."""

    concurrent: int
    how: str
    blocks: Mapping[str, Sequence[float]]

    @property
    def ratio(self) -> Spread:
        """Say how many times as much asyncshop takes as a bare call, block against block."""
        pairs = zip(self.blocks[OURS], self.blocks[BARE], strict=True)
        return quartiles([ours / bare for ours, bare in pairs])


def measure(*, quick: bool) -> Report:
    """Measure calls and imports."""
    size = QUICK if quick else Size()
    with server("--pages=1") as ready:
        calls = [
            called(ready, size, concurrent, how)
            for concurrent in CONCURRENT
            for how in ("together", "apart")
        ]
    return report(calls, imported(size), quick=quick)


def called(ready: Mapping[str, Any], size: Size, concurrent: int, how: str) -> Calls:
    """Make calls of both ways."""
    groups = [(BARE, OURS)] if how == "together" else [(BARE,), (OURS,)]
    cases = [calls_case(ready, size, concurrent, ways) for ways in groups]
    samples = in_turns(cases, size.processes, after=partial(check, ready))
    blocks: dict[str, list[float]] = {BARE: [], OURS: []}
    for taken in samples.values():
        for sample in taken:
            for way, seconds in sample.told["blocks"].items():
                blocks[way] += [each / size.calls for each in seconds]
    return Calls(concurrent, how, blocks)


def calls_case(ready: Mapping[str, Any], size: Size, concurrent: int, ways: Sequence[str]) -> Case:
    """Give the program that makes calls."""
    name = f"{' and '.join(ways)}, {concurrent} at a time"
    return Case(
        name=name,
        script="peers/single_calls.py",
        arguments=(
            ready["base_url"],
            f"{name.replace(' ', '_')}_{{turn}}",
            str(ready["order_ids"][0]),
            f"--concurrent={concurrent}",
            f"--calls={size.calls}",
            f"--blocks={size.blocks}",
            "--ways",
            *ways,
        ),
    )


def check(ready: Mapping[str, Any], case: Case, turn: int, sample: Sample) -> None:
    """Orders that came are orders that were served."""
    sent = served(ready["base_url"])[case.given(turn)[1]]["orders"]
    if sent != sample.told["orders"]:
        raise CaseError(f"{case.name} got {sample.told['orders']} orders, and was served {sent}")


def imported(size: Size) -> dict[str, list[Sample]]:
    """Import in fresh processes, in turns."""
    cases = [Case(name, "peers/imports.py", modules) for name, modules in IMPORTS.items()]
    in_turns(cases, 1)  # compiles what is not compiled yet
    return in_turns(cases, size.imports)


def report(
    calls: Sequence[Calls], imports: Mapping[str, Sequence[Sample]], *, quick: bool
) -> Report:
    """Make tables of what was measured."""
    figures = {
        name: {
            "import": spread([sample.told["cpu"] for sample in samples]),
            "import_wall": spread([sample.told["wall"] for sample in samples]),
            "process": spread([sample.cpu for sample in samples]),
        }
        for name, samples in imports.items()
    }
    ratios = {
        kind: ratio(figures[OURS][kind], figures[THEIRS][kind])
        for kind in ("import", "import_wall", "process")
    }
    return Report(
        name="overhead",
        title="What asyncshop adds",
        tables=[
            Table(
                "CPU of one call of `orders.get`, a full order",
                ("at a time", "processes", "bare ms", "asyncshop ms", "ratio", "its quartiles"),
                [call_row(each) for each in calls],
            ),
            Table(
                "Import",
                ("of", "CPU ms", "wall ms", "CPU ms of the process", "spread"),
                [
                    *(import_row(name, by) for name, by in figures.items()),
                    (f"{OURS} against {THEIRS}", *ratios.values(), None),
                ],
            ),
        ],
        goals=[] if quick else list(goals(calls, ratios["import"])),
        data={
            "calls": [
                {
                    "concurrent": each.concurrent,
                    "how": each.how,
                    "cpu_per_call": {way: spread(by).record() for way, by in each.blocks.items()},
                    "ratio": each.ratio.record(),
                    "blocks": each.blocks,
                }
                for each in calls
            ],
            "imports": {
                name: {kind: found.record() for kind, found in by.items()}
                | {"samples": [sample.record() for sample in imports[name]]}
                for name, by in figures.items()
            },
        },
    )


def goals(calls: Sequence[Calls], imports: float) -> Iterator[Goal]:
    """Hold what was found against what is to be reached."""
    for each in calls:
        if each.how == "together":
            name = f"one call against bare, {each.concurrent} at a time"
            yield Goal(name, each.ratio.median, most=1.25)
    yield Goal(f"import against {THEIRS}", imports, most=1.15)


def import_row(name: str, by: Mapping[str, Spread]) -> tuple[Cell, ...]:
    """Give a row of the table of imports."""
    return name, *(1000 * each.median for each in by.values()), by["import"].plus_minus


def call_row(each: Calls) -> tuple[Cell, ...]:
    """Give a row of the table of calls."""
    found = each.ratio
    return (
        each.concurrent,
        each.how,
        *(1000 * spread(each.blocks[way]).median for way in (BARE, OURS)),
        found.median,
        f"{found.low:.2f} to {found.high:.2f}",
    )
