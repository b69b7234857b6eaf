"""Orders per second on one core: pages of 250 full orders from a server in another process.

Every client lists the same pages to their end, in a process of its own. What counts is the CPU time
from the first request to the last order: one core does nothing else then, whatever else the machine
does. The consumer counts the orders and adds up their ids, which must be those that were served.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import machine
from harness import HERE, Case, CaseError, Sample, in_turns, served, server, spread
from report import Bars, Goal, Report, Table


@dataclass(frozen=True)
class Client:
    """A program of `peers/`: what it is called, and how many pages it lists.

    The slow ones list fewer: the cost of a page does not depend on their number.
    """

    name: str
    script: str
    mode: str = ""
    zlib: str = "standard"
    loop: str = "asyncio"
    pages: int = 40
    needs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Give its name, and what it was helped by."""
        helped = [name for name in (self.zlib, self.loop) if name in ("isal", "uvloop")]
        return " + ".join([self.name, *helped])

    @property
    def missing(self) -> list[str]:
        """Give the packages that it needs and that are not there."""
        needed = [*self.needs, *(name for name in (self.zlib, self.loop) if name in _EXTRAS)]
        return [name for name in needed if not machine.installed(name)]

    def case(self, ready: Mapping[str, Any], modules: str) -> Case:
        """Give its program, told where the orders are."""
        options = [f"--limit={ready['limit']}", f"--zlib={self.zlib}", f"--loop={self.loop}"]
        options += ["--mode", self.mode] if self.mode else []
        token = f"{self.pages}-{self.title.replace(' ', '_')}-{{turn}}"
        return Case(
            name=self.title,
            script=f"peers/{self.script}",
            arguments=(ready["base_url"], token, *options),
            modules=modules,
        )


_EXTRAS = ("isal", "uvloop")
TYPED = Client("asyncshop, typed", "asyncshop_orders.py", "items")
FOUR = Client("asyncshop, 4 fields", "asyncshop_orders.py", "four")
BY_PAGE = replace(TYPED, name="asyncshop, typed by page", mode="pages")
EXPORT = Client("asyncshop, export", "asyncshop_orders.py", "export")
HAND = Client("aiohttp + msgspec by hand", "aiohttp_msgspec.py", "full")
HAND_UNTRACKED = replace(HAND, name=f"{HAND.name}, gc=False", mode="untracked")
HAND_UNCOLLECTED = replace(HAND, name=f"{HAND.name}, collector off", mode="collector-off")
HAND_FOUR = Client("aiohttp + msgspec, 4 fields", "aiohttp_msgspec.py", "four")
JSON = Client("aiohttp + json", "aiohttp_json.py", pages=20)
PYDANTIC = Client("httpx + pydantic", "httpx_pydantic.py", pages=8, needs=("httpx", "pydantic"))
SPYLIB = Client("spylib", "spylib_rest.py", pages=20, needs=("spylib",))
SHOPIFYAPI = Client("ShopifyAPI", "shopifyapi_find.py", pages=1, needs=("ShopifyAPI",))

FOUR_ISAL, JSON_ISAL = replace(FOUR, zlib="isal"), replace(JSON, zlib="isal")

_AIOHTTP = (TYPED, HAND, FOUR, JSON, BY_PAGE, HAND_FOUR, EXPORT, HAND_UNTRACKED, HAND_UNCOLLECTED)
CLIENTS = (
    *_AIOHTTP,
    PYDANTIC,
    SPYLIB,
    SHOPIFYAPI,
    *(replace(client, zlib="isal") for client in _AIOHTTP),
    replace(TYPED, zlib="isal", loop="uvloop"),
)

Medians = Mapping[str, float]


def measure(*, quick: bool) -> Report:
    """Run every client that is installed."""
    clients = [client for client in CLIENTS if not client.missing]
    limit = 250
    if quick:
        clients = [replace(client, pages=min(client.pages, 2)) for client in clients]
        limit = 10
    pages = max(client.pages for client in clients)
    with (
        plain_modules() as modules,
        server(f"--pages={pages}", f"--limit={limit}") as ready,
    ):
        check = Check(ready, {client.title: client for client in clients})
        cases = [client.case(ready, modules) for client in clients]
        samples = in_turns(cases, 1 if quick else 7, after=check)
    return report(clients, samples, ready, quick=quick)


