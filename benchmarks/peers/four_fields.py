"""The Struct of a user who wants little of an order."""

from datetime import datetime
from decimal import Decimal

import msgspec


class FourFields(msgspec.Struct):
    id: int
    name: str
    created_at: datetime
    total_price: Decimal
