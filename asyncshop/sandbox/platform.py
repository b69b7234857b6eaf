"""What the sandbox asks of a platform's room: the only way the server knows one."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol

from asyncshop.sandbox.exchanges import Answer, Received
from asyncshop.sandbox.shop import Setting, Shop


class Platform(Protocol):
    """A platform's side of the protocol: its shops, its token header, its routes."""

    name: ClassVar[str]
    credentials: ClassVar[tuple[str, ...]]
    """Headers that can carry a token, and are not kept with a request."""

    def __init__(self, setting: Setting) -> None: ...

    def open(self, index: int, *, plan: str, scopes: Iterable[str] | None) -> Shop:
        """Give a new shop with its first app installed; `scopes` None: all of the platform's."""

    def serves(self, path: str) -> bool:
        """Whether a path belongs to this platform."""

    def token(self, headers: Mapping[str, str]) -> str:
        """Give the access token that a request's headers carry, or ""."""

    def shop(self, token: str) -> Shop | None:
        """Give the shop of an access token, or None if it is unknown."""

    async def answer(self, token: str, request: Received, now: float) -> Answer:
        """Answer a request that carries `token`; `now` counts seconds since 1970."""

    def stamped(self, answer: Answer, request: Received, now: float) -> Answer:
        """Give the answer with the headers that every answer has; its own ones win."""
