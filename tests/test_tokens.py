"""Tokens stay home: looked for wherever something is shown, kept or sent."""

import asyncio
import copy
import json
import logging
import pickle
import traceback
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import msgspec
import pytest
from fixtures import ManagerFactory
from servers import Request, Server, hang, link, orders, raw, reply, reset, reset_in_body

from asyncshop import AsyncShopError, Attempt, DecodeError, Retry, SessionManager, ShopifyShop

HIDDEN = "".join(reversed("7erce57erce57erce5_taphs"))  # no frame of a test shows it by itself


async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
    """Answer an error that shows what was sent, as careless proxies do."""
    shown = json.dumps({"errors": {"headers": [f"{k}: {v}" for k, v in request.headers.items()]}})
    await reply(400, shown.encode())(request, writer)


async def echo_as_order(request: Request, writer: asyncio.StreamWriter) -> None:
    """Show what was sent in an answer that cannot be decoded."""
    shown = {"id": 1, "closed_at": "soon", "note": list(request.headers.values())}
    await reply(200, {"order": shown, "orders": [shown]})(request, writer)


async def echo_escaped(request: Request, writer: asyncio.StreamWriter) -> None:
    """Show what was sent, written as JSON allows too."""
    numbers = "".join(f"\\u{ord(char):04x}" for char in request.headers["X-Shopify-Access-Token"])
    await reply(400, f'{{"errors": "bad token {numbers}"}}'.encode())(request, writer)


async def echo_in_headers(request: Request, writer: asyncio.StreamWriter) -> None:
    """Show what was sent in the headers that are told on."""
    token = request.headers["X-Shopify-Access-Token"]
    names = ("X-Request-Id", "X-Shopify-API-Version", "X-Shopify-API-Deprecated-Reason")
    await reply(404, b"", dict.fromkeys(names, token))(request, writer)


async def echo_all(request: Request, writer: asyncio.StreamWriter) -> None:
    await reply(200, {"headers": list(request.headers.values())})(request, writer)


