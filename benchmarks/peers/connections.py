"""Connections of bare aiohttp: what a new one over TLS costs beside one that is kept.

    python benchmarks/peers/connections.py https://127.0.0.1:8000 --authority FILE --names 300

gets a page of each of so many names (`https://shop-17.shops.test`), 64 at once, then one of each
again, and prints `{"requests", "new", "kept", "connected"}`: the answers that came, CPU seconds of
one on a new connection and on a kept one, and how many connections were made in either round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import many_shops
import work

AT_ONCE = 64


@dataclass
class Count:
    """Answers that came, and connections that were made for them."""

    answers: int = 0
    connected: int = 0

    def trace(self) -> aiohttp.TraceConfig:
        """Give what lets a session count its connections here."""
        config = aiohttp.TraceConfig()
        config.on_connection_create_end.append(self._connected)
        return config

    async def _connected(self, *_: object) -> None:
        self.connected += 1


async def per_request(
    session: aiohttp.ClientSession, count: Count, port: int, names: int, run: str
) -> float:
    """Get a page of each name; CPU seconds of a request."""
    left = iter(range(names))

    async def get() -> None:
        for shop in left:
            url = f"https://shop-{shop}.{work.DOMAIN}:{port}/admin/api/{work.VERSION}/orders.json"
            headers = {"X-Shopify-Access-Token": f"1-{run}-{shop}"}
            async with session.get(url, headers=headers) as answer:
                answer.raise_for_status()
                assert await answer.read()
                count.answers += 1

    began = time.process_time()
    await asyncio.gather(*(get() for _ in range(AT_ONCE)))
    return (time.process_time() - began) / names


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("base_url")
    parser.add_argument("--authority", required=True, help="PEM file")
    parser.add_argument("--names", type=int, default=300)
    parser.add_argument("--run", default="run")
    options = parser.parse_args()
    port = urlsplit(options.base_url).port
    assert port is not None
    count, names, run = Count(), options.names, options.run
    async with many_shops.open_session(
        options.authority, many_shops.LONG, [count.trace()]
    ) as session:
        new = await per_request(session, count, port, names, f"new{run}")
        made = count.connected
        kept = await per_request(session, count, port, names, f"kept{run}")
    connected = [made, count.connected - made]
    told = {"requests": count.answers, "new": new, "kept": kept, "connected": connected}
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main())
