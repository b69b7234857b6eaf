"""A strict leaky-bucket server in Shopify's manner, made apart from the package's own sandbox.

It judges limiters, so it shares no code with what it judges: HTTP/1.1 by hand on an
`asyncio.Protocol`, one bucket for each access token, every admission on record.

    python benchmarks/strict_bucket.py --port 0 --plan plus --latency uniform:0:0.3

prints one JSON line with `base_url` and `port` when ready. Any token is a shop of that name; one
that ends in `@plus` (or another plan) has that plan's bucket whatever `--plan` says. A client may
name itself in an `X-Client` header; `GET /_stats` then tells its admissions apart from the others'.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import re
import time
from dataclasses import dataclass, field, fields
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from serving import until_stopped

if TYPE_CHECKING:
    from collections.abc import Callable

# https://shopify.dev/docs/api/usage/limits: leak = bucket / 20.
PLANS = {
    "standard": (40, 2.0),
    "advanced": (80, 4.0),
    "plus": (400, 20.0),
    "enterprise": (800, 40.0),
}
EPSILON = 1e-9
REASONS = {status.value: status.phrase for status in HTTPStatus}
ROUNDINGS: dict[str, Callable[[float], int]] = {
    "floor": lambda level: math.floor(level + EPSILON),
    "ceil": lambda level: math.ceil(level - EPSILON),
    "round": round,
}


@dataclass(frozen=True)
class Options:
    """How strict and how slow the server is; each field is an option of the command line."""

    port: int = 0
    plan: str = "standard"
    size: int = 0  # 0: the plan's
    rate: float = 0.0  # requests per second; 0: the plan's
    level: float = 0.0  # what each bucket holds at its first request, put there by others
    tick: float = 0.0  # seconds between leaks; 0: continuous
    retry_after: str = "2.0"  # "": an empty header; "none": no header
    rounding: str = "floor"
    counted_at: str = "arrival"  # or "answer"
    refusal_counter: bool = False  # whether a 429 carries the call-limit header too
    latency: str = "0"  # seconds; or uniform:LOW:HIGH; or tail:SCALE (Pareto, at most 10 s)
    create_limit: int = 0  # orders a shop may create in `create_window` seconds; 0: no such limit
    create_window: float = 60.0
    create_counter: str = ""  # the call-limit header of that refusal; "": the true one
    orders: int = 50  # orders on a full page
    pages: int = 3
    seed: int = 1


@dataclass(slots=True)
class Bucket:
    """A bucket of `size` requests that leaks `rate` a second, at once or every `tick` seconds."""

    size: float
    rate: float
    at: float
    level: float = 0.0
    tick: float = 0.0
    empty: float = 0.0  # seconds in which allowance was lost because nothing was in the bucket

    def leak(self, now: float) -> None:
        due = self.at + (now - self.at) // self.tick * self.tick if self.tick else now
        leaked = self.rate * (due - self.at)
        self.empty += max(0.0, leaked - self.level) / self.rate
        self.level = max(0.0, self.level - leaked)
        self.at = due

    def admit(self, now: float) -> bool:
        """Charge one request if it fits."""
        self.leak(now)
        if self.level + 1 > self.size + EPSILON:
            return False
        self.level += 1
        return True

    @property
    def full(self) -> bool:
        return self.level + 1 > self.size + EPSILON


@dataclass(slots=True)
class Client:
    """When one client's requests were let in, and when not (seconds of the monotonic clock)."""

    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    limited: list[float] = field(default_factory=list)  # by a resource's own limit


@dataclass(slots=True)
class Shop:
    bucket: Bucket
    began: float
    initial: float
    created: list[float] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)

    def stats(self, now: float) -> dict[str, Any]:
        self.bucket.leak(now)
        accepted = sorted(at for client in self.clients.values() for at in client.accepted)
        by_second = [0] * (int(accepted[-1] - self.began) + 1 if accepted else 0)
        for at in accepted:
            by_second[int(at - self.began)] += 1
        return {
            "size": self.bucket.size,
            "rate": self.bucket.rate,
            "began": self.began,
            "initial": self.initial,
            "level": self.bucket.level,
            "accepted": len(accepted),
            "refused": sum(len(client.refused) for client in self.clients.values()),
            "limited": sum(len(client.limited) for client in self.clients.values()),
            "first_accept": accepted[0] if accepted else None,
            "last_accept": accepted[-1] if accepted else None,
            "accepted_by_second": by_second,
            "time_at_empty": self.bucket.empty,
            "clients": {
                name: {
                    "accepted": client.accepted,
                    "refused": client.refused,
                    "limited": client.limited,
                }
                for name, client in self.clients.items()
            },
        }


