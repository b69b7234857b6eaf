"""asyncshop, as its quickstart says: order by order, page by page, into four fields, or exported.

What an export wrote is counted in its file, after the clock.
"""

import tempfile
from pathlib import Path

import msgspec
import work
from four_fields import FourFields

import asyncshop


async def items(handle: asyncshop.ShopifyShop, limit: int) -> work.Seen:
    seen = work.Seen()
    async for order in handle.orders.list(status="any", limit=limit):
        assert order.id is not None
        seen.add(order.id)
    return seen


async def pages(handle: asyncshop.ShopifyShop, limit: int) -> work.Seen:
    seen = work.Seen()
    async for page in handle.orders.list(status="any", limit=limit).pages():
        for order in page.items:
            assert order.id is not None
            seen.add(order.id)
    return seen


async def four(handle: asyncshop.ShopifyShop, limit: int) -> work.Seen:
    seen = work.Seen()
    async for order in handle.orders.list(status="any", limit=limit, into=FourFields):
        seen.add(order.id)
    return seen


async def export(handle: asyncshop.ShopifyShop, limit: int) -> work.Seen:
    report = await asyncshop.export.export_orders([handle], FOLDER.name, limit=limit)
    assert report.shops[0].error is None, report.shops[0].error
    return work.Seen(check=read_back)


def read_back(seen: work.Seen) -> None:
    (file,) = Path(FOLDER.name).iterdir()
    with file.open("rb") as lines:
        for line in lines:
            seen.add(_decoder.decode(line).id)


class _Identified(msgspec.Struct):
    id: int


_decoder = msgspec.json.Decoder(_Identified)
MODES = {"items": items, "pages": pages, "four": four, "export": export}
FOLDER = tempfile.TemporaryDirectory()


async def fetch(shop: work.Shop) -> work.Seen:
    async with asyncshop.SessionManager() as manager:
        handle = manager.shopify("shop", access_token=shop.token, base_url=shop.base_url)
        return await MODES[shop.mode](handle, shop.limit)


if __name__ == "__main__":
    with FOLDER:
        work.run(fetch, *MODES)
