"""A server of as many pages as a shop is said to have, to be run in a process of its own.

    python benchmarks/endless.py --size full
    python benchmarks/endless.py --size small --distinct

A few pages are made once and given over and over (`servers.py` makes each one, which takes its time
and memory). With `--distinct` every order of a shop has an id of its own: the page is written anew
with other ids and compressed again, lightly. It prints one line of JSON when ready:

    {"base_url", "port", "limit", "page_ids", "page_bytes", "page_gzip_bytes"}

where `page_ids` has the sum of the ids on each of those few pages (nothing with `--distinct`).
A token is a shop: `4000-anything` has 4,000 pages, `1+17-anything` has one, the eighteenth.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from http1 import Answer, Connection, Request, encode
from servers import make_book, packed
from serving import FIRST_ID, tls_of, until_stopped

if TYPE_CHECKING:
    from servers import Page

DIFFERENT = 8  # pages made


class Source(Protocol):
    """Gives the compressed body of a page."""

    def body(self, index: int) -> bytes: ...


@dataclass(frozen=True)
class Repeated:
    """The same few pages again and again."""

    pages: tuple[Page, ...]

    def body(self, index: int) -> bytes:
        return self.pages[index % len(self.pages)].body


class Distinct:
    """One page, each time with other ids."""

    def __init__(self, page: Page) -> None:
        places = {str(order_id).encode(): place for place, order_id in enumerate(page.ids)}
        parts = re.split(b"(%b)" % b"|".join(places), gzip.decompress(page.body))
        self._texts = parts[::2]
        self._places = [places[order_id] for order_id in parts[1::2]]
        self._orders = len(page.ids)
        self.body = lru_cache(maxsize=64)(self._body)

    def _body(self, index: int) -> bytes:
        first = FIRST_ID + index * self._orders
        ids = (b"%d" % (first + place) for place in self._places)
        text = b"".join(itertools.chain.from_iterable(zip(self._texts, ids, strict=False)))
        return gzip.compress(text + self._texts[-1], 1, mtime=0)


@dataclass(frozen=True)
class Endless:
    """Any number of shops (as `http1.Site` asks)."""

    source: Source
    orders: int
    scheme: str
    think: float

    def latency(self, _request: Request) -> float:
        return self.think

    def answer(self, request: Request, _now: float) -> Answer:
        headers = {"X-Shopify-Shop-Api-Call-Limit": "1/1000000"}
        if request.path.endswith("/access_scopes.json"):
            scopes = [{"handle": "read_orders"}, {"handle": "read_all_orders"}]
            return Answer(200, encode({"access_scopes": scopes}), headers)
        pages, first = shop_pages(request.headers["x-shopify-access-token"])
        if request.path.endswith("/orders/count.json"):
            return Answer(200, encode({"count": pages * self.orders}), headers)
        index = int(request.query.get("page_info", "page-0").removeprefix("page-"))
        if index + 1 < pages:
            following = {"limit": str(self.orders), "page_info": f"page-{index + 1}"}
            address = f"{self.scheme}://{request.headers['host']}{request.path}"
            headers["Link"] = f'<{address}?{urlencode(following)}>; rel="next"'
        return packed(self.source.body(first + index), request, headers)


def shop_pages(token: str) -> tuple[int, int]:
    """Read from a token how many pages its shop has, and which is the first."""
    pages, _, first = token.partition("-")[0].partition("+")
    return int(pages), int(first or 0)


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    book = await make_book(1 if options.distinct else DIFFERENT, options.limit, options.size)
    source = Distinct(book.pages[0]) if options.distinct else Repeated(book.pages)
    tls = tls_of(options.certificate)
    scheme = "https" if tls else "http"
    endless = Endless(source, options.limit, scheme, options.think)
    listening = await asyncio.get_running_loop().create_server(
        lambda: Connection(endless), "127.0.0.1", 0, backlog=4096, ssl=tls
    )
    await until_stopped(
        listening,
        scheme=scheme,
        limit=options.limit,
        page_ids=[] if options.distinct else [sum(page.ids) for page in book.pages],
        page_bytes=book.pages[0].size,
        page_gzip_bytes=len(source.body(0)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--limit", type=int, default=250, help="orders on a page")
    parser.add_argument("--size", choices=("full", "small"), default="full")
    parser.add_argument("--think", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--distinct", action="store_true", help="every order has its own id")
    parser.add_argument("--certificate", help="serve over TLS with this file (PEM, key with it)")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
