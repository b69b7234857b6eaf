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
import functools
import json
import math
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
from harness import CaseError, end_at_sigterm
from strict_bucket import PLANS, Bucket, least_latency

import asyncshop
from asyncshop.errors import AsyncShopError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from report import Report

API = "/admin/api/2026-10"
GRACE = 3.0  # seconds that calls under way get after the deadline
ROUNDING = 1e-6  # requests; of sums of many fractions
NEW_ORDER = {"line_items": [{"title": "Boots", "price": "74.99", "quantity": 1}]}


@dataclass(frozen=True)
class Target:
    """What counts as passed."""

    share: float = 0.98  # of the allowed rate that nobody else took, once the bucket was full
    refused: int = 0  # 429s of the bucket
    refused_share: float = 0.0  # 429s over requests, where more than `refused` are let pass


ALONE = Target()
FILLED = Target(refused=1)
RIVALLED = Target(share=0.90, refused_share=0.02)


@dataclass(frozen=True)
class Scenario:
    name: str
    plan: str = "standard"
    callers: int = 50  # for each shop
    shops: int = 1
    server: dict[str, str] = field(default_factory=dict)  # options of strict_bucket.py
    rival: str = ""
    creators: int = 0  # callers that create orders beside those that count them
    pace: float = 0.0  # seconds from one call's start to the same caller's next; 0: none
    target: Target = ALONE

    @property
    def size(self) -> int:
        return PLANS[self.plan][0]

    @property
    def rate(self) -> float:
        return PLANS[self.plan][1]


def scenarios() -> list[Scenario]:
    slow, jitter, tail = {"latency": "2"}, {"latency": "uniform:0:0.3"}, {"latency": "tail:0.05"}
    at_answer = {"counted_at": "answer"}
    full = {"level": "40"}
    create = {"create_limit": "5"}
    return [
        *(Scenario(f"alone-c{callers}", callers=callers) for callers in (1, 5, 50, 200)),
        Scenario("alone-advanced", plan="advanced"),
        Scenario("alone-plus-c50", plan="plus"),
        Scenario("alone-plus-c200", plan="plus", callers=200),
        Scenario("alone-enterprise", plan="enterprise", callers=200),
        Scenario("header-ceil", server={"rounding": "ceil"}),
        Scenario("header-round", server={"rounding": "round"}),
        Scenario("header-at-answer", server=jitter | at_answer),
        Scenario("header-at-answer-plus", plan="plus", server=jitter | at_answer),
        Scenario("leak-half-second", server={"tick": "0.5"}),
        Scenario("leak-second", server={"tick": "1"}),
        Scenario("leak-second-plus", plan="plus", server={"tick": "1"}),
        Scenario("filled-retry-2.0", server=full, target=FILLED),
        Scenario("filled-retry-missing", server=full | {"retry_after": "none"}, target=FILLED),
        Scenario("filled-retry-empty", server=full | {"retry_after": ""}, target=FILLED),
        Scenario("filled-half", server={"level": "20.5"}, target=FILLED),
        Scenario("filled-plus", plan="plus", server={"level": "400"}, target=FILLED),
        Scenario("filled-slow", server=full | {"latency": "1"}, target=FILLED),
        Scenario("rival-steady", rival="steady", target=RIVALLED),
        Scenario("rival-steady-plus", plan="plus", rival="steady", target=RIVALLED),
        Scenario("rival-burst", rival="burst", target=RIVALLED),
        Scenario("rival-burst-plus", plan="plus", rival="burst", target=RIVALLED),
        Scenario("rival-insistent", rival="insistent", target=RIVALLED),
        Scenario("rival-insistent-plus", plan="plus", rival="insistent", target=RIVALLED),
        Scenario("rival-visit", rival="visit", target=RIVALLED),
        Scenario("rival-visit-plus", plan="plus", rival="visit", target=RIVALLED),
        Scenario("rival-jitter", rival="steady", server=jitter, target=RIVALLED),
        Scenario("rival-jitter-plus", plan="plus", rival="steady", server=jitter, target=RIVALLED),
        Scenario(
            "rival-retry-missing",
            rival="burst",
            server={"retry_after": "none"},
            target=RIVALLED,
        ),
        Scenario("rival-retry-empty", rival="burst", server={"retry_after": ""}, target=RIVALLED),
        Scenario(
            "rival-429-counted", rival="burst", server={"refusal_counter": ""}, target=RIVALLED
        ),
        Scenario("create-limit", callers=10, creators=2, server=create),
        Scenario(
            "create-limit-1/40", callers=10, creators=2, server=create | {"create_counter": "1/40"}
        ),
        Scenario("create-limit-quiet", callers=1, creators=2, pace=1.0, server=create),
        Scenario("slow", callers=20, server=slow),
        Scenario("slow-plus", plan="plus", callers=200, server=slow),
        Scenario("slow-plus-at-answer", plan="plus", callers=200, server=slow | at_answer),
        Scenario("jitter", server=jitter),
        Scenario("jitter-plus", plan="plus", server=jitter),
        Scenario("tail-plus", plan="plus", callers=100, server=tail),
        Scenario("shops-300", callers=3, shops=300),
        Scenario("shops-300-jitter", callers=3, shops=300, server={"latency": "uniform:0:0.1"}),
    ]


