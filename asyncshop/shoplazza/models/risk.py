"""How risky an order is."""

from datetime import datetime
from typing import Any

from asyncshop.model import ReadModel

from .enumerations import RiskLevel


class BaseRisk(ReadModel, kw_only=True):
    """A risk that an app or a person found in an order: what both generations tell."""

    order_id: str | None = None
    level: RiskLevel | None = None
    details: list[str] | None = None
    """The reasons."""
    properties: dict[str, Any] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class RiskAssessmentInfo(ReadModel, kw_only=True):
    """One thing that Shoplazza looked at."""

    title: str | None = None
    describe: str | None = None


class RiskAssessment(ReadModel, kw_only=True):
    """What Shoplazza itself thinks of an order."""

    assessments: list[str] | None = None
    infos: list[RiskAssessmentInfo] | None = None
