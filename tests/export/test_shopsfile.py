"""The shops file, and what is told of its mistakes."""

from pathlib import Path

import pytest

from asyncshop import SessionManager
from asyncshop.export import ShopsFileError, open_shops
from asyncshop.export.shopsfile import EXAMPLE

TOKEN = "shpat_0123456789abcdef"

GOOD = 'domain = "acme"\nplatform = "shopify"\n'


@pytest.fixture
def opened() -> SessionManager:
    """A manager that need not be open: nothing is sent."""
    return SessionManager()


def written(folder: Path, *tables: str) -> Path:
    path = folder / "shops.toml"
    path.write_text("".join(f"[[shops]]\n{table}\n" for table in tables), encoding="utf-8")
    return path


async def test_the_example_is_right(
    tmp_path: Path, opened: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_TOKEN", TOKEN)
    (tmp_path / "shops.toml").write_text(EXAMPLE)
    (shop,) = open_shops(str(tmp_path / "shops.toml"), opened)
    assert (shop.domain, shop.platform) == ("acme.myshopify.com", "shopify")
    assert await shop.source.target.credential.token() == TOKEN


async def test_a_token_file_begins_at_the_files_folder(
    tmp_path: Path, opened: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line end is no part of the token."""
    monkeypatch.chdir("/")
    (tmp_path / "acme.token").write_text(f"{TOKEN}\n")
    (shop,) = open_shops(written(tmp_path, GOOD + 'token_file = "acme.token"'), opened)
    assert await shop.source.target.credential.token() == TOKEN


def test_what_is_optional(
    tmp_path: Path, opened: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_TOKEN", TOKEN)
    more = 'token_env = "ACME_TOKEN"\napi_version = "2026-07"\nbase_url = "http://127.0.0.1:1"\n'
    (shop,) = open_shops(written(tmp_path, GOOD + more + 'app = "bulk"'), opened)
    assert shop.api_version == "2026-07"
    assert shop.source.target.origin == "http://127.0.0.1:1"
    assert list(opened.stats()) == ["acme.myshopify.com (bulk)"]


def test_shops_of_both_platforms(
    tmp_path: Path, opened: SessionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    bravo = 'domain = "bravo"\nplatform = "shoplazza"\ntoken_env = "TOKEN"'
    old = 'domain = "shop.example.com"\nplatform = "shoplazza"\napi_version = "2022-01"\n'
    shops = open_shops(
        written(tmp_path, GOOD + 'token_env = "TOKEN"', bravo, old + 'token_env = "TOKEN"'), opened
    )
    assert [(shop.platform, shop.domain, shop.api_version) for shop in shops] == [
        ("shopify", "acme.myshopify.com", "2026-10"),
        ("shoplazza", "bravo.myshoplaza.com", "2026-01"),
        ("shoplazza", "shop.example.com", "2022-01"),
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('platform = "shopify"', 'has no domain: write domain = "acme.myshopify.com"'),
        ('domain = "acme"', '(acme): has no platform: write platform = "shopify"'),
        ('domain = "acme"\nplatform = "magento"', "platform is 'magento': write one of shopify"),
        ('domain = 7\nplatform = "shopify"', "shop 2: domain is no text: write it in quotes"),
        (GOOD + "api_version = 2026", "api_version is no text: write it in quotes"),
        (GOOD, "has neither token_env nor token_file: write one of them"),
        (GOOD + 'token_env = "A"\ntoken_file = "a"', "has both token_env and token_file"),
        (GOOD + f'access_token = "{TOKEN}"', "'access_token': a token has no place in this file"),
        (GOOD + f'token = "{TOKEN}"', "'token': a token has no place in this file"),
        (GOOD + f'password = "{TOKEN}"', "'password': a token has no place in this file"),
        (GOOD + 'tokenenv = "ACME"', "did you mean 'token_env'?"),
        (GOOD + 'colour = "red"', "'colour', which means nothing here: write one of domain, "),
        (GOOD + 'token_env = "NOT_THERE"', "the environment variable NOT_THERE is not set"),
        (GOOD + 'token_env = "EMPTY"', "the environment variable EMPTY is not set"),
        (GOOD + f'token_env = "{TOKEN}"', "variable that token_env names is not set"),
        (GOOD + 'token_file = "gone"', "cannot be read: No such file or directory"),
        (GOOD + f'token_file = "{TOKEN}"', "begins at the folder of this file, /"),
        (GOOD + 'token_file = "empty"', "the file that token_file names is empty"),
        (GOOD + 'token_file = "binary"', "cannot be read: it is no text"),
        (GOOD + 'token_file = "two"', "access_token has blanks"),
        (
            'domain = "https://acme.com/"\nplatform = "shopify"\ntoken_env = "BRAVO"',
            "'https://acme.com/' is no shop's domain: write",
        ),
        (GOOD + 'token_env = "BRAVO"\napi_version = "latest"', "write a quarter such as"),
        (GOOD + 'token_env = "BRAVO"\nbase_url = "acme"', "write scheme, host and port"),
        (
            'domain = "Bravo.myshopify.com"\nplatform = "shopify"\ntoken_env = "BRAVO"',
            "(Bravo.myshopify.com): is the same shop as number 1: name each shop once",
        ),
    ],
)
def test_a_mistake_names_file_and_shop_and_says_what_to_write(
    tmp_path: Path,
    opened: SessionManager,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    message: str,
) -> None:
    """And never tells a token, wherever it was written by mistake."""
    monkeypatch.setenv("BRAVO", TOKEN)
    monkeypatch.setenv("EMPTY", " ")
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "two").write_text(f"{TOKEN}\n{TOKEN}\n")
    bravo = 'domain = "bravo"\nplatform = "shopify"\ntoken_env = "BRAVO"'
    path = written(tmp_path, bravo, table)
    with pytest.raises(ShopsFileError) as caught:
        open_shops(path, opened)
    text = str(caught.value)
    assert text.startswith(f"{path}: shop 2")
    assert message in text
    assert TOKEN not in text
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "token", [TOKEN, "0123456789abcdef0123456789abcdef", "fQ3L8-zg_lU7qNDXLZD5gvcU"]
)
@pytest.mark.parametrize(
    "table",
    [
        'domain = "{}"\nplatform = "shopify"\napi_version = "latest"\ntoken_env = "BRAVO"',
        'domain = "{}!"\nplatform = "shopify"\ntoken_env = "BRAVO"',
        'domain = "acme"\nplatform = "{}"\ntoken_env = "BRAVO"',
        GOOD + 'token_env = "BRAVO"\napi_version = "{}"',
        GOOD + 'token_env = "BRAVO"\nbase_url = "https://acme:{}@acme.test"',
        GOOD + '{} = "x"',
        GOOD + "[{}]\n[{}]",
    ],
)
def test_what_looks_like_a_token_is_not_repeated_wherever_it_was_written(
    tmp_path: Path,
    opened: SessionManager,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    token: str,
) -> None:
    monkeypatch.setenv("BRAVO", TOKEN)
    path = written(tmp_path, table.replace("{}", token))
    with pytest.raises(ShopsFileError) as caught:
        open_shops(path, opened)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('domain = "a-shop-with-a-name-of-2024"', "shop 1 (a-shop-with-a-name-of-2024): has no"),
        ('domain = "ashopwithalongname2024.example.com"', "2024.example.com): has no platform"),
        (
            GOOD + 'token_env = "THE_TOKEN_OF_ACME_AS_OF_2024"',
            "variable THE_TOKEN_OF_ACME_AS_OF_2024",
        ),
    ],
)
def test_names_are_repeated_however_long(
    tmp_path: Path, opened: SessionManager, table: str, message: str
) -> None:
    with pytest.raises(ShopsFileError) as caught:
        open_shops(written(tmp_path, table), opened)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "names no shop. Write for each:\n\n[[shops]]\n"),
        (b"shops = []", "names no shop"),
        (b'shops = "acme"', "names no shop"),
        (b"shops = [1]", "shop 1: is no table: write [[shops]] before its lines"),
        (b'[[shop]]\ndomain = "acme"', "has 'shop' at its top: write [[shops]] tables only"),
        (b"[[shops]]\ndomain = acme", "is not TOML: Invalid value (at line 2, column 10)"),
        (b"\xff", "is not UTF-8 text"),
    ],
)
def test_what_is_no_shops_file(
    tmp_path: Path, opened: SessionManager, text: bytes, message: str
) -> None:
    path = tmp_path / "shops.toml"
    path.write_bytes(text)
    with pytest.raises(ShopsFileError) as caught:
        open_shops(path, opened)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path, opened: SessionManager) -> None:
    with pytest.raises(ShopsFileError, match=r"shops\.toml: cannot be read: No such file"):
        open_shops(tmp_path / "shops.toml", opened)