# Clients.


class Refused(Exception):  # noqa: N818 - a signal between clients here, no error
    """A reference client was answered 429."""


class Calls(NamedTuple):
    """What a caller can do on one shop."""

    count_orders: Callable[[], Awaitable[object]]
    create_order: Callable[[], Awaitable[object]]


@contextlib.asynccontextmanager
async def sdk(origin: str, tokens: list[str]) -> AsyncIterator[list[Calls]]:
    async with asyncshop.SessionManager() as manager:
        shops = [manager.shopify(token, access_token=token, base_url=origin) for token in tokens]
        yield [
            Calls(shop.orders.count, functools.partial(shop.orders.create, NEW_ORDER))
            for shop in shops
        ]


class Plain:
    """One shop over bare aiohttp, without a limiter, as reference clients and rivals use it."""

    def __init__(self, session: aiohttp.ClientSession, origin: str, token: str, name: str) -> None:
        self.session = session
        self.origin = origin
        self.headers = {"X-Shopify-Access-Token": token, "X-Client": name}

    async def send(self, method: str = "GET", path: str = "/orders/count.json") -> None:
        url = self.origin + API + path
        body = {"order": NEW_ORDER} if method == "POST" else None
        async with self.session.request(method, url, headers=self.headers, json=body) as response:
            await response.read()
            if response.status == 429:
                raise Refused
            response.raise_for_status()


class Pacer:
    """Knows size, rate and latency: a burst, then one request each time there is room again."""

    MARGIN = 0.05  # seconds, for one request that is longer on its way than another

    def __init__(self, plain: Plain, room: float, rate: float, latency: float) -> None:
        self.plain = plain
        self.room = room
        self.rate = rate
        self.latency = latency
        self.sent = 0
        self.leaking = asyncio.get_running_loop().create_future()
        if room <= 0:
            self.leaking.set_result(time.monotonic())

    async def send(self, *arguments: str) -> None:
        self.sent += 1
        if (over := self.sent - self.room) > 0:
            due = await asyncio.shield(self.leaking) + over / self.rate + self.MARGIN
            await asyncio.sleep(due - time.monotonic())
        try:
            await self.plain.send(*arguments)
        finally:
            if not self.leaking.done():
                self.leaking.set_result(time.monotonic() - self.latency)


@contextlib.asynccontextmanager
async def reference(
    kind: str, scenario: Scenario, origin: str, tokens: list[str]
) -> AsyncIterator[list[Calls]]:
    room = scenario.size - float(scenario.server.get("level", "0"))
    rate = scenario.rate * float(kind.removeprefix("pacer:") if kind.startswith("pacer:") else 1)
    latency = least_latency(scenario.server.get("latency", "0"))
    async with plain_session() as session:
        plains = [Plain(session, origin, token, "") for token in tokens]
        senders = (
            [plain.send for plain in plains]
            if kind == "naive"
            else [Pacer(plain, room, rate, latency).send for plain in plains]
        )
        yield [Calls(send, functools.partial(send, "POST", "/orders.json")) for send in senders]


def plain_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


# Rivals: they know nothing of the bucket.


