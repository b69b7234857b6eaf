"""When an order has to be paid."""

from datetime import datetime
from decimal import Decimal

from asyncshop.model import ReadModel

from .enumerations import PaymentTermsType


class PaymentSchedule(ReadModel, kw_only=True):
    """One payment that is due."""

    id: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    issued_at: datetime | None = None
    due_at: datetime | None = None
    completed_at: datetime | None = None
    expected_payment_method: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class PaymentTerms(ReadModel, kw_only=True):
    """The terms agreed, and the payments that follow from them."""

    id: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    payment_terms_name: str | None = None
    payment_terms_type: PaymentTermsType | None = None
    due_in_days: int | None = None
    payment_schedules: list[PaymentSchedule] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
