"""The routes of an order's fulfillments."""

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import fulfillments, inputs, lists, pages
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.errors import RefusedError, invalid
from asyncshop.sandbox.shoplazza.shapes import Document

_BOUNDS = lists.bounds("min", "max")
_DEFAULT_SIZE_2022 = 50


def _found(call: Call) -> list[Document]:
    return list(filter(lists.within(call.request.query, _BOUNDS), call.kept()["fulfillments"]))


async def _list(call: Call) -> Answer:
    found, query, show = _found(call), call.request.query, call.generation.fulfillment
    if call.bare:
        size = pages.whole_number(query, "limit", _DEFAULT_SIZE_2022)
        if size > pages.MAX_SIZE:
            raise RefusedError(406, "1:per_page too large")
        found = lists.numbered(found, pages.whole_number(query, "page", 1), size)
        return call.success(fulfillments=[show(each) for each in found])
    size = pages.page_size(query, pages.MAX_SIZE)
    given = {name: (query[name],) for name in _BOUNDS if name in query}
    found, rest = lists.behind_cursor(call, found, size, given)
    return call.success(fulfillments=[show(each) for each in found], **rest)


async def _count(call: Call) -> Answer:
    return call.success(count=len(_found(call)))


async def _get(call: Call) -> Answer:
    parcel = fulfillments.find(call.kept(), call.arguments["fulfillment"])
    return call.success(fulfillment=call.generation.whole_fulfillment(parcel))


async def _create(call: Call) -> Answer:
    kept, shop, body = call.kept(), call.shop, call.json()
    if call.bare:
        wanted = inputs.read(inputs.Fulfillment2022, body)
        if not wanted.get("tracking_number"):
            raise invalid("tracking_number", "is required")
    else:
        wanted = inputs.read(inputs.Fulfillment2026, inputs.member(body, "fulfillment"))
    parcel = fulfillments.ship(kept, shop.new_id("fulfillment"), shop.time(), wanted)
    return _saved(call, kept, parcel)


async def _update(call: Call) -> Answer:
    kept, body = call.kept(), call.json()
    parcel = fulfillments.find(kept, call.arguments["fulfillment"])
    given = body if call.bare else inputs.member(body, "fulfillment")
    fulfillments.track(parcel, inputs.read(inputs.Tracking, given), call.shop.time())
    return _saved(call, kept, parcel)


async def _complete(call: Call) -> Answer:
    return _finished(call, "finished")


async def _cancel(call: Call) -> Answer:
    return _finished(call, "cancelled")


def _finished(call: Call, status: str) -> Answer:
    kept = call.kept()
    parcel = fulfillments.find(kept, call.arguments["fulfillment"])
    fulfillments.finish(kept, parcel, status, call.shop.time())
    return _saved(call, kept, parcel)


def _saved(call: Call, kept: Document, parcel: Document) -> Answer:
    call.save(kept)
    return call.success(fulfillment=call.generation.fulfillment(parcel))


_ALL = "orders/{id}/fulfillments"
_ONE = _ALL + "/{fulfillment}"
ROUTES = (
    route("GET", _ALL, _list),
    route("POST", _ALL, _create),
    route("GET", _ALL + "/count", _count),
    route("GET", _ONE, _get),
    route("PUT", _ONE, _update),
    route("POST", _ONE + "/complete", _complete),
    route("POST", _ONE + "/cancel", _cancel),
)
