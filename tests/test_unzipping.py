"""Compressed bodies: every byte comes back, and what breaks off or is none is an error."""

import asyncio
import gzip
import struct
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from fixtures import TOKEN, ManagerFactory
from hypothesis import given
from hypothesis import strategies as st
from servers import Server, reply

from asyncshop import Attempt, ShopifyShop
from asyncshop.turns import Turns
from asyncshop.unzipping import LARGE, EncodingError, unzipped, unzipped_size

MAGIC = b"\x1f\x8b\x08"
MEGABYTE = 1024 * 1024


def zipped(content: bytes, *, level: int = 6) -> bytes:
    """One member."""
    return gzip.compress(content, level, mtime=0)


@given(
    contents=st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    level=st.integers(0, 9),
    behind=st.sampled_from([b"", b"\0" * 7, b"\r\n", MAGIC[:2]]),
)
def test_any_bytes_come_back_from_any_number_of_members(
    contents: list[bytes], level: int, behind: bytes
) -> None:
    """Also where something is behind the last one that is none, padding mostly."""
    body = b"".join(zipped(content, level=level) for content in contents)
    assert unzipped(body + behind, "gzip") == b"".join(contents)


def test_so_many_members_that_each_would_cost_more_than_the_last_are_an_error() -> None:
    member = zipped(b"1")
    assert unzipped(1024 * member, "gzip") == 1024 * b"1"
    with pytest.raises(EncodingError, match="more than 1024 members"):
        unzipped(1025 * member, "gzip")


@pytest.mark.parametrize("behind", [b"", b"\0" * 7])
def test_what_only_looks_like_a_second_member_is_none(behind: bytes) -> None:
    content = b"{" + MAGIC * 20 + b"}"
    body = zipped(content, level=0)  # stored: it stands there as it is
    assert body.count(MAGIC) == 21
    assert unzipped(body + behind, "gzip") == content


def test_a_page_of_any_size_comes_back() -> None:
    """Also from a server that flushed it piece by piece."""
    packer = zlib.compressobj(wbits=31)
    orders = [b'{"id":%d,"note":"%x"},' % (number, number**9) for number in range(30_000)]
    pieces = [packer.compress(order) + packer.flush(zlib.Z_SYNC_FLUSH) for order in orders]
    body = b"".join(pieces) + packer.flush()
    assert unzipped(body, "gzip") == b"".join(orders)


@pytest.mark.parametrize("level", [0, 6])
@pytest.mark.parametrize("content", [b"", b'{"id": 1}' * 9, MAGIC * 9])
def test_a_member_that_is_cut_is_an_error_wherever_it_is_cut(content: bytes, level: int) -> None:
    body = zipped(content, level=level)
    for end in range(1, len(body)):
        with pytest.raises(EncodingError, match="its gzip cannot be read"):
            unzipped(body[:end], "gzip")


def test_a_last_member_that_is_cut_is_an_error_from_where_it_can_be_told() -> None:
    first, second = zipped(b'{"orders": ['), zipped(b"]}")
    for end in range(len(MAGIC), len(second)):
        with pytest.raises(EncodingError, match="its gzip cannot be read"):
            unzipped(first + second[:end], "gzip")


@given(told=st.integers(0, 2**32 - 1), content=st.binary(max_size=200))
def test_another_size_than_its_own_is_an_error(told: int, content: bytes) -> None:
    body = zipped(content)[:-4] + struct.pack("<I", told)
    if told == len(content):
        assert unzipped(body, "gzip") == content
        return
    with pytest.raises(EncodingError, match="length check"):
        unzipped(body, "gzip")


@pytest.mark.parametrize("told", [2**32 - 1, 2**31, 500 * MEGABYTE])
@pytest.mark.parametrize("behind", [False, True], ids=["its own size", "what is behind it"])
def test_nobody_is_believed_who_says_how_huge_his_body_is(told: int, behind: bool) -> None:
    member, size = zipped(b"{}"), struct.pack("<I", told)
    tracemalloc.start()
    try:
        if behind:
            assert unzipped(member + size, "gzip") == b"{}"
        else:
            with pytest.raises(EncodingError):
                unzipped(member[:-4] + size, "gzip")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 65 * MEGABYTE


@pytest.mark.parametrize("place", range(-8, -4))
def test_a_wrong_checksum_is_an_error(place: int) -> None:
    body = bytearray(zipped(b'{"id": 1}'))
    body[place] ^= 1
    with pytest.raises(EncodingError, match="data check"):
        unzipped(bytes(body), "gzip")


