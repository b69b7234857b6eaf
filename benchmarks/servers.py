"""A server of prepared pages in Shopify's manner, to be run in a process of its own.

    python benchmarks/servers.py --pages 40 --size full

The pages are the sandbox's generated orders, made once and compressed as a web server would, so
that serving them costs little. It prints one line of JSON when ready:

    {"base_url", "port", "limit", "pages", "page_bytes", "page_gzip_bytes", "order_ids"}

where `pages` has the sum of the ids on each page, and `order_ids` some orders to be had one by one.

A token is a shop: `5-anything` has the first five pages (any other token has all of them), and
what it was served is counted for it: `GET /_stats`. `fields` and `limit` are ignored, whole orders
of whole pages are served. No rate limit ever binds: the header tells of a bucket of a million. A
client that does not take gzip gets the same page as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import re
import ssl
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import aiohttp
import msgspec
from http1 import Answer, Connection, Request, encode
from serving import tls_of, until_stopped

from asyncshop.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LEVEL = 6
"""Of compression: what web servers use, as a rule."""
_GETTABLE = 50
"""Orders of the first page that can be asked for one by one."""


class Identified(msgspec.Struct):
    id: int


class Listed(msgspec.Struct):
    orders: list[msgspec.Raw]


@dataclass(frozen=True)
class Page:
    """A page's compressed JSON, and what is on it."""

    body: bytes
    size: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Book:
    """Every page there is, in the order of ids, and some of the orders on their own."""

    pages: tuple[Page, ...]
    singles: dict[int, bytes]

    def after(self, order_id: int) -> int:
        """Give the index of the page that begins behind an order's id."""
        return sum(page.ids[-1] <= order_id for page in self.pages)


async def make_book(pages: int, limit: int, size: Literal["full", "small"]) -> Book:
    """Take the pages out of the sandbox."""
    # A clock that leaps at each look at it keeps the sandbox's bucket empty.
    clock = itertools.count(0.0, 1.0).__next__
    made: list[Page] = []
    singles: dict[int, bytes] = {}
    async with Sandbox(orders=pages * limit, size=size, clock=clock) as box:
        async for body in _bodies(box.shops[0], limit):
            raws = msgspec.json.decode(body, type=Listed).orders
            ids = tuple(msgspec.json.decode(raw, type=Identified).id for raw in raws)
            if not made:
                for order_id, raw in zip(ids[:_GETTABLE], raws, strict=False):
                    singles[order_id] = _compressed(b'{"order":%b}' % bytes(raw))
            made.append(Page(_compressed(body), len(body), ids))
    return Book(tuple(made), singles)


async def _bodies(shop: Any, limit: int) -> AsyncIterator[bytes]:
    url = f"{shop.base_url}/admin/api/2026-10/orders.json?status=any&since_id=0&limit={limit}"
    headers = {"X-Shopify-Access-Token": shop.access_token}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        while url:
            async with session.get(url) as response:
                yield await response.read()
                links = response.links
                url = str(links["next"]["url"]) if "next" in links else ""


def _compressed(text: bytes) -> bytes:
    return gzip.compress(text, LEVEL, mtime=0)


@lru_cache(maxsize=8)
def _plain(body: bytes) -> bytes:
    return gzip.decompress(body)


@dataclass
class Served:
    """What a shop's client has been sent."""

    requests: int = 0
    pages: int = 0
    orders: int = 0


