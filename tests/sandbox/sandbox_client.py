"""A client of no particular make, and a clock that moves when told to."""

import json
from functools import cached_property
from typing import Any

import aiohttp

from asyncshop.sandbox.shopify import Shop

API = "/admin/api/2026-10"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Reply:
    """An answer, read to its end."""

    def __init__(self, response: aiohttp.ClientResponse, body: bytes) -> None:
        self.status = response.status
        self.headers = response.headers
        self.links = {rel: str(link["url"]) for rel, link in response.links.items()}
        self.body = body

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends what it is told to a shop; `url` is below the API's root, or whole."""

    def __init__(self, session: aiohttp.ClientSession, shop: Shop) -> None:
        self.session = session
        self.shop = shop

    async def __call__(
        self, method: str, url: str, *, token: str | None = None, **more: Any
    ) -> Reply:
        headers = {"X-Shopify-Access-Token": token or self.shop.access_token}
        headers |= more.pop("headers", {})
        if not url.startswith("http"):
            root = self.shop.base_url + ("" if url.startswith("/") else f"{API}/")
            url = root + url
        async with self.session.request(method, url, headers=headers, **more) as response:
            body = await response.read()
            return Reply(response, body)

    async def get(self, url: str, **more: Any) -> Reply:
        return await self("GET", url, **more)
