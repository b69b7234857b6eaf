"""spylib: `execute_rest` of a token, which gives dictionaries.

It does not hand out the Link header, so that the pages are followed by `since_id`. Its tokens know
https and myshopify.com only; the address is set here.
"""

import os
from typing import Any

import work
from spylib.admin_api import OfflineTokenABC
from spylib.utils.rest import GET


class OfflineToken(OfflineTokenABC):
    @property
    def api_url(self) -> str:
        return f"{os.environ['BASE_URL']}/admin/api/{work.VERSION}"

    async def save(self) -> None:
        raise NotImplementedError

    @classmethod
    async def load(cls, store_name: str) -> Any:
        raise NotImplementedError


async def fetch(shop: work.Shop) -> work.Seen:
    seen = work.Seen()
    os.environ["BASE_URL"] = shop.base_url
    token = OfflineToken(store_name="shop", access_token=shop.token)
    last = 0
    while True:
        endpoint = f"/orders.json?status=any&limit={shop.limit}&since_id={last}"
        orders = (await token.execute_rest(GET, endpoint))["orders"]
        for order in orders:
            seen.add(order["id"])
        if len(orders) < shop.limit:
            return seen
        last = orders[-1]["id"]


if __name__ == "__main__":
    work.run(fetch)