async def rival(kind: str, plain: Plain, scenario: Scenario, end: float) -> None:
    """Take half of the rate until `end` (monotonic seconds)."""
    at_once, start = (10 if kind == "burst" else 1), time.monotonic()
    pause = at_once * 2 / scenario.rate
    if kind == "visit":
        start, end = start + (end - start) / 3, end - (end - start) / 3
    async with asyncio.TaskGroup() as group:
        for turn in range(math.floor((end - start) / pause)):
            await asyncio.sleep(max(0.0, start + turn * pause - time.monotonic()))
            for _ in range(at_once):
                group.create_task(take(plain, end, again=kind == "insistent"))


async def take(plain: Plain, end: float, *, again: bool) -> None:
    """Send once; or again every tenth of a second until let in."""
    while True:
        try:
            await plain.send()
        except Refused:
            if not again or time.monotonic() > end:
                return
            await asyncio.sleep(0.1)
        else:
            return


# The run.


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


@contextlib.asynccontextmanager
async def server(scenario: Scenario) -> AsyncIterator[str]:
    """A strict bucket in its own process; yields its origin."""
    options = [f"--plan={scenario.plan}"]
    for name, value in scenario.server.items():
        flag = "--" + name.replace("_", "-")
        options.append(flag if name == "refusal_counter" else f"{flag}={value}")
    script = Path(__file__).with_name("strict_bucket.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), *options, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        port = json.loads(await process.stdout.readline())["port"]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


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


def judge(shop: dict[str, Any], end: float, tick: float) -> dict[str, Any]:
    """What one shop's record says of the client under test (the one without a name).

    Raises:
        CaseError: when it used more than there was, which no strict bucket lets happen.
    """
    nothing: dict[str, list[float]] = {"accepted": [], "refused": [], "limited": []}
    ours = shop["clients"].get("", nothing)
    others = shop["clients"].get("rival", nothing)
    mine = sorted(ours["accepted"] + ours["limited"])
    theirs = others["accepted"]
    admitted = sorted(mine + theirs)
    start, bucket = burst_over(shop, admitted, tick)
    room, level = bucket.size - bucket.level, bucket.level
    leaked = shop["rate"] * (end - start)
    if tick:
        began = shop["began"]
        ticks = math.floor((end - began) / tick) - math.floor((start - began) / tick)
        leaked = shop["rate"] * tick * ticks
    if theirs:  # what is kept free for a rival is no loss, but what was used of it was there
        refill(bucket, [at for at in admitted if start < at <= end])
        bucket.leak(end)
        room = max(0.0, bucket.level - level)
    left = math.floor(leaked + room + ROUNDING) - sum(start < at <= end for at in theirs)
    used = [at for at in mine if start < at <= end]
    if len(used) > max(left, 0):
        raise CaseError(f"{len(used)} requests were let in after the burst, and {left} could be")
    return {
        "accepted": len(ours["accepted"]),
        "refused": len(ours["refused"]),
        "limited": len(ours["limited"]),
        "rival_accepted": len(theirs),
        "rival_refused": len(others["refused"]),
        "share": len(used) / left if left > 0 else math.nan,
        "burst": start - shop["began"],
        "gap": max((b - a for a, b in zip([start, *used], [*used, end], strict=True)), default=0.0),
        "empty": shop["time_at_empty"],
    }


def burst_over(shop: dict[str, Any], admitted: list[float], tick: float) -> tuple[float, Bucket]:
    """When the burst was over, and the bucket as it was then: the record, played again.

    That is when the bucket was first full, or when as much was admitted as it holds (a client that
    keeps head-room never fills it); and where neither came, the very start.
    """
    bucket = Bucket(shop["size"], shop["rate"], shop["began"], shop["initial"], tick)
    most = bucket.size - bucket.level
    for count, moment in enumerate(admitted if most >= 1 else (), 1):
        refill(bucket, [moment])
        if bucket.full or count >= most:
            return moment, bucket
    return shop["began"], Bucket(shop["size"], shop["rate"], shop["began"], shop["initial"], tick)


def refill(bucket: Bucket, admitted: list[float]) -> None:
    """Play a record of admissions again."""
    for moment in admitted:
        bucket.leak(moment)
        bucket.level += 1


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


def measure(*, quick: bool) -> Report:
    """Compare with others, as `run.py` asks (`limit_peers.py`)."""
    import limit_peers  # noqa: PLC0415 - it uses what is here

    return limit_peers.measure(quick=quick)


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
