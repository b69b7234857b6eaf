"""Where a handle's requests go, how they are sent, and what comes back: plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from asyncshop import values
from asyncshop.limiter import Limiter
from asyncshop.line import Lane
from asyncshop.protocol import Platform
from asyncshop.retry import Retry
from asyncshop.secret import Credential
from asyncshop.telemetry import ShopStats

T = TypeVar("T")

_LABEL = r"[A-Za-z0-9][A-Za-z0-9-]*"
_ORIGIN = re.compile(
    rf"https?://({_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{{1,5}}))?/?"
)
_LAST_PORT = 65_535


class Timeout(Struct, frozen=True, kw_only=True):
    """Bounds of one try, in seconds, without the wait for the limit.

    Args:
        total: until the body is read to its end.
        connect: until the connection is made.
        read: from its sending until the headers are in, then between two pieces of the body.
    """

    total: float = 300.0
    connect: float = 15.0
    read: float = 90.0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if values.seconds(name, getattr(self, name)) == 0:
                raise ValueError(f"{name} is 0: a timeout is in seconds and above 0")
        if self.connect == inf:
            raise ValueError("connect is inf: write seconds, however many")


class Options(Struct, frozen=True, kw_only=True):
    """How the requests of a handle are sent: what `shop.options` changes."""

    timeout: Timeout = Timeout()
    retry: Retry = Retry()
    max_wait: float | None = None
    lane: Lane = "interactive"


class Shared(Struct, kw_only=True, eq=False):
    """What all handles of one shop, API and app share."""

    limiter: Limiter
    stats: ShopStats
    warned: set[str] = msgspec.field(default_factory=set)


class Target(Struct, frozen=True, kw_only=True, eq=False):
    """Where a handle's requests go, and how."""

    platform: Platform
    domain: str
    origin: str
    version: str
    credential: Credential
    shared: Shared
    options: Options = Options()


class Response(Struct, Generic[T], kw_only=True):
    """A successful answer: the decoded `data`, and what came with it.

    `notice` is what the platform says beside the data (on a cancelled order, say); `body` the
    answer's bytes, unzipped.
    """

    data: T
    status: int
    headers: Mapping[str, str]
    request_id: str | None
    body: bytes
    notice: str | None = None
    cursor: str | None = None

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes, request id {self.request_id}>"


def checked_origin(base_url: object) -> str:
    """Check where the requests shall go: scheme, host and port, and no more."""
    parts = _ORIGIN.fullmatch(base_url) if isinstance(base_url, str) else None
    if parts is None or not 0 < int(parts["port"] or 443) <= _LAST_PORT:
        # Not repeated: somebody may have put a password there.
        raise ValueError(
            "base_url is not shown here, and cannot be used: write scheme, host and port alone, "
            "such as 'http://127.0.0.1:8080'"
        )
    return parts[0].rstrip("/")
