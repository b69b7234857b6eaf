"""Connections of bare aiohttp: what a new one over TLS costs beside one that is kept.

    python benchmarks/peers/connections.py https://127.0.0.1:8000 --authority FILE --names 300

gets a page of each of so many names (`https://shop-17.shops.test`), 64 at once, then one of each
again, and prints `{"requests", "new", "kept"}`: CPU seconds of one on a new connection, and on a
kept one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import many_shops

if TYPE_CHECKING:
    import aiohttp

AT_ONCE = 64


async def per_request(session: aiohttp.ClientSession, port: int, names: int, run: str) -> float:
    """Get a page of each name; CPU seconds of a request."""
    left = iter(range(names))

    async def get() -> None:
        for shop in left:
            url = f"https://shop-{shop}.{many_shops.DOMAIN}:{port}/admin/api/2026-10/orders.json"
            headers = {"X-Shopify-Access-Token": f"1-{run}-{shop}"}
            async with session.get(url, headers=headers) as answer:
                answer.raise_for_status()
                assert await answer.read()

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
    async with many_shops.open_session(options.authority) as session:
        new = await per_request(session, port, options.names, f"new{options.run}")
        kept = await per_request(session, port, options.names, f"kept{options.run}")
    print(json.dumps({"requests": 2 * options.names, "new": new, "kept": kept}))


if __name__ == "__main__":
    asyncio.run(main())
