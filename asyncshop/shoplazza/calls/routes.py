"""From a route, such as `orders/{order_id}/cancel`, to a call of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from asyncshop import values
from asyncshop.protocol import Answer, Call, Method
from asyncshop.shop import encoded
from asyncshop.values import Id

T = TypeVar("T")

Params = tuple[tuple[str, str], ...]


def routed(
    method: Method,
    route: str,
    read: Callable[[bytes], Answer[T]],
    *,
    params: Params = (),
    content: Any = None,
    **ids: Id,
) -> Call[T]:
    """Make a call: `ids` are those in the braces of the route, `content` goes into the body.

    Raises:
        TypeError, ValueError: for what is no id, and for what cannot be sent.
    """
    path = route.format(**{name: values.segment(name, each) for name, each in ids.items()})
    body = None if content is None else encoded(content)
    return Call(method, path, route, read, params, body)


def with_params(call: Call[T], params: Params) -> Call[T]:
    """Give the same call with more in its query."""
    return msgspec.structs.replace(call, params=(*call.params, *params))
