"""What is shown while an export runs."""

import asyncio
import io
import re
from pathlib import Path

import pytest

from asyncshop import ServerError
from asyncshop.export import progress
from asyncshop.export.live import LiveTable
from asyncshop.export.progress import PlainLines, display, total
from asyncshop.export.report import Report, ShopReport
from asyncshop.telemetry import ShopStats


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


class Told(io.StringIO):
    """A stream that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = 0
        self.third = asyncio.Event()

    def flush(self) -> None:
        self.lines += 1
        if self.lines == 3:
            self.third.set()


def report_of(count: int) -> Report:
    return Report(
        shops=[
            ShopReport(
                domain=f"shop-{number}.myshopify.com",
                platform="shopify",
                file=Path(f"{number}.jsonl"),
                stats=ShopStats(retries=number, waited=1.5 * number, failed=1, refused=1),
            )
            for number in range(1, count + 1)
        ]
    )


def lines(stream: io.StringIO) -> list[str]:
    """Give what was written, without the times, which every line must begin with."""
    found = stream.getvalue().splitlines()
    assert all(re.match(r"\d\d:\d\d:\d\d ", each) for each in found)
    return [each[9:] for each in found]


async def test_plain_lines_tell_start_and_end_of_each_shop() -> None:
    report, stream = report_of(2), io.StringIO()
    acme, bravo = report.shops
    with PlainLines(report, stream) as shown:
        for shop in (acme, bravo):
            shop.begin()
            shown.changed(shop)
            shop.orders = 10
        acme.end()
        bravo.end(ServerError("answered 500", status=500, shop=bravo.domain))
        shown.changed(acme)
        shown.changed(bravo)
    start, done, failed = lines(stream)
    assert start == "exporting 2 shops"
    assert re.fullmatch(r"shop-1\.myshopify\.com: done, 10 orders in \d\.\d s", done)
    assert failed == "failed after 10 orders: shop-2.myshopify.com: answered 500"


async def test_plain_lines_tell_the_total_now_and_then() -> None:
    """And no longer when the export is over."""
    report, stream = report_of(2), Told()
    report.shops[0].begin()
    with PlainLines(report, stream, every=0.0):
        await stream.third.wait()
    written = stream.getvalue()
    for _ in range(3):
        await asyncio.sleep(0)
    assert stream.getvalue() == written
    _, *totals = lines(stream)
    expected = (
        "0 of 2 shops done, 0 failed, 1 being read: 0 orders, 0 orders/s, "
        "4.5 s waited for the limit, 3 retries"
    )
    assert totals == [expected] * len(totals) == [total(report)] * len(totals)


async def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rich is there; any other stream gets lines."""
    report = report_of(1)
    assert isinstance(display(report, Terminal()), LiveTable)
    assert isinstance(display(report, io.StringIO()), PlainLines)
    monkeypatch.setattr(progress, "find_spec", lambda _: None)
    assert isinstance(display(report, Terminal()), PlainLines)


async def test_a_stream_that_nobody_reads_any_more_ends_no_job() -> None:
    class Broken(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    report = report_of(1)
    with PlainLines(report, Broken()) as shown:
        report.shops[0].end()
        shown.changed(report.shops[0])
    assert report.done
