"""The risk endpoints that both generations have alike: from arguments to calls.

Sources: shoplazza.dev, "List risk assessments", "Get order risk record", "Create order risk
record", "Update order risk record", "Delete order risk record" (2026-01), and "Order Risk" and the
like (2022-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from asyncshop.decoding import nothing
from asyncshop.model import WriteModel, contents
from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.envelope import Envelope
from asyncshop.values import Id

RiskT = TypeVar("RiskT")
AssessmentT = TypeVar("AssessmentT")
InputT = TypeVar("InputT", bound=WriteModel)
UpdateT = TypeVar("UpdateT", bound=WriteModel)

ALL = "orders/{order_id}/risks"
ONE = "orders/{order_id}/risks/{risk_id}"


class RiskCalls(Generic[RiskT, AssessmentT, InputT, UpdateT]):
    """The risk endpoints of one generation, as far as both have them."""

    def __init__(
        self,
        envelope: Envelope,
        risk: type[RiskT],
        assessment: type[AssessmentT],
        new: type[InputT],
        changes: type[UpdateT],
    ) -> None:
        self._risk = envelope.one("risk", risk)
        self._assessment = envelope.whole(assessment)
        self._new = new
        self._changes = changes

    def assessment(self, order_id: Id) -> Call[AssessmentT]:
        """Get what the platform itself thinks of an order."""
        return routed("GET", ALL, self._assessment, order_id=order_id)

    def get(self, order_id: Id, risk_id: Id) -> Call[RiskT]:
        """Get one risk that was recorded for an order.

        Raises:
            NotFoundError: when there is none of this id.
        """
        return routed("GET", ONE, self._risk, order_id=order_id, risk_id=risk_id)

    def create(self, order_id: Id, risk: InputT | Mapping[str, Any]) -> Call[RiskT]:
        """Record a risk for an order.

        Args:
            order_id: the order's id.
            risk: a `RiskInput`, or a mapping with the platform's names.

        Raises:
            TypeError: for a read model such as `Risk`.
            OutcomeUnknownError: when nobody knows whether it was recorded; it is not sent again.
        """
        content = {"risk": contents("risk", risk, self._new, within="risk")}
        return routed("POST", ALL, self._risk, content=content, order_id=order_id)

    def update(
        self, order_id: Id, risk_id: Id, changes: UpdateT | Mapping[str, Any]
    ) -> Call[RiskT]:
        """Update a risk that was recorded; only what is given is changed.

        Args:
            order_id: the order's id.
            risk_id: the risk's id.
            changes: a `RiskUpdate`, or a mapping with the platform's names.

        Raises:
            TypeError: for a read model such as `Risk`: it would clear what the platform left out.
        """
        content = {"risk": contents("changes", changes, self._changes, within="risk")}
        return routed("PUT", ONE, self._risk, content=content, order_id=order_id, risk_id=risk_id)

    def delete(self, order_id: Id, risk_id: Id) -> Call[None]:
        """Delete a risk that was recorded; the order stays as it is.

        Raises:
            NotFoundError: when there is none of this id, unless a try of this very call, to
                which no answer came, has deleted it.
        """
        return routed("DELETE", ONE, nothing, order_id=order_id, risk_id=risk_id)
