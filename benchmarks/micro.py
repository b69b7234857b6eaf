"""The steps that everything is made of, one by one: limiter, decoding, reading a page.

    pytest benchmarks/micro.py --benchmark-timer=time.process_time

    … --benchmark-autosave                                        on one commit
    … --benchmark-compare --benchmark-compare-fail=min:25%        on the next

The second keeps its figures in `.benchmarks/`; the third compares with the last that were kept,
and fails where the least of a step has grown by more than a quarter: on a machine that is not one's
own, medians of the same code differ by that much. What fails, measure again.

`floor_of_a_page` is the least that we know of for a page that is unzipped and decoded into the same
types.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from harness import HERE, CaseError
from multidict import CIMultiDict, CIMultiDictProxy
from peers.four_fields import FourFields
from report import Report, Table

import asyncshop
from asyncshop import shopify, shoplazza
from asyncshop.bucket import BucketSize, Usage
from asyncshop.decoding import item_decoder
from asyncshop.limiter import Limiter
from asyncshop.listing import SLICE
from asyncshop.sandbox import Sandbox
from asyncshop.shopify.protocol import ShopifyREST

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from pytest_benchmark.fixture import BenchmarkFixture as Benchmark

    from asyncshop.protocol import Answer

WAITERS = 10_000
PLENTY = Usage(used=1, size=1_000_000, rate=50_000)


class Page(msgspec.Struct):
    orders: list[shopify.Order]


class SplitPage(msgspec.Struct):
    orders: list[msgspec.Raw]


@dataclass(frozen=True)
class Served:
    """A page as the wire brings it, and how the library reads it."""

    body: bytes
    read: Callable[[bytes], Answer[list[msgspec.Raw]]]

    @property
    def orders(self) -> list[msgspec.Raw]:
        """Give its orders, undecoded."""
        return self.read(self.body).data


async def served(platform: str, **version: str) -> Served:
    """Give the first page of a shop in the sandbox."""
    async with Sandbox(orders=250, platform=platform) as box, asyncshop.SessionManager() as manager:
        shop = box.shops[0]
        handle = manager.shop(
            platform, shop.domain, access_token=shop.access_token, base_url=shop.base_url, **version
        )
        listing = handle.every_order()
        page = await listing.first()
    return Served(page.response.body, listing.query.first.read)


@pytest.fixture(scope="session")
def page() -> Served:
    return asyncio.run(served("shopify"))


@pytest.fixture(scope="session", params=["2022-01", "2026-01"])
def shoplazza_page(request: pytest.FixtureRequest) -> tuple[Served, Any]:
    generation = {"2022-01": shoplazza.v2022, "2026-01": shoplazza.v2026}[request.param]
    return asyncio.run(served("shoplazza", api_version=request.param)), generation.Order


def test_floor_of_a_page(benchmark: Benchmark, page: Served) -> None:
    """Unzipped into a buffer of its size, split, and decoded step by step, each dropped."""
    packed, size = gzip.compress(page.body, 6), len(page.body)
    split, decode = (
        msgspec.json.Decoder(SplitPage).decode,
        msgspec.json.Decoder(shopify.Order).decode,
    )

    def floor() -> int:
        raws = split(zlib.decompress(packed, zlib.MAX_WBITS | 16, size)).orders
        step = max(1, SLICE * len(raws) // size)
        return sum(
            len([decode(raw) for raw in raws[start : start + step]])
            for start in range(0, len(raws), step)
        )

    assert benchmark(floor) == 250


def test_gunzip(benchmark: Benchmark, page: Served) -> None:
    packed = gzip.compress(page.body, 6)
    assert benchmark(zlib.decompress, packed, zlib.MAX_WBITS | 16) == page.body


def test_gunzip_isal(benchmark: Benchmark, page: Served) -> None:
    isal_zlib = pytest.importorskip("isal.isal_zlib")
    packed = gzip.compress(page.body, 6)
    assert benchmark(isal_zlib.decompress, packed, zlib.MAX_WBITS | 16) == page.body


def test_decode_in_one_go(benchmark: Benchmark, page: Served) -> None:
    decoder = msgspec.json.Decoder(Page)
    assert len(benchmark(decoder.decode, page.body).orders) == 250


def test_split(benchmark: Benchmark, page: Served) -> None:
    assert len(benchmark(page.read, page.body).data) == 250


@pytest.mark.parametrize("into", [shopify.Order, FourFields, msgspec.Raw], ids=lambda t: t.__name__)
def test_decode(benchmark: Benchmark, page: Served, into: Any) -> None:
    orders = page.orders
    decoded = benchmark(decoded_by(item_decoder(into)), orders)
    assert len(decoded) == 250


def test_shoplazza_split(benchmark: Benchmark, shoplazza_page: tuple[Served, Any]) -> None:
    served, _ = shoplazza_page
    assert benchmark(served.read, served.body).data


def test_shoplazza_decode(benchmark: Benchmark, shoplazza_page: tuple[Served, Any]) -> None:
    served, into = shoplazza_page
    assert benchmark(decoded_by(item_decoder(into)), served.orders)


def decoded_by(decode: Callable[[msgspec.Raw], Any]) -> Callable[[list[msgspec.Raw]], list[Any]]:
    return lambda raws: [decode(raw) for raw in raws]


def test_head(benchmark: Benchmark) -> None:
    """Status and headers of a page, with the address of the next."""
    address = "https://acme.myshopify.com/admin/api/2026-10/orders.json?limit=250&page_info=" + (
        "eyJkaXJlY3Rpb24iOiJuZXh0IiwibGFzdF9pZCI6NTAwMDAwMDAwMDI1MX0" * 3
    )
    headers = CIMultiDictProxy(
        CIMultiDict(
            {
                "Content-Type": "application/json; charset=utf-8",
                "X-Request-Id": "690f3411-5737-4ff3-8fae-9c50d98b09c0",
                "X-Shopify-API-Version": "2026-10",
                "X-Shopify-Shop-Api-Call-Limit": "32/40",
                "Link": f'<{address}>; rel="previous", <{address}>; rel="next"',
            }
        )
    )
    head = benchmark(ShopifyREST().head, 200, headers)
    assert head.cursor is not None


async def pass_by(limiter: Limiter, *, known: str | None = None) -> None:
    """Let one request through, there and back; at once where its token is known."""
    admission = await limiter.admit("GET orders.json", token, known=known)
    clock = asyncio.get_running_loop().time
    admission.sent(clock())
    admission.answered((PLENTY,), clock())
    admission.close()


async def token() -> str:
    return "token"


def fresh_limiter() -> Limiter:
    return Limiter((BucketSize(size=40, rate=2),), slots=asyncio.Semaphore(2 * WAITERS))


@pytest.mark.parametrize("known", ["token", None], ids=["token_known", "token_asked_for"])
def test_limiter_uncontended(benchmark: Benchmark, known: str | None) -> None:
    """A thousand requests, one after the other."""

    async def thousand() -> None:
        limiter = fresh_limiter()
        for _ in range(1000):
            await pass_by(limiter, known=known)

    benchmark(run, thousand)


def test_limiter_with_10000_waiters(benchmark: Benchmark) -> None:
    """They all wait for the first one's answer, which tells that there is room for them."""

    async def crowd() -> None:
        limiter = fresh_limiter()
        async with asyncio.TaskGroup() as group:
            for _ in range(WAITERS):
                group.create_task(pass_by(limiter))

    benchmark.pedantic(run, (crowd,), rounds=5)  # type: ignore[no-untyped-call] # it has none


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


