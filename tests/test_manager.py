"""The session manager: what shops share, and what it is made and asked with."""

import asyncio
from math import nan
from typing import Any

import pytest
from fixtures import TOKEN, ManagerFactory
from servers import Server, reply

from asyncshop import NotFoundError, Retry, SessionManager, ShopStats, Timeout

COUNT = reply(200, {"count": 1})


async def test_handles_on_one_shop_share_its_limiter_whatever_the_token() -> None:
    manager = SessionManager()
    one = manager.shopify("acme", access_token="one")
    two = manager.shopify("ACME.myshopify.com", access_token="two", api_version="2026-07")
    other = manager.shopify("acme", access_token="one", app="mailer")
    bravo = manager.shopify("bravo", access_token="one")
    limiters = [shop.source.target.shared.limiter for shop in (one, two, other, bravo)]
    assert limiters[0] is limiters[1]
    assert len(set(map(id, limiters))) == 3
    assert list(manager.stats()) == [
        "acme.myshopify.com",
        "acme.myshopify.com (mailer)",
        "bravo.myshopify.com",
    ]


async def test_stats_tell_what_each_shop_cost(server: Server, manager: SessionManager) -> None:
    acme = manager.shopify("acme", access_token=TOKEN, base_url=server.base_url)
    server.script(reply(429), reply(503), COUNT, reply(404))
    await acme.orders.count()
    with pytest.raises(NotFoundError):
        await acme.orders.count()
    stats = manager.stats()["acme.myshopify.com"]
    assert (stats.requests, stats.retries, stats.refused, stats.failed) == (4, 2, 1, 2)
    assert stats.bytes == len(b'{"count": 1}')
    assert isinstance(stats, ShopStats)


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ({"max_connections": 0}, "max_connections is 0: write a number of 1 or more"),
        ({"max_connections": 1.5}, "max_connections is 1.5: write a whole number"),
        ({"memory_budget": 0}, "memory_budget is 0: write bytes, 1 or more"),
        ({"memory_budget": nan}, "memory_budget is nan: write bytes"),
        ({"rate_share": 0.0}, "rate_share is 0.0: write a part above 0, up to 1"),
        ({"rate_share": 1.5}, "rate_share is 1.5"),
        ({"rate_share": nan}, "rate_share is nan"),
        ({"rate_share": "1"}, "rate_share is '1': write a part above 0"),
        ({"timeout": 0}, "total is 0: a timeout is in seconds and above 0"),
        ({"timeout": nan}, "timeout is nan: write seconds"),
        ({"timeout": "3"}, "timeout is '3': write seconds, 0 or more, as a number"),
        ({"retry": 0}, "tries is 0"),
        ({"retry": 2.5}, "tries is 2.5: write a whole number"),
        ({"user_agent": 5}, "user_agent is 5: write a string"),
        ({"user_agent": "a\r\nX-Evil: 1"}, "write printable ASCII, on one line"),
    ],
)
def test_a_wrong_setting_is_refused(argument: dict[str, Any], says: str) -> None:
    with pytest.raises((TypeError, ValueError), match=says):
        SessionManager(**argument)


def test_it_can_be_made_without_a_loop() -> None:
    shop = SessionManager(timeout=5, retry=2).shopify("acme", access_token=TOKEN)
    options = shop.source.target.options
    assert options.timeout == Timeout(total=5, connect=5, read=5)
    assert options.retry == Retry(tries=2)


async def test_it_opens_once(server: Server) -> None:
    manager = SessionManager()
    async with manager:
        with pytest.raises(RuntimeError, match="opens once: make a new one"):
            await manager.__aenter__()
    with pytest.raises(RuntimeError, match="opens once: make a new one"):
        await manager.__aenter__()


async def test_its_share_of_the_rate_is_all_that_it_takes() -> None:
    shop = SessionManager(rate_share=0.5).shopify("acme", access_token=TOKEN)
    limiter = shop.source.target.shared.limiter
    assert min(bucket.size for bucket in limiter.buckets) == 20


