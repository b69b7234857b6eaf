"""Judge a limiter by a strict leaky bucket: what share of the rate it uses, how many 429s it meets.

    python benchmarks/limit.py                        every scenario, 25 s each
    python benchmarks/limit.py 'rival-*' --seconds 30 --json limit.json
    python benchmarks/limit.py 'alone-*' --client naive

Each scenario runs against its own `strict_bucket.py` in its own process, whose record of admissions
is what counts. The client is `asyncshop`, or one whose result is known beforehand, to judge the
judge: `ideal` paces by the true size and rate, `pacer:0.9` likewise at nine tenths of the rate,
`naive` sends and drops what is refused.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fnmatch
import json
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import end_at_sigterm
from limit_clients import Calls, Plain, Refused, plain_session, reference, rival, sdk
from limit_judgement import judge
from limit_peers import measure
from limit_scenarios import Scenario, scenarios, server

from asyncshop.errors import AsyncShopError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["main", "measure"]

GRACE = 3.0  # seconds that calls under way get after the deadline


@dataclass
class Tally:
    """What the callers themselves saw."""

    answered: int = 0
    cancelled: int = 0
    errors: Counter[str] = field(default_factory=Counter)


async def caller(call: Callable[[], Awaitable[object]], pace: float, end: float) -> Tally:
    """Call in a loop until `end` and tell how it went, also when cancelled."""
    tally = Tally()
    due = time.monotonic()
    while max(now := time.monotonic(), due) < end:
        try:
            if due > now:
                await asyncio.sleep(due - now)
            due += pace
            await call()
            tally.answered += 1
        except asyncio.CancelledError:
            tally.cancelled += 1
            break
        except (AsyncShopError, Refused) as error:
            tally.errors[type(error).__name__] += 1
            await asyncio.sleep(0.01)
    return tally


async def drive(scenario: Scenario, shops: list[Calls], end: float) -> tuple[Tally, list[Tally]]:
    """Run all callers to the end; the sum, and those that count (not create) apart."""
    tasks = [
        asyncio.create_task(caller(shop.count_orders, scenario.pace, end))
        for shop in shops
        for _ in range(scenario.callers)
    ]
    counters = len(tasks)
    tasks += [
        asyncio.create_task(caller(shop.create_order, 0.0, end))
        for shop in shops
        for _ in range(scenario.creators)
    ]
    _, late = await asyncio.wait(tasks, timeout=end + GRACE - time.monotonic())
    for task in late:
        task.cancel()
    tallies = await asyncio.gather(*tasks)
    total = Tally(
        answered=sum(tally.answered for tally in tallies),
        cancelled=sum(tally.cancelled for tally in tallies),
        errors=sum((tally.errors for tally in tallies), Counter()),
    )
    return total, tallies[:counters]


async def run(scenario: Scenario, client: str, seconds: float) -> dict[str, Any]:
    tokens = [f"shop-{number}" for number in range(scenario.shops)]
    async with contextlib.AsyncExitStack() as stack:
        origin = await stack.enter_async_context(server(scenario))
        session = await stack.enter_async_context(plain_session())
        shops = await stack.enter_async_context(
            sdk(origin, tokens)
            if client == "asyncshop"
            else reference(client, scenario, origin, tokens)
        )
        cpu, end = time.process_time(), time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            if scenario.rival:
                plain = Plain(session, origin, tokens[0], "rival")
                group.create_task(rival(scenario.rival, plain, scenario, end))
            driven = group.create_task(drive(scenario, shops, end))
        cpu = time.process_time() - cpu
        async with session.get(f"{origin}/_stats") as response:
            stats = (await response.json())["shops"]
    tally, counters = driven.result()
    records = [judge(shop, end, float(scenario.server.get("tick", "0"))) for shop in stats.values()]
    if scenario.pace:
        records[0]["share"] = sum(c.answered for c in counters) * scenario.pace / seconds
    return summary(scenario, seconds, tally, records) | {"client": client, "cpu": round(cpu, 2)}


def summary(
    scenario: Scenario, seconds: float, tally: Tally, records: list[dict[str, Any]]
) -> dict[str, Any]:
    def total(name: str) -> int:
        return sum(record[name] for record in records)

    shares = [record["share"] for record in records]
    requests = total("accepted") + total("refused") + total("limited")
    refused = total("refused")
    target = scenario.target
    passed = min(shares) >= target.share and (
        refused <= target.refused or refused / requests < target.refused_share
    )
    return {
        "scenario": scenario.name,
        "passed": passed,
        "seconds": seconds,
        "plan": scenario.plan,
        "callers": scenario.callers,
        "shops": len(records),
        "requests": requests,
        "accepted": total("accepted"),
        "refused": refused,
        "limited": total("limited"),
        "answered": tally.answered,
        "cancelled": tally.cancelled,
        "errors": dict(tally.errors),
        "share_min": round(min(shares), 4),
        "share_median": round(statistics.median(shares), 4),
        "share_max": round(max(shares), 4),
        "burst": round(max(record["burst"] for record in records), 2),
        "gap": round(max(record["gap"] for record in records), 2),
        "empty": round(max(record["empty"] for record in records), 2),
        "rival_accepted": total("rival_accepted"),
        "rival_refused": total("rival_refused"),
    }


HEAD = (
    f"{'scenario':24}{'sent':>7}{'429s':>6}{'share min':>11}{'median':>8}{'max':>8}"
    f"{'burst s':>9}{'gap s':>7}{'rival':>7}{'429s':>6}{'CPU s':>7}"
)


def row(result: dict[str, Any]) -> str:
    line = (
        f"{result['scenario']:24}{result['requests']:7}{result['refused']:6}"
        f"{result['share_min']:11.1%}{result['share_median']:8.1%}{result['share_max']:8.1%}"
        f"{result['burst']:9.2f}{result['gap']:7.2f}"
        f"{result['rival_accepted']:7}{result['rival_refused']:6}{result['cpu']:7.1f}"
    )
    notes = [] if result["passed"] else ["BELOW TARGET"]
    notes += [f"{result['limited']} limited"] if result["limited"] else []
    notes += [f"{count} {name}" for name, count in result["errors"].items()]
    return line + ("  " + ", ".join(notes) if notes else "")


async def main() -> int:
    """Run what was asked for; 1 when a result is below its target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", default=["*"], help="scenarios; * and ? are wild")
    parser.add_argument("--client", default="asyncshop", help="or ideal, naive, pacer:SHARE")
    parser.add_argument("--seconds", type=float, default=25.0, help="for each scenario")
    parser.add_argument("--json", type=Path, help="write the results here as well")
    parser.add_argument("--list", action="store_true", help="name the scenarios and leave")
    chosen = parser.parse_args()
    wanted = [
        scenario
        for scenario in scenarios()
        if any(fnmatch.fnmatch(scenario.name, pattern) for pattern in chosen.names)
    ]
    if not wanted:
        parser.error("No scenario of that name; --list shows them all.")
    if chosen.list:
        print("\n".join(scenario.name for scenario in wanted))
        return 0
    print(HEAD)
    results = []
    for scenario in wanted:
        results.append(await run(scenario, chosen.client, chosen.seconds))
        print(row(results[-1]), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0 if all(result["passed"] for result in results) else 1


if __name__ == "__main__":
    end_at_sigterm()
    sys.exit(asyncio.run(main()))
