"""The benchmarks of shops, latency, scale and limit run, and their numbers agree; not how fast."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

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
    assert min(connections["new"], connections["kept"]) > 0
    assert len(data) == 2 * (2 * 2 + 1)  # over TLS also on kept connections
    for name, record in data.items():
        (told,) = record["told"]
        assert told["orders"] == 8 * 250
        assert told["shops"] == (1 if name.endswith("1 shop") else 4)
        assert 0 <= told["behind"] <= 0.5 <= told["ahead"] <= 1
        quantiles = [told["lag"][quantile] for quantile in ("p50", "p99", "p99.9", "max")]
        assert quantiles == sorted(quantiles)
        assert max([*told["resident"], 0]) <= record["peak_bytes"]


async def test_latency_is_never_less_than_the_server_takes(tmp_path: Path) -> None:
    data = await measured("latency", tmp_path)
    for record in data.values():
        assert record["wall"]["low"] >= record["least"] * 0.99


async def test_scale_gives_every_id_once(tmp_path: Path) -> None:
    data = await measured("scale", tmp_path)
    written = {name: record["written"] for name, record in data.items() if record["written"]}
    assert list(written) == ["export, 250 orders", "export, 1,000 orders", "export, 2,000 orders"]
    less, more = written["export, 1,000 orders"], written["export, 2,000 orders"]
    assert more == 2 * less


async def test_limit_counts_what_the_servers_let_in(tmp_path: Path) -> None:
    ((scenario, records),) = (await measured("limit", tmp_path)).items()
    assert scenario == "alone, 20 requests/s"
    assert "asyncshop, 10 tasks" in records
    for record in records.values():
        assert record["told"]["answered"] <= record["accepted"] <= 400 + 20 * 4
        assert record["told"]["refused"] <= record["refused"]
