"""The risk endpoints of 2026-01."""

from asyncshop.shoplazza.calls.risks import RiskCalls
from asyncshop.shoplazza.v2026.api import ENVELOPE
from asyncshop.shoplazza.v2026.models import Risk, RiskAssessment, RiskInput, RiskUpdate

RISKS = RiskCalls(ENVELOPE, Risk, RiskAssessment, RiskInput, RiskUpdate)
