"""What is sent to both generations: orders, changes to them, and what belongs to them.

Every field is left out unless it is given: None is sent as null, UNSET leaves alone. A write model
goes out under the platform's names, a mapping as it is. Amounts are text to Shoplazza: a Decimal
becomes one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import UNSET, UnsetType

from asyncshop.model import Field, WriteModel

from .enumerations import RiskLevel
from .text import join_list, split_list

Amount: TypeAlias = Decimal | str


class BaseAddressInput(WriteModel, kw_only=True):
    """What every address takes; `address` is its first line and `address1` its second."""

    first_name: Field[str] = UNSET
    last_name: Field[str] = UNSET
    email: Field[str] = UNSET
    company: Field[str] = UNSET
    address: Field[str] = UNSET
    address1: Field[str] = UNSET
    area: Field[str] = UNSET
    city: Field[str] = UNSET
    zip: Field[str] = UNSET
    province: Field[str] = UNSET
    province_code: Field[str] = UNSET
    """With the country: `US-KY`."""
    country: Field[str] = UNSET
    country_code: Field[str] = UNSET
    """ISO 3166-1, two letters."""


class FulfillmentLineItemInput(WriteModel, kw_only=True):
    """How many of a line item to ship; 0 for all of them."""

    id: Field[str] = UNSET
    ship_quantity: Field[int] = UNSET


class TrackingInput(WriteModel, kw_only=True):
    """Who carries a shipment, and under which number."""

    tracking_number: Field[str] = UNSET
    tracking_company: Field[str] = UNSET
    tracking_company_code: Field[str] = UNSET
    tracking_url: Field[str] = UNSET


class BaseRiskInput(WriteModel, kw_only=True):
    """How risky an order is, and why."""

    level: Field[RiskLevel] = UNSET
    details: Field[Sequence[str]] = UNSET
    """The reasons."""
    properties: Field[Mapping[str, str]] = UNSET


class TagListInput(WriteModel, kw_only=True):
    """Tags, sent as a list."""

    tags: Field[Sequence[str]] = UNSET
    """A list, or text separated by commas; replaces them all."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.tags, str):
            self.tags = split_list(self.tags)


class TagTextInput(WriteModel, kw_only=True):
    """Tags, sent as text separated by commas."""

    tags: Field[Sequence[str]] = UNSET
    """A list, or text separated by commas; replaces them all."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.tags is None or isinstance(self.tags, (str, UnsetType))):
            self.tags = join_list(self.tags)