NOTE = f"""\
A page has 250 full orders; of the limiter a thousand requests one by one, and {WAITERS:,} at once.
`floor_of_a_page` is the least that we know of for unzipping a page and decoding it into the same
types: into a buffer of its size, and in small steps, each dropped before the next. All orders of a
page decoded in one go cost more: they leave the processor's cache."""


def measure(*, quick: bool) -> Report:
    """Run this file by pytest-benchmark, and give its medians."""
    options = ["--benchmark-max-time=0.01", "--benchmark-min-rounds=1"] if quick else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "micro.json"
        timer = "--benchmark-timer=time.process_time"
        command = [sys.executable, "-m", "pytest", "-q", __file__, timer, *options]
        done = subprocess.run(  # noqa: S603 - our own file
            [*command, f"--benchmark-json={path}", f"--benchmark-storage=file://{folder}"],
            capture_output=True,
            text=True,
            check=False,
            cwd=HERE.parent,
        )
        if done.returncode:
            raise CaseError(f"micro ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        found = json.loads(path.read_text())["benchmarks"]
    stats = {each["name"].removeprefix("test_"): each["stats"] for each in found}
    rows = [
        (name, 1e6 * each["median"], 1e6 * each["iqr"], each["rounds"])
        for name, each in stats.items()
    ]
    columns = ("step", "median µs", "between quartiles µs", "rounds")
    return Report(
        name="micro",
        title="Single steps",
        tables=[Table("CPU time", columns, rows)],
        notes=[NOTE],
        data={name: each["median"] for name, each in stats.items()},
    )
