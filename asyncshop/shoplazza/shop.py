"""A Shoplazza shop, of whichever generation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from asyncshop.common import PlatformOrder
from asyncshop.protocol import Call
from asyncshop.shop import Shop
from asyncshop.shoplazza.filters import without_any

OrderT_co = TypeVar("OrderT_co", bound=PlatformOrder, covariant=True)

DOMAIN = ".myshoplaza.com"
SPELT_OTHERWISE = ".myshoplazza.com"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*[a-z0-9]")


class ShoplazzaShop(Shop[OrderT_co]):
    """A handle on one Shoplazza shop; each generation of the Open API has its own.

    `endpoints` is the module of the generation's order endpoints.
    """

    endpoints: ClassVar[Any]

    def counting(self, filters: Mapping[str, Any]) -> tuple[Call[int], bool]:
        """Give the call that counts what `every_order` lists, and whether it heeds all filters."""
        countable = self.endpoints.CountFilters.__optional_keys__
        filters = without_any(filters)
        counted = {name: value for name, value in filters.items() if name in countable}
        exact = filters.keys() - self.endpoints.ARRANGED <= countable
        return self.endpoints.count_orders(**counted), exact

    async def check_visibility(self, filters: Mapping[str, Any]) -> None:
        """Do nothing: a token sees every order."""


def shop_domain(name: object) -> str:
    """Give the domain of a shop, of its name or of the domain itself.

    Raises:
        TypeError, ValueError: for what is none.
    """
    if not isinstance(name, str):
        raise TypeError(f"the shop's domain is {name!r}: write 'bravo' or 'bravo{DOMAIN}'")
    domain = name.lower()
    if _NAME.fullmatch(domain):
        return domain + DOMAIN
    if _HOST.fullmatch(domain) and ".." not in domain:
        return domain
    raise ValueError(
        f"{name!r} is no shop's domain: write 'bravo', 'bravo{DOMAIN}' or the shop's own domain, "
        "without https:// and path"
    )


def store_of(domain: str) -> str:
    """Give the one name of a store whose domain is spelt with one z or with two."""
    if domain.endswith(SPELT_OTHERWISE):
        return domain.removesuffix(SPELT_OTHERWISE) + DOMAIN
    return domain
