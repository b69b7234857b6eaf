"""A Shopify shop."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from asyncshop import values
from asyncshop.listing import Listing
from asyncshop.protocol import Call
from asyncshop.shop import Shop
from asyncshop.shopify import calls
from asyncshop.shopify.filters import CountFilters
from asyncshop.shopify.models import Order
from asyncshop.shopify.orders import Orders
from asyncshop.shopify.protocol import LATEST_VERSION

DOMAIN = ".myshopify.com"

ALWAYS_VISIBLE = timedelta(days=60)
"""How far back a token sees without the scope `read_all_orders`, silently."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*[a-z0-9]")
_VERSION = re.compile(r"[0-9]{4}-(01|04|07|10)|unstable")


class VisibilityWarning(UserWarning):
    """A token sees only part of a shop's orders."""


class ShopifyShop(Shop[Order]):
    """A handle on one Shopify shop."""

    @property
    def orders(self) -> Orders:
        """The shop's orders."""
        return Orders(self)

    def full_listing(self, filters: Mapping[str, Any]) -> Listing[Any]:
        """List every status on the largest pages; the id is among the fields, whatever they are."""
        given = {"status": "any", "limit": calls.MAX_LIMIT, **filters}
        if given.get("fields") is not None:
            names = values.names("fields", given["fields"]).split(",")
            # By its id an order is known to be there once.
            given["fields"] = names if "id" in names else ["id", *names]
        return self.orders.list(**given)

    def counting(self, filters: Mapping[str, Any]) -> tuple[Call[int], bool]:
        """Give the call that counts what `every_order` lists, and whether it heeds all filters."""
        countable = CountFilters.__optional_keys__
        counted = {name: value for name, value in filters.items() if name in countable}
        exact = filters.keys() - {"limit", "fields"} <= countable
        return calls.count_orders(**{"status": "any", **counted}), exact

    async def check_visibility(self, filters: Mapping[str, Any]) -> None:
        """Warn, once for the shop, where the token sees no orders older than 60 days.

        Nothing is asked where the filters want only younger ones.

        Raises:
            AsyncShopError: when the platform does not tell what the token may do.
        """
        warned = self.source.target.shared.warned
        earliest = filters.get("created_at_min")
        if isinstance(earliest, str):
            earliest = datetime.fromisoformat(earliest)
        if "visibility" in warned or (
            earliest is not None and earliest > datetime.now(UTC) - ALWAYS_VISIBLE
        ):
            return
        scopes = (await self.send(calls.access_scopes())).data
        if "read_all_orders" not in scopes and "visibility" not in warned:
            warnings.warn(
                f"{self.domain}: the token sees the last {ALWAYS_VISIBLE.days} days of orders "
                "only; for older ones the app needs the scope read_all_orders",
                VisibilityWarning,
                stacklevel=2,
            )
        warned.add("visibility")


def shop_domain(name: object, *, anywhere: bool) -> str:
    """Give the domain of a shop, of its name or of the domain itself.

    With `anywhere` (the requests go to a `base_url`) any host name will do.

    Raises:
        TypeError, ValueError: for what is none.
    """
    if not isinstance(name, str):
        raise TypeError(f"the shop's domain is {name!r}: write 'acme' or 'acme{DOMAIN}'")
    domain = name.lower()
    if _NAME.fullmatch(domain):
        return domain + DOMAIN
    if _NAME.fullmatch(domain.removesuffix(DOMAIN)) or (anywhere and _HOST.fullmatch(domain)):
        return domain
    raise ValueError(
        f"{name!r} is no shop's domain: write 'acme' or 'acme{DOMAIN}', "
        "without https:// and path; a shop's own domain does not serve the Admin API"
    )


def checked_version(version: object) -> str:
    """Check an API version.

    Raises:
        ValueError: for what is none.
    """
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError(f"api_version is {version!r}: write a quarter such as '{LATEST_VERSION}'")
    return version
