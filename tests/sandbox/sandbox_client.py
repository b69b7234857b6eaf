"""A client of no particular make, and a clock that moves when told to."""

import json
from functools import cached_property
from typing import Any

import aiohttp

from asyncshop.sandbox.shop import Shop
from asyncshop.sandbox.shoplazza import Shop as ShoplazzaShop

API = "/admin/api/2026-10"
TOKENS = {"shopify": "X-Shopify-Access-Token", "shoplazza": "Access-Token"}


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

    @property
    def data(self) -> Any:
        """What a generation of Shoplazza says, without its envelope."""
        return self.json.get("data", self.json)


class Client:
    """Sends what it is told to a shop; `url` is below the API's root, or whole."""

    def __init__(self, session: aiohttp.ClientSession, shop: Shop, api: str = API) -> None:
        self.session = session
        self.shop = shop
        self.api = api

    async def __call__(
        self, method: str, url: str, *, token: str | None = None, **more: Any
    ) -> Reply:
        headers = {TOKENS[self.shop.platform]: token or self.shop.access_token}
        headers |= more.pop("headers", {})
        if not url.startswith("http"):
            root = self.shop.base_url + ("" if url.startswith("/") else f"{self.api}/")
            url = root + url
        async with self.session.request(method, url, headers=headers, **more) as response:
            body = await response.read()
            return Reply(response, body)

    async def get(self, url: str, **more: Any) -> Reply:
        return await self("GET", url, **more)

    async def post(self, url: str, body: Any = None, **more: Any) -> Reply:
        return await self("POST", url, json=body, **more)

    async def put(self, url: str, body: Any) -> Reply:
        return await self("PUT", url, json=body)

    async def delete(self, url: str) -> Reply:
        return await self("DELETE", url)


class Unhurried(Client):
    """Waits until a Shoplazza shop's buckets are empty again, before each request."""

    shop: ShoplazzaShop

    async def __call__(self, *arguments: Any, **more: Any) -> Reply:
        self.shop.fill_bucket(0)
        self.shop.store_bucket.fill(0)
        return await super().__call__(*arguments, **more)
