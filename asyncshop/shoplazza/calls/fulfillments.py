"""The fulfillment endpoints that both generations have alike: from arguments to calls.

Sources: shoplazza.dev, "Get fulfillment count", "Get fulfillment", "Create fulfillment", "Update
fulfillment", "Complete fulfillment", "Cancel fulfillment" (2026-01), and the same of 2022-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from asyncshop.filters import written
from asyncshop.model import WriteModel, contents
from asyncshop.protocol import Call
from asyncshop.shoplazza import filters as write
from asyncshop.shoplazza.calls.listing import pairs
from asyncshop.shoplazza.calls.routes import Params, routed
from asyncshop.shoplazza.envelope import Envelope
from asyncshop.shoplazza.protocol import OpenAPI
from asyncshop.values import Id, Time

FulfillmentT = TypeVar("FulfillmentT")
InputT = TypeVar("InputT", bound=WriteModel)
UpdateT = TypeVar("UpdateT", bound=WriteModel)

ALL = "orders/{order_id}/fulfillments"
ONE = "orders/{order_id}/fulfillments/{fulfillment_id}"


class FulfillmentFilters(TypedDict, total=False):
    """What `fulfillments.list` and `fulfillments.count` can be narrowed by."""

    created_at_min: Time
    created_at_max: Time
    updated_at_min: Time
    updated_at_max: Time


class FulfillmentCalls(Generic[FulfillmentT, InputT, UpdateT]):
    """The fulfillment endpoints of one generation; `within` is the name around what is sent."""

    def __init__(
        self,
        api: OpenAPI,
        envelope: Envelope,
        fulfillment: type[FulfillmentT],
        new: type[InputT],
        changes: type[UpdateT],
        *,
        within: str | None,
    ) -> None:
        self._api = api
        self._number = envelope.number("count")
        self._read = envelope.one("fulfillment", fulfillment)
        self._new = new
        self._changes = changes
        self._within = within

    def params(self, filters: Mapping[str, Any]) -> Params:
        """Write what a list or a count is narrowed by into the query."""
        return pairs(self._api, written(filters, FulfillmentFilters, write.TIMES))

    def count(self, order_id: Id, **filters: Unpack[FulfillmentFilters]) -> Call[int]:
        """Count the fulfillments of an order; the filters are those of `list`."""
        params = self.params(filters)
        return routed("GET", f"{ALL}/count", self._number, params=params, order_id=order_id)

    def get(self, order_id: Id, fulfillment_id: Id) -> Call[FulfillmentT]:
        """Get one fulfillment of an order.

        Raises:
            NotFoundError: when there is none of this id.
        """
        return routed("GET", ONE, self._read, order_id=order_id, fulfillment_id=fulfillment_id)

    def create(self, order_id: Id, fulfillment: InputT | Mapping[str, Any]) -> Call[FulfillmentT]:
        """Create a fulfillment: what is sent to the customer, and how it can be tracked.

        Args:
            order_id: the order's id.
            fulfillment: a `FulfillmentInput`, or a mapping with the platform's names.

        Raises:
            TypeError: for a read model such as `Fulfillment`.
            OutcomeUnknownError: when nobody knows whether it was created; it is not sent again.
        """
        content = self._content("fulfillment", fulfillment, self._new)
        return routed("POST", ALL, self._read, content=content, order_id=order_id)

    def update(
        self, order_id: Id, fulfillment_id: Id, changes: UpdateT | Mapping[str, Any]
    ) -> Call[FulfillmentT]:
        """Update a fulfillment; only what is given is changed.

        Args:
            order_id: the order's id.
            fulfillment_id: the fulfillment's id.
            changes: a `FulfillmentUpdate`, or a mapping with the platform's names.

        Raises:
            TypeError: for a read model such as `Fulfillment`: it would clear what the platform
                left out.
        """
        return routed(
            "PUT",
            ONE,
            self._read,
            content=self._content("changes", changes, self._changes),
            order_id=order_id,
            fulfillment_id=fulfillment_id,
        )

    def complete(self, order_id: Id, fulfillment_id: Id) -> Call[FulfillmentT]:
        """Complete a fulfillment: it has arrived.

        Raises:
            OutcomeUnknownError: when nobody knows whether it was; it is not sent again.
        """
        route = f"{ONE}/complete"
        return routed("POST", route, self._read, order_id=order_id, fulfillment_id=fulfillment_id)

    def cancel(self, order_id: Id, fulfillment_id: Id) -> Call[FulfillmentT]:
        """Cancel a fulfillment: nothing more is done to send it.

        Raises:
            OutcomeUnknownError: when nobody knows whether it was; it is not sent again.
        """
        route = f"{ONE}/cancel"
        return routed("POST", route, self._read, order_id=order_id, fulfillment_id=fulfillment_id)

    def _content(self, name: str, value: Any, model: type[WriteModel]) -> dict[str, Any]:
        content = contents(name, value, model, within=self._within)
        return {self._within: content} if self._within else content
