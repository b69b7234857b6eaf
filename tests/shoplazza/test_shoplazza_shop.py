"""A Shoplazza shop: its domain, its version, and what a full job over it asks for."""

import warnings
from typing import Any

import pytest
from fixtures import TOKEN
from hypothesis import given
from hypothesis import strategies as st
from servers import Server, reply

from asyncshop import SessionManager
from asyncshop.shoplazza import ShoplazzaShop, ShoplazzaShop2022, ShoplazzaShop2026
from asyncshop.shoplazza.shop import shop_domain, store_of
from asyncshop.shoplazza.v2022.api import API as API_2022
from asyncshop.shoplazza.v2026.api import API as API_2026
from asyncshop.shoplazza.versions import VERSIONS, asked_by

VERSION = pytest.mark.parametrize("version", ["2022-01", "2026-01"])


def bravo(version: str = "2026-01", **options: Any) -> Any:
    return SessionManager().shoplazza("bravo", access_token=TOKEN, api_version=version, **options)


# -- domains --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("bravo", "bravo.myshoplaza.com"),
        ("BRAVO", "bravo.myshoplaza.com"),
        ("my-shop-2", "my-shop-2.myshoplaza.com"),
        ("bravo.myshoplaza.com", "bravo.myshoplaza.com"),
        ("bravo.myshoplazza.com", "bravo.myshoplazza.com"),
        ("Bravo.MyShoplazza.com", "bravo.myshoplazza.com"),
        ("shop.example.com", "shop.example.com"),
        ("xn--caf-dma.example", "xn--caf-dma.example"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_nothing_is_appended_to_a_name_with_a_dot(name: str, domain: str) -> None:
    assert shop_domain(name) == domain


@pytest.mark.parametrize(
    "name",
    [
        "",
        "https://bravo.myshoplaza.com",
        "bravo.myshoplaza.com/openapi",
        "bravo.myshoplaza.com:443",
        "me:pass@bravo.myshoplaza.com",
        "bravo.myshoplaza.com#",
        "evil.test?.myshoplaza.com",
        "bravo..myshoplaza.com",
        ".myshoplaza.com",
        "bravo.myshoplaza.com.",
        "bravo\n",
        "bravo shop",
        "-bravo",
        "café",
        "café.example",
        "[::1]",
    ],
)
def test_what_is_no_shops_domain_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"is no shop's domain: write 'bravo', 'bravo\.myshop"):
        shop_domain(name)


@pytest.mark.parametrize("name", [None, 5, b"bravo"])
def test_a_domain_is_a_string(name: Any) -> None:
    with pytest.raises(TypeError, match=r"write 'bravo' or 'bravo\.myshoplaza\.com'"):
        shop_domain(name)


@given(st.text())
def test_a_domain_is_a_host_or_an_error(name: str) -> None:
    try:
        domain = shop_domain(name)
    except ValueError:
        return
    assert domain.isascii()
    assert set(domain) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_a_store_is_one_however_its_domain_is_spelt() -> None:
    assert store_of("bravo.myshoplazza.com") == "bravo.myshoplaza.com"
    assert store_of("bravo.myshoplaza.com") == "bravo.myshoplaza.com"
    assert store_of("shop.example.com") == "shop.example.com"


def test_requests_go_to_the_domain_as_it_is_spelt() -> None:
    manager = SessionManager()
    for domain in ("bravo.myshoplaza.com", "bravo.myshoplazza.com", "shop.example.com"):
        shop = manager.shoplazza(domain, access_token=TOKEN)
        assert shop.source.target.origin == f"https://{domain}"
        assert shop.domain == domain
    assert bravo(base_url="http://127.0.0.1:8080").source.target.origin == "http://127.0.0.1:8080"


# -- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "handle"),
    [
        ("2022-01", ShoplazzaShop2022),
        ("2025-06", ShoplazzaShop2026),
        ("2026-01", ShoplazzaShop2026),
        ("2026-07", ShoplazzaShop2026),
    ],
)
def test_each_version_has_the_handle_of_its_generation(version: str, handle: type[Any]) -> None:
    shop = bravo(version)
    assert type(shop) is handle
    assert isinstance(shop, ShoplazzaShop)
    assert (shop.platform, shop.api_version) == ("shoplazza", version)
    expected = API_2022 if handle is ShoplazzaShop2022 else API_2026
    assert shop.source.target.platform is expected
    assert repr(shop) == f"<{handle.__name__} bravo.myshoplaza.com, API {version}>"


def test_without_a_version_the_newer_generation_is_asked() -> None:
    shop = SessionManager().shoplazza("bravo", access_token=TOKEN)
    assert (type(shop), shop.api_version) == (ShoplazzaShop2026, "2026-01")


