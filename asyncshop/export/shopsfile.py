"""The shops file: which shops, and where their tokens are."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from asyncshop import values
from asyncshop.manager import PLATFORMS, SessionManager
from asyncshop.secret import MASK
from asyncshop.shop import Shop

EXAMPLE = """\
[[shops]]
domain = "acme.myshopify.com"
platform = "shopify"
token_env = "ACME_TOKEN"
"""

_TOKEN = re.compile(r"token|password|secret|key", re.IGNORECASE)

# Nothing else is repeated in an error: somebody may have put the token itself there.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")

_WORD = re.compile(r"(?<![\w./\\-])[\w-]+(?![\w/-]|\.\w)", re.ASCII)
"""A whole word, and no part of a path or of a domain."""

_SHOP_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_SHORTEST_TOKEN = 20


class ShopsFileError(ValueError):
    """A shops file says what cannot be; the message tells where, and what to write instead."""


class _Entry(Struct, kw_only=True):
    domain: str
    platform: str
    token_env: str | None = None
    token_file: str | None = None
    api_version: str | None = None
    base_url: str | None = None
    app: str | None = None


def open_shops(path: str | PathLike[str], manager: SessionManager) -> list[Shop[Any]]:
    """Give the manager's handles on the shops that a TOML file names; sends nothing.

    Each `[[shops]]` table has `domain`, `platform`, and either `token_env`, the name of an
    environment variable, or `token_file`, a path that begins at the file's folder; and may have
    `api_version`, `base_url` and `app`, as `manager.shopify` and `manager.shoplazza` take them.

    Raises:
        ShopsFileError: for anything that is wrong with it. No token is in the message.
    """
    path = Path(path)
    claimed: dict[str, int] = {}
    shops: list[Shop[Any]] = []
    for number, table in enumerate(_tables(path), 1):
        try:
            shop = _open(table, path.parent, manager)
            _claim(shop.domain, number, claimed)
        except (TypeError, ValueError) as error:
            raise _mistaken(path, f"{_which(number, table)}: {error}") from None
        shops.append(shop)
    return shops


def _tables(path: Path) -> list[Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _mistaken(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _mistaken(path, "is not UTF-8 text: write it as TOML in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _mistaken(path, f"is not TOML: {error}") from None
    unknown = sorted(document.keys() - {"shops"})
    if unknown:
        raise _mistaken(path, f"has {unknown[0]!r} at its top: write [[shops]] tables only")
    tables = document.get("shops")
    if not isinstance(tables, list) or not tables:
        raise _mistaken(path, f"names no shop. Write for each:\n\n{EXAMPLE}")
    return tables


def _mistaken(path: Path, what: str) -> ShopsFileError:
    """Make the error; what looks like a token, whatever it was written as, is not repeated."""
    told = _WORD.sub(lambda word: MASK if _looks_like_token(word[0]) else word[0], what)
    return ShopsFileError(f"{path}: {told}")


def _looks_like_token(word: str) -> bool:
    if word.startswith("shp"):
        return True
    named = _VARIABLE.fullmatch(word) or _SHOP_NAME.fullmatch(word)
    return len(word) >= _SHORTEST_TOKEN and any(map(str.isdigit, word)) and not named


def _which(number: int, table: Any) -> str:
    domain = table.get("domain") if isinstance(table, Mapping) else None
    return f"shop {number} ({domain})" if isinstance(domain, str) else f"shop {number}"


def _open(table: Any, folder: Path, manager: SessionManager) -> Shop[Any]:
    entry = _entry(table)
    platform = values.choice("platform", entry.platform, PLATFORMS)
    optional = {
        "api_version": entry.api_version,
        "base_url": entry.base_url,
        "app": entry.app,
    }
    given = {name: value for name, value in optional.items() if value is not None}
    return manager.shop(platform, entry.domain, access_token=_token(entry, folder), **given)


def _claim(domain: str, number: int, claimed: dict[str, int]) -> None:
    first = claimed.setdefault(domain, number)
    if first != number:
        raise ValueError(f"is the same shop as number {first}: name each shop once")


def _entry(table: Any) -> _Entry:
    if not isinstance(table, Mapping):
        raise TypeError("is no table: write [[shops]] before its lines")
    known = _Entry.__struct_fields__
    for name in table:
        if name not in known:
            raise ValueError(_unknown(name, known))
    try:
        return msgspec.convert(table, _Entry)
    except msgspec.ValidationError as error:
        raise ValueError(_mistake(str(error))) from None


def _unknown(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.8)
    if not close and _TOKEN.search(name):
        return (
            f"has {name!r}: a token has no place in this file. Write token_env, the name of an "
            "environment variable that has it, or token_file, the path of a file that has it"
        )
    hint = f"did you mean {close[0]!r}?" if close else f"write one of {', '.join(known)}"
    return f"has {name!r}, which means nothing here: {hint}"


def _mistake(error: str) -> str:
    """Say in this file's words what msgspec found."""
    if missing := re.search(r"missing required field `(\w+)`", error):
        name = missing[1]
        example = {"domain": "acme.myshopify.com", "platform": PLATFORMS[0]}[name]
        return f'has no {name}: write {name} = "{example}"'
    name = error[error.index("$.") + 2 :].rstrip("`")
    return f"{name} is no text: write it in quotes"


def _token(entry: _Entry, folder: Path) -> str:
    if (entry.token_env is None) == (entry.token_file is None):
        which = "neither token_env nor" if entry.token_env is None else "both token_env and"
        raise ValueError(f"has {which} token_file: write one of them")
    if entry.token_env is not None:
        return _from_environment(entry.token_env)
    return _from_file(folder, str(entry.token_file))


def _from_environment(name: str) -> str:
    token = os.environ.get(name, "").strip()
    if token:
        return token
    shown = f"variable {name}" if _VARIABLE.fullmatch(name) else "variable that token_env names"
    raise ValueError(f"the environment {shown} is not set: put the shop's access token there")


def _from_file(folder: Path, name: str) -> str:
    try:
        token = (folder / name).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ValueError(
            f"the file that token_file names cannot be read: {reason}. A path that does not begin "
            f"with a slash begins at the folder of this file, {folder.absolute()}"
        ) from None
    if not token:
        raise ValueError("the file that token_file names is empty: put the access token there")
    return token