@contextmanager
def plain_modules() -> Iterator[str]:
    """Give a folder with the models that the peers import."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "peers" / "models.py"), folder]
        subprocess.run(command, check=True)  # noqa: S603 - our own program
        yield folder


@dataclass(frozen=True)
class Check:
    """Orders counted are orders served, and the right ones."""

    ready: Mapping[str, Any]
    clients: Mapping[str, Client]

    def __call__(self, case: Case, turn: int, sample: Sample) -> None:
        pages = self.ready["pages"][: self.clients[case.name].pages]
        expected = {"orders": len(pages) * self.ready["limit"], "ids": sum(pages)}
        told = {name: sample.told[name] for name in expected}
        if told != expected:
            raise CaseError(f"{case.name} saw {told}, and there are {expected}")
        sent = served(self.ready["base_url"])[case.given(turn)[1]]
        if (sent["pages"], sent["orders"]) != (len(pages), expected["orders"]):
            raise CaseError(f"{case.name} saw {told}, and was served {sent}")
        if sample.told["cpu"] > sample.cpu:
            raise CaseError(f"{case.name} took more CPU at work than in all")


def report(
    clients: list[Client],
    samples: Mapping[str, list[Sample]],
    ready: Mapping[str, Any],
    *,
    quick: bool,
) -> Report:
    """Make tables of what was measured."""
    pages = {client.title: client.pages for client in clients}
    cpu = {
        name: spread([sample.told["cpu"] / pages[name] for sample in taken])
        for name, taken in samples.items()
    }
    wall = {
        name: spread([sample.told["wall"] / pages[name] for sample in taken])
        for name, taken in samples.items()
    }
    medians = {name: each.median for name, each in cpu.items()}
    rows = [
        (
            name,
            ready["limit"] / each.median,
            1000 * each.median,
            each.plus_minus,
            1000 * wall[name].median,
            ratio(medians, HAND.title, name),
            ratio(medians, JSON.title, name),
            ratio(medians, SHOPIFYAPI.title, name),
            spread([sample.peak_mb for sample in samples[name]]).median,
        )
        for name, each in sorted(cpu.items(), key=lambda item: item[1].median)
    ]
    columns = (
        "client",
        "orders/s of CPU",
        "CPU ms a page",
        "spread",
        "wall ms a page",
        "against by hand",
        "against aiohttp + json",
        "against ShopifyAPI",
        "peak MB",
    )
    size = ready["page_bytes"] / 1e6
    return Report(
        name="throughput",
        title="Orders per second, one core",
        tables=[Table(f"Pages of {ready['limit']} full orders, {size:.1f} MB each", columns, rows)],
        goals=[] if quick else list(goals(medians)),
        charts=[
            Bars(
                "throughput",
                "Full orders a second on one core (logarithmic)",
                "orders a second of CPU time",
                {str(row[0]): float(row[1]) for row in rows},
                log=True,
            )
        ],
        notes=notes(ready, medians),
        data={
            name: {
                "pages": pages[name],
                "cpu_per_page": cpu[name].record(),
                "wall_per_page": wall[name].record(),
                "process_cpu": spread([sample.cpu for sample in samples[name]]).record(),
                "peak_bytes": max(sample.peak for sample in samples[name]),
                "samples": [sample.record() for sample in samples[name]],
            }
            for name in samples
        },
    )


def notes(ready: Mapping[str, Any], medians: Medians) -> list[str]:
    """Say what the figures are, and which clients were left out."""
    text = (
        f"A page is {ready['page_gzip_bytes'] / 1e3:.0f} KB gzipped; ShopifyAPI does not ask for "
        "gzip and gets it as it is. CPU is of the client's process from the first request to the "
        "last order, without start and imports; ratios are of its medians. isal and uvloop are for "
        "aiohttp's clients: httpx, ShopifyAPI and spylib have no switch for another zlib. spylib "
        "needs an old httpx, with which httpx + pydantic runs as well."
    )
    missing = [
        f"{client.title} needs {', '.join(client.missing)}" for client in CLIENTS if client.missing
    ]
    return [text, levers(medians), *([f"Not run: {'; '.join(missing)}."] if missing else [])]


def levers(medians: Medians) -> str:
    """Hold typed against the hand-written loop where that spares the garbage collector too."""
    typed = medians[TYPED.title]
    return (
        "asyncshop's Structs have msgspec's `gc=False`, the plain ones by hand do not. "
        f"{TYPED.name} is {medians[HAND_UNTRACKED.title] / typed:.2f} times as fast as the loop by "
        f"hand with `gc=False`, and {medians[HAND_UNCOLLECTED.title] / typed:.2f} times as fast as "
        "the plain one with Python's garbage collector off."
    )


def ratio(medians: Medians, slow: str, fast: str) -> float | None:
    """Say how many times as much a client takes as another; None where one was not run."""
    if slow not in medians or fast not in medians:
        return None
    return medians[slow] / medians[fast]


def goals(medians: Medians) -> Iterator[Goal]:
    """Hold what was found against what is to be reached."""
    wanted = (
        ("typed against by hand", HAND, TYPED, 1.3),
        ("4 fields against aiohttp + json", JSON, FOUR, 6),
        ("4 fields against aiohttp + json, both with isal", JSON_ISAL, FOUR_ISAL, 9),
        ("typed against ShopifyAPI", SHOPIFYAPI, TYPED, 150),
    )
    for title, slow, fast, least in wanted:
        yield Goal(title, ratio(medians, slow.title, fast.title), least=least)
