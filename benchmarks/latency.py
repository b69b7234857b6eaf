"""A shop that is slow: each page takes 2 s to its headers, and its body 1 s more.

asyncshop sends the next request when the headers are in, which tell where the next page is, and
reads the body meanwhile. The loop that one writes by hand sends it after the body. What counts here
is the wall time of one listing; both wait most of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness import Case, CaseError, Sample, in_turns, server, spread
from report import Bars, Report, Table

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


def measure(*, quick: bool) -> Report:
    """List the slow shop with each client."""
    shop = Shop(think=0.2, drip=0.1, pages=3, limit=10) if quick else Shop()
    with server(*shop.options, script="slow.py") as ready:
        cases = [
            Case(name, script, (ready["base_url"], f"{shop.pages}-{{turn}}"))
            for name, script in CLIENTS.items()
        ]

        def check(case: Case, _turn: int, sample: Sample) -> None:
            checked(case.name, shop, ready, sample)

        samples = in_turns(cases, 1 if quick else 5, after=check)
    return report(shop, samples)


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
    if told["wall"] < 0.99 * least:
        raise CaseError(f"{name} was through after {told['wall']} s, and {least} s are the least")


def report(shop: Shop, samples: Mapping[str, Sequence[Sample]]) -> Report:
    """Make a table of what was measured."""
    wall = {name: spread([each.told["wall"] for each in taken]) for name, taken in samples.items()}
    least = shop.least
    slowest = max(each.median for each in wall.values())
    rows = [
        (name, each.median, f"± {50 * each.noise:.1f}%", least[name], slowest / each.median)
        for name, each in wall.items()
    ]
    return Report(
        name="latency",
        title="A slow shop",
        tables=[
            Table(
                f"{shop.pages} pages, each {shop.think:g} s to its headers, {shop.drip:g} s more",
                ("client", "wall s", "spread", "least possible s", "times as fast"),
                rows,
            )
        ],
        charts=[
            Bars(
                "latency",
                f"Wall time of {shop.pages} slow pages",
                "s",
                {name: each.median for name, each in wall.items()},
            )
        ],
        data={name: {"wall": each.record(), "least": least[name]} for name, each in wall.items()},
    )
