"""Places: where an order goes, where its bill goes, where it was sold."""

from typing import Any

from asyncshop.model import ReadModel


class ExtraInfo(ReadModel, kw_only=True):
    """What some countries ask for beside an address."""

    cpf: str | None = None
    """Tax identification number."""
    tax_text: str | None = None
    """What that number is called."""
    id_number: str | None = None
    """Of an identity card, like `id_number_text`; 2022-01."""
    id_number_text: str | None = None
    addition: Any = None
    """Fields of the shop's own."""


class Address(ReadModel, kw_only=True):
    """A billing or shipping address."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    """First and last name together."""
    email: str | None = None
    phone: str | None = None
    phone_area_code: str | None = None
    company: str | None = None
    address: str | None = None
    """The first line."""
    address1: str | None = None
    """The second line."""
    area: str | None = None
    city: str | None = None
    zip: str | None = None
    province: str | None = None
    province_code: str | None = None
    country: str | None = None
    country_code: str | None = None
    """ISO 3166-1, two letters."""
    latitude: str | float | None = None
    longitude: str | float | None = None
    extra_info: ExtraInfo | None = None


class LocationLine(ReadModel, kw_only=True):
    """The warehouse or the outlet an order belongs to."""

    id: str | None = None
    location_id: str | None = None
    location_name: str | None = None
