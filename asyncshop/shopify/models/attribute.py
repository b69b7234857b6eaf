"""Free-form additions to an order."""

from datetime import datetime
from typing import Any

from asyncshop.model import ReadModel


class Attribute(ReadModel, kw_only=True):
    """A name and its value: a note attribute of an order, or a property of a line item."""

    name: str | None = None
    value: Any = None


class Metafield(ReadModel, kw_only=True):
    """A value stored with a resource, found by `namespace` and `key`."""

    id: int | None = None
    admin_graphql_api_id: str | None = None
    namespace: str | None = None
    key: str | None = None
    value: Any = None
    type: str | None = None
    description: str | None = None
    owner_id: int | None = None
    owner_resource: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
