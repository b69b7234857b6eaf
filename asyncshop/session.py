"""The HTTP session: our own settings, on connections of our own or borrowed ones."""

from __future__ import annotations

import aiohttp

from asyncshop import __version__
from asyncshop.wire import ToldRequest

KEEP_ALIVE = 4.0
"""Seconds for which a connection is kept that nobody uses.

Longer than any pause of a shop whose limit is used up. Idle connections have buffers, those of TLS
a third of a megabyte each: with 1,000 shops, aiohttp's 15 seconds keep 250 MB.
"""


def slots(max_connections: int, borrowed: aiohttp.ClientSession | None) -> int:
    """Bound what is under way by what the connector allows: whoever is admitted, connects."""
    connector = None if borrowed is None else borrowed.connector
    allowed = connector.limit if connector is not None else 0
    return min(max_connections, allowed) if allowed else max_connections


def agent(given: str | None) -> str:
    """Say what the requests come from: what is given, then this library.

    Raises:
        TypeError, ValueError: for what no header can hold.
    """
    own = f"asyncshop/{__version__}"
    if given is None:
        return own
    if not isinstance(given, str):
        raise TypeError(f"user_agent is {given!r}: write a string")
    if not given.isascii() or not given.isprintable():
        raise ValueError(f"user_agent is {given!r}: write printable ASCII, on one line")
    return f"{given} {own}".lstrip()


def open_session(borrowed: aiohttp.ClientSession | None, user_agent: str) -> aiohttp.ClientSession:
    """Open a session of our own settings, on the connections of a borrowed one if there is one.

    Cookies would mix shops, and a default header or authentication of the borrowed session would
    go to every one of them.
    """
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": user_agent,
    }
    if borrowed is None:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            request_class=ToldRequest,
        )
    if borrowed.closed:
        raise ValueError("the session to borrow is closed: give an open one, or none")
    return aiohttp.ClientSession(
        connector=borrowed.connector,
        connector_owner=False,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=borrowed.trust_env,
        request_class=ToldRequest,
        trace_configs=borrowed.trace_configs,
    )
