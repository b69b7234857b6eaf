"""The session manager: what all shops share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack, overload

import aiohttp

from asyncshop import __version__
from asyncshop.exchange import Exchange, tracing
from asyncshop.limiter import Limiter
from asyncshop.listing import Listing, OnError, checked_hook
from asyncshop.memory import Budget
from asyncshop.paging import Source
from asyncshop.protocol import Platform
from asyncshop.retry import Retry
from asyncshop.secret import Credential, TokenSource, masked
from asyncshop.shop import Shop, as_retry, as_timeout
from asyncshop.shopify.filters import OrderFilters
from asyncshop.shopify.models import Order
from asyncshop.shopify.protocol import LATEST_VERSION, ShopifyREST
from asyncshop.shopify.shop import ShopifyShop, shop_domain
from asyncshop.shopify.shop import api_version as shopify_version
from asyncshop.streaming import BUFFER, Stream
from asyncshop.supervision import Owner
from asyncshop.target import Options, Shared, Target, Timeout
from asyncshop.telemetry import OnAttempt, ShopStats

T = TypeVar("T")

MAX_CONNECTIONS = 256
MEMORY_BUDGET = 256 * 1024 * 1024

_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?/?")


class SessionManager:
    """Owns what all shops share: the HTTP session, the limits, the memory.

    To be used once, in `async with`; shops are made by `shopify(…)`.

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
        memory_budget: int = MEMORY_BUDGET,
        rate_share: float = 1.0,
        timeout: float | Timeout | None = None,
        retry: int | Retry | None = None,
        strict_version: bool = False,
        user_agent: str | None = None,
        on_attempt: OnAttempt | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        if max_connections < 1 or memory_budget < 1:
            raise ValueError("max_connections and memory_budget: write 1 or more")
        checked_hook("on_attempt", on_attempt)
        if session is not None and not isinstance(session, aiohttp.ClientSession):
            raise TypeError(f"session is {session!r}: give an aiohttp.ClientSession, or none")
        if not 0 < rate_share <= 1:
            raise ValueError(f"rate_share is {rate_share}: write a part above 0, up to 1")
        own_agent = f"asyncshop/{__version__}"
        self._exchange = Exchange(
            max_connections=_slots(max_connections, session),
            user_agent=f"{user_agent} {own_agent}" if user_agent else own_agent,
            strict_version=strict_version,
            on_attempt=on_attempt,
        )
        self._budget = Budget(memory_budget)
        self._rate_share = rate_share
        self._options = Options(
            timeout=Timeout() if timeout is None else as_timeout(timeout),
            retry=Retry() if retry is None else as_retry(retry),
        )
        self._borrowed = session
        self._owner = Owner()
        self._shared: dict[tuple[str, str, str, str | None], Shared] = {}

    async def __aenter__(self) -> Self:
        if self._exchange.session is not None:
            raise RuntimeError("a SessionManager opens once: make a new one")
        self._exchange.session = _session(self._borrowed)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self._owner.aclose()
        finally:
            await self._exchange.close()

    def shopify(
        self,
        domain: str,
        *,
        access_token: TokenSource,
        api_version: str = LATEST_VERSION,
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
        access_token = masked(access_token)
        domain = shop_domain(domain, anywhere=base_url is not None)
        version = shopify_version(api_version)
        return ShopifyShop(
            self._source(ShopifyREST(), domain, version, access_token, base_url, app)
        )

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
            buffer: how many decoded orders wait for the consumer at the most.
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
    def stream_orders(
        self,
        shops: Iterable[Shop],
        *,
        concurrency: int | None = None,
        buffer: int = BUFFER,
        on_error: OnError | None = None,
        **filters: Any,
    ) -> Stream[Any, Any]:
        """Stream the orders of many shops, every status unless `status` says otherwise.

        Warns once for each shop whose token sees the orders of the last 60 days only.

        Args:
            shops: handles of shops.
            concurrency: how many shops are read at a time; None reads all.
            buffer: how many decoded orders wait for the consumer at the most.
            on_error: called with the shop and the error for each failure, instead of raising
                `StreamError` at the end.
            filters: what `orders.list` of each shop takes (`into` and `fields` too).

        Raises:
            TypeError, ValueError: when a filter is wrong for one of the shops, at once.
        """

        async def check(shop: Shop) -> None:
            await shop.check_visibility(filters)

        shops = list(shops)
        for shop in shops:
            if not isinstance(shop, Shop):
                raise TypeError(f"{shop!r} is no shop: give what manager.shopify(…) gives")
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
        return {
            f"{domain} ({app})" if app else domain: shared.stats
            for (_, domain, _, app), shared in self._shared.items()
        }

    def _source(
        self,
        platform: Platform,
        domain: str,
        version: str,
        access_token: TokenSource,
        base_url: str | None,
        app: str | None,
    ) -> Source:
        target = Target(
            platform=platform,
            domain=domain,
            origin=f"https://{domain}" if base_url is None else _origin(base_url),
            version=version,
            credential=Credential(access_token),
            shared=self._share(platform, domain, app),
            options=self._options,
        )
        return Source(
            target=target, exchange=self._exchange, budget=self._budget, owner=self._owner
        )

    def _share(self, platform: Platform, domain: str, app: str | None) -> Shared:
        key = (platform.name, domain, platform.api, app)
        if key not in self._shared:
            limiter = Limiter(platform.allowed, slots=self._exchange.slots, share=self._rate_share)
            self._shared[key] = Shared(limiter=limiter, stats=ShopStats())
        return self._shared[key]


def _origin(base_url: object) -> str:
    """Check where the requests shall go: scheme, host and port, and no more."""
    if not isinstance(base_url, str) or not _ORIGIN.fullmatch(base_url):
        # Somebody may have put a password there.
        shown = "not shown here" if "@" in str(base_url) else repr(base_url)
        raise ValueError(
            f"base_url is {shown}: write scheme, host and port, such as 'http://127.0.0.1:8080'"
        )
    return base_url.rstrip("/")


def _slots(max_connections: int, borrowed: aiohttp.ClientSession | None) -> int:
    """Bound what is under way by what the connector allows: whoever is admitted, connects."""
    connector = None if borrowed is None else borrowed.connector
    allowed = connector.limit if connector is not None else 0
    return min(max_connections, allowed) if allowed else max_connections


def _session(borrowed: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    """Open a session of our own settings, on the connections of a borrowed one if there is one.

    Cookies would mix shops, and a default header or authentication of the borrowed session would
    go to every one of them.
    """
    if borrowed is None:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[tracing()],
        )
    if borrowed.closed:
        raise ValueError("the session to borrow is closed: give an open one, or none")
    return aiohttp.ClientSession(
        connector=borrowed.connector,
        connector_owner=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=borrowed.trust_env,
        trace_configs=[*borrowed.trace_configs, tracing()],
    )