@pytest.mark.parametrize("body", [b"{}", b"<html>", zlib.compress(b"{}"), b"{}" + MAGIC])
def test_what_is_no_gzip_is_an_error(body: bytes) -> None:
    with pytest.raises(EncodingError, match=r"its gzip cannot be read: .*header"):
        unzipped(body, "gzip")


def test_no_exception_of_the_zlib_stays_in_its_chain() -> None:
    with pytest.raises(EncodingError) as caught:
        unzipped(b"{}", "gzip")
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_what_is_not_encoded_stays_as_it_is(encoding: str) -> None:
    body = zipped(b"{}")
    assert unzipped(body, encoding) is body


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_no_body_is_no_error_whatever_its_encoding_is_said_to_be(encoding: str) -> None:
    assert unzipped(b"", encoding) == b""


def test_an_encodings_name_is_written_in_any_case() -> None:
    assert unzipped(zipped(b"{}"), "GZIP") == b"{}"


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, br"])
def test_an_encoding_that_was_not_asked_for_is_an_error(encoding: str) -> None:
    with pytest.raises(EncodingError, match=f"is {encoding}, which was not asked for"):
        unzipped(b"{}", encoding)


# -- the application's own zlib -----------------------------------------------------------------


class OtherError(Exception):
    """What another zlib raises."""


@pytest.fixture
def other() -> Iterator[SimpleNamespace]:
    """Another zlib, chosen by the application; it notes what is asked of it."""

    def decompress(data: bytes, wbits: int, bufsize: int) -> bytes:
        backend.asked.append(bufsize)
        if data == b"broken":
            raise OtherError("nothing to be done")
        return zlib.decompress(data, wbits)

    def decompressobj(wbits: int) -> Any:
        backend.asked.append("member")
        return zlib.decompressobj(wbits)

    backend = SimpleNamespace(asked=[], decompress=decompress, decompressobj=decompressobj)
    aiohttp.set_zlib_backend(backend)  # as much of one as is needed
    yield backend
    aiohttp.set_zlib_backend(zlib)


def test_the_applications_zlib_unzips_into_a_buffer_of_the_right_size(
    other: SimpleNamespace,
) -> None:
    """One that is too small has to grow, step by step."""
    assert unzipped(zipped(b"x" * 5000), "gzip") == b"x" * 5000
    (size,) = other.asked
    assert 5000 <= size <= 5001


def test_the_applications_zlib_unzips_members_one_by_one(other: SimpleNamespace) -> None:
    assert unzipped(zipped(b"{") + zipped(b"}"), "gzip") == b"{}"
    assert other.asked == ["member"] * 2


def test_an_exception_of_the_applications_zlib_is_an_encoding_error(
    other: SimpleNamespace,
) -> None:
    with pytest.raises(EncodingError, match="cannot be read: nothing to be done"):
        unzipped(b"broken", "gzip")
    assert other.asked


def test_a_lack_of_memory_is_no_fault_of_the_body(other: SimpleNamespace) -> None:
    def decompress(data: bytes, wbits: int, bufsize: int) -> bytes:
        raise MemoryError

    other.decompress = decompress
    with pytest.raises(MemoryError):
        unzipped(zipped(b"1"), "gzip")


@pytest.mark.parametrize("encoding", ["", "gzip", "GZIP", "br"])
def test_a_body_tells_its_size_before_it_is_unzipped(encoding: str) -> None:
    content = b"x" * MEGABYTE
    body = zipped(content) if encoding.lower() == "gzip" else content
    assert unzipped_size(body, encoding) == MEGABYTE


def test_nobody_is_believed_whose_body_would_be_enormous() -> None:
    assert unzipped_size(b"?" * 100 + b"\xff" * 4, "gzip") < 2**27


# -- of answers --------------------------------------------------------------------------------

GZIP = {"Content-Encoding": "gzip"}
ZIPPED = gzip.compress(b'{"order": {"id": 1, "note": "0123456789abcdef"}}')


async def test_a_gzipped_body_is_unzipped(server: Server, shop: ShopifyShop) -> None:
    body = gzip.compress(b'{"order": {"id": 1}}')
    server.script(reply(200, body, {"Content-Encoding": "gzip"}))
    response = await shop.orders.with_response.get(1)
    assert response.body == b'{"order": {"id": 1}}'
    assert (response.data.id, response.status) == (1, 200)


