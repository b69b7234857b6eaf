"""What a platform room receives and what it answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from multidict import CIMultiDict, MultiDict

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(slots=True)
class Received:
    """One request as it arrived; `status` is None until an answer has been sent.

    `headers` and `query` are multidicts; `headers` lacks the ones that carry credentials.
    `body` holds the bytes sent. `origin` is the scheme and host that the client addressed.
    """

    method: str
    path: str
    query: MultiDict[str] = field(default_factory=MultiDict)
    headers: CIMultiDict[str] = field(default_factory=CIMultiDict)
    body: bytes = b""
    origin: str = ""
    status: int | None = None

    @property
    def accepts_gzip(self) -> bool:
        """Whether the client takes gzip."""
        return "gzip" in self.headers.get("Accept-Encoding", "").lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: status, body and headers.

    A body that is compressed already says so in the header Content-Encoding.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE


def json_answer(status: int, document: Any, **headers: str) -> Answer:
    """Give an answer whose body is `document` in compact JSON; `x_y` names the header X-Y."""
    return Answer(
        status,
        msgspec.json.encode(document),
        {name.replace("_", "-").title(): value for name, value in headers.items()},
    )
