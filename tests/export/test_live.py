"""The live table."""

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from asyncshop import ServerError
from asyncshop.export.live import LiveTable
from asyncshop.export.report import Report, ShopReport
from asyncshop.telemetry import ShopStats


def shop(name: str) -> ShopReport:
    return ShopReport(
        domain=f"{name}.myshopify.com",
        platform="shopify",
        file=Path(f"{name}.jsonl"),
        stats=ShopStats(retries=2, waited=1.5, failed=1, refused=3),
    )


def drawn(table: LiveTable) -> list[list[str]]:
    """Give the words of each line of the table as it stands."""
    console = Console(file=io.StringIO(), width=120)
    with console.capture() as captured:
        console.print(table.table())
    return [line.split() for line in captured.get().splitlines() if line.strip()]


def test_it_shows_every_shop_and_the_total() -> None:
    """Those being read first, then the failed ones, the done ones, those that wait."""
    waiting, done, failed, reading = map(shop, ("waits", "done", "failed", "reads"))
    reading.status, reading.orders, reading.expected = "reading", 1000, 2000
    reading.began, reading.ended = 0.0, 2.0
    done.orders = 10
    done.end()
    failed.end(ServerError("answered 500", status=500))
    head, _, *rows, foot = drawn(
        LiveTable(Report(shops=[waiting, done, failed, reading]), io.StringIO(), height=40)
    )
    assert head == ["shop", "orders", "of", "orders/s", "waited", "retries", "failures"]
    assert [row[0].partition(".")[0] for row in rows] == ["reads", "failed", "done", "waits"]
    assert rows[0][1:] == ["1,000", "2,000", "500", "1.5", "s", "2", "4", "reading"]
    assert rows[1][-2:] == ["failed:", "ServerError"]
    assert foot[:4] == ["4", "shops", "1,010", "2,000"]
    assert foot[5:9] == ["6.0", "s", "8", "16"]


def test_of_hundreds_it_shows_what_fits() -> None:
    report = Report(shops=[shop(f"shop-{number}") for number in range(300)])
    report.shops[299].begin()
    table = LiveTable(report, io.StringIO(), height=24)
    _, _, *rows, rest, _ = drawn(table)
    assert rest == ["and", "285", "more"]
    assert len(rows) == 15
    assert rows[0][0] == "shop-299.myshopify.com"


def test_it_draws_until_the_block_ends() -> None:
    stream = io.StringIO()
    acme = shop("acme")
    with LiveTable(Report(shops=[acme]), stream) as table:
        acme.begin()
        table.changed(acme)
        acme.end()
    assert "acme.myshopify.com" in stream.getvalue()
    assert "done" in stream.getvalue()


def test_nothing_else_imports_rich() -> None:
    """So all the rest works without it."""
    code = "import sys, asyncshop.cli; sys.exit(any(name == 'rich' for name in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own code
    assert ended.returncode == 0