async def test_a_body_is_unzipped_however_many_members_it_has(
    server: Server, shop: ShopifyShop
) -> None:
    parts = [b'{"order": ', b'{"id": 1}', b"}"]
    server.script(reply(200, b"".join(map(gzip.compress, parts)), GZIP))
    assert (await shop.orders.get(1)).id == 1


@pytest.mark.parametrize("status", [200, 204])
async def test_no_body_is_none_though_it_is_said_to_be_gzip(
    server: Server, shop: ShopifyShop, status: int
) -> None:
    server.script(reply(429, b"", GZIP), reply(status, b"", GZIP))
    await shop.orders.delete(1)
    assert len(server.requests) == 2
    server.script(reply(429, b"", GZIP), reply(200, {"order": {"id": 1}}))
    assert (await shop.orders.close(1)).id == 1


# -- turns of the loop --------------------------------------------------------------------------

LARGE_BODY = gzip.compress(b'{"order": {"id": 1, "note": "%s"}}' % (b"x" * LARGE), compresslevel=0)


class Moments:
    """The turns of the loop in which bodies were unzipped, and in which they had been read."""

    def __init__(self) -> None:
        self.unzipped: list[int] = []
        self.read: list[int] = []
        self._turn = 0
        self._next = asyncio.get_running_loop().call_soon(self._count)

    def unzip(self, body: bytes, encoding: str) -> bytes:
        self.unzipped.append(self._turn)
        return unzipped(body, encoding)

    def told(self, _: Attempt) -> None:
        self.read.append(self._turn)

    def stop(self) -> None:
        self._next.cancel()

    def _count(self) -> None:
        self._turn += 1
        self._next = asyncio.get_running_loop().call_soon(self._count)


@pytest.fixture
async def moments(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Moments]:
    moments = Moments()
    monkeypatch.setattr("asyncshop.exchange.unzipped", moments.unzip)
    yield moments
    moments.stop()


class StalledTurns(Turns):
    """Turns of which some are given at once, and the next one never."""

    __slots__ = ("given", "stalled")

    def __init__(self, given: int) -> None:
        super().__init__()
        self.given = given
        self.stalled = asyncio.Event()

    async def next(self) -> None:
        if not self.given:
            self.stalled.set()
            await asyncio.get_running_loop().create_future()
        self.given -= 1


async def test_large_bodies_are_unzipped_and_read_each_in_a_turn_of_its_own(
    server: Server, manage: ManagerFactory, moments: Moments
) -> None:
    """The loop is served in between, and no two shops do such work in the same turn."""
    manager = await manage(on_attempt=moments.told)
    server.always(reply(200, LARGE_BODY, GZIP))
    shops = [
        manager.shopify(f"shop-{number}", access_token=TOKEN, base_url=server.base_url)
        for number in range(5)
    ]
    await asyncio.gather(*(shop.orders.get(1) for shop in shops))
    steps = [*moments.unzipped, *moments.read]
    assert len(set(steps)) == len(steps) == 10


async def test_a_small_body_is_unzipped_and_read_without_waiting_for_a_turn(
    server: Server, manage: ManagerFactory, moments: Moments
) -> None:
    manager = await manage(on_attempt=moments.told)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    shop.source.exchange.turns = turns = StalledTurns(9)
    server.script(reply(200, ZIPPED, GZIP))
    assert (await shop.orders.get(1)).id == 1
    assert turns.given == 9
    assert moments.unzipped == moments.read


@pytest.mark.parametrize("given", [0, 1], ids=["to unzip", "to read"])
async def test_who_is_cancelled_while_he_waits_for_a_turn_leaves_nothing_behind(
    server: Server, manage: ManagerFactory, attempts: list[Attempt], given: int
) -> None:
    manager = await manage(max_connections=2)
    shop = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    exchange, limiter = shop.source.exchange, shop.source.target.shared.limiter
    server.always(reply(200, LARGE_BODY, GZIP))
    exchange.turns = StalledTurns(given)
    before = asyncio.all_tasks()
    call = asyncio.create_task(shop.orders.get(1))
    await exchange.turns.stalled.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert {task for task in asyncio.all_tasks() - before if task.get_name() != "server"} == set()
    assert [attempt.error for attempt in attempts] == ["CancelledError"]
    assert limiter.buckets[0].level > 0
    assert (limiter.under_way, len(limiter.line), limiter.slots._value) == (0, 0, 2)
    assert not exchange.wire.session.connector._acquired
    exchange.turns = Turns()
    assert (await shop.orders.get(1)).id == 1
