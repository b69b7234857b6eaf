"""Places: where an order goes and where its bill goes."""

from msgspec import field

from asyncshop.shoplazza.models import address


class Address(address.Address, kw_only=True):
    """A billing or shipping address; its lines are `address1` and `address2` on the wire."""

    address: str | None = field(name="address1", default=None)
    """The first line."""
    address1: str | None = field(name="address2", default=None)
    """The second line."""
