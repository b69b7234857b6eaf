"""A Shopify shop: its domain, its version, and what its token sees."""

import asyncio
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import Server, reply

from asyncshop import PermissionDeniedError, SessionManager, ShopifyShop, VisibilityWarning
from asyncshop.shopify.shop import LATEST_VERSION, checked_version, shop_domain

NOW = datetime.now(UTC)
LIMITED = reply(200, {"access_scopes": [{"handle": "read_orders"}]})


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("acme", "acme.myshopify.com"),
        ("acme.myshopify.com", "acme.myshopify.com"),
        ("ACME.MyShopify.com", "acme.myshopify.com"),
        ("my-shop-2", "my-shop-2.myshopify.com"),
    ],
)
def test_a_shop_is_known_by_its_name_or_its_domain(name: str, domain: str) -> None:
    assert shop_domain(name, anywhere=False) == domain
    assert shop_domain(name, anywhere=True) == domain


@pytest.mark.parametrize(
    "name",
    [
        "",
        "https://acme.myshopify.com",
        "acme.myshopify.com/admin",
        "acme.example.com",
        "acme myshop",
        "-acme",
        "acme\n",
        "acme.myshopify.com.evil.test",
        "evil.test#.myshopify.com",
        "a.b.myshopify.com",
        "acmé",
        ".myshopify.com",
    ],
)
def test_what_is_no_shops_domain_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no shop's domain: write 'acme' or"):
        shop_domain(name, anywhere=False)


@pytest.mark.parametrize("name", [None, 5, b"acme"])
def test_a_domain_is_a_string(name: Any) -> None:
    with pytest.raises(TypeError, match=r"write 'acme' or 'acme.myshopify.com'"):
        shop_domain(name, anywhere=False)


def test_with_an_address_of_its_own_any_host_will_do() -> None:
    assert shop_domain("shop.example.com", anywhere=True) == "shop.example.com"
    assert shop_domain("127.0.0.1", anywhere=True) == "127.0.0.1"
    with pytest.raises(ValueError, match="is no shop's domain"):
        shop_domain("http://shop.example.com", anywhere=True)


@pytest.mark.parametrize("version", ["2026-10", "2024-01", "unstable"])
def test_a_version_is_a_quarter(version: str) -> None:
    assert checked_version(version) == version


@pytest.mark.parametrize(
    "version", ["", "latest", "2026-11", "2026-1", "2026-10\n", "26-10", "٢٠٢٦-10", 5]
)
def test_what_is_no_version_is_refused(version: Any) -> None:
    with pytest.raises(ValueError, match="write a quarter such as '2026-10'"):
        checked_version(version)


def test_the_newest_version_is_asked_unless_told_otherwise() -> None:
    assert SessionManager().shopify("acme", access_token="t").api_version == LATEST_VERSION


def test_bad_arguments_are_refused_by_the_manager() -> None:
    manager = SessionManager()
    with pytest.raises(ValueError, match="is no shop's domain"):
        manager.shopify("https://acme", access_token="t")
    with pytest.raises(ValueError, match="write a quarter"):
        manager.shopify("acme", access_token="t", api_version="latest")
    with pytest.raises(ValueError, match="access_token is empty"):
        manager.shopify("acme", access_token="")


# -- what a token sees --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "earliest",
    [None, NOW - timedelta(days=61), (NOW - timedelta(days=61)).isoformat()],
)
async def test_a_token_without_the_scope_is_warned_of_once(
    server: Server, shop: ShopifyShop, earliest: Any
) -> None:
    server.script(LIMITED)
    with pytest.warns(VisibilityWarning, match=f"{shop.domain}: .*60 days.*read_all_orders"):
        await shop.check_visibility({"created_at_min": earliest})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await shop.options(timeout=1).check_visibility({})
    assert [request.path for request in server.requests] == ["/admin/oauth/access_scopes.json"]


async def test_a_token_with_the_scope_is_not_warned_of(server: Server, shop: ShopifyShop) -> None:
    handles = [{"handle": "read_orders"}, {"handle": "read_all_orders"}]
    server.script(reply(200, {"access_scopes": handles}))
    await shop.check_visibility({})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "earliest", [NOW - timedelta(days=59), (NOW - timedelta(days=59)).isoformat()]
)
async def test_nothing_is_asked_where_only_younger_orders_are_wanted(
    server: Server, shop: ShopifyShop, earliest: Any
) -> None:
    await shop.check_visibility({"created_at_min": earliest})
    assert server.requests == []


async def test_scopes_that_are_not_told_are_an_error(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(403))
    with pytest.raises(PermissionDeniedError):
        await shop.check_visibility({})


async def test_every_order_is_every_status_and_the_largest_pages(shop: ShopifyShop) -> None:
    assert repr(shop.every_order()).endswith(": status=any&limit=250>")
    assert repr(shop.every_order(status="open", limit=5)).endswith(": status=open&limit=5>")


@given(st.lists(st.sampled_from(["id", "name", "tags"]), min_size=1))
def test_of_every_order_the_id_is_asked_for_whatever_the_fields(fields: list[str]) -> None:
    """And the fields keep their order."""
    shop = SessionManager().shopify("acme", access_token="t")
    asked = dict(shop.every_order(fields=fields).query.first.params)["fields"].split(",")
    assert asked == fields if "id" in fields else asked == ["id", *fields]


@pytest.mark.parametrize(
    ("filters", "params", "exact"),
    [
        ({}, {"status": "any"}, True),
        ({"status": "open", "limit": 5, "fields": "id"}, {"status": "open"}, True),
        ({"ids": [1], "financial_status": "paid"},
         {"status": "any", "financial_status": "paid"}, False),
    ],
)  # fmt: skip
def test_what_every_order_lists_is_counted_by_the_filters_that_count_takes(
    filters: dict[str, Any], params: dict[str, str], exact: bool
) -> None:
    call, all_of_them = SessionManager().shopify("acme", access_token="t").counting(filters)
    assert (call.path, dict(call.params), all_of_them) == ("orders/count.json", params, exact)


async def test_a_check_that_failed_is_made_again(server: Server, shop: ShopifyShop) -> None:
    server.script(reply(403), reply(200, {"access_scopes": [{"handle": "read_orders"}]}))
    with pytest.raises(PermissionDeniedError):
        await shop.check_visibility({})
    with pytest.warns(VisibilityWarning, match="sees the last 60 days"):
        await shop.check_visibility({})


async def test_checks_at_once_warn_once(server: Server, shop: ShopifyShop) -> None:
    server.always(reply(200, {"access_scopes": [{"handle": "read_orders"}]}))
    with pytest.warns(VisibilityWarning) as caught:
        await asyncio.gather(shop.check_visibility({}), shop.check_visibility({}))
    assert len(caught) == 1
