"""Who bought."""

from datetime import datetime
from decimal import Decimal

from asyncshop.model import ReadModel


class Customer(ReadModel, kw_only=True):
    """The customer of an order."""

    id: str | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    order_count: int | None = None
    total_spent: Decimal | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
