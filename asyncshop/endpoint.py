"""Endpoints: from a function that builds a call to the method that sends it.

One declaration of an endpoint is a plain function from arguments to a `Call` (or a `ListCall`);
`sends`, `answers` and `lists` make methods of it, with the same arguments and the same docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from msgspec import Struct

from asyncshop.decoding import ItemDecoder
from asyncshop.listing import Listing, OnError, Pages
from asyncshop.paging import Query
from asyncshop.protocol import Call
from asyncshop.shop import Shop
from asyncshop.target import Response

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=Callable[..., Any])


class ListCall(Struct, Generic[T], frozen=True, kw_only=True, eq=False):
    """A listing as a value: what to ask for, and how to decode its items."""

    query: Query
    decode: ItemDecoder[T]
    on_error: OnError | None = None

    def of(self, shop: Shop[Any]) -> Listing[T]:
        """Give the listing of one shop."""
        return Listing(shop, shop.source, self.query, self.decode, self.on_error)


class Namespace:
    """The endpoints of one resource of one shop."""

    __slots__ = ("shop",)

    def __init__(self, shop: Shop[Any]) -> None:
        self.shop = shop

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.shop.domain}>"


def sends(
    build: Callable[P, Call[T]],
) -> Callable[Concatenate[Namespace, P], Coroutine[Any, Any, T]]:
    """Make the method that sends a call and gives the decoded data."""

    @_named_after(build)
    async def method(self: Namespace, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return (await self.shop.send(build(*args, **kwargs))).data

    return method


def answers(
    build: Callable[P, Call[T]],
) -> Callable[Concatenate[Namespace, P], Coroutine[Any, Any, Response[T]]]:
    """Make the method that sends a call and gives the whole answer."""

    @_named_after(build)
    async def method(self: Namespace, /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        return await self.shop.send(build(*args, **kwargs))

    return method


def lists(
    build: Callable[P, ListCall[T]],
) -> Callable[Concatenate[Namespace, P], Listing[T]]:
    """Make the method that gives a listing; its arguments are checked at once."""

    @_named_after(build)
    def method(self: Namespace, /, *args: P.args, **kwargs: P.kwargs) -> Listing[T]:
        return build(*args, **kwargs).of(self.shop)

    return method


def lists_answers(
    build: Callable[P, ListCall[T]],
) -> Callable[Concatenate[Namespace, P], Pages[Response[list[T]]]]:
    """Make the method that gives a listing's answers; when awaited, the first page's."""

    @_named_after(build)
    def method(self: Namespace, /, *args: P.args, **kwargs: P.kwargs) -> Pages[Response[list[T]]]:
        return build(*args, **kwargs).of(self.shop).responses()

    return method


def _named_after(build: Callable[..., Any]) -> Callable[[M], M]:
    """Do as `wraps` does, and let `help` and editors see the arguments as the method takes them."""
    taken = [Parameter("self", Parameter.POSITIONAL_ONLY), *signature(build).parameters.values()]

    def name(method: M) -> M:
        wraps(build)(method)
        method.__signature__ = Signature(taken)  # type: ignore[attr-defined] # `inspect` reads it
        return method

    return name
