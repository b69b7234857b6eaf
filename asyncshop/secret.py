"""Tokens, kept out of sight."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, NoReturn, Self

TokenSource = str | Callable[[], Awaitable[str]]

MASK = "***"

_SHORTEST = 4
"""What is shorter is a test's: no platform gives such a token, and every text has an `x` in it."""

_REMEMBERED = 16
"""Tokens of a callable that are looked for in orders: the page was asked for with one of them."""


class Secret(str):
    """A token whose `repr` tells nothing, so that no log, traceback or header dump can."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK


class Credential:
    """A shop's access token: a string, or an async callable that gives the one now valid."""

    __slots__ = ("_given", "_source")

    def __init__(self, source: TokenSource) -> None:
        self._source: Secret | Callable[[], Awaitable[str]] = (
            source if callable(source) else _checked(source)
        )
        self._given = deque(filter(None, [self.known]), maxlen=_REMEMBERED)

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
            return self._remembered(_checked(masked(await asked)))
        del asked  # it is the token, which no traceback shall show
        raise TypeError(
            "access_token is a function that is not async: give the string, or an async one"
        )

    def hide(self, error: Exception) -> None:
        """Take the token out of all that an error tells, also one that was given before."""
        for token in self._given:
            hide(token, error)

    def _remembered(self, token: Secret) -> Secret:
        if token not in self._given:
            self._given.append(token)
        return token

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


def scrub(value: Any, token: str) -> Any:
    """Take the token out of a text, of bytes, or of several of them; anything else stays as it is.

    It is found as it is, and as JSON may write it: each character may be escaped.
    """
    if len(token) < _SHORTEST:
        return value
    if isinstance(value, tuple):
        return tuple(scrub(part, token) for part in value)
    if isinstance(value, str):
        shown = value.replace(str(token), MASK)
        return _written(token).sub(MASK, shown) if "\\" in shown else shown
    if isinstance(value, bytes):
        return scrub(value.decode("latin-1"), token).encode("latin-1")
    return value


def hide(token: str, error: Exception) -> None:
    """Take the token out of all that an error tells, and of what it was made from."""
    error.args = scrub(error.args, token)
    for name, value in vars(error).items():
        if isinstance(value, Exception):
            hide(token, value)
        elif name != "shop":  # the caller's own word, by which he knows it again
            setattr(error, name, scrub(value, token))
    # Frames hold the answer itself.
    error.__traceback__ = error.__context__ = None


def _written(token: str) -> re.Pattern[str]:
    """Match a token as JSON may write it: behind a backslash, or by its number, each character."""
    return re.compile(
        "".join(rf"(?:\\?{re.escape(char)}|\\u(?i:{ord(char):04x}))" for char in str(token))
    )
