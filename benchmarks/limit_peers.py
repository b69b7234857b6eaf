"""The limit used, by asyncshop and by others: each in its own process, at its own strict bucket.

Every client asks for the number of orders as fast as it lets one (`peers/limit_loop.py`). What the
server let in before the time was up is what counts: as a share of all that it would have let in,
the bucket's size and what leaked, less what a competing client took. The goal is stricter, as in
`limit.py`: the share of the rate once the bucket was full.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import machine
from harness import CaseError, progress
from limit_clients import Plain, plain_session, rival
from limit_judgement import ROUNDING, judge
from limit_scenarios import Scenario, scenarios, server
from report import Bars, Goal, Report, Table

SHOP = "shop"


class Peer(NamedTuple):
    """A way to use a client: its name in `limit_loop.py`, and what it needs.

    `tasks` ask at the same time; `hides`: what was refused it sends again, and does not tell.
    """

    title: str
    mode: str
    needs: str | None = None
    tasks: int = 10
    hides: bool = False


PEERS = (
    Peer("asyncshop, 10 tasks", "asyncshop", hides=True),
    Peer("aiohttp, 1 task, sleeps on 429", "aiohttp", tasks=1),
    Peer("aiohttp, 10 tasks, each sleeps on 429", "aiohttp"),
    Peer("httpx, 10 tasks, each sleeps on 429", "httpx", "httpx"),
    Peer("ShopifyAPI, sleeps on 429", "ShopifyAPI", "ShopifyAPI", tasks=1),
    Peer("spylib, 10 tasks, its own limiter", "spylib", "spylib", hides=True),
)
SCENARIOS = {
    "alone-c50": "alone, 2 requests/s",
    "alone-plus-c50": "alone, 20 requests/s",
    "rival-steady": "with a rival, 2 requests/s",
    "rival-steady-plus": "with a rival, 20 requests/s",
}
Results = Mapping[str, Mapping[str, Mapping[str, Any]]]


def measure(*, quick: bool) -> Report:
    """Let every client that is installed use every limit; those of one limit at the same time."""
    peers = [peer for peer in PEERS if peer.needs is None or machine.installed(peer.needs)]
    seconds = 2.0 if quick else 40.0
    wanted = [name for name in SCENARIOS if not quick or "plus" in name]
    return report(asyncio.run(every(wanted, peers, seconds)), seconds, quick=quick)


async def every(
    wanted: Sequence[str], peers: Sequence[Peer], seconds: float
) -> dict[str, dict[str, dict[str, Any]]]:
    """Give results by scenario and peer."""
    by_name = {scenario.name: scenario for scenario in scenarios()}
    results = {}
    for name in wanted:
        progress(f"{name}: {len(peers)} clients, {seconds:g} s")
        # They wait nearly all the time: side by side they don't disturb each other.
        runs = (compare(by_name[name], peer, seconds) for peer in peers)
        found = await asyncio.gather(*runs)
        results[name] = {peer.title: each for peer, each in zip(peers, found, strict=True)}
    return results


@asynccontextmanager
async def started(peer: Peer, origin: str, seconds: float) -> AsyncIterator[Process]:
    """Start a client's program, which waits for a line; it ends with the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).parent / "peers" / "limit_loop.py"),
        *(peer.mode, origin, SHOP, f"--seconds={seconds}", f"--tasks={peer.tasks}"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def compare(scenario: Scenario, peer: Peer, seconds: float) -> dict[str, Any]:
    """Let a client ask for some seconds, and judge it by the server's record.

    Raises:
        CaseError: when the client failed, or tells of more answers than were given.
    """
    async with (
        server(scenario) as origin,
        plain_session() as session,
        started(peer, origin, seconds) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        await process.stdout.readline()
        end = time.monotonic() + seconds
        process.stdin.write(b"go\n")
        async with asyncio.TaskGroup() as group:
            if scenario.rival:
                plain = Plain(session, origin, SHOP, "rival")
                group.create_task(rival(scenario.rival, plain, scenario, end))
            output = group.create_task(process.stdout.read())
        if await process.wait():
            raise CaseError(f"{peer.title} ended with {process.returncode}")
        async with session.get(f"{origin}/_stats") as response:
            shop = (await response.json())["shops"][SHOP]
    told = json.loads(output.result())
    record = judge(shop, end, 0.0)
    checked(peer, told, record)
    return record | used(shop, end) | {"told": told, "seconds": seconds}


def checked(peer: Peer, told: Mapping[str, int], record: Mapping[str, Any]) -> None:
    """Hold what a client tells against the server's record.

    Raises:
        CaseError: when it tells of no answers, of more than were given, or of fewer than were not
            still under way at the end: those nobody waited for.
    """
    unseen = record["accepted"] - told["answered"]
    hidden = record["refused"] - told["refused"]
    if not (
        told["answered"] > 0
        and 0 <= unseen <= peer.tasks
        and 0 <= hidden <= (record["refused"] if peer.hides else peer.tasks)
    ):
        raise CaseError(f"{peer.title} tells of {told}, and the server of {record}")


def used(shop: Mapping[str, Any], end: float) -> dict[str, Any]:
    """Count what was let in until `end`, also as a share of all that could be.

    Raises:
        CaseError: when that is more than all.
    """
    in_time = {
        name: sum(at <= end for at in client["accepted"])
        for name, client in shop["clients"].items()
    }
    ours, rivals = in_time.get("", 0), in_time.get("rival", 0)
    allowed = shop["size"] - shop["initial"] + shop["rate"] * (end - shop["began"]) - rivals
    if ours > allowed + ROUNDING:
        raise CaseError(f"{ours} requests were let in, and {allowed:g} could be")
    return {"in_time": ours, "of_all": ours / allowed}


def report(results: Results, seconds: float, *, quick: bool) -> Report:
    """Make tables of what was found."""
    rows = [
        (
            SCENARIOS[name],
            title,
            f"{record['of_all']:.1%}",
            record["in_time"],
            record["refused"],
            record["rival_refused"],
        )
        for name, records in results.items()
        for title, record in records.items()
    ]
    columns = ("limit", "client", "of all allowed", "let in", "429s", "rival's 429s")
    return Report(
        name="limit",
        title="The limit used",
        tables=[Table(f"{seconds:g} s against a strict bucket", columns, rows)],
        goals=[
            goal
            for name, records in results.items()
            if name.startswith("alone") and not quick
            for record in [records[PEERS[0].title]]
            for goal in (
                Goal(f"share of the rate, {SCENARIOS[name]}", record["share"], least=0.98),
                Goal(f"429s, {SCENARIOS[name]}", record["refused"], most=0),
            )
        ],
        charts=[
            chart
            for name, records in results.items()
            for chart in (
                Bars(
                    f"limit-used-{name}",
                    f"Of all allowed in {seconds:g} s, {SCENARIOS[name]}",
                    "% of requests",
                    {title: 100 * record["of_all"] for title, record in records.items()},
                ),
                Bars(
                    f"limit-{name}",
                    f"429s in {seconds:g} s, {SCENARIOS[name]}",
                    "refused requests",
                    {title: record["refused"] for title, record in records.items()},
                ),
            )
        ],
        notes=[
            "The rival sends one request at a time, at half of the rate, knowing of no bucket.",
        ],
        data={
            SCENARIOS[name]: {
                title: {
                    key: value
                    for key, value in record.items()
                    if not isinstance(value, float) or not math.isnan(value)
                }
                for title, record in records.items()
            }
            for name, records in results.items()
        },
    )
