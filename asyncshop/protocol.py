"""What the platforms' protocols have in common: plain values, and what a platform must tell.

A call goes out as a `Call`; the status line and headers of its answer are read into a `Head`; its
body into an `Answer`. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Generic, Literal, Protocol, TypeVar

from msgspec import Struct
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from asyncshop.bucket import BucketSize, Usage
from asyncshop.errors import APIError

Method = Literal["GET", "POST", "PUT", "DELETE"]

Headers = CIMultiDict[str] | CIMultiDictProxy[str]

TOO_MANY_REQUESTS = int(HTTPStatus.TOO_MANY_REQUESTS)

DEFAULT_RETRY_AFTER = 2.0
"""Seconds to wait after a 429 that does not say how long."""

_OWN_LIMIT_BELOW = 0.8
"""A 429 while every bucket is filled less than this far is a resource's own limit."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Answer(Struct, Generic[T]):
    """What a body says: the data, the platform's notice, and the next cursor where it is there.

    An empty cursor tells of a next page without saying where it is: an error, and no end.
    """

    data: T
    notice: str | None = None
    cursor: str | None = None


class Call(Struct, Generic[T_co], frozen=True):
    """One request, as a value: nothing of the shop, nothing of the token.

    `path` is relative to the API version, or absolute from the shop's origin when it begins with
    a slash; `route` is the same with names in place of ids, for telemetry. `read` decodes the
    body of a successful answer.
    """

    method: Method
    path: str
    route: str
    read: Callable[[bytes], Answer[T_co]]
    params: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def operation(self) -> str:
        """What a resource's own limit applies to."""
        return f"{self.method} {self.route}"

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice is the same as sending it once."""
        return self.method != "POST"


class Head(Struct, frozen=True):
    """What the status line and the headers of an answer tell.

    `usage` has what is reported of each of the platform's buckets, in the order of
    `Platform.allowed` and then `Platform.store_allowed`; `retry_after` is in seconds; `cursor` is
    the next page's.
    """

    status: int
    headers: Mapping[str, str]
    request_id: str | None = None
    version: str | None = None
    deprecated: str | None = None
    usage: tuple[Usage | None, ...] = ()
    cursor: str | None = None
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the status is good; `Platform.succeeded` tells whether it was done."""
        return 200 <= self.status < 300


class Refusal(Struct, frozen=True):
    """The platform refused before doing anything: wait `seconds`, then ask again.

    `own_limit`: the shop's bucket has room, the limit is that resource's own.
    """

    seconds: float
    own_limit: bool = False


def limit_refusal(head: Head) -> Refusal | None:
    """Tell whether an answer is a refusal for the limit's sake.

    A full bucket is refused mostly without a word on how full it is. Where every bucket is
    reported and has room, the limit is that resource's own.
    """
    if head.status != TOO_MANY_REQUESTS:
        return None
    wait = DEFAULT_RETRY_AFTER if head.retry_after is None else head.retry_after
    own = all(
        reported is not None and reported.used < _OWN_LIMIT_BELOW * reported.size
        for reported in head.usage
    )
    return Refusal(wait, own_limit=own)


class Platform(Protocol):
    """One API of one platform: how to ask, and how to read what it answers."""

    @property
    def name(self) -> str:
        """The platform's name, in lower case."""
        ...

    @property
    def api(self) -> str:
        """Which of its APIs: each has limits of its own."""
        ...

    @property
    def allowed(self) -> tuple[BucketSize, ...]:
        """The buckets that each app has on each shop, on the smallest plan."""
        ...

    @property
    def store_allowed(self) -> tuple[BucketSize, ...]:
        """The buckets that all apps on a shop share. Every bucket must have room."""
        ...

    def headers(self, token: str) -> dict[str, str]:
        """Give the headers that authorize a request."""
        ...

    def url(self, origin: str, version: str, call: Call[Any]) -> URL:
        """Give the whole address of a call."""
        ...

    def several(self, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Write several values of one parameter into the query."""
        ...

    def head(self, status: int, headers: Headers) -> Head:
        """Read what status and headers tell."""
        ...

    def succeeded(self, head: Head, body: bytes) -> bool:
        """Tell whether what was asked for was done; not every answer of 200 means it."""
        ...

    def refusal(self, head: Head, body: bytes) -> Refusal | None:
        """Tell whether an answer is a refusal for the limit's sake."""
        ...

    def error(self, head: Head, body: bytes, **where: Any) -> APIError:
        """Make the error that an answer tells; `where` goes to the error as it is."""
        ...