async def test_connections_are_bounded_over_all_shops(
    server: Server, manage: ManagerFactory
) -> None:
    manager = await manage(max_connections=2)
    shops = [
        manager.shopify(f"shop-{n}", access_token=TOKEN, base_url=server.base_url) for n in range(5)
    ]
    release, busy, most = asyncio.Event(), 0, 0

    async def slow(request: Any, writer: asyncio.StreamWriter) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await release.wait()
        busy -= 1
        await COUNT(request, writer)

    server.always(slow)
    calls = [asyncio.create_task(shop.orders.count()) for shop in shops]
    await server.arrival(2)
    for _ in range(50):
        await asyncio.sleep(0)
    release.set()
    assert await asyncio.gather(*calls) == [1] * 5
    assert (most, server.connections) == (2, 2)


def test_a_shop_can_be_asked_for_by_the_name_of_its_platform() -> None:
    manager = SessionManager()
    acme = manager.shop("shopify", "acme", access_token=TOKEN, app="mailer")
    assert (acme.platform, acme.domain) == ("shopify", "acme.myshopify.com")
    bravo = manager.shop("shoplazza", "bravo", access_token=TOKEN, api_version="2022-01")
    assert (bravo.platform, bravo.api_version) == ("shoplazza", "2022-01")
    with pytest.raises(ValueError, match="platform is 'shoplaza': write one of shopify, shoplazza"):
        manager.shop("shoplaza", "bravo", access_token=TOKEN)


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base_url",
    [
        "acme",
        "ftp://acme",
        "http://",
        "http://acme/path",
        "http://user:pass@acme",
        "//acme",
        5,
        "http://acme?x=1",
        "http://acme\n",
        "http://..",
        "http://[.]",
        "http://acme..test",
        "http://-",
        "http://acme:0",
        "http://acme:65536",
        "http://acme:99999999",
        "http://acme:٨٠",
        b"http://acme",
        "",
    ],
)
def test_a_base_url_is_scheme_host_and_port(base_url: Any) -> None:
    with pytest.raises(ValueError, match=r"base_url is .*: write scheme, host and port"):
        SessionManager().shopify("acme", access_token=TOKEN, base_url=base_url)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://[::1]:8080",
        "https://sandbox.test/",
        "http://a:1",
        "http://my-proxy.test.:65535",
        "http://10.0.0.1",
    ],
)
def test_a_base_url_is_where_requests_go(base_url: str) -> None:
    shop = SessionManager().shopify("acme", access_token=TOKEN, base_url=base_url)
    assert shop.source.target.origin == base_url.rstrip("/")


def test_without_one_requests_go_to_the_shops_own_address() -> None:
    shop = SessionManager().shopify("acme", access_token=TOKEN)
    assert shop.source.target.origin == "https://acme.myshopify.com"


@pytest.mark.parametrize("hook", [5, asyncio.sleep])
def test_on_attempt_is_a_plain_function(hook: Any) -> None:
    with pytest.raises(TypeError, match=r"on_attempt is .* give a plain function"):
        SessionManager(on_attempt=hook)


def test_a_session_is_a_session() -> None:
    with pytest.raises(TypeError, match=r"session is 5: give an aiohttp\.ClientSession"):
        SessionManager(session=5)  # type: ignore[arg-type] # the mistake


@pytest.mark.parametrize(
    "base_url",
    [
        "https://me:hunter2@acme.test",
        "https://me:hunter2%40acme.test",
        "https://acme.test/?t=hunter2",
        b"https://acme.test/hunter2",
    ],
)
def test_a_password_in_a_base_url_is_not_repeated(manager: SessionManager, base_url: Any) -> None:
    with pytest.raises(ValueError, match="base_url is not shown here") as caught:
        manager.shopify("acme", access_token=TOKEN, base_url=base_url)
    assert "hunter2" not in str(caught.value)
