"""JSON Lines files that appear whole or not at all."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from msgspec import Raw

P = ParamSpec("P")
T = TypeVar("T")

CHUNK = 1024 * 1024
"""Bytes that are handed to a thread at a time, about."""

_LINE_ENDS = b"\r\n"


def line(raw: Raw) -> bytes:
    """Give one JSON value as a line, byte for byte as it came.

    Line ends are taken out. They stand between tokens only, where they mean nothing: inside a
    string JSON has them escaped.
    """
    text = bytes(raw)
    if b"\n" in text or b"\r" in text:
        text = text.translate(None, _LINE_ENDS)
    return text + b"\n"


def chunks(lines: Iterable[bytes], size: int = CHUNK) -> Iterator[bytes]:
    """Join lines into pieces of `size` bytes and a little more; the last one may be smaller."""
    held: list[bytes] = []
    length = 0
    for each in lines:
        held.append(each)
        length += len(each)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


@asynccontextmanager
async def whole_file(path: Path) -> AsyncIterator[Draft]:
    """Give a draft that becomes the file at `path` when the block ends well.

    When it does not, or is cancelled, the file stays as it was and nothing else is left behind.
    Only the owner may read it: it holds customers' data.

    Raises:
        OSError: when it cannot be written.
    """
    draft = Draft(path)
    try:
        await in_thread(draft.open)
        yield draft
        await in_thread(draft.commit)
    finally:
        await in_thread(draft.discard)


class Draft:
    """A file that is being written, beside the place where it will stand."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._name = ""

    async def write(self, data: bytes) -> None:
        """Add bytes; the loop is served meanwhile."""
        await in_thread(self._write, data)

    def open(self) -> None:
        """Make the file, readable by its owner only."""
        descriptor, self._name = tempfile.mkstemp(
            dir=self._path.parent, prefix=f".{self._path.name}.", suffix=".part"
        )
        # The data comes in large pieces: a buffer would only copy them.
        self._file = open(descriptor, "wb", buffering=0)  # noqa: SIM115 - closed by discard

    def commit(self) -> None:
        """Bring everything to the disk, then put the file in its place in one step."""
        file = self._opened()
        os.fsync(file.fileno())
        file.close()
        os.replace(self._name, self._path)
        self._name = ""

    def discard(self) -> None:
        """Close and remove what has not been committed."""
        if self._file is not None:
            self._file.close()
        if self._name:
            os.unlink(self._name)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("the draft is not open: use it inside `async with whole_file(…)`")
        return self._file

    def _write(self, data: bytes) -> None:
        file = self._opened()
        left = memoryview(data)
        # An unbuffered file may take less than it is given.
        while left:
            left = left[file.write(left) :]


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread, always to its end.

    Who is cancelled meanwhile is so when the work has ended: until then a file is in use.
    """
    running = asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError as cancellation:
            cancelled = cancellation
    error = running.exception()
    if cancelled is not None:
        raise cancelled from error
    return running.result()
