"""How risky an order is."""

from msgspec import field

from asyncshop.model import ReadModel
from asyncshop.shoplazza.models import risk
from asyncshop.shoplazza.models.risk import BaseRisk, RiskAssessmentInfo


class Risk(BaseRisk, kw_only=True):
    """A risk that an app or a person found in an order."""

    id: int | str | None = None
    details: list[str] | None = field(name="value", default=None)
    """The reasons."""


class Risks(ReadModel, kw_only=True):
    """The risks of an order."""

    risks: list[Risk] | None = None
    total: int | None = None


class RiskAssessment(risk.RiskAssessment, kw_only=True):
    """What Shoplazza itself thinks of an order."""

    assessments: list[str] | None = field(name="assessment", default=None)
    infos: list[RiskAssessmentInfo] | None = field(name="info", default=None)
