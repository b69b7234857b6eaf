"""Ask for the number of orders again and again, as fast as a client lets one, for some seconds.

    python benchmarks/peers/limit_loop.py aiohttp http://127.0.0.1:8000 token --seconds 30

prints `{"ready": true}` when all is imported, waits for a line, and then prints `{"answered",
"refused"}`: how often the number came, and how often a 429 reached the program.

Where a client leaves 429s to its user, they are treated as its documentation or, where it has none
on that, as Shopify's own says: wait as long as `Retry-After` tells, and send again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from work import VERSION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass
class Run:
    """Where to ask, in how many tasks and until when (monotonic seconds), and what came of it."""

    base_url: str
    token: str
    seconds: float
    tasks: int = 1
    end: float = 0.0
    answered: int = 0
    refused: int = 0

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.end

    @property
    def url(self) -> str:
        """Give what is asked for."""
        return f"{self.base_url}/admin/api/{VERSION}/orders/count.json"

    @property
    def headers(self) -> dict[str, str]:
        """Give what authorizes a request."""
        return {"X-Shopify-Access-Token": self.token}

    def go(self) -> None:
        """Say that all is imported, and begin when told to."""
        print('{"ready": true}', flush=True)
        sys.stdin.readline()
        self.end = time.monotonic() + self.seconds

    async def repeat(self, once: Callable[[], Awaitable[float | None]]) -> None:
        """Ask in all tasks at once; `once` gives the seconds to wait where it was refused."""

        async def caller() -> None:
            while not self.over:
                wait = await once()
                if wait is None:
                    self.answered += 1
                else:
                    self.refused += 1
                    await asyncio.sleep(wait)

        await together(caller, self.tasks, self.end)


async def together(caller: Callable[[], Awaitable[None]], tasks: int, end: float) -> None:
    """Run a coroutine function several times at once; what is still waiting at the end is left."""
    running = [asyncio.ensure_future(caller()) for _ in range(tasks)]
    done, late = await asyncio.wait(running, timeout=max(0.0, end + 1 - time.monotonic()))
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in done:
        task.result()


def by_asyncshop(run: Run) -> None:
    import asyncshop  # noqa: PLC0415 - only where it is measured

    async def main() -> None:
        async with asyncshop.SessionManager() as manager:
            shop = manager.shopify("shop", access_token=run.token, base_url=run.base_url)

            async def once() -> None:
                await shop.orders.count()

            await run.repeat(once)

    run.go()
    asyncio.run(main())


def by_aiohttp(run: Run) -> None:
    import aiohttp  # noqa: PLC0415 - only where it is measured

    async def main() -> None:
        async with aiohttp.ClientSession(headers=run.headers) as session:

            async def once() -> float | None:
                async with session.get(run.url) as response:
                    if response.status == 429:
                        return float(response.headers["Retry-After"])
                    response.raise_for_status()
                    await response.json()
                return None

            await run.repeat(once)

    run.go()
    asyncio.run(main())


def by_httpx(run: Run) -> None:
    import httpx  # noqa: PLC0415 - only where it is measured

    async def main() -> None:
        async with httpx.AsyncClient(headers=run.headers) as client:

            async def once() -> float | None:
                response = await client.get(run.url)
                if response.status_code == 429:
                    return float(response.headers["Retry-After"])
                response.raise_for_status()
                response.json()
                return None

            await run.repeat(once)

    run.go()
    asyncio.run(main())


def by_shopifyapi(run: Run) -> None:
    import shopify  # noqa: PLC0415 - only where it is measured
    from pyactiveresource.connection import ClientError  # noqa: PLC0415 - only where it is measured

    shopify.ShopifyResource.site = f"{run.base_url}/admin/api/{VERSION}"
    shopify.ShopifyResource.headers.update(run.headers)
    run.go()
    while not run.over:
        try:
            shopify.Order.count()
        except ClientError as error:
            if error.response.code != 429:
                raise
            run.refused += 1
            # Not asyncio's: ShopifyAPI blocks, and nothing else runs in this process.
            time.sleep(float(error.response.headers.get("Retry-After", 4)))
        else:
            run.answered += 1


def by_spylib(run: Run) -> None:
    from spylib.utils.rest import GET  # noqa: PLC0415 - only where it is measured
    from spylib_rest import OfflineToken  # noqa: PLC0415 - only where it is measured

    async def main() -> None:
        os.environ["BASE_URL"] = run.base_url
        token = OfflineToken(store_name="shop", access_token=run.token)

        async def once() -> None:
            await token.execute_rest(GET, "/orders/count.json")

        await run.repeat(once)

    run.go()
    asyncio.run(main())


CLIENTS: dict[str, Callable[[Run], None]] = {
    "asyncshop": by_asyncshop,
    "aiohttp": by_aiohttp,
    "httpx": by_httpx,
    "ShopifyAPI": by_shopifyapi,
    "spylib": by_spylib,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("base_url")
    parser.add_argument("token")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--tasks", type=int, default=1, help="at once; ShopifyAPI has one")
    options = parser.parse_args()
    run = Run(options.base_url, options.token, options.seconds, options.tasks)
    CLIENTS[options.client](run)
    print(json.dumps({"answered": run.answered, "refused": run.refused}))


if __name__ == "__main__":
    main()
