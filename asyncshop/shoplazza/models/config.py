"""How the checkout was set up for an order."""

from decimal import Decimal

from asyncshop.model import ReadModel


class CurrencySymbol(ReadModel, kw_only=True):
    """How a currency is written, `left` or `right` of the amount."""

    code: str | None = None
    val: str | None = None
    left: str | None = None
    right: str | None = None


class MarketPriceSetting(ReadModel, kw_only=True):
    """How prices become those of a market; rates are factors."""

    local_currency_enabled: bool | None = None
    custom_rate_enabled: bool | None = None
    custom_rate: float | None = None
    rate: float | None = None
    back_rate: float | None = None
    actual_rate: float | None = None
    base_to_rate: float | None = None
    local_to_rate: float | None = None
    base_to_local: float | None = None
    """2022-01, like `local_to_base`."""
    local_to_base: float | None = None
    adjust: float | None = None
    price_round_enabled: bool | None = None


class MarketSetting(ReadModel, kw_only=True):
    """The market an order was placed in, and its languages and currencies."""

    market_id: str | None = None
    market_country: str | None = None
    market_lang: str | None = None
    market_currency: str | None = None
    market_currency_symbol: CurrencySymbol | None = None
    market_base_id: str | None = None
    market_base_currency: str | None = None
    market_base_currency_symbol: CurrencySymbol | None = None
    primary_market_id: str | None = None
    primary_market_lang: str | None = None
    primary_market_currency: str | None = None
    primary_market_currency_symbol: CurrencySymbol | None = None
    market_price_setting: MarketPriceSetting | None = None


class Config(ReadModel, kw_only=True):
    """How the checkout was set up for an order."""

    page_type: str | None = None
    requires_shipping: bool | None = None
    product_tax_included: bool | None = None
    """Whether the prices of goods hold their tax."""
    checkout_business_type: int | None = None
    """2022-01, like `checkout_template_type`."""
    checkout_template_type: int | None = None
    market_setting: MarketSetting | None = None


class MarketPrice(ReadModel, kw_only=True):
    """Prices in the currency of the primary market."""

    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    total_price: Decimal | None = None
    actual_rate: Decimal | None = None
    """The exchange rate, as a factor."""
