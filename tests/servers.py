"""A loopback server that answers by a script, for what well-behaved servers never do."""

import asyncio
import json
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from multidict import CIMultiDict


@dataclass
class Request:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: CIMultiDict[str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2], strict_parsing=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Step = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Headers = dict[str, str]


class Server:
    """Does one step of its script for each request, and keeps what came.

    `script` steps in turn; when they are used up, `always` for every further request.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.steps: deque[Step] = deque()
        self.otherwise: Step | None = None
        self.connections = 0
        self.open = 0
        self.base_url = ""
        self._arrived = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def script(self, *steps: Step) -> None:
        self.steps.extend(steps)

    def always(self, step: Step) -> None:
        self.otherwise = step

    async def arrival(self, number: int) -> Request:
        """Wait until that many requests have come; give the last of them."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= number)
        return self.requests[number - 1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        connection = self.connections
        try:
            while (request := await _read(reader, connection)) is not None:
                step = self.steps.popleft() if self.steps else self.otherwise
                async with self._arrived:
                    self.requests.append(request)
                    self._arrived.notify_all()
                if step is None:
                    step = reply(599, b"the script is at its end")
                await step(request, writer)
                if writer.is_closing():
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self.serve(reader, writer), name="server")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.accept, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server.base_url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listener.close()
        await server.close()
        await listener.wait_closed()


def reply(
    status: int = 200, body: bytes | Any = b"", headers: Headers | None = None, **options: Any
) -> Step:
    """Answer; what is no bytes is sent as JSON. `hold` holds the body back until it is set."""
    hold: asyncio.Event | None = options.pop("hold", None)
    cut: int | None = options.pop("cut", None)
    assert not options
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def step(_: Request, writer: asyncio.StreamWriter) -> None:
        lines = {"Content-Length": str(len(content)), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode())
        await writer.drain()
        if hold is not None:
            await hold.wait()
        writer.write(content[:cut])
        await writer.drain()
        if cut is not None:
            writer.close()

    return step


def raw(data: bytes) -> Step:
    """Send these bytes, then close the connection."""

    async def step(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return step


async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
    """Reset the connection instead of answering."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def hang(_: Request, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await writer.wait_closed()


async def hang_in_body(_: Request, writer: asyncio.StreamWriter) -> None:
    """Begin to answer, and never end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.wait_closed()


async def reset_in_body(request: Request, writer: asyncio.StreamWriter) -> None:
    """Reset the connection in the middle of the body."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    await reset(request, writer)


def orders(ids: Iterable[int]) -> dict[str, Any]:
    """A page of small orders."""
    return {"orders": [{"id": each} for each in ids]}


def link(cursor: str, *, origin: str = "https://elsewhere.test", rel: str = "next") -> Headers:
    """The header that leads to another page."""
    path = f"{origin}/admin/api/2026-10/orders.json?limit=250&page_info={cursor}"
    return {"Link": f'<{path}>; rel="{rel}"'}


async def _read(reader: asyncio.StreamReader, connection: int) -> Request | None:
    line = (await reader.readline()).decode()
    if not line:
        return None
    method, target, _ = line.split()
    headers: CIMultiDict[str] = CIMultiDict()
    while field := (await reader.readline()).decode().strip():
        name, _, value = field.partition(":")
        headers.add(name, value.strip())
    body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    return Request(method, target, headers, body, connection)