@dataclass
class Pages:
    """Any number of shops that all have the same book, or its beginning."""

    book: Book
    scheme: str = "http"
    served: dict[str, Served] = field(default_factory=dict)

    def latency(self, _request: Request) -> float:
        return 0.0

    def answer(self, request: Request, _now: float) -> Answer:
        """Answer a request (as `http1.Site` asks)."""
        if request.path == "/_stats":
            return Answer(200, msgspec.json.encode(self.served), {})
        token = request.headers.get("x-shopify-access-token")
        if not token:
            return Answer(401, encode({"errors": "[API] Invalid API key or access token"}), {})
        served = self.served.setdefault(token, Served())
        served.requests += 1
        match = _ROUTE.fullmatch(request.path)
        if match is None:
            return Answer(404, encode({"errors": "Not Found"}), {})
        own = self.book.pages[: shop_pages(token, len(self.book.pages))]
        headers = {
            "X-Request-Id": f"req-{served.requests}",
            "X-Shopify-Shop-Api-Call-Limit": "1/1000000",
        }
        if match["version"]:
            headers["X-Shopify-API-Version"] = match["version"]
        if match["scopes"]:
            scopes = [{"handle": "read_orders"}, {"handle": "read_all_orders"}]
            return Answer(200, encode({"access_scopes": scopes}), headers)
        if match["count"]:
            return Answer(200, encode({"count": sum(len(page.ids) for page in own)}), headers)
        if match["id"]:
            return self._single(int(match["id"]), served, request, headers)
        return self._page(own, served, request, headers)

    def _single(
        self, order_id: int, served: Served, request: Request, headers: dict[str, str]
    ) -> Answer:
        body = self.book.singles.get(order_id)
        if body is None:
            return Answer(404, encode({"errors": "Not Found"}), headers)
        served.orders += 1
        return packed(body, request, headers)

    def _page(
        self, own: tuple[Page, ...], served: Served, request: Request, headers: dict[str, str]
    ) -> Answer:
        query = request.query
        index = int(query.get("page_info", "page-0").removeprefix("page-"))
        if "since_id" in query:
            index = self.book.after(int(query["since_id"]))
        if index >= len(own):
            return Answer(200, encode({"orders": []}), headers)
        if index + 1 < len(own):
            following = {"limit": query.get("limit", "250"), "page_info": f"page-{index + 1}"}
            if "fields" in query:
                following["fields"] = query["fields"]
            address = f"{self.scheme}://{request.headers['host']}{request.path}"
            headers["Link"] = f'<{address}?{urlencode(following)}>; rel="next"'
        served.pages += 1
        served.orders += len(own[index].ids)
        return packed(own[index].body, request, headers)


_ROUTE = re.compile(
    r"/admin/(?:(?P<scopes>oauth/access_scopes)"
    r"|api/(?P<version>[^/]+)/orders(?:/(?:(?P<count>count)|(?P<id>\d+)))?)\.json"
)


def shop_pages(token: str, most: int) -> int:
    """Read from a token how many pages its shop has."""
    number, _, _ = token.partition("-")
    return min(int(number), most) if number.isdigit() else most


def packed(body: bytes, request: Request, headers: dict[str, str]) -> Answer:
    """Answer with compressed JSON, or with the plain one where the client takes no other."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Answer(200, _plain(body), headers)
    return Answer(200, body, {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


async def serve(book: Book, *, port: int, tls: ssl.SSLContext | None) -> None:
    """Serve until SIGTERM or SIGINT."""
    pages = Pages(book, "https" if tls else "http")
    listening = await asyncio.get_running_loop().create_server(
        lambda: Connection(pages), "127.0.0.1", port, backlog=4096, ssl=tls
    )
    await until_stopped(
        listening,
        scheme=pages.scheme,
        limit=len(book.pages[0].ids),
        pages=[sum(page.ids) for page in book.pages],
        page_bytes=sum(page.size for page in book.pages) // len(book.pages),
        page_gzip_bytes=sum(len(page.body) for page in book.pages) // len(book.pages),
        order_ids=list(book.singles),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--limit", type=int, default=250, help="orders on a page")
    parser.add_argument("--size", choices=("full", "small"), default="full")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", help="serve over TLS with this file (PEM, key with it)")
    options = parser.parse_args()

    async def run() -> None:
        book = await make_book(options.pages, options.limit, options.size)
        await serve(book, port=options.port, tls=tls_of(options.certificate))

    asyncio.run(run())


if __name__ == "__main__":
    main()
