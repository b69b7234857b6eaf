"""Shopify's room, as the server sees it."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import ClassVar

from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.shop import App, Setting
from asyncshop.sandbox.shopify import routes
from asyncshop.sandbox.shopify.orders import Templates
from asyncshop.sandbox.shopify.shop import Shop

_TOKEN = "X-Shopify-Access-Token"  # noqa: S105 - a header's name


class Shopify:
    """Shopify's shops and routes; see `asyncshop.sandbox.platform.Platform`."""

    name: ClassVar[str] = "shopify"
    credentials: ClassVar[tuple[str, ...]] = (_TOKEN, "Authorization")

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._templates = Templates(setting.seed, setting.size)
        self._installed: dict[str, tuple[Shop, App]] = {}

    def open(self, index: int, *, plan: str, scopes: Iterable[str] | None) -> Shop:
        """Give a new shop with its first app installed; `scopes` None: all there are."""
        return Shop(
            self._setting, self._installed, index, self._templates, plan=plan, scopes=scopes
        )

    def serves(self, path: str) -> bool:
        """Whether a path belongs to the Admin API."""
        return path.startswith("/admin/")

    def token(self, headers: Mapping[str, str]) -> str:
        """Give the access token that a request's headers carry, or "".

        Old private apps send it as the password of Basic authentication.
        """
        if own := headers.get(_TOKEN):
            return own
        scheme, _, credentials = headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            return base64.b64decode(credentials).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def shop(self, token: str) -> Shop | None:
        """Give the shop of an access token, or None if it is unknown."""
        installed = self._installed.get(token)
        return installed and installed[0]

    async def answer(self, token: str, request: Received, now: float) -> Answer:
        """Answer a request that carries `token`; `now` counts seconds since 1970."""
        return await routes.answer(self._installed.get(token), request, now)

    def stamped(self, answer: Answer, request: Received, now: float) -> Answer:
        """Give the answer with the headers that every answer has; its own ones win."""
        return routes.stamped(answer, request, now)
