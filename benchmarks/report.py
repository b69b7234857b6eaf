"""Results as values: tables, charts and data of each benchmark, as Markdown and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows under columns; numbers are rounded to what they are worth."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def markdown(self) -> str:
        """Write it in Markdown, numbers to the right."""
        texts = [[shown(cell) for cell in row] for row in self.rows]
        numeric = [
            any(isinstance(row[column], int | float) for row in self.rows)
            for column in range(len(self.columns))
        ]
        widths = [max(map(len, column)) for column in zip(self.columns, *texts, strict=True)]

        def line(cells: Sequence[str]) -> str:
            padded = (
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(cells, widths, numeric, strict=True)
            )
            return f"| {' | '.join(padded)} |"

        rules = (
            "-" * (width + 1) + ":" if right else "-" * (width + 2)
            for width, right in zip(widths, numeric, strict=True)
        )
        head = [line(self.columns), f"|{'|'.join(rules)}|"]
        return "\n".join([f"**{self.title}**", "", *head, *map(line, texts)])


def shown(cell: Cell) -> str:
    """Write a cell: three digits of a fraction, thousands apart."""
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"


@dataclass(frozen=True)
class Bars:
    """One figure for each case, to be drawn as bars; `log` for those that lie far apart."""

    name: str
    title: str
    unit: str
    values: Mapping[str, float]
    log: bool = False


@dataclass(frozen=True)
class Lines:
    """Figures along an axis, a line for each series of (x, y)."""

    name: str
    title: str
    x_label: str
    y_label: str
    series: Mapping[str, Sequence[tuple[float, float]]]
    log_x: bool = False
    log_y: bool = False


Chart = Bars | Lines


@dataclass(frozen=True)
class Goal:
    """A figure, None where it was not measured, and what it shall be: `least` or `most`."""

    measure: str
    value: float | None
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether it is."""
        if self.value is None:
            return False
        low = self.least is None or self.value >= self.least
        return low and (self.most is None or self.value <= self.most)

    def row(self) -> tuple[Cell, ...]:
        """Give its row in a table of goals."""
        bound = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        if self.value is None:
            return self.measure, None, bound, "not measured"
        # A digit more than elsewhere: what is just missed is not to look as if it was reached.
        found = shown(self.value) if abs(self.value) >= 10 else f"{self.value:.3f}"
        return self.measure, found, bound, "yes" if self.reached else "no"


@dataclass(frozen=True)
class Report:
    """What one benchmark found; `data` has the single figures behind the tables."""

    name: str
    title: str
    tables: Sequence[Table]
    data: Mapping[str, Any]
    goals: Sequence[Goal] = ()
    charts: Sequence[Chart] = ()
    notes: Sequence[str] = ()
    took: float = field(default=0.0, compare=False)

    def markdown(self, plots: str | None = None) -> str:
        """Write it as a section, with its charts from the folder `plots` if there is one."""
        parts = [f"## {self.title}", *(table.markdown() for table in self.tables)]
        if self.goals:
            columns = ("measure", "found", "goal", "reached")
            parts.append(Table("Goals", columns, [goal.row() for goal in self.goals]).markdown())
        parts.extend(self.notes)
        if plots is not None:
            parts.extend(f"![{chart.title}]({plots}/{chart.name}.svg)" for chart in self.charts)
        return "\n\n".join(parts)

    def record(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "name": self.name,
            "title": self.title,
            "seconds": round(self.took, 1),
            "goals": [asdict(goal) | {"reached": goal.reached} for goal in self.goals],
            "data": dict(self.data),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Run:
    """All that one command measured, on what, and the command."""

    command: str
    machine: Mapping[str, Any]
    reports: Sequence[Report]
    quick: bool
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def markdown(self, plots: str | None = None) -> str:
        """Write the whole document; `plots` is the charts' folder as it stands in links."""
        machine = self.machine
        versions = {**machine["packages"], **machine["libraries"]}
        packages = ", ".join(f"{name} {number}" for name, number in versions.items())
        kind = " (quick: small cases, figures of little worth)" if self.quick else ""
        where = (
            f"{self.at:%Y-%m-%d}, commit {machine['commit'] or 'unknown'}. {machine['cpu']}, "
            f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
            f"{machine['python']}. {packages}."
        )
        head = ["# Benchmarks", f"`{self.command}`{kind}", where]
        return "\n\n".join([*head, *(report.markdown(plots) for report in self.reports)]) + "\n"

    def write_json(self, path: Path) -> None:
        """Write everything, the single figures included."""
        document = {
            "command": self.command,
            "at": self.at.isoformat(timespec="seconds"),
            "quick": self.quick,
            "machine": dict(self.machine),
            "benchmarks": [report.record() for report in self.reports],
        }
        path.write_text(json.dumps(document, indent=2) + "\n")
