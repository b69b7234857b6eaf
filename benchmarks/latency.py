"""Shops that are slow: a page takes 2 s to its headers, and in one shop its body 1 s more.

asyncshop sends the next request when the headers are in, which tell where the next page is, and
reads the body meanwhile. The loop that one writes by hand sends it after the body. What counts here
is the wall time of one listing; both wait most of it.

Of many such shops in one stream the processor has enough to do, if enough of their pages are under
way at once: what counts is how much of the time it was busy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shops
from harness import Case, CaseError, Sample, in_turns, server, spread
from report import Bars, Report, Table

EARLY = 0.99
"""Of the least possible time: what clocks may differ by."""
AT_THE_HEADERS = "asyncshop, next request at the headers"
AFTER_THE_BODY = "aiohttp + json, next request after the body"


@dataclass(frozen=True)
class Shop:
    """How slow it is (seconds), and how much it has."""

    think: float = 2.0
    drip: float = 1.0
    pages: int = 6
    limit: int = 250

    @property
    def options(self) -> list[str]:
        """Give what `slow.py` is told."""
        return [
            f"--think={self.think}",
            f"--drip={self.drip}",
            f"--pages={self.pages}",
            f"--limit={self.limit}",
        ]

    @property
    def least(self) -> dict[str, float]:
        """Give the seconds that each client takes at least."""
        return {
            AT_THE_HEADERS: self.pages * max(self.think, self.drip) + min(self.think, self.drip),
            AFTER_THE_BODY: self.pages * (self.think + self.drip),
        }


CLIENTS = {
    AT_THE_HEADERS: "peers/asyncshop_orders.py",
    AFTER_THE_BODY: "peers/aiohttp_json.py",
}


@dataclass(frozen=True)
class Crowd:
    """Many shops in one stream, and the seconds that each answer of theirs takes."""

    stream: shops.Setting
    think: float

    @property
    def name(self) -> str:
        """Give its name."""
        each = f"{self.stream.pages} {self.stream.size} pages each, {self.think:g} s a page"
        return f"{self.stream.shops} shops, {each}"

    @property
    def least(self) -> float:
        """Give the seconds that the pages of one shop take."""
        return self.stream.pages * self.think


def measure(*, quick: bool) -> Report:
    """List the slow shop with each client, and stream many."""
    crowd = (
        Crowd(shops.Setting("small", tls=False, shops=4, pages=2), 0.1)
        if quick
        else Crowd(shops.Setting("full", tls=False, shops=300, pages=3), 2.0)
    )
    streamed = measured_crowd(crowd, 1 if quick else 3)
    shop = Shop(think=0.2, drip=0.1, pages=3, limit=10) if quick else Shop()
    with server(*shop.options, script="slow.py") as ready:
        cases = [
            Case(name, script, (ready["base_url"], f"{shop.pages}-{{turn}}"))
            for name, script in CLIENTS.items()
        ]

        def check(case: Case, _turn: int, sample: Sample) -> None:
            checked(case.name, shop, ready, sample)

        samples = in_turns(cases, 1 if quick else 5, after=check)
    return report(shop, samples, crowd, streamed)


def measured_crowd(crowd: Crowd, repeats: int) -> list[Sample]:
    """Stream all pages of many slow shops."""
    options = (f"--size={crowd.stream.size}", f"--think={crowd.think}")
    with server(*options, script="endless.py") as ready:

        def check(_case: Case, _turn: int, sample: Sample) -> None:
            checked_crowd(crowd, ready["page_ids"], sample)

        case = replace(crowd.stream.case(ready["base_url"], ""), name=crowd.name)
        return in_turns([case], repeats, after=check)[crowd.name]


def checked_crowd(crowd: Crowd, page_ids: Sequence[int], sample: Sample) -> None:
    """Hold what came of many shops against what there is.

    Raises:
        CaseError: when that is not the same, or came sooner than it was sent.
    """
    shops.checked(crowd.stream, page_ids, sample)
    if sample.told["wall"] < EARLY * crowd.least:
        raise CaseError(f"{crowd.name}: all came after {sample.told['wall']} s")


def checked(name: str, shop: Shop, ready: Mapping[str, Any], sample: Sample) -> None:
    """Hold what came against what there is.

    Raises:
        CaseError: when that is not the same, or came sooner than it was sent.
    """
    told = sample.told
    expected = shop.pages * shop.limit, sum(ready["pages"])
    if (told["orders"], told["ids"]) != expected:
        raise CaseError(f"{name} saw {told}, and there are {expected}")
    least = shop.least[name]
    if told["wall"] < EARLY * least:
        raise CaseError(f"{name} was through after {told['wall']} s, and {least} s are the least")


def report(
    shop: Shop, samples: Mapping[str, Sequence[Sample]], crowd: Crowd, streamed: Sequence[Sample]
) -> Report:
    """Make tables of what was measured."""
    wall = {name: spread([each.told["wall"] for each in taken]) for name, taken in samples.items()}
    least = shop.least
    slowest = max(each.median for each in wall.values())
    rows = [
        (name, each.median, each.plus_minus, least[name], slowest / each.median)
        for name, each in wall.items()
    ]
    return Report(
        name="latency",
        title="Slow shops",
        tables=[
            Table(
                f"{shop.pages} pages, each {shop.think:g} s to its headers, {shop.drip:g} s more",
                ("client", "wall s", "spread", "least possible s", "times as fast"),
                rows,
            ),
            crowd_table(crowd, streamed),
        ],
        charts=[
            Bars(
                "latency",
                f"Wall time of {shop.pages} slow pages",
                "s",
                {name: each.median for name, each in wall.items()},
            )
        ],
        data={
            name: {
                "wall": each.record(),
                "least": least[name],
                "told": [sample.told for sample in samples[name]],
            }
            for name, each in wall.items()
        }
        | {
            crowd.name: {
                "wall": spread([sample.told["wall"] for sample in streamed]).record(),
                "least": crowd.least,
                "peak_bytes": max(sample.peak for sample in streamed),
                "told": [sample.told for sample in streamed],
            }
        },
    )


def crowd_table(crowd: Crowd, streamed: Sequence[Sample]) -> Table:
    """Say how busy the processor was with many slow shops."""
    pages = crowd.stream.shops * crowd.stream.pages
    row = (
        crowd.name,
        spread([sample.told["wall"] for sample in streamed]).median,
        spread([sample.told["cpu"] for sample in streamed]).median,
        f"{spread([sample.told['cpu'] / sample.told['wall'] for sample in streamed]).median:.0%}",
        spread([pages / sample.told["wall"] for sample in streamed]).median,
        max(sample.peak_mb for sample in streamed),
    )
    columns = ("", "wall s", "CPU s", "processor busy", "pages/s", "peak MB")
    return Table("Many slow shops", columns, [row])
