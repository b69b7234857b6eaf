"""Shoplazza's Open API as plain data: addresses and headers out, answers and errors in.

Sources: shoplazza.dev, "API usage", "Rate limits", "Manage orders" (2026-01), "Order List"
(2022-01). What the platform does not document is read in whatever form it comes: the headers of
the limit, and the bodies of errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Raw
from yarl import URL

from asyncshop.bucket import BucketSize, Usage
from asyncshop.errors import (
    APIError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
    api_error_class,
)
from asyncshop.http import address, call_limit, error_document, seconds, summary, words
from asyncshop.protocol import Call, Head, Headers, Refusal, limit_refusal

APP_BUCKET = BucketSize(size=40, rate=2)
STORE_BUCKET = BucketSize(size=80, rate=20)

_SUCCESS = frozenset({"success", "200", "ok"})
"""The code of an answer that is none of an error: `Success`, and what else has been seen."""

_SUCCEEDED = re.compile(rb'\s*\{\s*"code"\s*:\s*"success"', re.IGNORECASE)
"""How the newer generation's answers begin: no need to look through megabytes for the code."""

_VAGUE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR})
"""Statuses that come with errors of every kind, as those of success do: the code tells which."""

_BY_CODE: dict[str, type[APIError]] = {
    "2": ServerError,
    "unknown": ServerError,
    "3": ValidationError,
    "invalidargument": ValidationError,
    "4": ServerError,
    "deadlineexceeded": ServerError,
    "5": NotFoundError,
    "notfound": NotFoundError,
    "7": PermissionDeniedError,
    "permissiondenied": PermissionDeniedError,
    "forbidden": PermissionDeniedError,
    "10": ServerError,
    "aborted": ServerError,
    "13": ServerError,
    "internal": ServerError,
    "internalerror": ServerError,
    "14": ServerError,
    "unavailable": ServerError,
    "16": AuthenticationError,
    "unauthenticated": AuthenticationError,
    "unauthorized": AuthenticationError,
}
"""The codes of gRPC that the platform's answers carry, as numbers and as names."""

_BAD_TOKEN = re.compile(
    r"access[ _-]?token|(invalid|expired|missing|no) token|^token |"
    r"unauthenticated|unauthorized|store is not active|^no context$",
    re.IGNORECASE,
)
"""What is said of a token that is missing or wrong, with status 400 too."""


_told = msgspec.json.Decoder(dict[str, Raw])

_OF_ENVELOPES = frozenset(
    {"code", "message", "msg", "data", "details", "error", "errors", "ok"}
    | {"request_id", "requestId", "trace_id", "traceId", "timestamp"}
)
"""What stands around data, or in its place: a `code` beside anything else is data itself."""


class OpenAPI:
    """The Open API. Generations differ in how several values of one parameter are written."""

    name = "shoplazza"
    api = "openapi"
    allowed = (APP_BUCKET,)
    store_allowed = (STORE_BUCKET,)

    def __init__(self, *, repeats_names: bool) -> None:
        self._repeats_names = repeats_names

    def headers(self, token: str) -> dict[str, str]:
        """Give the header that authorizes."""
        return {"Access-Token": token}

    def url(self, origin: str, version: str, call: Call[Any]) -> URL:
        """Give the whole address of a call, encoded."""
        path = call.path if call.path.startswith("/") else f"/openapi/{version}/{call.path}"
        return address(origin, path, call.params)

    def several(self, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Write several values of one parameter: one by one under its name, or joined by commas."""
        if self._repeats_names:
            return [(name, value) for value in values]
        return [(name, ",".join(values))]

    def head(self, status: int, headers: Headers) -> Head:
        """Read what status and headers tell. The next cursor is not among it."""
        return Head(
            status=status,
            headers=headers,
            request_id=headers.get("Request-Id"),
            usage=usage(headers),
            retry_after=seconds(headers.get("Retry-After", "")),
        )

    def succeeded(self, head: Head, body: bytes) -> bool:
        """Tell whether what was asked for was done: 200 with a code of another kind is an error."""
        if not head.ok or _SUCCEEDED.match(body):
            return head.ok
        try:
            told = _told.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return True  # of another shape: whoever reads it will say so
        if any(_says(told, name) for name in ("error", "errors")) or _says(told, "ok") is False:
            return False
        code = _says(told, "code")
        if code is None or not told.keys() <= _OF_ENVELOPES:
            return True
        return str(code).lower() in _SUCCESS

    def refusal(self, head: Head, body: bytes) -> Refusal | None:
        """Tell whether an answer is a refusal for the limit's sake."""
        return limit_refusal(head)

    def error(self, head: Head, body: bytes, **where: Any) -> APIError:
        """Make the error that an answer tells, whichever of its shapes it has."""
        code, messages = error_messages(body)
        message = summary(head.status, messages or ((code,) if code else ()))
        details = {"code": code, "messages": messages, "body": body, **where}
        if (refusal := self.refusal(head, body)) is not None:
            return RateLimitError(message, retry_after=refusal.seconds, **details)
        make = _error_class(head.status, code, messages)
        return make(message, status=head.status, **details)


def _says(told: Mapping[str, Raw], name: str) -> Any:
    return msgspec.json.decode(told[name]) if name in told else None


def usage(headers: Headers) -> tuple[Usage | None, Usage | None]:
    """Read what is reported of the app's bucket and of the store's, in whatever header.

    Two kinds are understood: `…-Call-Limit: 32/40`, and a pair `…Limit` and `…Remaining` (of
    `X-RateLimit-…`, `RateLimit-…` or the like). A size of 80 is the store's, any other the app's;
    a pair of more than that is about something else, a gateway's own limit, say.
    """
    app = store = None
    for used, size in _reports(headers):
        if size == STORE_BUCKET.size:
            store = Usage(used=used, size=size, rate=STORE_BUCKET.rate)
        else:
            app = Usage(used=used, size=size, rate=APP_BUCKET.rate)
    return app, store


def _reports(headers: Headers) -> list[tuple[float, float]]:
    reports = []
    for header, value in headers.items():
        name = header.lower()
        if name.endswith("call-limit") and (reported := call_limit(value)):
            reports.append(reported)
        elif name.endswith("-remaining") and "limit" in name:
            size = seconds(headers.get(name.removesuffix("remaining") + "limit", ""))
            remaining = seconds(value)
            if remaining is not None and size and remaining <= size <= STORE_BUCKET.size:
                reports.append((size - remaining, size))
    return reports


def error_messages(body: bytes) -> tuple[str | None, tuple[str, ...]]:
    """Read an error's code and messages out of any of the shapes that the platform uses.

    `code` (a name, or a number) with `message` and `details`; `error` as a string; `errors` as an
    array or an object of arrays; a bare string; an empty body, or a page of HTML.
    """
    tree = error_document(body)
    if not isinstance(tree, dict):
        return None, tuple(words(tree))
    code = tree.get("code")
    described = [tree[key] for key in ("errors", "error", "message", "details") if tree.get(key)]
    messages = tuple(word for part in described for word in words(part))
    return None if code is None else str(code), messages


def _error_class(status: int, code: str | None, messages: Sequence[str]) -> type[APIError]:
    if status not in _VAGUE and not 200 <= status < 300:
        return api_error_class(status)
    if (known := _BY_CODE.get((code or "").replace("_", "").lower())) is not None:
        return known
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and any(
        map(_BAD_TOKEN.search, (code or "", *messages))
    ):
        return AuthenticationError
    return api_error_class(status)
