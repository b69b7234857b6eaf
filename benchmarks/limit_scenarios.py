"""The situations in which a limiter is judged, and the server of each."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from leaky_bucket import PLANS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


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
