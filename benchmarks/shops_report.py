"""The tables, goals and charts of what `shops.py` measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from harness import Sample, Spread, ratio, spread
from report import Cell, Goal, Lines, Report, Table

if TYPE_CHECKING:
    from shops import Setting

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
            "Connections kept: each shop was asked for something before, and keeps its own.",
            "Listings: merged by `stream`, which asks no shop what its token may see.",
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
) -> tuple[Cell, ...]:
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
        int(middle(taken, "descriptors")) or None,  # 0 where /proc does not tell
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
    plain, tls, kept, unasked = map(per_shop, small)
    rows = [
        ("plain", plain),
        ("of it the question what its token may see", plain - unasked),
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
            continue  # as no manager's own session would keep them
        taken = samples[setting.name]
        if setting.size == "full" and setting.shops == 1000:
            peak = max(sample.peak_mb for sample in taken)
            yield Goal(f"peak MB, {setting.name}", peak, most=400)
            late_memory = f"memory late against before, {setting.name}"
            yield Goal(late_memory, flatness(taken), most=1.05)
        if setting.size == "full":
            late = 1000 * lag(taken, "p99.9")
            yield Goal(f"event-loop lag p99.9 in ms, {setting.name}", late, most=20)


def charts(
    wanted: Sequence[Setting], costs: Mapping[str, Spread], samples: Samples
) -> Iterator[Lines]:
    """Draw cost and lag over the number of shops, and memory over time."""
    longest = max(wanted, key=lambda each: (each.several, not each.tls))
    wanted = [each for each in wanted if not (each.kept or each.several or each.listings)]
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
    resident = samples[longest.name][0].told["resident"]
    if resident:
        yield Lines(
            "shops-memory",
            f"Resident memory, {longest.name}",
            "s",
            "MB",
            {longest.name: [(float(at), size / 1e6) for at, size in enumerate(resident)]},
        )
