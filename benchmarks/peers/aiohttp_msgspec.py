"""The loop that one writes by hand: aiohttp and msgspec, a page after the other.

`plain_structs` is written by `models.py`: the order's fields in plain Structs. `untracked_structs`
has them with `gc=False`; `collector-off` is the loop on plain Structs without garbage collection.
"""

import gc

import aiohttp
import msgspec
import plain_structs
import untracked_structs
import work
from four_fields import FourFields
from yarl import URL


class Page(msgspec.Struct):
    orders: list[plain_structs.Order]


class UntrackedPage(msgspec.Struct, gc=False):
    orders: list[untracked_structs.Order]


class FourFieldsPage(msgspec.Struct):
    orders: list[FourFields]


PAGES: dict[str, type[Page | UntrackedPage | FourFieldsPage]] = {
    "full": Page,
    "untracked": UntrackedPage,
    "collector-off": Page,
    "four": FourFieldsPage,
}


async def fetch(shop: work.Shop) -> work.Seen:
    seen = work.Seen()
    decoder = msgspec.json.Decoder(PAGES[shop.mode])
    if shop.mode == "collector-off":
        gc.disable()
    url: str | URL | None = shop.first_page
    async with aiohttp.ClientSession(headers=shop.headers, raise_for_status=True) as session:
        while url:
            async with session.get(url) as response:
                page = decoder.decode(await response.read())
                links = response.links
                url = links["next"]["url"] if "next" in links else None
            for order in page.orders:
                seen.add(order.id)
    return seen


if __name__ == "__main__":
    work.run(fetch, *PAGES)
