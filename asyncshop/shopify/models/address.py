"""Places: customers' addresses and the locations goods leave from."""

from typing import Any

from asyncshop.model import ReadModel


class Address(ReadModel, kw_only=True):
    """A postal address, of an order or in a customer's address book.

    Coordinates, in degrees, come with an order's address; `id`, `customer_id`, `country_name` and
    `default` with a customer's.
    """

    id: int | None = None
    customer_id: int | None = None
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    zip: str | None = None
    province: str | None = None
    province_code: str | None = None
    country: str | None = None
    country_code: str | None = None
    """ISO 3166-1, two letters."""
    country_name: str | None = None
    phone: str | None = None
    latitude: float | str | None = None
    longitude: float | str | None = None
    default: bool | None = None


class Location(ReadModel, kw_only=True):
    """Where a line item or a fulfillment comes from, or goes to."""

    id: int | None = None
    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    zip: str | None = None
    province_code: str | None = None
    country_code: str | None = None
    retail: Any = None
