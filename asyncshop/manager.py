"""The session manager: what all shops share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, Unpack, overload

import aiohttp

from asyncshop import values
from asyncshop.common import PlatformOrder
from asyncshop.exchange import Exchange
from asyncshop.listing import Listing, OnError, checked_hook
from asyncshop.memory import Budget, keep_freed
from asyncshop.paging import Source
from asyncshop.protocol import Platform
from asyncshop.registry import Registry
from asyncshop.retry import Retry
from asyncshop.secret import Credential, TokenSource, masked
from asyncshop.session import agent, open_session, slots
from asyncshop.shop import Shop, as_retry, as_timeout
from asyncshop.streaming import BUFFER, Stream
from asyncshop.supervision import Owner
from asyncshop.target import Options, Target, Timeout, checked_origin
from asyncshop.telemetry import OnAttempt, ShopStats

if TYPE_CHECKING:
    from asyncshop.shopify import Order, ShopifyShop
    from asyncshop.shopify.filters import OrderFilters
    from asyncshop.shoplazza import ShoplazzaShop2022, ShoplazzaShop2026, v2022, v2026
    from asyncshop.shoplazza.v2022.calls.orders import ListFilters as Filters2022
    from asyncshop.shoplazza.v2026.calls.orders import ListFilters as Filters2026

T = TypeVar("T")
OrderT = TypeVar("OrderT", bound=PlatformOrder)

PLATFORMS = ("shopify", "shoplazza")
MAX_CONNECTIONS = 256
MEMORY_BUDGET = 64 * 1024 * 1024


class SessionManager:
    """Owns what all shops share: the HTTP session, the limits, the memory.

    To be used once, in `async with`; shops are made by `shopify(…)` and `shoplazza(…)`.

    Args:
        max_connections: how many requests may be under way at a time, over all shops.
        memory_budget: bytes that fetched pages may take, over all shops and streams.
        rate_share: the part of each shop's limit that this process takes, above 0 to 1.
        timeout: seconds for one try, without the wait for the limit; or a `Timeout`.
        retry: how often a request is sent at most; or a `Retry`.
        strict_version: raise `VersionError` when another API version answers, instead of warning.
        user_agent: what the requests say they come from, before this library's own name.
        on_attempt: called with an `Attempt` after each try of each request.
        session: an `aiohttp.ClientSession` whose connections, tracing and `trust_env` (for the
            environment's proxies) to use. It stays open; its cookies, headers, redirects, proxy,
            authentication, middlewares and `raise_for_status` are not used.

    Raises:
        TypeError, ValueError: for a wrong argument.
    """

    def __init__(
        self,
        *,
        max_connections: int = MAX_CONNECTIONS,
        memory_budget: float = MEMORY_BUDGET,
        rate_share: float = 1.0,
        timeout: float | Timeout | None = None,
        retry: int | Retry | None = None,
        strict_version: bool = False,
        user_agent: str | None = None,
        on_attempt: OnAttempt | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        values.number("max_connections", max_connections, least=1)
        values.size("memory_budget", memory_budget)
        values.share("rate_share", rate_share)
        checked_hook("on_attempt", on_attempt)
        if session is not None and not isinstance(session, aiohttp.ClientSession):
            raise TypeError(f"session is {session!r}: give an aiohttp.ClientSession, or none")
        self._exchange = Exchange(
            max_connections=slots(max_connections, session),
            strict_version=strict_version,
            on_attempt=on_attempt,
        )
        self._budget = Budget(memory_budget)
        self._options = Options(
            timeout=Timeout() if timeout is None else as_timeout(timeout),
            retry=Retry() if retry is None else as_retry(retry),
        )
        self._user_agent = agent(user_agent)
        self._borrowed = session
        self._owner = Owner()
        self._registry = Registry(self._exchange.slots, rate_share)

    async def __aenter__(self) -> Self:
        if self._exchange.wire.session is not None:
            raise RuntimeError("a SessionManager opens once: make a new one")
        keep_freed()
        self._exchange.wire.open(open_session(self._borrowed, self._user_agent))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._exchange.wire.refuse()  # what is begun while the others end ends by that
        try:
            await self._owner.aclose()
        finally:
            await self._exchange.wire.close()

    def shopify(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: str = "2026-10",
        base_url: str | None = None,
        app: str | None = None,
    ) -> ShopifyShop:
        """Give a handle on a Shopify shop.

        Args:
            domain: `"acme"` or `"acme.myshopify.com"`.
            access_token: the app's token for this shop, or an async callable that gives the one
                now valid (it is asked before each request).
            api_version: a quarter such as `"2026-10"`.
            base_url: where to send the requests instead of the shop's own address (a sandbox, a
                proxy); the token goes there.
            app: tells apart the tokens of several apps on one shop: each app has its own limit.

        Raises:
            TypeError, ValueError: for a wrong argument.
        """
        from asyncshop.shopify.protocol import ShopifyREST  # noqa: PLC0415 - not all need its models
        from asyncshop.shopify.shop import (  # noqa: PLC0415 - likewise
            ShopifyShop,
            checked_version,
            shop_domain,
        )

        access_token = masked(access_token)
        domain = shop_domain(domain, anywhere=base_url is not None)
        version = checked_version(api_version)
        return ShopifyShop(
            self._source(ShopifyREST(), domain, version, access_token, base_url, app)
        )

    @overload
    def shoplazza(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: Literal["2025-06", "2026-01", "2026-07"] = ...,
        base_url: str | None = None,
        app: str | None = None,
    ) -> ShoplazzaShop2026: ...
    @overload
    def shoplazza(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: Literal["2022-01"],
        base_url: str | None = None,
        app: str | None = None,
    ) -> ShoplazzaShop2022: ...
    @overload
    def shoplazza(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: str,
        base_url: str | None = None,
        app: str | None = None,
    ) -> ShoplazzaShop2022 | ShoplazzaShop2026: ...
    def shoplazza(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: str = "2026-01",
        base_url: str | None = None,
        app: str | None = None,
    ) -> ShoplazzaShop2022 | ShoplazzaShop2026:
        """Give a handle on a Shoplazza shop.

        Args:
            domain: `"bravo"` (of `bravo.myshoplaza.com`), or a whole domain, which is left as it
                is: `"bravo.myshoplazza.com"`, `"shop.example.com"`.
            access_token: the app's token for this shop, or an async callable that gives the one
                now valid (it is asked before each request).
            api_version: `"2026-01"`, or `"2022-01"`, the generation before; `"2025-06"` and
                `"2026-07"` answer as 2026-01 does.
            base_url: where to send the requests instead of the shop's own address (a sandbox, a
                proxy); the token goes there.
            app: tells apart the tokens of several apps on one shop: each app has a limit of its
                own, and all of them share the shop's.

        Raises:
            TypeError, ValueError: for a wrong argument.
        """
        from asyncshop.shoplazza.shop import (  # noqa: PLC0415 - not all need its models
            shop_domain,
            store_of,
        )
        from asyncshop.shoplazza.versions import asked_by  # noqa: PLC0415 - likewise

        access_token = masked(access_token)
        domain = shop_domain(domain)
        platform, handle = asked_by(api_version)
        return handle(
            self._source(
                platform, domain, api_version, access_token, base_url, app, store=store_of(domain)
            )
        )

    def shop(
        self, platform: str, domain: str, *, access_token: TokenSource, **options: Any
    ) -> Shop[Any]:
        """Give a handle on a shop of the platform that is named, `"shopify"` or `"shoplazza"`.

        Args:
            platform: the platform's name.
            domain: the shop's domain.
            access_token: the app's token for this shop, as the platform's own method takes it.
            options: what else that takes.

        Raises:
            TypeError, ValueError: for a wrong argument.
        """
        access_token = masked(access_token)
        name = values.choice("platform", platform, PLATFORMS)
        make: Callable[..., Shop[Any]] = getattr(self, name)
        return make(domain, access_token=access_token, **options)

    def stream(
        self,
        listings: Iterable[Listing[T]],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
    ) -> Stream[Any, T]:
        """Merge listings, each with its own filters, into one stream of (shop, order).

        Args:
            listings: what `orders.list(…)` gives.
            concurrency: how many listings are read at a time; None reads all.
            buffer: how many decoded orders wait for the consumer at the most; large ones, fewer.
            on_error: called with the shop and the error for each failure, instead of raising
                `StreamError` at the end.
        """
        return Stream(
            list(listings),
            self._owner,
            concurrency=concurrency,
            buffer=buffer,
            on_error=on_error,
        )

    @overload
    def stream_orders(
        self,
        shops: Iterable[ShopifyShop],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        limit: int = ...,
        fields: str | Iterable[str] | None = None,
        **filters: Unpack[OrderFilters],
    ) -> Stream[ShopifyShop, Order]: ...
    @overload
    def stream_orders(
        self,
        shops: Iterable[ShopifyShop],
        *,
        into: type[T],
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        limit: int = ...,
        fields: str | Iterable[str] | None = None,
        **filters: Unpack[OrderFilters],
    ) -> Stream[ShopifyShop, T]: ...
    @overload
    def stream_orders(
        self,
        shops: Iterable[ShoplazzaShop2026],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        limit: int = ...,
        **filters: Unpack[Filters2026],
    ) -> Stream[ShoplazzaShop2026, v2026.Order]: ...
    @overload
    def stream_orders(
        self,
        shops: Iterable[ShoplazzaShop2022],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        limit: int = ...,
        **filters: Unpack[Filters2022],
    ) -> Stream[ShoplazzaShop2022, v2022.Order]: ...
    @overload
    def stream_orders(
        self,
        shops: Iterable[Shop[Any]],
        *,
        into: type[T],
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        **filters: Any,
    ) -> Stream[Shop[Any], T]: ...
    @overload
    def stream_orders(
        self,
        shops: Iterable[Shop[OrderT]],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        **filters: Any,
    ) -> Stream[Shop[OrderT], OrderT]: ...
    def stream_orders(
        self,
        shops: Iterable[Shop[Any]],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        **filters: Any,
    ) -> Stream[Any, Any]:
        """Stream the orders of many shops, every status unless `status` says otherwise.

        Warns once for each shop whose token sees the orders of the last 60 days only.

        Args:
            shops: handles of shops, of one platform or of several.
            concurrency: how many shops are read at a time; None reads all.
            buffer: how many decoded orders wait for the consumer at the most; large ones, fewer.
            on_error: called with the shop and the error for each failure, instead of raising
                `StreamError` at the end.
            filters: what `orders.list` of each shop takes (`into` too, and `fields` on Shopify);
                `limit` is the number of orders on a page on every platform.

        Raises:
            TypeError, ValueError: when a filter is wrong for one of the shops, at once.
        """

        async def check(shop: Shop[Any]) -> None:
            await shop.check_visibility(filters)

        shops = list(shops)
        for shop in shops:
            if not isinstance(shop, Shop):
                raise TypeError(
                    f"{shop!r} is no shop: give what manager.shopify(…) or shoplazza(…) gives"
                )
        return Stream(
            [shop.every_order(**filters) for shop in shops],
            self._owner,
            concurrency=concurrency,
            buffer=buffer,
            on_error=on_error,
            check=check,
        )

    def stats(self) -> dict[str, ShopStats]:
        """Give what each shop has cost so far, by its domain (with the app, where one is named)."""
        return self._registry.stats()

    def _source(
        self,
        platform: Platform,
        domain: str,
        version: str,
        access_token: TokenSource,
        base_url: str | None,
        app: str | None,
        *,
        store: str | None = None,
    ) -> Source:
        """Put together what a handle needs; `store` names the shop that the limit is kept for."""
        target = Target(
            platform=platform,
            domain=domain,
            origin=f"https://{domain}" if base_url is None else checked_origin(base_url),
            version=version,
            credential=Credential(access_token),
            shared=self._registry.shared(platform, domain, store or domain, app),
            options=self._options,
        )
        return Source(
            target=target, exchange=self._exchange, budget=self._budget, owner=self._owner
        )
