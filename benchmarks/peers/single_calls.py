"""Get one order again and again: `orders.get`, and a bare GET of aiohttp with the same decoding.

    python benchmarks/peers/single_calls.py http://127.0.0.1:8000 token 5000000000001

makes blocks of calls, each way in its turn, and prints `{"<way>": [CPU seconds of each block], …}`
and how many orders came.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import msgspec
import work

import asyncshop
from asyncshop.shopify import Order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Get = Callable[[], Awaitable[Order]]


class One(msgspec.Struct):
    order: Order


async def bare(stack: AsyncExitStack, shop: work.Shop, order_id: int) -> Get:
    """Give the call as one writes it by hand."""
    session = await stack.enter_async_context(
        aiohttp.ClientSession(headers=shop.headers, raise_for_status=True)
    )
    url = f"{shop.base_url}/admin/api/{work.VERSION}/orders/{order_id}.json"
    decoder = msgspec.json.Decoder(One)

    async def get() -> Order:
        async with session.get(url) as response:
            return decoder.decode(await response.read()).order

    return get


async def sdk(stack: AsyncExitStack, shop: work.Shop, order_id: int) -> Get:
    """Give the call of asyncshop."""
    manager = await stack.enter_async_context(asyncshop.SessionManager())
    handle = manager.shopify("shop", access_token=shop.token, base_url=shop.base_url)

    async def get() -> Order:
        return await handle.orders.get(order_id)

    return get


WAYS = {"bare": bare, "asyncshop": sdk}


async def block(get: Get, calls: int, concurrent: int, order_id: int) -> float:
    """Make the calls, as many at a time as wanted; CPU seconds."""
    left = iter(range(calls))

    async def caller() -> None:
        for _ in left:
            order = await get()
            assert order.id == order_id

    began = time.process_time()
    if concurrent == 1:
        await caller()
    else:
        await asyncio.gather(*(caller() for _ in range(concurrent)))
    return time.process_time() - began


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base_url")
    parser.add_argument("token")
    parser.add_argument("order_id", type=int)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--concurrent", type=int, default=1)
    parser.add_argument("--calls", type=int, default=200, help="of a block")
    parser.add_argument("--blocks", type=int, default=10)
    options = parser.parse_args()
    shop = work.Shop(options.base_url, options.token)
    order_id, concurrent = options.order_id, options.concurrent
    async with AsyncExitStack() as stack:
        gets = {way: await WAYS[way](stack, shop, order_id) for way in options.ways}
        for get in gets.values():  # connections are made, and the limit is known
            await block(get, 2 * concurrent, concurrent, order_id)
        blocks: dict[str, list[float]] = {way: [] for way in gets}
        turns = list(gets.items())
        for _ in range(options.blocks):
            for way, get in turns:
                blocks[way].append(await block(get, options.calls, concurrent, order_id))
            turns.reverse()  # neither always comes first
    calls = len(gets) * (2 * concurrent + options.blocks * options.calls)
    print(json.dumps({"orders": calls, "blocks": blocks}))


if __name__ == "__main__":
    asyncio.run(main())
