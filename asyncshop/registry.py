"""What the handles on one shop share, whoever makes them."""

from __future__ import annotations

import asyncio

from asyncshop.limiter import Limiter, StoreBuckets
from asyncshop.protocol import Platform
from asyncshop.target import Shared
from asyncshop.telemetry import ShopStats


class Registry:
    """Gives the handles on one shop, API and app the same limiter and statistics.

    `slots` are the connections that all shops share, `share` is the part of each limit that this
    process takes.
    """

    def __init__(self, slots: asyncio.Semaphore, share: float) -> None:
        self._slots = slots
        self._share = share
        self._shared: dict[tuple[str, str, str, str | None], Shared] = {}
        self._stats: dict[str, ShopStats] = {}
        self._stores: dict[tuple[str, str, str], StoreBuckets] = {}

    def shared(self, platform: Platform, domain: str, store: str, app: str | None) -> Shared:
        """Give what is shared by all handles of an app on a shop.

        `store` is the shop's identity: it may go by several domains.
        """
        key = (platform.name, store, platform.api, app)
        if key not in self._shared:
            limiter = Limiter(
                platform.allowed,
                slots=self._slots,
                share=self._share,
                store=self._store_buckets(platform, store),
            )
            name = f"{domain} ({app})" if app else domain
            if name in self._stats:
                name = f"{platform.name}: {name}"
            self._stats[name] = ShopStats()
            self._shared[key] = Shared(limiter=limiter, stats=self._stats[name])
        return self._shared[key]

    def stats(self) -> dict[str, ShopStats]:
        """Give what each shop has cost, by the domain that it was first asked for by."""
        return dict(self._stats)

    def _store_buckets(self, platform: Platform, store: str) -> StoreBuckets:
        key = (platform.name, store, platform.api)
        if key not in self._stores:
            self._stores[key] = StoreBuckets(platform.store_allowed, share=self._share)
        return self._stores[key]
