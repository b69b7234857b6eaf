"""A strict leaky-bucket server in Shopify's manner, made apart from the package's own sandbox.

It judges limiters, so it shares no code with what it judges. One bucket for each access token,
every admission on record.

    python benchmarks/strict_bucket.py --port 0 --plan plus --latency uniform:0:0.3

prints one JSON line with `base_url` and `port` when ready. Any token is a shop of that name; one
that ends in `@plus` (or another plan) has that plan's bucket whatever `--plan` says. A client may
name itself in an `X-Client` header; `GET /_stats` then tells its admissions apart from the others'.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import math
import random
import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from http1 import Answer, Connection, Request, encode
from leaky_bucket import EPSILON, PLANS, Bucket
from serving import until_stopped

if TYPE_CHECKING:
    from collections.abc import Callable

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


class Platform:
    """All shops behind one port."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.shops: dict[str, Shop] = {}
        self.requests = 0
        self._latency = parse_latency(options.latency, random.Random(options.seed))  # noqa: S311 - latency

    def latency(self, request: Request) -> float:
        return 0.0 if request.path == "/_stats" else self._latency()

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
        return answer.complete(now) if self.options.counted_at == "arrival" else answer

    def admit(self, shop: Shop, request: Request, now: float) -> Answer:
        client = shop.clients.setdefault(request.headers.get("x-client", ""), Client())
        counter = functools.partial(self.counter, shop.bucket)
        if not shop.bucket.admit(now):
            client.refused.append(now)
            body = (
                f"Exceeded {shop.bucket.rate:g} calls per second for api client. "
                "Reduce request rates to resume uninterrupted service."
            )
            late = counter if self.options.refusal_counter else None
            return Answer(429, encode({"errors": body}), self.retry_after(), late)
        if self.creates_too_many(shop, request, now):
            client.limited.append(now)
            body = "Exceeded the number of orders that may be created. Try again later."
            headers = self.retry_after()
            if self.options.create_counter:
                headers["X-Shopify-Shop-Api-Call-Limit"] = self.options.create_counter
                return Answer(429, encode({"errors": body}), headers)
            return Answer(429, encode({"errors": body}), headers, counter)
        client.accepted.append(now)
        status, document, headers = route(request, self.options)
        return Answer(status, encode(document), headers, counter)

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

    def counter(self, bucket: Bucket, now: float) -> dict[str, str]:
        """The call-limit header, as the bucket stands now."""
        bucket.leak(now)
        used = ROUNDINGS[self.options.rounding](bucket.level)
        return {"X-Shopify-Shop-Api-Call-Limit": f"{used}/{bucket.size:g}"}


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