@pytest.mark.parametrize("version", ["", "2020-01", "2026-1", "2026-10", "latest", 5, None, []])
def test_another_version_is_refused_and_the_known_ones_are_named(version: Any) -> None:
    with pytest.raises(ValueError, match=r"api_version is .*: write one of 2022-01, "):
        asked_by(version)
    with pytest.raises(ValueError, match=", ".join(VERSIONS)):
        bravo(version)


# -- what goes over the wire ----------------------------------------------------------------------


@VERSION
async def test_a_request_has_the_token_and_the_version(
    server: Server, manager: SessionManager, version: str
) -> None:
    shop = manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    )
    body = {"count": 3} if version == "2022-01" else {"code": "Success", "data": {"count": 3}}
    server.script(reply(200, body, {"Request-Id": "abc-1"}))
    response = await shop.orders.with_response.count()
    assert (response.data, response.request_id) == (3, "abc-1")
    (request,) = server.requests
    assert request.target == f"/openapi/{version}/orders/count"
    assert request.headers["Access-Token"] == TOKEN


async def test_a_token_that_rotates_is_asked_for_before_each_request(
    server: Server, manager: SessionManager
) -> None:
    tokens = iter(["one", "two"])

    async def rotating() -> str:
        return next(tokens)

    shop = manager.shoplazza("bravo", access_token=rotating, base_url=server.base_url)
    server.always(reply(200, {"code": "Success", "data": {"count": 3}}))
    for _ in range(2):
        await shop.orders.count()
    assert [request.headers["Access-Token"] for request in server.requests] == ["one", "two"]


@pytest.mark.parametrize(
    ("version", "target"), [("2022-01", "/?ids=1%2C2"), ("2026-01", "/?ids=1&ids=2")]
)
async def test_any_endpoint_takes_lists_as_its_generation_does(
    server: Server, manager: SessionManager, version: str, target: str
) -> None:
    shop = manager.shoplazza(
        "bravo", access_token=TOKEN, api_version=version, base_url=server.base_url
    )
    server.script(reply(200, {"code": "Success", "data": []}))
    answer = await shop.request("GET", "/", params={"ids": [1, "2"]})
    assert answer.data == {"code": "Success", "data": []}
    assert server.requests[0].target == target


# -- full jobs ------------------------------------------------------------------------------------


@VERSION
def test_a_full_job_asks_for_the_largest_pages_of_every_status(version: str) -> None:
    params = dict(bravo(version).every_order(status="any").query.first.params)
    size = {"limit": "250"} if version == "2022-01" else {"page_size": "250", "per_page": "250"}
    assert params == size
    params = dict(bravo(version).every_order(keyword="any").query.first.params)
    assert params == {"keyword": "any", **size}
    assert bravo(version).every_order(status="any", limit=7).query.limit == 7


@pytest.mark.parametrize("name", ["limit", "page_size", "per_page"])
def test_a_full_job_takes_any_name_of_the_size_of_a_page(name: str) -> None:
    assert bravo("2026-01").every_order(**{name: 7}).query.limit == 7


@pytest.mark.parametrize(("version", "place"), [("2022-01", "page_token"), ("2026-01", "cursor")])
def test_a_job_that_begins_later_finds_fewer_than_are_counted(version: str, place: str) -> None:
    _, exact = bravo(version).counting({place: "abc"})
    assert not exact


@VERSION
def test_a_full_job_refuses_a_wrong_filter_at_once(version: str) -> None:
    with pytest.raises(TypeError, match=r"'stauts' is no filter .* did you mean 'status'"):
        bravo(version).every_order(stauts="any")
    with pytest.raises(ValueError, match="status is 'open'"):
        bravo(version).every_order(status="open")


@VERSION
@pytest.mark.parametrize(
    ("filters", "counted"),
    [
        ({}, {}),
        ({"status": "any", "financial_status": "any"}, {}),
        ({"status": "placed", "limit": 5, "sort_by": "created_at"}, {"status": "placed"}),
        (
            {"created_at_min": "2026-01-01T00:00:00Z"},
            {"created_at_min": "2026-01-01T00:00:00Z"},
        ),
    ],
)
def test_what_a_full_job_lists_can_be_counted(
    version: str, filters: dict[str, Any], counted: dict[str, str]
) -> None:
    call, exact = bravo(version).counting(filters)
    assert (call.path, dict(call.params)) == ("orders/count", counted)
    assert exact


def test_a_filter_that_nothing_is_counted_by_is_left_out_and_told() -> None:
    call, exact = bravo("2022-01").counting({"ids": ["1", "2"], "status": "placed"})
    assert (dict(call.params), exact) == ({"status": "placed"}, False)
    call, exact = bravo("2026-01").counting({"ids": ["1", "2"], "status": "placed"})
    assert (call.params, exact) == ((("ids", "1"), ("ids", "2"), ("status", "placed")), True)


@VERSION
async def test_a_token_sees_every_order(version: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await bravo(version).check_visibility({})
