"""How an answer leaves the socket, and the faults that happen there."""

import asyncio
import gzip
import socket
import struct
from dataclasses import replace
from weakref import WeakSet

from aiohttp import web

from asyncshop.sandbox.exchanges import Answer
from asyncshop.sandbox.faults import Altered, CutGzip, Fault, Reset, Slow, Truncated

_WORTH_COMPRESSING = 1024  # bytes


class Connections:
    """Tells the first request on a connection from later ones."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: WeakSet[asyncio.BaseTransport] = WeakSet()

    def reused(self, request: web.BaseRequest) -> bool:
        """Whether the request's connection has served another one before."""
        transport = request.transport
        if transport is None:
            return False
        reused = transport in self._seen
        self._seen.add(transport)
        return reused


def encoded(answer: Answer, *, accepts_gzip: bool) -> Answer:
    """Compress the body if the client takes gzip and it is worth it."""
    if (
        not accepts_gzip
        or len(answer.body) < _WORTH_COMPRESSING
        or "Content-Encoding" in answer.headers
    ):
        return answer
    body = gzip.compress(answer.body, 1, mtime=0)
    return replace(answer, body=body, headers={**answer.headers, "Content-Encoding": "gzip"})


def altered(answer: Answer, fault: Fault) -> Answer:
    """Give the answer as a fault that changes its contents leaves it."""
    if not isinstance(fault, Altered):
        return answer
    merged = {**answer.headers, **fault.headers}
    headers = {name: value for name, value in merged.items() if value is not None}
    if fault.body is None:
        return replace(answer, headers=headers)
    headers.pop("Content-Encoding", None)
    return replace(answer, headers=headers, body=fault.body)


async def send(request: web.BaseRequest, answer: Answer, fault: Fault | None) -> web.StreamResponse:
    """Send the answer, and let the fault happen to it on the way."""
    body = answer.body
    if isinstance(fault, CutGzip):
        packed = body if "Content-Encoding" in answer.headers else gzip.compress(body, 1, mtime=0)
        body = packed[: -fault.missing]
        answer = replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"})
    headers = {"Content-Type": answer.content_type, **answer.headers}
    if not isinstance(fault, Reset | Truncated | Slow):
        return web.Response(status=answer.status, headers=headers, body=body)
    if isinstance(fault, Slow):
        await asyncio.sleep(fault.headers)
    sent = len(body) // 2 if isinstance(fault, Slow) else fault.sent or 0
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[:sent])
    if isinstance(fault, Slow):
        await asyncio.sleep(fault.body)
        await response.write(body[sent:])
    elif isinstance(fault, Reset):
        reset(request)
    else:
        request.protocol.force_close()
    return response


def reset(request: web.BaseRequest) -> None:
    """Break the connection if it is still there: the client sees a reset, not an end."""
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
