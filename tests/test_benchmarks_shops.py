"""The benchmarks of shops, latency, scale and limit run, and their numbers agree; not how fast."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from test_benchmarks import load

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


async def measured(name: str, folder: Path) -> dict[str, Any]:
    """Run one benchmark's quick cases; its record."""
    results = folder / "results.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(BENCHMARKS / "run.py"),
        *("--quick", "--only", name, "--json", str(results)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert output.startswith(b"# Benchmarks")
    (record,) = json.loads(await asyncio.to_thread(results.read_text))["benchmarks"]
    assert record["name"] == name
    data: dict[str, Any] = record["data"]
    return data


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
async def test_shops_gives_every_order_of_every_shop_over_both_transports(tmp_path: Path) -> None:
    data = await measured("shops", tmp_path)
    (connections,) = data.pop("connections")
    assert connections["requests"] == 2 * 4
    assert connections["connected"] == [4, 0]
    assert min(connections["new"], connections["kept"]) > 0
    # Over TLS also on kept connections; small pages also of listings, several full ones for each.
    assert len(data) == 2 * (2 * 2 + 1) + 1 + 2
    for name, record in data.items():
        (told,) = record["told"]
        assert told["orders"] == (24 if "6 each" in name else 8) * 250
        assert told["shops"] == (1 if name.endswith("1 shop") else 4)
        assert 0 <= told["behind"] <= 0.5 <= told["ahead"] <= 1
        quantiles = [told["lag"][quantile] for quantile in ("p50", "p99", "p99.9", "max")]
        assert quantiles == sorted(quantiles)
        assert max([*told["resident"], 0]) <= record["peak_bytes"]


async def test_latency_is_never_less_than_the_server_takes(tmp_path: Path) -> None:
    data = await measured("latency", tmp_path)
    assert data["4 shops, 2 small pages each, 0.1 s a page"]["told"][0]["orders"] == 4 * 2 * 250
    for record in data.values():
        assert record["wall"]["low"] >= record["least"] * 0.99


async def test_scale_gives_every_id_once(tmp_path: Path) -> None:
    data = await measured("scale", tmp_path)
    written = {name: record["written"] for name, record in data.items() if record["written"]}
    assert list(written) == ["export, 250 orders", "export, 1,000 orders", "export, 2,000 orders"]
    less, more = written["export, 1,000 orders"], written["export, 2,000 orders"]
    assert more == 2 * less
    for record in data.values():
        (sample,) = record["samples"]
        assert sample["user"] + sample["system"] == record["process_cpu"]["median"]


async def test_limit_counts_what_the_servers_let_in(tmp_path: Path) -> None:
    data = await measured("limit", tmp_path)
    assert list(data) == ["alone, 20 requests/s", "with a rival, 20 requests/s"]
    for records in data.values():
        assert "asyncshop, 10 tasks" in records
        if find_spec("spylib"):  # what only the benchmarks need is there
            assert len(records) == len(load("limit_peers").PEERS)
        for record in records.values():
            assert record["told"]["answered"] <= record["accepted"] <= 400 + 20 * 4
            assert record["told"]["refused"] <= record["refused"]


TOLD = {"orders": 12, "ids": 45, "shops": 2, "first_done": 1.0, "last_done": 2.0, "wall": 3.0}
"""Of two shops with three pages of two orders each."""


def sample(told: dict[str, Any]) -> Any:
    return load("harness").Sample(4.0, 1.0, 0.0, 1, told)


def test_shops_takes_what_was_served() -> None:
    shops = load("shops")
    setting = shops.Setting("small", tls=False, shops=2, pages=3, limit=2)
    shops.checked(setting, [5, 10], sample(TOLD))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"orders": 11}, "11 orders of 2 shops came"),
        ({"shops": 1}, "12 orders of 1 shops came"),
        ({"ids": 41}, "ids 41, and not 45"),
        ({"first_done": 0.0}, "impossible times"),
        ({"last_done": 0.5}, "impossible times"),
        ({"wall": 1.5}, "impossible times"),
    ],
)
def test_shops_refuses_what_was_not_served(wrong: dict[str, Any], message: str) -> None:
    shops = load("shops")
    setting = shops.Setting("small", tls=False, shops=2, pages=3, limit=2)
    with pytest.raises(load("harness").CaseError, match=message):
        shops.checked(setting, [5, 10], sample(TOLD | wrong))


@pytest.mark.parametrize(
    "told",
    [
        {"requests": 7, "connected": [4, 0]},
        {"requests": 8, "connected": [3, 0]},
        {"requests": 8, "connected": [4, 1]},
    ],
)
def test_shops_refuses_connections_that_were_not_new_or_not_kept(told: dict[str, Any]) -> None:
    with pytest.raises(load("harness").CaseError, match="there are 4 names"):
        load("shops").checked_connections(4, sample(told))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"orders": 5}, "there are"),
        ({"ids": 13}, "there are"),
        ({"wall": 6.9}, "7.0 s are the least"),
    ],
)
def test_latency_refuses_what_was_not_sent_yet(wrong: dict[str, Any], message: str) -> None:
    latency = load("latency")
    shop = latency.Shop(think=2.0, drip=1.0, pages=3, limit=2)
    told = {"orders": 6, "ids": 12, "wall": 7.0}
    latency.checked(latency.AT_THE_HEADERS, shop, {"pages": [3, 4, 5]}, sample(told))
    with pytest.raises(load("harness").CaseError, match=message):
        latency.checked(latency.AT_THE_HEADERS, shop, {"pages": [3, 4, 5]}, sample(told | wrong))


@pytest.mark.parametrize(
    ("wrong", "message"), [({"ids": 41}, "ids 41"), ({"wall": 2.9}, "all came after 2.9 s")]
)
def test_latency_refuses_what_many_shops_had_not_sent_yet(
    wrong: dict[str, Any], message: str
) -> None:
    latency, shops = load("latency"), load("shops")
    crowd = latency.Crowd(shops.Setting("small", tls=False, shops=2, pages=3, limit=2), 1.0)
    latency.checked_crowd(crowd, [5, 10], sample(TOLD))
    with pytest.raises(load("harness").CaseError, match=message):
        latency.checked_crowd(crowd, [5, 10], sample(TOLD | wrong))


def test_latency_tells_how_busy_the_processor_was() -> None:
    latency, shops = load("latency"), load("shops")
    crowd = latency.Crowd(shops.Setting("small", tls=False, shops=2, pages=3), 0.5)
    ((_, wall, cpu, busy, rate, peak),) = latency.crowd_table(
        crowd, [sample({"wall": 4.0, "cpu": 1.0})]
    ).rows
    assert (wall, cpu, busy, rate, peak) == (4.0, 1.0, "25%", 1.5, 1e-6)


@pytest.mark.parametrize(("orders", "ids"), [(-1, 0), (0, 1)])
def test_scale_refuses_orders_that_there_are_not(orders: int, ids: int) -> None:
    scale = load("scale")
    size = scale.Size("listing", 3)
    scale.checked(size, 3, 3 * scale.FIRST_ID + 3)
    with pytest.raises(load("harness").CaseError, match="came"):
        scale.checked(size, 3 + orders, size.ids + ids)
