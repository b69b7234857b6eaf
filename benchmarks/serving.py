"""What the servers here have in common: a certificate, and serving until they are told to stop."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
from typing import Any

FIRST_ID = 6_000_000_000_000
"""Of the orders of a shop that has any number of them."""


def tls_of(certificate: str | None) -> ssl.SSLContext | None:
    """Read a PEM file with a certificate and its key; None serves without TLS."""
    if not certificate:
        return None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


async def until_stopped(listening: asyncio.Server, *, scheme: str = "http", **ready: Any) -> None:
    """Say where it serves, and what is `ready`, in one line of JSON; end at SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    port = listening.sockets[0].getsockname()[1]
    where = {"base_url": f"{scheme}://127.0.0.1:{port}", "port": port}
    print(json.dumps(where | ready), flush=True)
    await stopped.wait()
    listening.close()
