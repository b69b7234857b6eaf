"""Shopify's REST Admin API as plain data: addresses and headers out, answers and errors in.

Sources: shopify.dev, "REST Admin API: rate limits", "Make paginated requests to the REST Admin
API", "API response status and error codes", "API versioning"; and public reports where marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from yarl import URL

from asyncshop.bucket import BucketSize, Usage
from asyncshop.errors import APIError, RateLimitError, api_error_class
from asyncshop.http import address, call_limit, error_document, seconds, summary, words
from asyncshop.protocol import Call, Head, Headers, Refusal, limit_refusal

LATEST_VERSION = "2026-10"

SECONDS_TO_DRAIN = 20.0
"""A full bucket runs empty in this time on every plan: 40 at 2/s, 80 at 4/s, 400 at 20/s."""

# Possessive throughout: what one part has taken no other may try. Else a header that breaks off is
# looked at in more ways than there is time for.
_PARAM = r';\s*+([^=,;"<>\s*]++)\s*+(?:=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^,;"<>]*+)))?+\s*+'
_LINK_PARAM = re.compile(_PARAM)
_LINK = re.compile(rf"\s*+<([^<>]*+)>\s*+((?:{_PARAM})*+)(?:,|$)")
"""One link of a header (RFC 8288, 3)."""


class ShopifyREST:
    """The REST Admin API."""

    name = "shopify"
    api = "rest"
    allowed = (BucketSize(size=40, rate=2),)
    store_allowed: tuple[BucketSize, ...] = ()

    def headers(self, token: str) -> dict[str, str]:
        """Give the header that authorizes: a Bearer header is answered by 401."""
        return {"X-Shopify-Access-Token": token}

    def url(self, origin: str, version: str, call: Call[Any]) -> URL:
        """Give the whole address of a call, encoded."""
        path = call.path if call.path.startswith("/") else f"/admin/api/{version}/{call.path}"
        return address(origin, path, call.params)

    def several(self, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Write several values of one parameter: joined by commas."""
        return [(name, ",".join(values))]

    def head(self, status: int, headers: Headers) -> Head:
        """Read what status and headers tell."""
        return Head(
            status=status,
            headers=headers,
            request_id=headers.get("X-Request-Id"),
            version=headers.get("X-Shopify-API-Version"),
            deprecated=headers.get("X-Shopify-API-Deprecated-Reason"),
            usage=(usage(headers.get("X-Shopify-Shop-Api-Call-Limit", "")),),
            cursor=next_cursor(", ".join(headers.getall("Link"))) if "Link" in headers else None,
            retry_after=seconds(headers.get("Retry-After", "")),
        )

    def succeeded(self, head: Head, body: bytes) -> bool:
        """Tell whether what was asked for was done: the status says so."""
        return head.ok

    def refusal(self, head: Head, body: bytes) -> Refusal | None:
        """Tell whether an answer is a refusal for the limit's sake."""
        return limit_refusal(head)

    def error(self, head: Head, body: bytes, **where: Any) -> APIError:
        """Make the error that an answer tells, whichever of its shapes it has."""
        code, messages = error_messages(body)
        details = {"code": code, "messages": messages, "body": body, **where}
        if (refusal := self.refusal(head, body)) is not None:
            message = summary(head.status, messages)
            return RateLimitError(message, retry_after=refusal.seconds, **details)
        make = api_error_class(head.status)
        return make(summary(head.status, messages), status=head.status, **details)


def usage(header: str) -> Usage | None:
    """Read `32/40`, used and size, of which a twentieth leaks out each second."""
    reported = call_limit(header)
    if reported is None:
        return None
    used, size = reported
    return Usage(used=used, size=size, rate=size / SECONDS_TO_DRAIN)


def next_cursor(link: str) -> str | None:
    """Take `page_info` out of a Link header's next address; nothing else of it is used.

    It is empty where there is a next page without it, and where the header cannot be read to its
    end: that must not pass for the end of the pages.
    """
    place = 0
    while link[place:].strip():
        found = _LINK.match(link, place)
        if found is None:
            return ""
        relations = [
            relation
            for name, quoted, bare in _LINK_PARAM.findall(found[2])
            if name.lower() == "rel"
            for relation in (quoted or bare).strip(" '").lower().split()
        ]
        if "next" in relations:
            return _page_info(found[1])
        place = found.end()
    return None


def _page_info(target: str) -> str:
    try:
        found = parse_qs(urlsplit(target).query, errors="strict").get("page_info", [""])
        found[0].encode()
    except ValueError:  # no address, or bytes in it that are no text
        return ""
    return found[0]


def error_messages(body: bytes) -> tuple[str | None, tuple[str, ...]]:
    """Read an error's code and messages out of any of the shapes that the platform uses.

    `errors` as a string, an array, an object of strings or of arrays; `error` as a string, with
    `error_description` (OAuth); an empty body, or a page of HTML.
    """
    tree = error_document(body)
    if not isinstance(tree, dict):
        return None, tuple(words(tree))
    code = tree.get("error")
    described = [tree[key] for key in ("errors", "error_description", "error") if tree.get(key)]
    return (
        code if isinstance(code, str) and "error_description" in tree else None,
        tuple(words(described[0])) if described else (),
    )
