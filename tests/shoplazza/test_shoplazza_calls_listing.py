"""Listings of both generations: the filters go along, the end is told, nothing comes twice."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from fixtures import TOKEN
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from servers import Server, reply

from asyncshop import AsyncShopError, DecodeError, PagingError, SessionManager
from asyncshop.endpoint import ListCall
from asyncshop.protocol import Answer, Call
from asyncshop.shoplazza import ShoplazzaShop2022, ShoplazzaShop2026
from asyncshop.shoplazza.v2022.calls import fulfillments as fulfillments_2022
from asyncshop.shoplazza.v2022.calls import orders as orders_2022
from asyncshop.shoplazza.v2022.calls import post_sales as post_sales_2022
from asyncshop.shoplazza.v2026.calls import fulfillments as fulfillments_2026
from asyncshop.shoplazza.v2026.calls import orders as orders_2026
from asyncshop.shoplazza.v2026.calls import post_sales as post_sales_2026
from asyncshop.shoplazza.v2026.calls import refunds as refunds_2026

Body = dict[str, Any]


@pytest.fixture
def old(manager: SessionManager, server: Server) -> ShoplazzaShop2022:
    return manager.shoplazza(
        "bravo", access_token=TOKEN, api_version="2022-01", base_url=server.base_url
    )


@pytest.fixture
def new(manager: SessionManager, server: Server) -> ShoplazzaShop2026:
    return manager.shoplazza("bravo", access_token=TOKEN, base_url=server.base_url)


def enveloped(key: str, ids: Sequence[str], **more: Any) -> Body:
    return {"code": "Success", "data": {key: [{"id": each} for each in ids], **more}}


def bare(key: str, ids: Sequence[str], **more: Any) -> Body:
    return {key: [{"id": each} for each in ids], **more}


def queries(server: Server) -> list[str]:
    return [request.target.partition("?")[2] for request in server.requests]


# With cursors: how to list, the key of the items, and how the first page is asked for.
BY_CURSOR: list[tuple[Callable[[Any], Any], str, str]] = [
    (
        lambda shop: shop.orders.list(ids=["a", "b"], status=["placed", "finished"], limit=2),
        "orders",
        "ids=a&ids=b&status=placed&status=finished&page_size=2&per_page=2",
    ),
    (
        lambda shop: shop.fulfillments.list("o", created_at_min="2026-01-01T00:00:00Z", limit=2),
        "fulfillments",
        "created_at_min=2026-01-01T00%3A00%3A00Z&page_size=2&per_page=2",
    ),
    (
        lambda shop: shop.refund_records.list(order_ids=["a", "b"], limit=2),
        "records",
        "order_ids=a&order_ids=b&page_size=2&per_page=2",
    ),
    (
        lambda shop: shop.post_sales.list(status="pending", limit=2),
        "orders",
        "status=pending&page_size=2&per_page=2",
    ),
]


@pytest.mark.parametrize(("listed", "key", "query"), BY_CURSOR)
async def test_filters_and_sizes_are_sent_again_with_each_cursor(
    server: Server,
    new: ShoplazzaShop2026,
    listed: Callable[[Any], Any],
    key: str,
    query: str,
) -> None:
    server.script(
        reply(200, enveloped(key, ["1", "2"], cursor="c=1", has_more=True)),
        reply(200, enveloped(key, ["3"], cursor="c=2", has_more=True)),
        reply(200, enveloped(key, ["4"], cursor="c=3", has_more=False)),
    )
    assert [item.id async for item in listed(new)] == ["1", "2", "3", "4"]
    assert queries(server) == [query, f"{query}&cursor=c%3D1", f"{query}&cursor=c%3D2"]


async def test_the_older_orders_go_on_by_their_token_with_the_filters(
    server: Server, old: ShoplazzaShop2022
) -> None:
    server.script(
        reply(200, bare("orders", ["1"], next_token="t1", count=1)),
        reply(200, bare("orders", ["2"], next_token="", count=1)),
    )
    listing = old.orders.list(ids=["a", "b"], limit=1, page=3)
    assert [order.id async for order in listing] == ["1", "2"]
    assert queries(server) == ["ids=a%2Cb&limit=1&page=3", "ids=a%2Cb&limit=1&page_token=t1"]


@pytest.mark.parametrize(
    "end",
    [
        {"has_more": False, "cursor": "c2"},
        {"has_more": None, "cursor": ""},
        {"has_more": False},
        {"cursor": ""},
        {"cursor": None},
        {},
    ],
)
async def test_the_end_is_told_and_no_page_is_asked_for_after_it(
    server: Server, new: ShoplazzaShop2026, end: Body
) -> None:
    server.script(
        reply(200, enveloped("records", ["1"], cursor="c1")),
        reply(200, enveloped("records", ["2"], **end)),
    )
    assert [record.id async for record in new.refund_records.list()] == ["1", "2"]
    assert len(server.requests) == 2


async def test_an_empty_page_is_not_the_end_where_a_cursor_follows(
    server: Server, new: ShoplazzaShop2026
) -> None:
    server.script(
        reply(200, enveloped("orders", [], cursor="c1", has_more=True)),
        reply(200, enveloped("orders", ["1"], has_more=False)),
    )
    assert [each.id async for each in new.post_sales.list()] == ["1"]


@pytest.mark.parametrize(
    "again",
    [
        {"cursor": "c1", "has_more": True},
        {"cursor": "", "has_more": True},
        {"has_more": True},
    ],
)
async def test_a_cursor_that_leads_nowhere_new_is_an_error(
    server: Server, new: ShoplazzaShop2026, again: Body
) -> None:
    server.script(
        reply(200, enveloped("fulfillments", ["1"], cursor="c1", has_more=True)),
        reply(200, enveloped("fulfillments", ["2"], **again), {"Request-Id": "r-9"}),
    )
    iterator = aiter(new.fulfillments.list("o"))
    assert [(await anext(iterator)).id for _ in range(2)] == ["1", "2"]
    with pytest.raises(PagingError) as caught:
        await anext(iterator)
    assert (caught.value.shop, caught.value.request_id) == ("bravo.myshoplaza.com", "r-9")


async def test_a_listing_goes_on_where_a_page_said(server: Server, new: ShoplazzaShop2026) -> None:
    server.script(
        reply(200, enveloped("records", ["1"], cursor="c1", has_more=True)),
        reply(200, enveloped("records", ["2"], has_more=False)),
    )
    page = await new.refund_records.list().pages()
    assert [each.id async for each in new.refund_records.list(cursor=page.cursor)] == ["2"]
    assert queries(server) == ["", "cursor=c1"]


def fulfillments_of(shop: ShoplazzaShop2022, **options: Any) -> Any:
    return shop.fulfillments.list("o-1", **options)


def post_sales_of(shop: ShoplazzaShop2022, **options: Any) -> Any:
    return shop.post_sales.list(**options)


by_number = pytest.mark.parametrize(
    ("listed", "key"),
    [(fulfillments_of, "fulfillments"), (post_sales_of, "post_sales")],
)


@by_number
async def test_pages_by_number_end_with_an_empty_one_and_never_with_a_short_one(
    server: Server, old: ShoplazzaShop2022, listed: Callable[..., Any], key: str
) -> None:
    server.script(*(reply(200, bare(key, ids)) for ids in (["1", "2"], ["3"], ["4", "5"], [])))
    assert [each.id async for each in listed(old)] == ["1", "2", "3", "4", "5"]
    assert queries(server) == ["", "page=2", "page=3", "page=4"]


async def test_pages_by_number_keep_their_filters_and_begin_where_they_should(
    server: Server, old: ShoplazzaShop2022
) -> None:
    server.script(*(reply(200, bare("post_sales", ids)) for ids in (["1"], ["2"], [])))
    listing = old.post_sales.list(status="finished", per_page=1, page=7)
    assert [each.id async for each in listing] == ["1", "2"]
    query = "status=finished&per_page=1"
    assert queries(server) == [f"{query}&page=7", f"{query}&page=8", f"{query}&page=9"]


@by_number
@pytest.mark.parametrize("ids", [["1", "2"], [None]])
async def test_a_server_that_gives_the_same_page_again_is_no_endless_listing(
    server: Server, old: ShoplazzaShop2022, listed: Callable[..., Any], key: str, ids: list[Any]
) -> None:
    server.always(reply(200, bare(key, ids)))
    iterator = aiter(listed(old).pages())
    pages = [[each.id for each in (await anext(iterator)).items] for _ in range(2)]
    assert pages == [ids, []]
    with pytest.raises(PagingError):
        await anext(iterator)
    assert queries(server) == ["", "page=2"]


@by_number
async def test_nothing_of_a_page_that_came_again_is_given_twice(
    server: Server, old: ShoplazzaShop2022, listed: Callable[..., Any], key: str
) -> None:
    server.script(*(reply(200, bare(key, ids)) for ids in (["1", "2"], ["3", "4"])))
    server.always(reply(200, bare(key, ["3", "4"])))
    iterator = aiter(listed(old))
    assert [(await anext(iterator)).id for _ in range(4)] == ["1", "2", "3", "4"]
    with pytest.raises(PagingError):
        await anext(iterator)


async def test_a_listing_by_number_may_be_gone_through_again(
    server: Server, old: ShoplazzaShop2022
) -> None:
    server.script(*(reply(200, bare("post_sales", ids)) for ids in (["1"], [], ["1"], [])))
    listing = old.post_sales.list()
    for _ in range(2):
        assert [each.id async for each in listing] == ["1"]


@by_number
async def test_one_bad_item_costs_that_item_and_not_its_page(
    server: Server, old: ShoplazzaShop2022, listed: Callable[..., Any], key: str
) -> None:
    bad = {"id": "1", "line_items": 5}
    server.script(reply(200, {key: [bad, {"id": "2"}]}), reply(200, {key: []}))
    errors: list[AsyncShopError] = []
    listing = listed(old, on_error=lambda _, error: errors.append(error))
    assert [each.id async for each in listing] == ["2"]
    (error,) = errors
    assert isinstance(error, DecodeError)
    assert error.path == "$.line_items"


class Flat(Struct):
    id: str
    total_price: Decimal | None = None


@pytest.mark.parametrize(
    ("build", "body"),
    [
        (orders_2022.list_orders, bare("orders", ["1"], next_token="A")),
        (orders_2026.list_orders, enveloped("orders", ["1"], cursor="A", has_more=True)),
    ],
)
def test_orders_of_a_flat_type_are_decoded_with_each_page(
    build: Callable[..., ListCall[Flat]], body: Body
) -> None:
    query = build(into=Flat).query
    for call in (query.first, query.following("A")):
        answer: Answer[Any] = call.read(json.dumps(body).encode())
        assert (answer.data, answer.cursor) == ([Flat("1")], "A")


@pytest.mark.parametrize("wrap", [bare, enveloped])
async def test_one_bad_order_of_a_flat_type_costs_that_order_only(
    server: Server,
    old: ShoplazzaShop2022,
    new: ShoplazzaShop2026,
    wrap: Callable[..., Body],
) -> None:
    page = wrap("orders", ["1", "2", "3"])
    page.get("data", page)["orders"][1]["total_price"] = "x"
    server.script(reply(200, page))
    shop: Any = old if wrap is bare else new
    errors: list[AsyncShopError] = []
    listing = shop.orders.list(into=Flat, on_error=lambda _, error: errors.append(error))
    assert [order async for order in listing] == [Flat("1"), Flat("3")]
    (error,) = errors
    assert isinstance(error, DecodeError)
    assert (error.order_id, error.path, error.shop) == ("2", "$.total_price", shop.domain)


LISTS: list[tuple[Callable[..., ListCall[Any]], str, str]] = [
    (orders_2022.list_orders, "orders", "token"),
    (lambda **size: fulfillments_2022.list_fulfillments("o", **size), "fulfillments", "number"),
    (post_sales_2022.list_post_sales, "post_sales", "number"),
    (orders_2026.list_orders, "orders", "cursor"),
    (lambda **size: fulfillments_2026.list_fulfillments("o", **size), "fulfillments", "cursor"),
    (refunds_2026.list_records, "records", "cursor"),
    (post_sales_2026.list_post_sales, "orders", "cursor"),
]


def serve(ids: Sequence[str], key: str, kind: str, call: Call[Any]) -> bytes:
    """Answer as Shoplazza does, with as many items a page as the call asks for."""
    query = dict(call.params)
    size = int(query.get("limit") or query.get("per_page") or 0)
    if kind == "number":
        start = (int(query.get("page", 1)) - 1) * size
        return json.dumps(bare(key, ids[start : start + size])).encode()
    start = int(query.get("cursor") or query.get("page_token") or 0)
    end, more = start + size, start + size < len(ids)
    if kind == "token":
        next_token = {"next_token": str(end)} if more else {}
        return json.dumps(bare(key, ids[start:end], **next_token)).encode()
    page = enveloped(key, ids[start:end], cursor=str(end), has_more=more)
    return json.dumps(page).encode()


@settings(deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=12), max_size=30, unique=True),
    st.integers(1, 40),
    st.sampled_from(LISTS),
)
def test_every_item_comes_once_whatever_the_ids_and_the_size_of_a_page(
    ids: list[str], size: int, listed: tuple[Callable[..., ListCall[Any]], str, str]
) -> None:
    build, key, kind = listed
    listing = build(limit=size)
    call, seen, cursors = listing.query.first, [], set()
    while True:
        answer = call.read(serve(ids, key, kind, call))
        seen += [listing.decode(raw).id for raw in answer.data]
        if answer.cursor is None:
            break
        assert answer.cursor not in cursors
        cursors.add(answer.cursor)
        call = listing.query.following(answer.cursor)
    assert seen == ids
