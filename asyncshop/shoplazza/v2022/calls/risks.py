"""The risk endpoints of 2022-01.

Sources: shoplazza.dev, "Order Risk List", and what both generations have alike.
"""

from __future__ import annotations

from asyncshop.protocol import Call
from asyncshop.shoplazza.calls.risks import ALL, RiskCalls
from asyncshop.shoplazza.calls.routes import routed
from asyncshop.shoplazza.v2022.api import ENVELOPE
from asyncshop.shoplazza.v2022.models import Risk, RiskAssessment, RiskInput, Risks, RiskUpdate
from asyncshop.values import Id

RISKS = RiskCalls(ENVELOPE, Risk, RiskAssessment, RiskInput, RiskUpdate)

_ALL = ENVELOPE.whole(Risks)


def list_risks(order_id: Id) -> Call[Risks]:
    """List the risks that were recorded for an order, all in one answer."""
    return routed("GET", f"{ALL}/list", _ALL, order_id=order_id)
