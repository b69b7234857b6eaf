"""Tokens, kept out of sight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, NoReturn, Self

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
        self._source: Secret | Callable[[], Awaitable[str]] = (
            source if callable(source) else _checked(source)
        )

    def __repr__(self) -> str:
        return f"<Credential {MASK}>"

    @property
    def known(self) -> Secret | None:
        """The token, where it need not be asked for."""
        source = self._source
        return source if isinstance(source, Secret) else None

    async def token(self) -> Secret:
        """Give the token now valid.

        Raises:
            TypeError, ValueError: when the callable gives what cannot be a token.
        """
        source = self._source
        if isinstance(source, Secret):
            return source
        asked = source()
        if isawaitable(asked):
            return _checked(masked(await asked))
        del asked  # it is the token, which no traceback shall show
        raise TypeError(
            "access_token is a function that is not async: give the string, or an async one"
        )

    def __copy__(self) -> Self:
        return self  # nothing in it changes

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a shop's handle has its access token in it, and is not pickled: "
            "send the shop's domain instead, and make a handle where it is used"
        )


def masked(source: Any) -> Any:
    """Give the same, so that no traceback shows it; what can be no token (bytes) may be one too."""
    if isinstance(source, str):
        return Secret(source)
    return source if callable(source) else _Unfit(type(source).__name__)


class _Unfit:
    """Stands for what was given in place of a token, and tells its type only."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


def _checked(token: object) -> Secret:
    if not isinstance(token, str):
        kind = token.kind if isinstance(token, _Unfit) else type(token).__name__
        raise TypeError(
            f"access_token must be a string or an async callable that gives one, not {kind}"
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
