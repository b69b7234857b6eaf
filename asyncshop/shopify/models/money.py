"""Amounts in the shop's and in the customer's currency."""

from decimal import Decimal

from asyncshop.model import ReadModel


class Money(ReadModel, kw_only=True):
    """An amount in one currency, in its major unit (dollars, not cents)."""

    amount: Decimal | None = None
    currency_code: str | None = None
    """ISO 4217."""


class MoneySet(ReadModel, kw_only=True):
    """One amount twice: in the currency of the shop, and in the one shown to the customer."""

    shop_money: Money | None = None
    presentment_money: Money | None = None
