"""HTTP/1.1 by hand, for the servers here: one request at a time on each connection, in order.

It judges the package, so it shares no code with it.
"""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

REASONS = {status.value: status.phrase for status in HTTPStatus}


class Request(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """What is answered; `late` gives further headers, as things stand when it is written.

    `late` is called with seconds of the monotonic clock.
    """

    status: int
    body: bytes
    headers: dict[str, str]
    late: Callable[[float], dict[str, str]] | None = None

    def complete(self, now: float) -> Answer:
        """Give the answer with all of its headers, as things stand now."""
        if self.late is None:
            return self
        return Answer(self.status, self.body, self.headers | self.late(now))

    def head(self) -> bytes:
        """Write the status line and the headers."""
        lines = [
            f"HTTP/1.1 {self.status} {REASONS[self.status]}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            f"Date: {formatdate(usegmt=True)}",
            "Content-Type: application/json; charset=utf-8",
            f"Content-Length: {len(self.body)}",
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


class BadRequestError(Exception):
    """What arrived is no HTTP/1.1 request that is read here."""


class Site(Protocol):
    """Answers requests; `now` is in seconds of the monotonic clock."""

    def answer(self, request: Request, now: float, /) -> Answer: ...

    def latency(self, request: Request, /) -> float:
        """Give the seconds to wait before an answer is written."""


def encode(document: Any) -> bytes:
    """Write compact JSON."""
    return json.dumps(document, separators=(",", ":")).encode()


def parse(buffer: bytearray) -> Request | None:
    """Take one whole request off the buffer; None while it is not all there."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = buffer[:end].decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise BadRequestError(
            "Send a body with Content-Length; chunked requests are not read here."
        )
    total = end + 4 + int(headers.get("content-length", "0"))
    if len(buffer) < total:
        return None
    body = bytes(buffer[end + 4 : total])
    del buffer[:total]
    method, target, _ = first.split(" ")
    url = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(url.query).items()}
    return Request(method, url.path, query, headers, body)


class Connection(asyncio.Protocol):
    """One keep-alive connection to a site."""

    transport: asyncio.Transport

    def __init__(self, site: Site) -> None:
        self.site = site
        self.buffer = bytearray()
        self.busy: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.busy:
            self.busy.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.advance()

    def advance(self) -> None:
        while self.busy is None:
            try:
                request = parse(self.buffer)
            except (BadRequestError, ValueError) as error:
                self.write(Answer(400, encode({"errors": str(error)}), {"Connection": "close"}))
                self.transport.close()
                return
            if request is None:
                return
            answer = self.site.answer(request, time.monotonic())
            delay = self.site.latency(request)
            if delay:
                loop = asyncio.get_running_loop()
                self.busy = loop.call_later(delay, self.write_late, answer)
            else:
                self.write(answer)

    def write_late(self, answer: Answer) -> None:
        self.busy = None
        self.write(answer)
        self.advance()

    def write(self, answer: Answer) -> None:
        answer = answer.complete(time.monotonic())
        self.transport.write(answer.head() + answer.body)
