"""One call on its way: to where, and what became of it so far."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from msgspec import Struct
from yarl import URL

from asyncshop.errors import AsyncShopError
from asyncshop.protocol import Call
from asyncshop.target import Target

T = TypeVar("T")


class Sending(Struct, Generic[T], kw_only=True, eq=False):
    """One call on its way, through all its tries.

    `doubtful` counts how often it went over the wire and was not refused: what became of it there
    is the platform's to know.
    """

    target: Target
    call: Call[T]
    url: URL
    tries: int = 0
    doubtful: int = 0

    def where(self, request_id: str | None = None) -> dict[str, Any]:
        """Give what every error tells of a request."""
        return {
            "shop": self.target.domain,
            "method": self.call.method,
            "url": str(self.url),
            "tries": self.tries,
            "request_id": request_id,
        }

    def tell(self, error: AsyncShopError, request_id: str | None) -> None:
        """Tell an error which request it is of."""
        for name, value in self.where(request_id).items():
            setattr(error, name, value)
