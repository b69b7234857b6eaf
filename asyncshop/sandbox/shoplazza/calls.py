"""One admitted request, and the table's entry of what serves it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.shop import App
from asyncshop.sandbox.shoplazza import errors
from asyncshop.sandbox.shoplazza.generations import V2022, V2026, Generation
from asyncshop.sandbox.shoplazza.shapes import Document
from asyncshop.sandbox.shoplazza.shop import Shop
from asyncshop.sandbox.shoplazza.store import Record

_objects = msgspec.json.Decoder(Document)


@dataclass(frozen=True, slots=True)
class Call:
    """An admitted request: by whom, in which generation, for what its path names."""

    shop: Shop
    app: App
    request: Received
    generation: Generation
    arguments: Mapping[str, str]

    @property
    def bare(self) -> bool:
        """Whether it is a request of 2022-01."""
        return self.generation is V2022

    def record(self) -> Record:
        """Give the order that the path names by its id; refused (404) if there is none."""
        try:
            return self.shop.record(self.arguments["id"])
        except KeyError:
            raise errors.not_found("order") from None

    def kept(self) -> Document:
        """Give the kept document of the order that the path names; refused (404) likewise."""
        return self.shop.renderer.kept(self.record())

    def save(self, kept: Document) -> None:
        """Keep a changed order; its updated_at becomes now."""
        kept["updated_at"] = self.shop.time()
        self.shop.put_order(kept["id"], kept)

    def json(self) -> Document:
        """Read the body, {} if there is none; refused (415, 400) if it isn't a JSON object."""
        if not self.request.body.strip():
            return {}
        if "json" not in self.request.headers.get("Content-Type", ""):
            raise errors.RefusedError(415, "send application/json")
        try:
            return _objects.decode(self.request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise errors.bad_request("the body is not a JSON object") from None

    def success(self, **data: Any) -> Answer:
        """Give the answer that says `data`, in the generation's envelope."""
        return self.generation.envelope.success(data)

    def order_answer(self, kept: Document) -> Answer:
        """Give the answer that shows an order."""
        return self.success(order=self.generation.order(kept))


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Route:
    """What serves a method and a path, for some versions, and the scope that it takes."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    versions: tuple[str, ...]

    @property
    def scope(self) -> str:
        """What the app must have been granted."""
        return "read_order" if self.method == "GET" else "write_order"


def route(method: str, path: str, handler: Handler, *generations: Generation) -> Route:
    """Give a route; `{name}` in the path is an argument. Without generations, both have it."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
    versions = (each.versions[0] for each in generations or (V2022, V2026))
    return Route(method, pattern, handler, tuple(versions))
