"""Who bought."""

from msgspec import field

from asyncshop.shoplazza.models import customer


class Customer(customer.Customer, kw_only=True):
    """The customer of an order."""

    order_count: int | None = field(name="orders_count", default=None)
