"""A handle on one shop."""

from __future__ import annotations

import copy
import re
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any, Generic, Self, TypeVar, get_args, overload

import msgspec

from asyncshop import values
from asyncshop.common import PlatformOrder
from asyncshop.decoding import whole
from asyncshop.line import LANES, Lane
from asyncshop.listing import Listing
from asyncshop.model import check_sendable
from asyncshop.paging import Source
from asyncshop.protocol import Call, Method
from asyncshop.retry import Retry
from asyncshop.target import Response, Timeout

T = TypeVar("T")
OrderT_co = TypeVar("OrderT_co", bound=PlatformOrder, covariant=True)

_ID = re.compile(r"(?<![^/])(?!\d{4}-\d\d(?:/|$))[\w-]*\d{3,}[\w-]*")
"""A part of a path that names one resource; an API version does not."""


class Shop(ABC, Generic[OrderT_co]):
    """One shop, as one app sees it; what every platform's handle has.

    Handles are cheap. All that are made for one shop, API and app share its limiter.
    """

    def __init__(self, source: Source) -> None:
        self.source = source

    def __repr__(self) -> str:
        target = self.source.target
        return f"<{type(self).__name__} {target.domain}, API {target.version}>"

    @property
    def domain(self) -> str:
        """The shop's domain on the platform."""
        return self.source.target.domain

    @property
    def platform(self) -> str:
        """The platform's name, in lower case."""
        return self.source.target.platform.name

    @property
    def api_version(self) -> str:
        """The API version that is asked for."""
        return self.source.target.version

    def options(
        self,
        *,
        timeout: float | Timeout | None = None,
        retry: int | Retry | None = None,
        max_wait: float | None = None,
        lane: Lane | None = None,
    ) -> Self:
        """Give a handle that sends its requests in another way and shares everything else.

        Args:
            timeout: seconds for one try, without the wait for the limit; or a `Timeout`.
            retry: how often a request is sent at most; or a `Retry`.
            max_wait: seconds that a request may wait for the limit; a longer wait raises
                `RateLimitError` before anything is sent.
            lane: "background" lets every "interactive" request of the shop go first.

        Raises:
            TypeError, ValueError: for a wrong argument.
        """
        given = {
            "timeout": None if timeout is None else as_timeout(timeout),
            "retry": None if retry is None else as_retry(retry),
            "max_wait": None if max_wait is None else values.seconds("max_wait", max_wait),
            "lane": lane,
        }
        if lane is not None and lane not in LANES:
            raise ValueError(f"lane is {lane!r}: write {' or '.join(map(repr, LANES))}")
        changes = {name: value for name, value in given.items() if value is not None}
        target = self.source.target
        options = msgspec.structs.replace(target.options, **changes)
        clone = copy.copy(self)
        clone.source = msgspec.structs.replace(
            self.source, target=msgspec.structs.replace(target, options=options)
        )
        return clone

    def send(self, call: Call[T]) -> Coroutine[Any, Any, Response[T]]:
        """Send a call to this shop."""
        return self.source.exchange.send(self.source.target, call)

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Response[Any]: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        into: type[T],
    ) -> Response[T]: ...
    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        into: Any = Any,
    ) -> Response[Any]:
        """Reach any endpoint, through the same limiter, retries and errors.

        Args:
            method: GET, POST, PUT or DELETE.
            path: below the API version (`"shop.json"`), or from the shop's origin when it begins
                with a slash (`"/admin/oauth/access_scopes.json"`).
            params: the query; values are sent as `str` writes them, lists as the platform takes
                several values of one name, and what is None is left out.
            json: the body.
            into: the type that the whole answer is decoded into.

        Raises:
            ValueError: for another method, or an address outside the shop.
            AsyncShopError: as every request.
        """
        method = method.upper()
        if method not in get_args(Method):
            raise ValueError(f"method is {method!r}: write one of {', '.join(get_args(Method))}")
        call: Call[Any] = Call(
            method=method,  # type: ignore[arg-type] # checked above
            path=checked_path(path),
            route=_ID.sub("{id}", path),
            read=whole(into),
            params=tuple(
                pair for name, value in (params or {}).items() for pair in self._pairs(name, value)
            ),
            body=None if json is None else encoded(json),
        )
        return await self.send(call)

    def _pairs(self, name: str, value: Any) -> list[tuple[str, str]]:
        if value is None:
            return []
        if isinstance(value, (list, tuple)):
            return self.source.target.platform.several(name, [_text(each) for each in value])
        return [(name, _text(value))]

    def every_order(self, **filters: Any) -> Listing[Any]:
        """List what a full job over the shop wants: every status, the largest pages.

        Args:
            filters: what `orders.list` takes; `limit` is the number of orders on a page, however
                the platform calls it.

        Raises:
            TypeError, ValueError: for a wrong one; it says for which shop.
        """
        try:
            return self.full_listing(
                {name: value for name, value in filters.items() if value is not None}
            )
        except TypeError as error:
            raise TypeError(f"{self.domain}: {error}") from None
        except ValueError as error:
            raise ValueError(f"{self.domain}: {error}") from None

    @abstractmethod
    def full_listing(self, filters: Mapping[str, Any]) -> Listing[Any]:
        """Make the listing of `every_order`."""

    @abstractmethod
    def counting(self, filters: Mapping[str, Any]) -> tuple[Call[int], bool]:
        """Give the call that counts what `every_order` lists.

        It takes those of the filters that the platform counts by; the other value says whether
        that is all of them, so that the numbers must agree.
        """

    @abstractmethod
    async def check_visibility(self, filters: Mapping[str, Any]) -> None:
        """Warn, once for the shop, where the token sees less than the filters ask for."""


def encoded(value: Any) -> bytes:
    """Encode a request body; what must not be sent raises.

    Raises:
        TypeError: for a read model inside.
        ValueError: for a datetime without a time zone inside.
    """
    check_sendable("the body", value)
    return msgspec.json.encode(value, enc_hook=_plain)


def checked_path(path: str) -> str:
    """Give back a path that stays within the shop.

    Raises:
        ValueError: for a whole address, a query, or steps upwards.
    """
    if "://" in path or path.startswith("//") or not path:
        raise ValueError(f"path is {path!r}: write it without scheme and host, such as 'shop.json'")
    if "?" in path or "#" in path:
        raise ValueError(f"path is {path!r}: give the query with params=")
    if ".." in path.split("/") or not path.isascii() or not path.isprintable() or " " in path:
        raise ValueError(f"path is {path!r}: it has parts that no endpoint has")
    return path


def as_timeout(timeout: float | Timeout) -> Timeout:
    """Make bounds of a number of seconds: the whole try, and no part of it longer."""
    if isinstance(timeout, Timeout):
        return timeout
    values.seconds("timeout", timeout)
    usual = Timeout()
    return Timeout(
        total=timeout, connect=min(timeout, usual.connect), read=min(timeout, usual.read)
    )


def as_retry(retry: int | Retry) -> Retry:
    """Make a policy of a number of tries."""
    return retry if isinstance(retry, Retry) else Retry(tries=retry)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a request body cannot hold {type(value).__name__}")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return values.moment("a time in params", value)
    return str(value)
