"""What is shown while an export runs."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractContextManager, suppress
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Protocol, Self, TextIO

from asyncshop.export.report import Report, ShopReport, failure

EVERY = 10.0
"""Seconds from one line with the total to the next."""


class Display(AbstractContextManager["Display"], Protocol):
    """Shows how an export stands while its block runs."""

    def changed(self, shop: ShopReport) -> None:
        """Take notice that a shop's turn has come, or that it is through."""


def display(report: Report, stream: TextIO) -> Display:
    """Give a live table where the stream is a terminal and rich is there, else plain lines."""
    if stream.isatty() and find_spec("rich") is not None:
        live: Display = import_module("asyncshop.export.live").LiveTable(report, stream)
        return live
    return PlainLines(report, stream)


class PlainLines(Display):
    """One line for the start, for each shop that is through, and now and then for the total."""

    _timer: asyncio.TimerHandle

    def __init__(self, report: Report, stream: TextIO, *, every: float = EVERY) -> None:
        self._report = report
        self._stream = stream
        self._every = every

    def __enter__(self) -> Self:
        self._tell(f"exporting {len(self._report.shops)} shops")
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def changed(self, shop: ShopReport) -> None:
        """Tell how a shop ended."""
        if shop.status == "done":
            self._tell(f"{shop.domain}: done, {shop.orders} orders in {shop.seconds:.1f} s")
        elif shop.status == "failed":
            self._tell(f"failed after {shop.orders} orders: {failure(shop)}")

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._every, self._tick)

    def _tick(self) -> None:
        self._tell(total(self._report))
        self._wait()

    def _tell(self, text: str) -> None:
        # Nobody may be reading any more (`2> >(head -n1)`): that is no reason to end the job.
        with suppress(OSError):
            self._stream.write(f"{time.strftime('%H:%M:%S')} {text}\n")
            self._stream.flush()


def total(report: Report) -> str:
    """Tell in one line how all shops stand together."""
    stats = [shop.stats for shop in report.shops]
    return (
        f"{len(report.done)} of {len(report.shops)} shops done, {len(report.failed)} failed, "
        f"{len(report.of('reading'))} being read: {report.orders} orders, "
        f"{report.rate:.0f} orders/s, {sum(each.waited for each in stats):.1f} s waited for the "
        f"limit, {sum(each.retries for each in stats)} retries"
    )
