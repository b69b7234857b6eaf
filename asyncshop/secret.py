"""Tokens, kept out of sight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

TokenSource = str | Callable[[], Awaitable[str]]

MASK = "***"


class Secret(str):
    """A token whose `repr` tells nothing, so that no log, traceback or header dump can."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK


class Credential:
    """A shop's access token: a string, or an async callable that gives the one now valid."""

    __slots__ = ("_source",)

    def __init__(self, source: TokenSource) -> None:
        self._source = source if callable(source) else _checked(source)

    def __repr__(self) -> str:
        return f"<Credential {MASK}>"

    @property
    def rotates(self) -> bool:
        """Whether the token must be asked for."""
        return callable(self._source)

    async def token(self) -> Secret:
        """Give the token now valid.

        Raises:
            TypeError, ValueError: when the callable gives what cannot be a token.
        """
        source = self._source
        return _checked(await source()) if callable(source) else Secret(source)


def masked(source: TokenSource) -> TokenSource:
    """Give the same, a token so that no traceback shows it."""
    return Secret(source) if isinstance(source, str) else source


def _checked(token: object) -> Secret:
    if not isinstance(token, str):
        raise TypeError(
            "access_token must be a string or an async callable that gives one, "
            f"not {type(token).__name__}"
        )
    token = Secret(token)
    if not token:
        raise ValueError("access_token is empty: give the token of the app's installation")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError(
            "access_token has blanks or characters that no token has: "
            "was it read from a file with its line end?"
        )
    return token


def scrub(text: str, token: str) -> str:
    """Take the token out of a text that others wrote."""
    return text.replace(str(token), MASK)