class Request(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]
    bucket: Bucket | None = None  # set: the call-limit header is still to be written


class BadRequestError(Exception):
    """What arrived is no HTTP/1.1 request that this server reads."""


class Platform:
    """All shops behind one port."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.shops: dict[str, Shop] = {}
        self.requests = 0
        self.latency = parse_latency(options.latency, random.Random(options.seed))  # noqa: S311 - latency

    def shop(self, token: str, now: float) -> Shop:
        if token not in self.shops:
            _, _, plan = token.rpartition("@")
            size, rate = PLANS.get(plan) or PLANS[self.options.plan]
            bucket = Bucket(
                self.options.size or size,
                self.options.rate or rate,
                now,
                self.options.level,
                self.options.tick,
            )
            self.shops[token] = Shop(bucket, now, bucket.level)
        return self.shops[token]

    def answer(self, request: Request, now: float) -> Answer:
        if request.path == "/_stats":
            shops = {token: shop.stats(now) for token, shop in self.shops.items()}
            return Answer(200, encode({"now": now, "shops": shops}), {})
        self.requests += 1
        token = request.headers.get("x-shopify-access-token")
        if not token:
            body = {"errors": "[API] Invalid API key or access token (unrecognized login)"}
            return Answer(401, encode(body), {"X-Request-Id": f"req-{self.requests}"})
        answer = self.admit(self.shop(token, now), request, now)
        answer.headers["X-Request-Id"] = f"req-{self.requests}"
        return self.counted(answer) if self.options.counted_at == "arrival" else answer

    def admit(self, shop: Shop, request: Request, now: float) -> Answer:
        client = shop.clients.setdefault(request.headers.get("x-client", ""), Client())
        if not shop.bucket.admit(now):
            client.refused.append(now)
            body = (
                f"Exceeded {shop.bucket.rate:g} calls per second for api client. "
                "Reduce request rates to resume uninterrupted service."
            )
            counted = shop.bucket if self.options.refusal_counter else None
            return Answer(429, encode({"errors": body}), self.retry_after(), counted)
        if self.creates_too_many(shop, request, now):
            client.limited.append(now)
            body = "Exceeded the number of orders that may be created. Try again later."
            headers = self.retry_after()
            if self.options.create_counter:
                headers["X-Shopify-Shop-Api-Call-Limit"] = self.options.create_counter
                return Answer(429, encode({"errors": body}), headers)
            return Answer(429, encode({"errors": body}), headers, shop.bucket)
        client.accepted.append(now)
        status, document, headers = route(request, self.options)
        return Answer(status, encode(document), headers, shop.bucket)

    def creates_too_many(self, shop: Shop, request: Request, now: float) -> bool:
        limit = self.options.create_limit
        if not limit or request.method != "POST" or not request.path.endswith("/orders.json"):
            return False
        shop.created = [at for at in shop.created if now - at < self.options.create_window]
        if len(shop.created) >= limit:
            return True
        shop.created.append(now)
        return False

    def retry_after(self) -> dict[str, str]:
        value = self.options.retry_after
        return {} if value == "none" else {"Retry-After": value}

    def counted(self, answer: Answer) -> Answer:
        """The answer with the call-limit header as the bucket last stood."""
        bucket = answer.bucket
        if bucket is None:
            return answer
        used = ROUNDINGS[self.options.rounding](bucket.level)
        answer.headers["X-Shopify-Shop-Api-Call-Limit"] = f"{used}/{bucket.size:g}"
        return answer._replace(bucket=None)


ROUTE = re.compile(
    r"/admin/(?:(?P<scopes>oauth/access_scopes)"
    r"|api/(?P<version>[^/]+)/orders(?:/(?:(?P<count>count)|(?P<id>\d+)(?:/\w+)?))?)\.json"
)


def route(request: Request, options: Options) -> tuple[int, Any, dict[str, str]]:
    """Status, document and headers of an admitted request."""
    match = ROUTE.fullmatch(request.path)
    if match is None:
        return 404, {"errors": "Not Found"}, {}
    if match["scopes"]:
        scopes = ("read_orders", "read_all_orders", "write_orders")
        return 200, {"access_scopes": [{"handle": handle} for handle in scopes]}, {}
    headers = {"X-Shopify-API-Version": match["version"]}
    if match["count"]:
        return 200, {"count": 1}, headers
    if match["id"]:
        deleted = request.method == "DELETE"
        return 200, {} if deleted else {"order": small_order(int(match["id"]))}, headers
    if request.method == "POST":
        return 201, {"order": small_order(1)}, headers
    return listing(request, options, headers)


def listing(
    request: Request, options: Options, headers: dict[str, str]
) -> tuple[int, Any, dict[str, str]]:
    limit = int(request.query.get("limit", "50"))
    cursor = request.query.get("page_info", "page-1")
    extra = set(request.query) - {"page_info", "limit", "fields"}
    if "page_info" in request.query and extra:
        errors = {name: f"{name} cannot be passed when page_info is present." for name in extra}
        return 400, {"errors": errors}, headers
    page = int(cursor.removeprefix("page-"))
    count = min(limit, options.orders)
    last = 1_000_000 - (page - 1) * count
    if page < options.pages:
        target = f"http://{request.headers['host']}{request.path}?limit={limit}"
        headers["Link"] = f'<{target}&page_info=page-{page + 1}>; rel="next"'
    return 200, {"orders": [small_order(last - index) for index in range(count)]}, headers


def small_order(order_id: int) -> dict[str, Any]:
    return {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "created_at": "2026-01-02T03:04:05-05:00",
        "name": f"#{order_id}",
        "total_price": "9.90",
        "currency": "EUR",
    }


def encode(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def parse_latency(spec: str, source: random.Random) -> Callable[[], float]:
    """A function that draws seconds to wait before an answer."""
    kind, *numbers = spec.split(":")
    if kind == "uniform":
        low, high = map(float, numbers)
        return lambda: source.uniform(low, high)
    if kind == "tail":
        (scale,) = map(float, numbers)
        return lambda: min(10.0, scale * source.paretovariate(1.5))
    seconds = float(kind)
    return lambda: seconds


def least_latency(spec: str) -> float:
    """Seconds that every answer waits at least."""
    return float(next(part for part in spec.split(":") if not part.isalpha()))


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
    """One keep-alive connection: one request at a time, answered in order."""

    transport: asyncio.Transport

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
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
            answer = self.platform.answer(request, time.monotonic())
            delay = 0.0 if request.path == "/_stats" else self.platform.latency()
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
        if answer.bucket:
            answer.bucket.leak(time.monotonic())
            answer = self.platform.counted(answer)
        lines = [f"HTTP/1.1 {answer.status} {REASONS[answer.status]}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [
            f"Date: {formatdate(usegmt=True)}",
            "Content-Type: application/json; charset=utf-8",
            f"Content-Length: {len(answer.body)}",
        ]
        self.transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + answer.body)


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT."""
    platform = Platform(options)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(platform), "127.0.0.1", options.port, backlog=4096
    )
    await until_stopped(server)


def arguments() -> Options:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    choices: dict[str, Any] = {
        "plan": PLANS,
        "rounding": ROUNDINGS,
        "counted_at": ("arrival", "answer"),
    }
    for option in fields(Options):
        flag = "--" + option.name.replace("_", "-")
        if isinstance(option.default, bool):
            parser.add_argument(flag, action="store_true")
        else:
            parser.add_argument(
                flag,
                type=type(option.default),
                default=option.default,
                choices=choices.get(option.name),
                help=f"default: {option.default!r}",
            )
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments()))
