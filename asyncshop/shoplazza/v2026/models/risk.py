"""How risky an order is."""

from asyncshop.shoplazza.models.risk import BaseRisk


class Risk(BaseRisk, kw_only=True):
    """A risk that an app or a person found in an order."""

    id: str | None = None
