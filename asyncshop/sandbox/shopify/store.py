"""What the index knows of a Shopify order."""

from operator import attrgetter

import msgspec

from asyncshop.sandbox.store import Store


class Record(msgspec.Struct, frozen=True, gc=False):
    """What filters look at; times in whole seconds since 1970.

    `document` is the order's JSON once something has changed it; `variant` names the generated one.
    """

    id: int
    number: int
    name: str
    created: int
    updated: int
    processed: int
    financial: str
    fulfillment: str | None = None
    closed: int | None = None
    cancelled: int | None = None
    app_id: int | None = None
    variant: int = 0
    document: bytes | None = None


def new_store() -> Store[Record]:
    """Give a store without orders. The ids grow with time: newest first is descending id."""
    return Store(id=attrgetter("id"))
