"""Many shops at once: what a shop costs, and what others in the same event loop notice.

1 to 1,000 shops through one `stream_orders`, the same number of orders in all: small pages (250
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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import Case, CaseError, Sample, Spread, in_turns, ratio, server, spread
from report import Goal, Lines, Report, Table

DOMAIN = "shops.test"
KINDS = {"small": "1 KB", "full": "17 KB"}


@dataclass(frozen=True)
class Setting:
    """So many shops with so many pages each, of one size, over one transport.

    `kept`: every shop has a connection before the clock starts.
    """

    size: str
    tls: bool
    shops: int
    pages: int
    limit: int = 250
    repeats: int = 3
    kept: bool = False

    @property
    def group(self) -> str:
        """Give what it has in common with those of other numbers of shops."""
        transport = "TLS" if self.tls else "plain"
        return f"{self.size} pages, {transport}{', connections kept' if self.kept else ''}"

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
        return self.shops * sum(page_ids[page % len(page_ids)] for page in range(self.pages))

    def case(self, base_url: str, authority: str) -> Case:
        """Give the program that streams them."""
        options = (f"--shops={self.shops}", f"--pages={self.pages}", f"--limit={self.limit}")
        trust = (f"--authority={authority}",) if self.tls else ()
        kept = ("--kept",) if self.kept else ()
        return Case(
            name=self.name,
            script="peers/many_shops.py",
            arguments=(base_url, *options, *trust, *kept, "--run={turn}"),
        )


def settings(*, quick: bool) -> list[Setting]:
    """List what is measured; the same number of pages in all, so that only the shops differ."""
    numbers, pages = ((1, 4), 8) if quick else ((1, 10, 100, 1000), 1000)
    most = max(numbers)

    def repeats(size: str, shops: int, *, tls: bool) -> int:
        # Half a minute each: the ends, which are held against each other, more often.
        return 1 if quick or (tls and size == "full" and 1 < shops < most) else 3

    return [
        Setting(size, tls, shops, pages // shops, repeats=repeats(size, shops, tls=tls), kept=kept)
        for size in KINDS
        for tls, kept in ((False, False), (True, False), (True, True))
        for shops in numbers
        if shops == most or not kept
    ]


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


Samples = Mapping[str, Sequence[Sample]]


def report(
    wanted: Sequence[Setting], samples: Samples, connections: Sequence[Sample], *, quick: bool
) -> Report:
    """Make tables of what was measured."""
    handshake = middle(connections, "new") - middle(connections, "kept")
    costs = {setting.name: cost(setting, samples[setting.name]) for setting in wanted}
    return Report(
        name="shops",
        title="Many shops",
        tables=[
            Table(
                "The same orders from more and more shops",
                (
                    "shops",
                    "CPU µs an order",
                    "against 1 shop",
                    "spread",
                    "wall s",
                    "first done s",
                    "last done s",
                    "slowest shop at half",
                    "fastest shop at half",
                    "descriptors",
                    "peak MB",
                ),
                [cost_row(each, wanted, costs, samples[each.name]) for each in wanted],
            ),
            Table(
                "How late a bystander in the same loop wakes, in ms",
                ("shops", "p50", "p99", "p99.9", "max", "naps"),
                [
                    (each.name, *(1000 * lag(samples[each.name], name) for name in QUANTILES), naps)
                    for each in wanted
                    if each.size == "full" and not each.kept
                    for naps in [int(middle(samples[each.name], "naps"))]
                ],
            ),
            one_more(wanted, samples, handshake),
        ],
        goals=[] if quick else list(goals(wanted, costs, samples)),
        charts=list(charts(wanted, costs, samples)),
        notes=[
            "The later it wakes, the fewer its naps: the median is one of naps, not of time.",
            "CPU is of the client's process, from the first request to the last order.",
            "Connections kept: each shop was asked for something before the clock started.",
            "A handshake of bare aiohttp: a new connection less a kept one, 64 requests at once.",
        ],
        data={
            setting.name: {
                "cpu_per_order": costs[setting.name].record(),
                "peak_bytes": max(sample.peak for sample in samples[setting.name]),
                "told": [sample.told for sample in samples[setting.name]],
            }
            for setting in wanted
        }
        | {"connections": [sample.told for sample in connections]},
    )


QUANTILES = ("p50", "p99", "p99.9", "max")


def cost(setting: Setting, taken: Sequence[Sample]) -> Spread:
    """Give CPU seconds of an order."""
    return spread([sample.told["cpu"] / setting.orders for sample in taken])


def middle(taken: Sequence[Sample], name: str) -> float:
    """Give the median of what a program told."""
    return spread([sample.told[name] for sample in taken]).median


def lag(taken: Sequence[Sample], name: str) -> float:
    """Give the median of one quantile of the lag."""
    return spread([sample.told["lag"][name] for sample in taken]).median


def fewest(setting: Setting, wanted: Sequence[Setting]) -> Setting:
    """Give the setting that it is held against: the one that differs by having the fewest shops.

    One shop has one connection: whether it is made beforehand makes no difference.
    """
    alike = [each for each in wanted if (each.size, each.tls) == (setting.size, setting.tls)]
    return min(alike, key=lambda each: each.shops)


def cost_row(
    setting: Setting,
    wanted: Sequence[Setting],
    costs: Mapping[str, Spread],
    taken: Sequence[Sample],
) -> tuple[str | int | float, ...]:
    """Give a row of the first table."""
    own, single = costs[setting.name], costs[fewest(setting, wanted).name]
    return (
        setting.name,
        1e6 * own.median,
        own.median / single.median,
        own.plus_minus,
        middle(taken, "wall"),
        middle(taken, "first_done"),
        middle(taken, "last_done"),
        f"{middle(taken, 'behind'):.0%}",
        f"{middle(taken, 'ahead'):.0%}",
        int(middle(taken, "descriptors")),
        max(sample.peak_mb for sample in taken),
    )


def one_more(wanted: Sequence[Setting], samples: Samples, handshake: float) -> Table:
    """Say what a shop costs: small pages of the most shops against those of the fewest."""
    most = max(each.shops for each in wanted)

    def per_shop(many: Setting) -> float:
        few = fewest(many, wanted)
        more = middle(samples[many.name], "cpu") - middle(samples[few.name], "cpu")
        return 1000 * more / (many.shops - few.shops)

    small = [each for each in wanted if each.size == "small" and each.shops == most]
    plain, tls, kept = map(per_shop, small)
    rows = [
        ("plain", plain),
        ("TLS, connections kept", kept),
        ("TLS", tls),
        ("its handshake: the difference of these two", tls - kept),
        ("a handshake of bare aiohttp, doing nothing else", 1000 * handshake),
    ]
    return Table("CPU of one more shop", ("", "ms"), rows)


def flatness(taken: Sequence[Sample]) -> float | None:
    """Compare memory of the last third with that of the middle third; None where it was short."""
    ratios = []
    for sample in taken:
        resident = sample.told["resident"]
        third = len(resident) // 3
        if third >= 3:
            last, before = resident[-third:], resident[third : 2 * third]
            ratios.append(spread(last).median / spread(before).median)
    return spread(ratios).median if ratios else None


def goals(
    wanted: Sequence[Setting], costs: Mapping[str, Spread], samples: Samples
) -> Iterator[Goal]:
    """Hold what was found against what is to be reached."""
    for setting in wanted:
        single = fewest(setting, wanted)
        if setting.shops == 1000:
            found = ratio(costs[setting.name], costs[single.name])
            yield Goal(f"CPU of an order, {setting.name} against 1", found, most=1.1)
        if setting.kept:
            continue
        taken = samples[setting.name]
        if setting.size == "full" and setting.shops == 1000:
            peak = max(sample.peak_mb for sample in taken)
            yield Goal(f"peak MB, {setting.name}", peak, most=400)
            flat = flatness(taken)
            if flat is not None:
                yield Goal(f"memory late against before, {setting.name}", flat, most=1.05)
        if setting.size == "full":
            late = 1000 * lag(taken, "p99.9")
            yield Goal(f"event-loop lag p99.9 in ms, {setting.name}", late, most=20)


def charts(
    wanted: Sequence[Setting], costs: Mapping[str, Spread], samples: Samples
) -> Iterator[Lines]:
    """Draw cost and lag over the number of shops, and memory over time."""
    wanted = [each for each in wanted if not each.kept]
    groups = dict.fromkeys(setting.group for setting in wanted)

    def over_shops(figure: Mapping[str, float]) -> dict[str, list[tuple[float, float]]]:
        return {
            group: points
            for group in groups
            if (
                points := [
                    (float(each.shops), figure[each.name])
                    for each in wanted
                    if each.group == group and each.name in figure
                ]
            )
        }

    cpu = {name: 1e6 * each.median for name, each in costs.items()}
    yield Lines(
        "shops-cpu",
        "CPU of an order over the number of shops",
        "shops",
        "µs",
        over_shops(cpu),
        log_x=True,
    )
    full = [each.name for each in wanted if each.size == "full"]
    yield Lines(
        "shops-lag",
        "Event-loop lag (p99.9) while full pages stream",
        "shops",
        "ms",
        over_shops({name: 1000 * lag(samples[name], "p99.9") for name in full}),
        log_x=True,
    )
    most = max(wanted, key=lambda each: (each.size == "full", not each.tls, each.shops))
    resident = samples[most.name][0].told["resident"]
    yield Lines(
        "shops-memory",
        f"Resident memory, {most.name}",
        "s",
        "MB",
        {most.name: [(float(at), size / 1e6) for at, size in enumerate(resident)]},
    )
