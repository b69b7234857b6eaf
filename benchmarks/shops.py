"""Many shops at once: what a shop costs, and what others in the same event loop notice.

1 to 1,000 shops through one `stream_orders`, the same orders in all: small pages (250
orders of about 1 KB) and full ones (250 of 17 KB), plain and over TLS with a name for each shop;
over TLS also with all connections made beforehand, which tells the cost of handshakes from the cost
of shops. The client (`peers/many_shops.py`) is one process. It tells its CPU time, when the first
and the last shop were through, how far the shops were when half of all orders had come, how late a
bystander woke that sleeps 5 ms again and again, its descriptors, and its resident memory each
second.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness import Case, CaseError, Sample, in_turns, server
from peers.work import DOMAIN
from report import Report
from shops_report import report

KINDS = {"small": "1 KB", "full": "17 KB"}


@dataclass(frozen=True)
class Setting:
    """So many shops with so many pages each, of one size, over one transport.

    `kept`: every shop has a connection before the clock starts. `several`: the same number of shops
    has fewer pages in another setting. `listings`: `stream` merges listings, and asks no shop what
    its token may see, as `stream_orders` does.
    """

    size: str
    tls: bool
    shops: int
    pages: int
    limit: int = 250
    repeats: int = 3
    kept: bool = False
    several: bool = False
    listings: bool = False

    @property
    def group(self) -> str:
        """Give what it has in common with those of other numbers of shops."""
        parts = [f"{self.size} pages", "TLS" if self.tls else "plain"]
        parts += ["connections kept"] if self.kept else []
        parts += ["listings"] if self.listings else []
        parts += [f"{self.pages} each"] if self.several else []
        return ", ".join(parts)

    @property
    def name(self) -> str:
        """Give its name."""
        return f"{self.group}, {self.shops:,} shop{'s' if self.shops > 1 else ''}"

    @property
    def orders(self) -> int:
        """Count the orders of all shops."""
        return self.shops * self.pages * self.limit

    def ids(self, page_ids: Sequence[int]) -> int:
        """Add up the ids of their orders, where these sums of pages are given over and over."""
        return sum(page_ids[page % len(page_ids)] for page in range(self.shops * self.pages))

    def case(self, base_url: str, authority: str) -> Case:
        """Give the program that streams them."""
        options = (f"--shops={self.shops}", f"--pages={self.pages}", f"--limit={self.limit}")
        trust = (f"--authority={authority}",) if self.tls else ()
        kept = ("--kept",) if self.kept else ()
        listings = ("--listings",) if self.listings else ()
        return Case(
            name=self.name,
            script="peers/many_shops.py",
            arguments=(base_url, *options, *trust, *kept, *listings, "--run={turn}"),
        )


def settings(*, quick: bool) -> list[Setting]:
    """List what is measured; the same number of pages in all, so that only the shops differ.

    And the most shops once more with several full pages each, as long as one does not say how far
    they are from each other, nor what pages that are fetched ahead take; and with small ones
    without the question that comes before each shop's pages.
    """
    numbers, pages = ((1, 4), 8) if quick else ((1, 10, 100, 1000), 1000)
    most = max(numbers)

    def repeats(size: str, shops: int) -> int:
        # Half a minute each: the ends, which are held against each other, more often.
        return 1 if quick or (size == "full" and 1 < shops < most) else 3

    alike = [
        Setting(size, tls, shops, pages // shops, repeats=repeats(size, shops), kept=kept)
        for size in KINDS
        for tls, kept in ((False, False), (True, False), (True, True))
        for shops in numbers
        if shops == most or not kept
    ]
    unasked, *_ = (replace(each, listings=True) for each in alike if each.shops == most)
    several = [
        Setting("full", tls, most, 3 * pages // most, repeats=1, several=True)
        for tls in (False, True)
    ]
    return [*alike, unasked, *several]


def measure(*, quick: bool) -> Report:
    """Stream every setting."""
    wanted = settings(quick=quick)
    by_name = {setting.name: setting for setting in wanted}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        authority = certificate(folder)
        ready = {
            (size, tls): stack.enter_context(serving(size, authority if tls else None))
            for size in KINDS
            for tls in (False, True)
        }

        def check(case: Case, _turn: int, sample: Sample) -> None:
            setting = by_name[case.name]
            checked(setting, ready[setting.size, setting.tls]["page_ids"], sample)

        names = 4 if quick else 300
        bare = Case(
            name="new and kept connections of bare aiohttp",
            script="peers/connections.py",
            arguments=(
                ready["small", True]["base_url"],
                f"--authority={authority}",
                f"--names={names}",
                "--run={turn}",
            ),
        )
        connections = in_turns([bare], 1 if quick else 3)[bare.name]
        for sample in connections:
            checked_connections(names, sample)
        samples: dict[str, list[Sample]] = {}
        for repeats in dict.fromkeys(each.repeats for each in wanted):
            cases = [
                each.case(ready[each.size, each.tls]["base_url"], str(authority))
                for each in wanted
                if each.repeats == repeats
            ]
            samples |= in_turns(cases, repeats, after=check)
    return report(wanted, samples, connections, quick=quick)


@contextmanager
def serving(size: str, authority: Path | None) -> Iterator[dict[str, Any]]:
    """Serve pages of a size; gives what the server tells."""
    trust = [f"--certificate={authority}"] if authority else []
    with server(f"--size={size}", *trust, script="endless.py") as ready:
        yield ready


def certificate(folder: Path) -> Path:
    """Make a key and a certificate of our own for every shop's name, in one PEM file."""
    key, signed, both = (folder / name for name in ("key.pem", "signed.pem", "both.pem"))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={DOMAIN}"]
    command += ["-addext", f"subjectAltName=DNS:*.{DOMAIN}"]
    command += ["-keyout", str(key), "-out", str(signed)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own arguments
    both.write_bytes(key.read_bytes() + signed.read_bytes())
    return both


def checked(setting: Setting, page_ids: Sequence[int], sample: Sample) -> None:
    """Hold what came against what there is.

    Raises:
        CaseError: when that is not the same.
    """
    told = sample.told
    if (told["orders"], told["shops"]) != (setting.orders, setting.shops):
        raise CaseError(
            f"{setting.name}: {told['orders']} orders of {told['shops']} shops came, "
            f"and there are {setting.orders} of {setting.shops}"
        )
    if told["ids"] != setting.ids(page_ids):
        raise CaseError(f"{setting.name}: ids {told['ids']}, and not {setting.ids(page_ids)}")
    if not 0 < told["first_done"] <= told["last_done"] <= told["wall"]:
        raise CaseError(f"{setting.name}: shops were through at impossible times: {told}")


def checked_connections(names: int, sample: Sample) -> None:
    """Hold requests and connections against what there should be: new ones, then none.

    Raises:
        CaseError: when that is not the same.
    """
    told = sample.told
    if (told["requests"], told["connected"]) != (2 * names, [names, 0]):
        raise CaseError(f"connections: {told}, and there are {names} names")
