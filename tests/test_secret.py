"""Tokens: checked, asked for anew each time, and shown to nobody."""

import copy
import pickle
import traceback
from typing import Any

import pytest

from asyncshop.errors import APIError, OutcomeUnknownError
from asyncshop.secret import Credential, Secret, hide, masked, scrub

TOKEN = "shpat_5ecre75ecre75ecre7"


def test_a_secret_is_its_text_but_does_not_show_it() -> None:
    secret = Secret(TOKEN)
    assert secret == TOKEN
    assert repr(secret) == "***"
    assert repr({"X": secret}) == "{'X': ***}"


async def test_a_string_is_the_token_for_good() -> None:
    credential = Credential(TOKEN)
    token = await credential.token()
    assert (token, type(token)) == (TOKEN, Secret)
    assert repr(credential) == "<Credential ***>"


async def test_a_string_is_known_without_asking_and_a_callables_token_is_not() -> None:
    async def source() -> str:
        return TOKEN

    known = Credential(TOKEN).known
    assert (known, type(known)) == (TOKEN, Secret)
    assert Credential(source).known is None


async def test_a_callable_is_asked_each_time() -> None:
    tokens = iter(["one", "two"])

    async def source() -> str:
        return next(tokens)

    credential = Credential(source)
    assert [await credential.token(), await credential.token()] == ["one", "two"]


@pytest.mark.parametrize(
    ("token", "error", "says"),
    [
        ("", ValueError, "empty"),
        (f"{TOKEN}\n", ValueError, "line end"),
        (f" {TOKEN}", ValueError, "blanks"),
        (f"{TOKEN}é", ValueError, "characters"),
        (f"{TOKEN}\r\nX-Evil: 1", ValueError, "blanks"),
        (TOKEN.encode(), TypeError, "not bytes"),
        (None, TypeError, "not NoneType"),
    ],
)
async def test_what_cannot_be_a_token_is_refused_without_showing_it(
    token: Any, error: type[Exception], says: str
) -> None:
    async def source() -> Any:
        return token

    with pytest.raises(error, match=says) as given:
        Credential(token)
    with pytest.raises(error, match=says) as fetched:
        await Credential(source).token()
    for caught in (given, fetched):
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("unfit", ["{}\n".format, str.encode, list])
async def test_no_traceback_of_ours_shows_a_token_that_is_refused(unfit: Any) -> None:
    async def source() -> Any:
        return unfit(TOKEN)

    with pytest.raises((TypeError, ValueError), match=r"line end|not bytes|not list") as caught:
        await Credential(source).token()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKEN not in "".join(shown.format())


async def test_a_callable_that_is_not_async_is_told_so_without_showing_its_token() -> None:
    source: Any = TOKEN.strip
    with pytest.raises(TypeError, match="not async: give the string, or an async one") as caught:
        await Credential(source).token()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert TOKEN not in "".join(shown.format())


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="send the shop's domain instead"):
        pickle.dumps(Credential(TOKEN), protocol)


def test_it_can_be_copied() -> None:
    credential = Credential(TOKEN)
    assert copy.copy(credential) is copy.deepcopy(credential) is credential


def test_a_token_is_masked_and_a_callable_left_alone() -> None:
    assert repr(masked(TOKEN)) == "***"

    async def source() -> str:
        return TOKEN

    assert masked(source) is source


def test_scrub_takes_the_token_out_of_a_text() -> None:
    assert scrub(f"bad header {TOKEN!r}", Secret(TOKEN)) == "bad header '***'"


ESCAPED = {
    "slashes": TOKEN.replace("_", r"\_"),
    "numbers": "".join(f"\\u{ord(char):04x}" for char in TOKEN),
    "large numbers": "".join(f"\\u{ord(char):04X}" for char in TOKEN),
    "the first alone": f"\\u{ord(TOKEN[0]):04x}{TOKEN[1:]}",
}


@pytest.mark.parametrize("how", ESCAPED)
def test_scrub_takes_out_what_json_may_write_otherwise(how: str) -> None:
    assert scrub(f"no {ESCAPED[how]}!", TOKEN) == "no ***!"
    assert scrub(f"no\u00e9 {ESCAPED[how]}!".encode(), TOKEN) == "no\u00e9 ***!".encode()


def test_scrub_takes_it_out_of_several_texts_and_leaves_all_else() -> None:
    assert scrub(("a", TOKEN, 5, None), TOKEN) == ("a", "***", 5, None)
    assert scrub(r"C:\new", TOKEN) == r"C:\new"


def test_what_is_too_short_for_a_token_spoils_no_text() -> None:
    assert scrub("next", "x") == "next"


def test_an_error_tells_no_token_and_neither_does_what_it_holds() -> None:
    inner = APIError(f"no {TOKEN}", status=400, messages=[TOKEN], body=TOKEN.encode())
    error = OutcomeUnknownError(f"sent: {TOKEN}", error=inner, url=f"/{TOKEN}", shop="acme")
    hide(TOKEN, error)
    assert TOKEN not in repr([error, error.args, vars(error), vars(inner)])
    assert TOKEN.encode() not in pickle.dumps(error)
    assert (error.url, inner.messages, inner.body) == ("/***", ("***",), b"***")
    hide("acme", error)
    assert error.shop == "acme"


async def test_a_token_given_before_is_hidden_too() -> None:
    tokens = iter(["first", "second", "second", "third"])

    async def source() -> str:
        return next(tokens)

    credential = Credential(source)
    for _ in range(4):
        await credential.token()
    error = ValueError("first second third")
    credential.hide(error)
    assert error.args == ("*** *** ***",)
    error = ValueError(TOKEN)
    Credential(TOKEN).hide(error)
    assert error.args == ("***",)


def test_what_can_be_no_token_is_masked_all_the_same() -> None:
    source = masked(TOKEN.encode())
    assert TOKEN not in repr(source)
    with pytest.raises(TypeError, match="not bytes"):
        Credential(source)
