"""aiohttp and its `response.json()`: dictionaries, a page after the other."""

import aiohttp
import work
from yarl import URL


async def fetch(shop: work.Shop) -> work.Seen:
    seen = work.Seen()
    url: str | URL | None = shop.first_page
    async with aiohttp.ClientSession(headers=shop.headers, raise_for_status=True) as session:
        while url:
            async with session.get(url) as response:
                page = await response.json()
                links = response.links
                url = links["next"]["url"] if "next" in links else None
            for order in page["orders"]:
                seen.add(order["id"])
    return seen


if __name__ == "__main__":
    work.run(fetch)
