"""The API's two generations: envelopes, and how several values of one parameter are written.

Versions up to 2022-01 answer bare; from 2025-06 on every answer has an envelope.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
from multidict import MultiDict

from asyncshop.sandbox.exchanges import Answer, json_answer
from asyncshop.sandbox.shoplazza import shapes
from asyncshop.sandbox.shoplazza.errors import RefusedError
from asyncshop.sandbox.shoplazza.shapes import Shape


class Envelope(Protocol):
    """How a generation wraps what it says."""

    def success(self, data: Mapping[str, Any]) -> Answer:
        """Give the answer that says `data`."""

    def refusal(self, refused: RefusedError) -> Answer:
        """Give the answer that refuses."""

    def frame(self, rest: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Give what stands before and behind a page's orders; `rest` is what else it says."""


class Bare:
    """Data as it is; refusals as `errors` or `error`."""

    def success(self, data: Mapping[str, Any]) -> Answer:
        """Give the answer that says `data`."""
        return json_answer(200, data)

    def refusal(self, refused: RefusedError) -> Answer:
        """Give the answer that refuses: one message, a list of them, or lists by field."""
        if refused.status in (401, 403):
            return json_answer(refused.status, {"error": refused.message})
        errors = {refused.field: [refused.message]} if refused.field else [refused.message]
        return json_answer(refused.status, {"errors": errors})

    def frame(self, rest: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Give what stands before and behind a page's orders."""
        return b'{"orders":[', b"]," + msgspec.json.encode(rest)[1:]


class Enveloped:
    """`{"code": "Success", "data": …}`; refusals as `code` and `message`."""

    def success(self, data: Mapping[str, Any]) -> Answer:
        """Give the answer that says `data`."""
        return json_answer(200, {"code": "Success", "message": "", "data": data})

    def refusal(self, refused: RefusedError) -> Answer:
        """Give the answer that refuses."""
        message = f"{refused.field}: {refused.message}" if refused.field else refused.message
        return json_answer(refused.status, {"code": refused.code, "message": message})

    def frame(self, rest: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Give what stands before and behind a page's orders."""
        opening = b'{"code":"Success","message":"","data":{"orders":['
        return opening, b"]," + msgspec.json.encode(rest)[1:] + b"}"


Values = Callable[[MultiDict[str], str], tuple[str, ...]]


def joined(query: MultiDict[str], name: str) -> tuple[str, ...]:
    """Read a parameter that is sent once: a comma list where the documentation says so.

    Sent repeatedly it means nothing here, and so finds nothing.
    """
    if len(query.getall(name)) > 1:
        return ()
    value = query[name]
    return tuple(value.split(",")) if name in ("ids", "keyword_scope_fields") else (value,)


def repeated(query: MultiDict[str], name: str) -> tuple[str, ...]:
    """Read a parameter that is sent once for each value; a comma is part of the value."""
    return tuple(query.getall(name))


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """How versions of one kind read requests and show what the shop keeps.

    A list of fulfillments shows each as `fulfillment` does, one alone is shown `whole`.
    """

    versions: tuple[str, ...]
    envelope: Envelope
    values: Values
    order: Shape
    fulfillment: Shape
    whole_fulfillment: Shape
    refund: Shape
    transaction: Shape
    risk: Shape


V2022 = Generation(
    versions=("2022-01",),
    envelope=Bare(),
    values=joined,
    order=shapes.order_2022,
    fulfillment=shapes.fulfillment_2022,
    whole_fulfillment=shapes.fulfillment_2022,
    refund=shapes.refund_2022,
    transaction=shapes.transaction_2022,
    risk=shapes.risk_2022,
)
V2026 = Generation(
    versions=("2025-06", "2026-01", "2026-07"),
    envelope=Enveloped(),
    values=repeated,
    order=shapes.order_2026,
    fulfillment=shapes.fulfillment_2026,
    whole_fulfillment=shapes.whole_fulfillment_2026,
    refund=shapes.refund_2026,
    transaction=shapes.transaction_2026,
    risk=shapes.risk_2026,
)
VERSIONS: Mapping[str, Generation] = {
    version: generation for generation in (V2022, V2026) for version in generation.versions
}
