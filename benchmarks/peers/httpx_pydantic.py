"""httpx and pydantic: the page is validated straight from its JSON, which pydantic advises.

`plain_models` is written by `models.py`: the order's fields in pydantic models.
"""

import httpx
import plain_models
import work
from pydantic import BaseModel


class Page(BaseModel):
    orders: list[plain_models.Order]


async def fetch(shop: work.Shop) -> work.Seen:
    seen = work.Seen()
    url: str | None = shop.first_page
    async with httpx.AsyncClient(headers=shop.headers, timeout=60) as client:
        while url:
            response = await client.get(url)
            response.raise_for_status()
            page = Page.model_validate_json(response.content)
            for order in page.orders:
                assert order.id is not None
                seen.add(order.id)
            url = response.links.get("next", {}).get("url")
    return seen


if __name__ == "__main__":
    work.run(fetch)
