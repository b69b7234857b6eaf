"""Files that appear whole or not at all."""

import asyncio
import json
import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncshop.export.files import Draft, chunks, in_thread, line, whole_file

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values, st.sampled_from([None, 0, 2, "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_line_loses_line_ends_and_nothing_else(
    value: object, indent: int | str | None, end: str, ascii_only: bool
) -> None:
    """However the JSON is laid out: any other byte is there, in its order."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).replace("\n", end).encode()
    found = line(msgspec.Raw(text))
    assert found == text.replace(b"\r", b"").replace(b"\n", b"") + b"\n"
    assert json.loads(found) == value


def test_numbers_order_and_escapes_are_as_they_came() -> None:
    text = rb'{"b": 1.50, "a": 1E2, "name": "Zo\u00eb \/", "id": 12345678901234567890}'
    assert line(msgspec.Raw(text)) == text + b"\n"


@given(st.lists(st.binary(min_size=1)), st.integers(1, 50))
def test_chunks_hold_everything_in_order(lines: list[bytes], size: int) -> None:
    """Each but the last is as large as asked for, and by less than a line larger."""
    pieces = list(chunks(lines, size))
    assert b"".join(pieces) == b"".join(lines)
    longest = max(map(len, lines), default=0)
    assert all(size <= len(piece) < size + longest for piece in pieces[:-1])
    assert all(pieces)


async def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    async with whole_file(path) as draft:
        await draft.write(b"one\n")
        await draft.write(b"two\n")
        assert not path.exists()
    assert path.read_bytes() == b"one\ntwo\n"
    assert os.listdir(tmp_path) == ["shop.jsonl"]


async def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """Also where the file that it replaces was open to others."""
    path = tmp_path / "shop.jsonl"
    path.write_bytes(b"old")
    path.chmod(0o644)
    async with whole_file(path) as draft:
        (part,) = set(os.listdir(tmp_path)) - {path.name}
        assert stat.S_IMODE((tmp_path / part).stat().st_mode) == 0o600
        await draft.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_failed_block_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(b"old")
    with suppress(ZeroDivisionError):
        async with whole_file(path) as draft:
            await draft.write(b"new")
            raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["shop.jsonl"]


async def test_a_place_that_is_taken_leaves_nothing(tmp_path: Path) -> None:
    """A folder stands where the file should: the draft is removed, the error told."""
    path = tmp_path / "shop.jsonl"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        async with whole_file(path) as draft:
            await draft.write(b"new")
    assert os.listdir(tmp_path) == ["shop.jsonl"]


async def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        async with whole_file(tmp_path / "gone" / "shop.jsonl"):
            pytest.fail("the block must not be entered")


async def test_a_draft_is_written_when_open_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not open"):
        await Draft(tmp_path / "shop.jsonl").write(b"")


async def test_what_is_cancelled_waits_for_its_thread() -> None:
    """However often it is cancelled: a file must not be closed while a thread writes to it."""
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait()
        ended.set()

    task = asyncio.create_task(in_thread(work))
    try:
        await asyncio.to_thread(begun.wait)
        for _ in range(2):
            task.cancel()
            await asyncio.wait([task], timeout=0)
            assert not task.done()
    finally:
        go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    assert task.cancelled()


async def test_an_error_of_the_thread_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)
