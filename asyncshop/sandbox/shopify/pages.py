"""Pages of a listing: cursors and the Link header.

Source: https://shopify.dev/docs/api/usage/pagination-rest
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import msgspec
from multidict import MultiDict

from asyncshop.sandbox.exchanges import Received
from asyncshop.sandbox.shopify.errors import PAGINATION_PAGE, bad_request, refusal
from asyncshop.sandbox.shopify.filters import LISTED, integer
from asyncshop.sandbox.signing import opened, sealed

DEFAULT_LIMIT = 50
MAX_LIMIT = 250


class Cursor(msgspec.Struct, frozen=True, tag=False):
    """A place in a listing: the page after, or before, the order `id`, and the listing's filters.

    Being an order's id and not an offset, it stays right when orders come and go meanwhile.
    """

    direction: Literal["next", "previous"]
    id: int
    filters: dict[str, str]

    def encode(self, key: bytes) -> str:
        """Give the opaque text, signed with the shop's key."""
        return sealed(msgspec.json.encode(self), key)

    @classmethod
    def decode(cls, text: str, key: bytes) -> "Cursor":
        """Read what `encode` gave; anything else is refused with 400."""
        payload = opened(text, key)
        if payload is None:
            raise bad_request("page_info", "Invalid value.")
        return msgspec.json.decode(payload, type=cls)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of which listing: where it begins, how many orders, which filters."""

    limit: int
    filters: Mapping[str, str]
    fields: str | None
    cursor: Cursor | None

    @classmethod
    def read(cls, query: MultiDict[str], key: bytes) -> "PageRequest":
        """Read a listing's parameters.

        Raises RefusedError (400) for a limit beyond 250, a cursor that is not one of ours, and a
        filter beside a cursor, which carries the filters itself.
        """
        if "page" in query:
            raise bad_request("page", f"page cannot be passed. See {PAGINATION_PAGE}")
        limit = _limit(query.get("limit"))
        fields = query.get("fields")
        if "page_info" not in query:
            filters = {name: value for name, value in query.items() if name in LISTED}
            return cls(limit, filters, fields, None)
        for name in query:
            if name not in ("page_info", "limit", "fields"):
                raise bad_request(
                    name,
                    f"{name} cannot be passed when page_info is present. "
                    f"See {PAGINATION_PAGE} for more information.",
                )
        cursor = Cursor.decode(query["page_info"], key)
        return cls(limit, cursor.filters, fields, cursor)

    @property
    def ascending(self) -> bool:
        """Whether the listing goes by ascending id, which it does behind a since_id."""
        return "since_id" in self.filters

    @property
    def backwards(self) -> bool:
        """Whether the page lies before the cursor."""
        return self.cursor is not None and self.cursor.direction == "previous"

    def link(
        self, request: Received, key: bytes, previous: int | None, following: int | None
    ) -> dict[str, str]:
        """Give the Link header: the page before the id `previous` and the one after `following`."""
        links = []
        for rel, order_id in (("previous", previous), ("next", following)):
            if order_id is not None:
                cursor = Cursor(
                    "previous" if rel == "previous" else "next", order_id, dict(self.filters)
                )
                query = {"limit": str(self.limit), "page_info": cursor.encode(key)}
                if self.fields is not None:
                    query["fields"] = self.fields
                links.append(f'<{request.origin}{request.path}?{urlencode(query)}>; rel="{rel}"')
        return {"Link": ", ".join(links)} if links else {}


def _limit(value: str | None) -> int:
    if value is None:
        return DEFAULT_LIMIT
    limit = integer("limit", value, "Integer")
    if limit > MAX_LIMIT:
        raise refusal(400, f"Limit exceeds maximum limit of {MAX_LIMIT}")
    if limit < 1:
        raise bad_request("limit", "must be greater than or equal to 1")
    return limit
