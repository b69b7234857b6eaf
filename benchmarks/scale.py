"""From ten thousand orders of one shop to a million: what an order costs, and the memory.

Small orders (about 1 KB), each with an id of its own. Listed and typed in code, and exported by
`asyncshop export`, whose file is then read again, outside the measured process. The cost is the CPU
time of the listing, or of the command without the interpreter's start, less that of one page.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from harness import Case, CaseError, Sample, Spread, in_turns, ratio, server, spread
from report import Goal, Lines, Report, Table
from serving import FIRST_ID

LIMIT = 250


@dataclass(frozen=True)
class Size:
    """So many orders, listed or exported."""

    way: str
    orders: int

    @property
    def name(self) -> str:
        """Give its name."""
        return f"{self.way}, {self.orders:,} orders"

    @property
    def ids(self) -> int:
        """Add up the ids that the orders have."""
        return self.orders * FIRST_ID + self.orders * (self.orders - 1) // 2

    def case(self, base_url: str, folder: Path) -> Case:
        """Give its program."""
        token = f"{self.orders // LIMIT}-{self.orders}-{{turn}}"
        if self.way == "listing":
            return Case(self.name, "peers/asyncshop_orders.py", (base_url, token))
        return Case(self.name, "peers/export_command.py", (base_url, token, str(folder)))


def sizes(*, quick: bool) -> list[Size]:
    """List what is measured, from little to much; the first is what a start costs."""
    counts = (LIMIT, 1_000, 2_000) if quick else (LIMIT, 10_000, 100_000, 1_000_000)
    return [Size(way, count) for way in ("listing", "export") for count in counts]


def measure(*, quick: bool) -> Report:
    """Run every size."""
    wanted = sizes(quick=quick)
    by_name = {size.name: size for size in wanted}
    written: dict[str, int] = {}
    with (
        server("--size=small", "--distinct", f"--limit={LIMIT}", script="endless.py") as ready,
        tempfile.TemporaryDirectory() as folder,
    ):

        def check(case: Case, _turn: int, sample: Sample) -> None:
            size = by_name[case.name]
            if size.way == "export":
                written[size.name] = checked_file(size, Path(folder))
            else:
                checked(size, sample.told["orders"], sample.told["ids"])

        samples: dict[str, list[Sample]] = {}
        for repeats, alike in ((1, wanted),) if quick else by_repeats(wanted):
            cases = [size.case(ready["base_url"], Path(folder)) for size in alike]
            samples |= in_turns(cases, repeats, after=check)
    return report(wanted, samples, written, quick=quick)


def by_repeats(wanted: Sequence[Size]) -> Iterator[tuple[int, list[Size]]]:
    """Say how often each is measured: what takes little is noisy, and soon done."""
    yield 11, [size for size in wanted if size.orders <= 10_000]
    yield 3, [size for size in wanted if size.orders > 10_000]


def checked(size: Size, orders: int, ids: int) -> None:
    """Hold what came against what there is.

    Raises:
        CaseError: when that is not the same.
    """
    if (orders, ids) != (size.orders, size.ids):
        raise CaseError(f"{size.name}: {orders} came, their ids {ids} and not {size.ids}")


class Identified(msgspec.Struct):
    id: int


def checked_file(size: Size, folder: Path) -> int:
    """Read an export again and delete it; gives its bytes."""
    (file,) = folder.glob("*.jsonl")
    decoder = msgspec.json.Decoder(Identified)
    orders = ids = 0
    with file.open("rb") as lines:
        for line in lines:
            orders += 1
            ids += decoder.decode(line).id
    checked(size, orders, ids)
    size_in_bytes = file.stat().st_size
    for each in folder.iterdir():
        each.unlink()
    return size_in_bytes


Samples = Mapping[str, Sequence[Sample]]


def report(
    wanted: Sequence[Size], samples: Samples, written: Mapping[str, int], *, quick: bool
) -> Report:
    """Make tables of what was measured."""
    starts = {size.way: size for size in reversed(wanted)}
    costs = {
        size.name: cost(size, starts[size.way], samples)
        for size in wanted
        if size is not starts[size.way]
    }
    peaks = {name: max(each.peak_mb for each in taken) for name, taken in samples.items()}
    rows = [
        (
            size.name,
            1e6 * costs[size.name].median,
            costs[size.name].plus_minus,
            spread([sample.wall for sample in samples[size.name]]).median,
            peaks[size.name],
        )
        for size in wanted
        if size.name in costs
    ]
    largest = max((size for size in wanted if size.way == "export"), key=lambda size: size.orders)
    million = 1e6 / largest.orders
    return Report(
        name="scale",
        title="Ten thousand to a million orders",
        tables=[
            Table(
                "One shop, orders of about 1 KB",
                ("", "CPU µs an order", "spread", "wall s", "peak MB"),
                rows,
            ),
            Table(
                "`asyncshop export`, for a million orders",
                ("CPU s", "bytes written", "peak MB"),
                [
                    (
                        1e6 * costs[largest.name].median,
                        round(million * written[largest.name]),
                        peaks[largest.name],
                    )
                ],
            ),
        ],
        goals=[] if quick else list(goals(wanted, costs, peaks)),
        charts=list(charts(wanted, costs, peaks)),
        data={
            size.name: {
                "cpu_per_order": costs[size.name].record() if size.name in costs else None,
                "process_cpu": spread([each.cpu for each in samples[size.name]]).record(),
                "peak_mb": peaks[size.name],
                "written": written.get(size.name),
                "samples": [sample.record() for sample in samples[size.name]],
            }
            for size in wanted
        },
    )


def cost(size: Size, start: Size, samples: Samples) -> Spread:
    """Give CPU seconds of an order, without what one page costs with all that is done once."""
    begin = spread([sample.told["cpu"] for sample in samples[start.name]]).median
    more = size.orders - start.orders
    return spread([(sample.told["cpu"] - begin) / more for sample in samples[size.name]])


def goals(
    wanted: Sequence[Size], costs: Mapping[str, Spread], peaks: Mapping[str, float]
) -> Iterator[Goal]:
    """Say whether cost and memory stay flat."""
    for way in dict.fromkeys(size.way for size in wanted):
        *fewer, most = (size for size in wanted if size.way == way and size.name in costs)
        for less in fewer:
            growth = ratio(costs[most.name], costs[less.name])
            yield Goal(f"CPU of an order, {most.name} against {less.orders:,}", growth, most=1.1)
            growth = peaks[most.name] / peaks[less.name]
            yield Goal(f"peak memory, {most.name} against {less.orders:,}", growth, most=1.2)


def charts(
    wanted: Sequence[Size], costs: Mapping[str, Spread], peaks: Mapping[str, float]
) -> Iterator[Lines]:
    """Draw cost and memory over the number of orders."""

    def drawn(name: str, title: str, unit: str, figure: Mapping[str, float]) -> Lines:
        series: dict[str, list[tuple[float, float]]] = {}
        for size in wanted:
            if not math.isnan(figure.get(size.name, math.nan)):
                series.setdefault(size.way, []).append((size.orders, figure[size.name]))
        return Lines(name, title, "orders", unit, series, log_x=True)

    cpu: dict[str, Any] = {name: 1e6 * each.median for name, each in costs.items()}
    yield drawn("scale-cpu", "CPU of an order", "µs", cpu)
    yield drawn("scale-memory", "Peak memory", "MB", {name: peaks[name] for name in costs})