STEPS: dict[str, Any] = {
    "401": reply(401, {"errors": "Invalid API key or access token"}),
    "404": reply(404),
    "429": reply(429, b"", {"Retry-After": "0"}),
    "503": reply(503, b"<html>"),
    "echo": echo,
    "echo without an order": echo_all,
    "echo as order": echo_as_order,
    "echo escaped": echo_escaped,
    "echo in headers": echo_in_headers,
    "reset": reset,
    "reset in the body": reset_in_body,
    "no HTTP": raw(b"SSH-2.0\r\n\r\n"),
    "redirect": reply(302, b"", {"Location": "http://elsewhere.test/"}),
    "no JSON": reply(200, b"<html>"),
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Every exception that an exception leads to."""
    if error is None:
        return
    yield error
    for inner in (error.__cause__, error.__context__, getattr(error, "error", None)):
        yield from chain(inner)
    for inner in getattr(error, "exceptions", ()):
        yield from chain(inner)


def shown(error: BaseException) -> str:
    """Everything that an exception shows, locals of the library's frames included."""
    texts: list[str] = []
    for each in chain(error):
        texts += [str(each), repr(each), repr(each.args), repr(vars(each))]
        walk = traceback.TracebackException.from_exception(each, capture_locals=True)
        texts += [
            f"{frame.filename}:{frame.lineno} {frame.locals}"
            for frame in walk.stack
            if "/tests/" not in frame.filename
        ]
        if isinstance(each, AsyncShopError):
            texts.append(repr(pickle.dumps(each)))
    return "\n".join(texts)


@pytest.fixture
def secretive(manager: SessionManager, server: Server) -> ShopifyShop:
    return manager.shopify("acme", access_token=HIDDEN, base_url=server.base_url).options(
        retry=Retry(tries=2, base=0)
    )


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What every logger tells, at its most talkative."""
    for name in ("", "asyncshop", "aiohttp", "asyncio", "backoff"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.parametrize("method", ["GET", "POST", "list"])
@pytest.mark.parametrize("step", STEPS)
async def test_no_error_log_or_attempt_shows_the_token(
    server: Server,
    secretive: ShopifyShop,
    manager: SessionManager,
    attempts: list[Attempt],
    log: pytest.LogCaptureFixture,
    step: str,
    method: str,
) -> None:
    ways: dict[str, Callable[[], Awaitable[Any]]] = {
        "GET": lambda: secretive.orders.get(1),
        "POST": lambda: secretive.orders.close(1),
        "list": lambda: anext(aiter(manager.stream([secretive.orders.list()]))),
    }
    server.always(STEPS[step])
    with pytest.raises(AsyncShopError) as caught:
        await ways[method]()
    assert server.requests[0].headers["X-Shopify-Access-Token"] == HIDDEN
    assert HIDDEN not in shown(caught.value)
    assert not any(isinstance(each, aiohttp.ClientError) for each in chain(caught.value))
    assert HIDDEN not in repr([vars(record) for record in log.records])
    assert "asyncshop" in {record.name for record in log.records}
    assert HIDDEN not in repr(attempts) + repr(manager.stats())
    assert HIDDEN.encode() not in msgspec.json.encode(attempts)


@pytest.mark.parametrize("how", ["cancel", "timeout"])
async def test_no_traceback_of_a_call_given_up_shows_the_token(
    server: Server, secretive: ShopifyShop, how: str
) -> None:
    server.always(hang)

    async def call() -> Any:
        async with asyncio.timeout(None if how == "cancel" else 0.02):
            return await secretive.orders.get(1)

    calling = asyncio.create_task(call())
    await server.arrival(1)
    if how == "cancel":
        calling.cancel()
    with pytest.raises((asyncio.CancelledError, TimeoutError)) as caught:
        await calling
    assert HIDDEN not in shown(caught.value)


async def test_no_repr_shows_the_token(
    server: Server, secretive: ShopifyShop, manager: SessionManager
) -> None:
    server.script(reply(200, orders([1]), link("A")))
    page = await secretive.orders.list().pages()
    things = [
        secretive,
        secretive.orders,
        secretive.orders.with_response,
        secretive.orders.list(),
        secretive.source,
        secretive.source.target,
        secretive.source.target.credential,
        page,
        page.response,
        manager,
        manager.stream([secretive.orders.list()]),
        vars(manager),
    ]
    assert HIDDEN not in "".join(map(repr, things)) + "".join(map(str, things))


@pytest.mark.parametrize("platform", ["shopify", "shoplazza"])
def test_no_handle_is_pickled_with_its_token(platform: str) -> None:
    """Before the manager is open, nothing else in a handle keeps it from being pickled."""
    shop = SessionManager().shop(platform, "acme", access_token=HIDDEN)
    for handle in (shop, shop.options(max_wait=1), shop.source, shop.source.target):
        with pytest.raises(TypeError, match="send the shop's domain instead"):
            pickle.dumps(handle)
        assert repr(copy.deepcopy(handle)).split(" at ")[0] == repr(handle).split(" at ")[0]


async def test_no_warning_and_no_answer_shows_the_token(
    server: Server, secretive: ShopifyShop
) -> None:
    told = {"X-Request-Id": HIDDEN, "X-Shopify-API-Deprecated-Reason": HIDDEN}
    server.script(reply(200, {"count": 1}, told | {"X-Shopify-API-Version": HIDDEN}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        response = await secretive.orders.with_response.count()
    assert len(caught) == 2
    assert HIDDEN not in "".join(str(each) for each in caught) + repr(response)


@pytest.mark.parametrize(
    "wrong",
    [
        {"platform": "shopfy"},
        {"domain": "https://acme"},
        {"domain": 5},
        {"api_version": "latest"},
        {"base_url": "acme"},
        {"access_token": f"{HIDDEN}\n"},
        {"access_tokn": "mistyped"},
    ],
)
async def test_no_traceback_of_a_bad_argument_shows_the_token(
    manager: SessionManager, wrong: dict[str, Any]
) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        manager.shop(**{"platform": "shopify", "domain": "acme", "access_token": HIDDEN} | wrong)
    assert HIDDEN not in shown(caught.value)


async def test_an_error_of_the_hook_does_not_show_the_token(
    server: Server, manage: ManagerFactory, log: pytest.LogCaptureFixture
) -> None:
    def hook(attempt: Attempt) -> None:
        raise RuntimeError(f"no room for {attempt}")

    manager = await manage(on_attempt=hook)
    shop = manager.shopify("acme", access_token=HIDDEN, base_url=server.base_url)
    server.script(reply(200, {"count": 1}))
    assert await shop.orders.count() == 1
    (failed,) = [record for record in log.records if record.levelname == "ERROR"]
    assert failed.exc_info is not None
    assert failed.exc_info[1] is not None
    assert HIDDEN not in shown(failed.exc_info[1]) + failed.getMessage()


@pytest.mark.parametrize("fresh", [False, True])
async def test_what_cannot_be_decoded_is_kept_without_the_token(
    server: Server, manager: SessionManager, fresh: bool
) -> None:
    async def source() -> str:
        return HIDDEN

    token = source if fresh else HIDDEN
    shop = manager.shopify("acme", access_token=token, base_url=server.base_url)
    for ask in (lambda: shop.orders.get(1), lambda: anext(aiter(shop.orders.list()))):
        server.script(echo_as_order)
        with pytest.raises(DecodeError) as caught:
            await ask()
        assert b"***" in caught.value.body
        assert HIDDEN not in shown(caught.value)
