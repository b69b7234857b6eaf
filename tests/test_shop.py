"""A handle on a shop: its clones, and the way to endpoints that have no method."""

from datetime import UTC, datetime
from decimal import Decimal
from math import inf, nan
from types import MappingProxyType
from typing import Any

import pytest
from msgspec import Struct
from servers import Server, reply

from asyncshop import Attempt, DecodeError, NotFoundError, Retry, ShopifyShop, Timeout
from asyncshop.shop import as_retry, as_timeout, checked_path, encoded
from asyncshop.shopify import Order


class Info(Struct):
    name: str


async def test_a_handle_tells_what_it_is(shop: ShopifyShop) -> None:
    assert (shop.domain, shop.platform) == ("acme.myshopify.com", "shopify")
    assert shop.api_version == "2026-10"
    assert repr(shop) == "<ShopifyShop acme.myshopify.com, API 2026-10>"


# -- options ------------------------------------------------------------------------------------


async def test_a_clone_changes_what_is_given_and_shares_all_else(shop: ShopifyShop) -> None:
    clone = shop.options(timeout=10, retry=2, max_wait=0, lane="background")
    options = clone.source.target.options
    assert options.timeout == Timeout(total=10, connect=10, read=10)
    assert options.retry == Retry(tries=2)
    assert (options.max_wait, options.lane) == (0, "background")
    assert clone.source.target.shared is shop.source.target.shared
    assert shop.source.target.options.max_wait is None
    assert clone.options(timeout=Timeout(read=1)).source.target.options.lane == "background"


def test_a_try_may_be_endless_but_for_its_connecting(shop: ShopifyShop) -> None:
    assert shop.options(timeout=inf).source.target.options.timeout.total == inf
    with pytest.raises(ValueError, match="connect is inf: write seconds"):
        Timeout(connect=inf)


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ({"max_wait": -1}, "max_wait is -1: write seconds, 0 or more"),
        ({"lane": "fast"}, "lane is 'fast': write 'interactive' or 'background'"),
        ({"max_wait": nan}, "max_wait is nan: write seconds, 0 or more"),
        ({"max_wait": "1"}, "max_wait is '1': write seconds, 0 or more, as a number"),
        ({"timeout": -1}, "timeout is -1: write seconds"),
        ({"retry": 0}, "tries is 0"),
    ],
)
async def test_a_wrong_option_is_refused(
    shop: ShopifyShop, argument: dict[str, Any], says: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=says):
        shop.options(**argument)


def test_seconds_bound_the_whole_try_and_every_part() -> None:
    assert as_timeout(10) == Timeout(total=10, connect=10, read=10)
    assert as_timeout(1000) == Timeout(total=1000)
    assert as_timeout(Timeout(total=1)) == Timeout(total=1)
    assert as_retry(3) == Retry(tries=3)
    assert as_retry(Retry(base=1)) == Retry(base=1)


# -- request ------------------------------------------------------------------------------------


async def test_any_endpoint_can_be_reached(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(201, {"shop": {"name": "Acme"}}, {"X-Request-Id": "abc-1"}))
    response = await shop.request(
        "post",
        "orders/450789469/fulfillments.json",
        params={
            "limit": 5,
            "ids": [1, 2],
            "test": True,
            "name": "a b&c",
            "since_id": None,
            "at": datetime(2026, 1, 31, tzinfo=UTC),
        },
        json={"price": Decimal("1.50"), "at": datetime(2026, 1, 1, tzinfo=UTC)},
    )
    assert (response.data, response.status) == ({"shop": {"name": "Acme"}}, 201)
    assert response.request_id == "abc-1"
    (request,) = server.requests
    assert (request.method, request.path) == (
        "POST",
        "/admin/api/2026-10/orders/450789469/fulfillments.json",
    )
    assert request.query == {
        "limit": "5",
        "ids": "1,2",
        "test": "true",
        "name": "a b&c",
        "at": "2026-01-31T00:00:00+00:00",
    }
    assert request.json == {"price": "1.50", "at": "2026-01-01T00:00:00Z"}
    assert repr(response) == "<Response 201, 26 bytes, request id abc-1>"


async def test_its_answer_can_be_typed(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(200, {"name": "Acme"}), reply(200, b""), reply(200, {"nom": "Acme"}))
    assert (await shop.request("GET", "shop.json", into=Info)).data == Info("Acme")
    assert (await shop.request("DELETE", "webhooks/5.json")).data is None
    with pytest.raises(DecodeError, match="missing required field `name`"):
        await shop.request("GET", "shop.json", into=Info)


async def test_a_path_with_a_slash_is_from_the_shops_origin(
    server: Server, shop: ShopifyShop
) -> None:
    server.script(reply(404))
    with pytest.raises(NotFoundError):
        await shop.request("GET", "/admin/oauth/access_scopes.json")
    assert server.requests[0].target == "/admin/oauth/access_scopes.json"


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("orders.json", "orders.json"),
        ("orders/450789469.json", "orders/{id}.json"),
        ("orders/450789469/fulfillments.json", "orders/{id}/fulfillments.json"),
        ("/admin/api/2026-10/orders/450789469.json", "/admin/api/2026-10/orders/{id}.json"),
        ("/openapi/2022-01/orders/183211-00000005", "/openapi/2022-01/orders/{id}"),
        ("orders/number/VMT95165/x", "orders/number/{id}/x"),
        ("/openapi/2022-01", "/openapi/2022-01"),
    ],
)
async def test_a_route_has_no_ids_in_it_and_still_its_version(
    server: Server, shop: ShopifyShop, attempts: list[Attempt], path: str, route: str
) -> None:
    server.script(reply(200, {}))
    await shop.request("GET", path)
    assert [attempt.route for attempt in attempts] == [route]


async def test_another_method_is_refused(shop: ShopifyShop) -> None:
    with pytest.raises(ValueError, match="method is 'PATCH': write one of GET, POST, PUT, DELETE"):
        await shop.request("PATCH", "shop.json")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("https://evil.test/x", "write it without scheme and host"),
        ("//evil.test/x", "write it without scheme and host"),
        ("", "write it without scheme and host"),
        ("orders.json?status=any", "give the query with params="),
        ("orders.json#x", "give the query with params="),
        ("../shop.json", "parts that no endpoint has"),
        ("/admin/../shop.json", "parts that no endpoint has"),
        ("orders\r\n.json", "parts that no endpoint has"),
        ("orders 1.json", "parts that no endpoint has"),
        ("commandes/é.json", "parts that no endpoint has"),
    ],
)
def test_a_path_stays_within_the_shop(path: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked_path(path)


def test_a_body_is_written_as_json() -> None:
    assert encoded({"a": Decimal("1.10"), "b": None}) == b'{"a":"1.10","b":null}'


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        ({"order": Order(id=1)}, TypeError, "read model Order"),
        ([datetime(2026, 1, 1)], ValueError, "without a time zone"),  # noqa: DTZ001 - the mistake
        ({"order": object()}, TypeError, "cannot hold object"),
    ],
)
def test_what_must_not_be_sent_raises(body: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        encoded(body)


def test_a_mapping_of_any_kind_can_be_sent() -> None:
    assert encoded({"order": MappingProxyType({"a": 1})}) == b'{"order":{"a":1}}'
