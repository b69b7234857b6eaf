"""Reading orders: list, count, get."""

from typing import Any

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.shoplazza import errors, filters, listing
from asyncshop.sandbox.shoplazza.calls import Call, route
from asyncshop.sandbox.shoplazza.pages import PageRequest
from asyncshop.sandbox.shoplazza.store import Record, position


def _filters(call: Call, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    return filters.given(call.request.query, known, call.generation.values)


async def _list(call: Call) -> Answer:
    shop, query = call.shop, call.request.query
    given = _filters(call, filters.LISTED_2022 if call.bare else filters.KNOWN_2026)
    read = PageRequest.of_2022 if call.bare else PageRequest.of_2026
    page = read(query, given, shop.key)
    admits = filters.all_of(filters.checks(given))
    found, more = await listing.select(shop.store, page, admits, short=shop.short_pages)
    cursor = page.cursor(position(found[-1], page.column), shop.key) if more else ""
    rest: dict[str, Any] = {"cursor": cursor, "has_more": more}
    if call.bare:
        # With a page_token, count is of this page: the note on it in "Order List" of 2022-01.
        every = found if page.beyond else await shop.store.select(admits, by=page.column)
        rest = {"count": len(every)} | ({"next_token": cursor} if more else {})
    body = await shop.renderer.page(
        found,
        call.generation,
        rest,
        version=shop.store.version,
        gzip=call.request.accepts_gzip,
    )
    headers = {"Content-Encoding": "gzip"} if call.request.accepts_gzip else {}
    return Answer(200, body, headers)


async def _count(call: Call) -> Answer:
    given = _filters(call, filters.COUNTED_2022 if call.bare else filters.KNOWN_2026)
    admits = filters.all_of(filters.checks(given))
    return call.success(count=len(await call.shop.store.select(admits, by="created")))


async def _get(call: Call) -> Answer:
    return _shown(call, call.record())


async def _get_by_number(call: Call) -> Answer:
    def admits(record: Record) -> bool:
        return record.number == call.arguments["number"]

    found = await call.shop.store.select(admits, by="created", count=1)
    if not found:
        raise errors.not_found("order")
    return _shown(call, found[0])


def _shown(call: Call, record: Record) -> Answer:
    return call.order_answer(call.shop.renderer.kept(record))


ROUTES = (
    route("GET", "orders", _list),
    route("GET", "orders/count", _count),
    route("GET", "orders/number/{number}", _get_by_number),
    route("GET", "orders/{id}", _get),
)
