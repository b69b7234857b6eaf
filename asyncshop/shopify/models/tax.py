"""Taxes and import duties."""

from decimal import Decimal

from asyncshop.model import ReadModel

from .money import Money, MoneySet


class TaxLine(ReadModel, kw_only=True):
    """One tax on an order, a line item, a shipping line or a duty."""

    title: str | None = None
    price: Decimal | None = None
    """In the shop's currency."""
    price_set: MoneySet | None = None
    rate: float | None = None
    """A fraction: 0.06 is 6%."""
    channel_liable: bool | None = None
    """Whether the sales channel, not the shop, remits the tax."""


class Duty(ReadModel, kw_only=True):
    """A customs duty on a line item."""

    id: str | None = None
    admin_graphql_api_id: str | None = None
    harmonized_system_code: str | None = None
    country_code_of_origin: str | None = None
    shop_money: Money | None = None
    presentment_money: Money | None = None
    tax_lines: list[TaxLine] | None = None
