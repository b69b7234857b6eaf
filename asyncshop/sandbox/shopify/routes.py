"""The routes of the REST Admin API that the sandbox serves.

Source: https://shopify.dev/docs/api/admin-rest/latest/resources/order
"""

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate

import msgspec

from asyncshop.sandbox.exchanges import Answer, Received, json_answer
from asyncshop.sandbox.shop import App
from asyncshop.sandbox.shopify import changes, errors, filters, inputs, listing
from asyncshop.sandbox.shopify.pages import PageRequest
from asyncshop.sandbox.shopify.parts import Document
from asyncshop.sandbox.shopify.shop import Shop
from asyncshop.sandbox.shopify.store import Record
from asyncshop.sandbox.shopify.versions import served

_PATH = re.compile(r"/admin(?:/api/(?P<version>[^/]+))?/(?P<resource>.+?)\.(?P<format>\w+)")
_objects = msgspec.json.Decoder(Document)
_VISIBLE = 60 * 86_400  # seconds; older orders take the scope read_all_orders


@dataclass(frozen=True, slots=True)
class Call:
    """An admitted request: by whom, and for which order if its path names one."""

    shop: Shop
    app: App
    request: Received
    order_id: int = 0

    def visible(self) -> list[filters.Check]:
        """Give the test whether the app is shown an order, if it isn't shown all of them."""
        if "read_all_orders" in self.app.scopes:
            return []
        since = self.shop.setting.now() - _VISIBLE
        return [lambda record: record.created >= since]

    def record(self) -> Record:
        """Give the order that the path names; refused (404) if the app sees none."""
        record = self.shop.store.get(self.order_id)
        if record is None or not filters.all_of(self.visible())(record):
            raise errors.not_found()
        return record

    def checks(self, query: Mapping[str, str]) -> filters.Check:
        """Give the test of a listing's or count's filters."""
        found = filters.checks(query, self.shop.zone, self.app.id)
        return filters.all_of([*found, *self.visible()])

    def json(self) -> Document:
        """Read the body, {} if there is none; refused (415, 400) if it isn't a JSON object."""
        if not self.request.body.strip():
            return {}
        if "json" not in self.request.headers.get("Content-Type", ""):
            raise errors.refusal(415, "Unsupported Media Type: send application/json")
        try:
            return _objects.decode(self.request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise errors.refusal(400, "Bad Request: the body is not a JSON object") from None

    def order_input(self) -> Document:
        """Read the body's `order`; refused (400) if it lacks one."""
        order = self.json().get("order")
        if not order:
            raise errors.bad_request("order", "Required parameter missing or invalid")
        if not isinstance(order, dict):
            raise errors.bad_request("order", "expected String to be a Hash")
        return order


Handler = Callable[[Call], Awaitable[Answer]]


async def _list(call: Call) -> Answer:
    shop, request = call.shop, call.request
    page = PageRequest.read(request.query, shop.key)
    found, previous, following = await listing.select(shop.store, page, call.checks(page.filters))
    body = await shop.renderer.page(
        found, fields=page.fields, version=shop.store.version, gzip=request.accepts_gzip
    )
    headers = page.link(request, shop.key, previous, following)
    if request.accepts_gzip:
        headers["Content-Encoding"] = "gzip"
    return Answer(200, body, headers)


async def _count(call: Call) -> Answer:
    query = {name: value for name, value in call.request.query.items() if name in filters.COUNTED}
    return json_answer(
        200, {"count": len(await call.shop.store.select(call.checks(query), by="id"))}
    )


async def _get(call: Call) -> Answer:
    document = call.shop.renderer.document(call.record())
    fields = call.request.query.get("fields")
    return Answer(200, b'{"order":' + listing.project(document, fields) + b"}")


async def _create(call: Call) -> Answer:
    wanted = inputs.read(inputs.OrderInput, call.order_input())
    return json_answer(201, {"order": call.shop.create_order(wanted, call.app)})


async def _update(call: Call) -> Answer:
    wanted = inputs.read(inputs.OrderChanges, call.order_input())
    return _changed(call, lambda order, now: changes.update(order, wanted, now))


async def _close(call: Call) -> Answer:
    return _changed(call, changes.close)


async def _open(call: Call) -> Answer:
    return _changed(call, changes.reopen)


async def _cancel(call: Call) -> Answer:
    # ShopifyAPI for Python sends these in the query.
    wanted = inputs.read(inputs.Cancellation, dict(call.request.query) | call.json())
    refund_id = call.order_id * 100 + 80
    return _changed(
        call,
        lambda order, now: changes.cancel(order, wanted, now, refund_id),
        notice="Order has been canceled",
    )


def _changed(call: Call, change: Callable[[Document, str], None], **more: str) -> Answer:
    order_id = call.record().id
    order = call.shop.order(order_id)
    change(order, call.shop.time())
    call.shop.put_order(order_id, order)
    return json_answer(200, {"order": order, **more})


async def _delete(call: Call) -> Answer:
    call.shop.delete_order(call.record().id)
    return json_answer(200, {})


async def _shop(call: Call) -> Answer:
    shop = call.shop
    return json_answer(
        200,
        {
            "shop": {
                "id": 548380009,
                "name": shop.domain.partition(".")[0],
                "email": "owner@mail.example.com",
                "domain": shop.domain,
                "myshopify_domain": shop.domain,
                "currency": shop.currency,
                "iana_timezone": "Etc/UTC",
                "plan_name": shop.plan,
                "created_at": shop.time(0),
            }
        },
    )


async def _access_scopes(call: Call) -> Answer:
    return json_answer(200, {"access_scopes": [{"handle": scope} for scope in call.app.scopes]})


# Method, resource, what serves it, the scope that it takes.
_ROUTES: tuple[tuple[str, re.Pattern[str], Handler, str | None], ...] = tuple(
    (method, re.compile(pattern), handler, scope)
    for method, pattern, handler, scope in (
        ("GET", "orders", _list, "read_orders"),
        ("POST", "orders", _create, "write_orders"),
        ("GET", "orders/count", _count, "read_orders"),
        ("GET", "orders/(?P<id>[^/]+)", _get, "read_orders"),
        ("PUT", "orders/(?P<id>[^/]+)", _update, "write_orders"),
        ("DELETE", "orders/(?P<id>[^/]+)", _delete, "write_orders"),
        ("POST", "orders/(?P<id>[^/]+)/cancel", _cancel, "write_orders"),
        ("POST", "orders/(?P<id>[^/]+)/close", _close, "write_orders"),
        ("POST", "orders/(?P<id>[^/]+)/open", _open, "write_orders"),
        ("GET", "shop", _shop, None),
        ("GET", "oauth/access_scopes", _access_scopes, None),
    )
)


async def answer(installed: tuple[Shop, App] | None, request: Received, now: float) -> Answer:
    """Answer a request from the app that its token belongs to; None: the token is unknown."""
    if installed is None:
        return stamped(errors.unauthorized(), request, now)
    shop, app = installed
    if not app.bucket.take():
        return stamped(errors.throttled(calls_per_second=app.bucket.leak), request, now)
    call_limit = {"X-Shopify-Shop-Api-Call-Limit": f"{app.bucket.used}/{app.bucket.size}"}
    try:
        handler, call = _route(shop, app, request)
        result = await handler(call)
    except errors.RefusedError as refused:
        result = refused.answer
    return stamped(result, request, now, call_limit)


def stamped(
    result: Answer, request: Received, now: float, more: Mapping[str, str] | None = None
) -> Answer:
    """Give the answer with the headers that every answer has; its own ones win."""
    headers = {
        "X-Request-Id": str(uuid.uuid4()),
        "Date": formatdate(now, usegmt=True),
        "Vary": "Accept-Encoding",
    }
    path = _PATH.fullmatch(request.path)
    if path and (version := served(path["version"])):
        headers["X-Shopify-API-Version"] = version
    return replace(result, headers={**headers, **(more or {}), **result.headers})


def _route(shop: Shop, app: App, request: Received) -> tuple[Handler, Call]:
    path = _PATH.fullmatch(request.path)
    if path is None or served(path["version"]) is None:
        raise errors.not_found()
    for method, pattern, handler, scope in _ROUTES:
        match = pattern.fullmatch(path["resource"])
        if method != request.method or match is None:
            continue
        if path["format"] != "json":
            raise errors.not_acceptable()
        if scope and not app.may(scope):
            raise errors.scope_missing(scope)
        order_id = filters.integer("id", match["id"]) if match.re.groups else 0
        return handler, Call(shop, app, request, order_id)
    raise errors.not_found()
