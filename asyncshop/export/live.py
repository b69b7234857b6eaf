"""The live table of an export. It needs rich, the extra `cli`."""

from __future__ import annotations

from itertools import islice
from types import TracebackType
from typing import Self, TextIO

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from asyncshop.export.progress import Display
from asyncshop.export.report import Report, ShopReport, Status, per_second
from asyncshop.telemetry import ShopStats

_FRAME = 9
"""Lines of the screen that are not shops: head, rules, the rest, the total, the cursor's."""

_STYLES: dict[Status, str] = {"reading": "cyan", "failed": "red", "done": "green", "waiting": "dim"}


class LiveTable(Display):
    """A table that is drawn anew four times a second, in a thread of rich's own."""

    def __init__(self, report: Report, stream: TextIO, *, height: int | None = None) -> None:
        self._report = report
        self._console = Console(file=stream, height=height)
        self._live = Live(
            console=self._console, get_renderable=self.table, refresh_per_second=4, transient=False
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def changed(self, shop: ShopReport) -> None:
        """Leave it to the next drawing."""

    def table(self) -> Table:
        """Draw how all shops stand: those that fit, the ones being read first."""
        report = self._report
        table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
        columns = _totals(report)
        table.add_column("shop", footer=f"{len(report.shops)} shops", no_wrap=True)
        for name, footer in columns.items():
            table.add_column(name, footer=footer, justify="right", no_wrap=True)
        table.add_column("", footer=f"{report.seconds:.1f} s", no_wrap=True)
        shown = list(islice(self._in_order(), max(1, self._console.height - _FRAME)))
        for shop in shown:
            table.add_row(shop.domain, *_cells(shop), _state(shop))
        if rest := len(report.shops) - len(shown):
            table.add_row(Text(f"and {rest} more", style="dim"))
        return table

    def _in_order(self) -> list[ShopReport]:
        report = self._report
        return [
            *report.of("reading"),
            *report.failed,
            *reversed(report.done),
            *report.of("waiting"),
        ]


def _totals(report: Report) -> dict[str, str]:
    stats = [shop.stats for shop in report.shops]
    expected = sum(shop.expected or 0 for shop in report.shops)
    return {
        "orders": f"{report.orders:,}",
        "of": f"{expected:,}",
        "orders/s": f"{report.rate:,.0f}",
        "waited": f"{sum(each.waited for each in stats):,.1f} s",
        "retries": str(sum(each.retries for each in stats)),
        "failures": str(sum(map(_failures, stats))),
    }


def _cells(shop: ShopReport) -> list[str]:
    return [
        f"{shop.orders:,}",
        "" if shop.expected is None else f"{shop.expected:,}",
        f"{per_second(shop.orders, shop.seconds):,.0f}",
        f"{shop.stats.waited:,.1f} s",
        str(shop.stats.retries),
        str(_failures(shop.stats)),
    ]


def _failures(stats: ShopStats) -> int:
    """Count the tries that brought no good answer, refusals for the limit's sake included."""
    return stats.failed + stats.refused


def _state(shop: ShopReport) -> Text:
    what = f"failed: {type(shop.error).__name__}" if shop.error else shop.status
    return Text(what, style=_STYLES[shop.status])
