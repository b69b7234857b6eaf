"""The routes of the Open API that the sandbox serves, each for the generations that have it.

Sources: the order operations of Open API 2022-01 and 2026-01.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from email.utils import formatdate

from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.shop import App
from asyncshop.sandbox.shoplazza import (
    errors,
    money,
    parcels,
    postsales,
    reading,
    risks,
    shipping,
    writing,
)
from asyncshop.sandbox.shoplazza.calls import Call, Route
from asyncshop.sandbox.shoplazza.generations import V2022, VERSIONS
from asyncshop.sandbox.shoplazza.shop import Shop

_PATH = re.compile(r"/openapi/(?P<version>[^/]+)/(?P<resource>.+)")
# The first that fits serves: literal paths before those with an id in their place.
_ROUTES: tuple[Route, ...] = (
    *money.ROUTES,
    *postsales.ROUTES,
    *reading.ROUTES,
    *writing.ROUTES,
    *parcels.ROUTES,
    *risks.ROUTES,
    *shipping.ROUTES,
)


async def answer(installed: tuple[Shop, App] | None, request: Received, now: float) -> Answer:
    """Answer a request from the app that its token belongs to; None: the token is unknown."""
    path = _PATH.fullmatch(request.path)
    generation = VERSIONS.get(path["version"] if path else "")
    envelope = (generation or V2022).envelope
    if installed is None:
        return stamped(envelope.refusal(errors.unauthorized()), now)
    shop, app = installed
    if not shop.take(app):
        wait = {} if shop.retry_after is None else {"Retry-After": shop.retry_after}
        return stamped(envelope.refusal(errors.throttled()), now, wait)
    limit = shop.limit_headers(app)
    try:
        if path is None or generation is None:
            raise errors.not_found("version")
        route, arguments = _route(request.method, path["resource"], generation.versions[0])
        if not app.may(route.scope):
            raise errors.scope_missing(route.scope)
        call = Call(shop, app, request, generation, arguments)
        result = await route.handler(call)
    except errors.RefusedError as refused:
        result = envelope.refusal(refused)
    return stamped(result, now, limit)


def stamped(result: Answer, now: float, more: Mapping[str, str] | None = None) -> Answer:
    """Give the answer with the headers that every answer has; its own ones win."""
    headers = {
        "Request-Id": uuid.uuid4().hex,
        "Date": formatdate(now, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    return replace(result, headers={**headers, **(more or {}), **result.headers})


def _route(method: str, resource: str, version: str) -> tuple[Route, dict[str, str]]:
    for route in _ROUTES:
        match = route.pattern.fullmatch(resource)
        if match and route.method == method and version in route.versions:
            return route, match.groupdict()
    raise errors.not_found("route")
