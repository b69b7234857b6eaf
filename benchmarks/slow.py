"""A shop whose pages take long to produce and whose bodies come in drops.

    python benchmarks/slow.py --think 2 --drip 1 --pages 6

Each page is thought about for `--think` seconds before its headers, and its body comes in 20
pieces over `--drip` seconds. It prints `{"base_url", "port", "limit", "pages"}` when ready, `pages`
with the sum of the ids of each.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress

from http1 import BadRequestError, Request, parse
from servers import Book, Pages, make_book
from serving import until_stopped

PIECES = 20


class Slow:
    """Answers as `servers.Pages`, and takes its time."""

    def __init__(self, book: Book, think: float, drip: float) -> None:
        self._pages = Pages(book)
        self._think = think
        self._drip = drip

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        buffer = bytearray()
        with suppress(ConnectionError, BadRequestError):
            while data := await reader.read(65536):
                buffer += data
                while (request := parse(buffer)) is not None:
                    await self._answer(request, writer)
        writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        answer = self._pages.answer(request, 0.0)
        slow = request.path.endswith("/orders.json")
        if slow:
            await asyncio.sleep(self._think)
        writer.write(answer.head())
        if slow:
            await self._drop(answer.body, writer)
        else:
            writer.write(answer.body)
        await writer.drain()

    async def _drop(self, body: bytes, writer: asyncio.StreamWriter) -> None:
        size = -(-len(body) // PIECES)
        for start in range(0, len(body), size):
            await asyncio.sleep(self._drip / PIECES)
            writer.write(body[start : start + size])


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    book = await make_book(options.pages, options.limit, "small")
    slow = Slow(book, options.think, options.drip)
    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    pages = [sum(page.ids) for page in book.pages]
    await until_stopped(server, limit=options.limit, pages=pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--think", type=float, default=2.0)
    parser.add_argument("--drip", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--limit", type=int, default=250)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
