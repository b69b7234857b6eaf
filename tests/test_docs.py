"""Every snippet of the documentation runs, and its tables are those of the code."""

import logging
import re
from collections.abc import Iterator
from inspect import getmembers, signature
from pathlib import Path
from typing import Any

import msgspec
import pytest
from snippets import ROOT, readers_scope, run, snippets

from asyncshop import SessionManager
from asyncshop.endpoint import Namespace
from asyncshop.model import ReadModel
from asyncshop.shopify import calls
from asyncshop.shoplazza import v2022, v2026
from asyncshop.shoplazza.v2026.calls.orders import ORDERS

PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if snippets(page)]


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Take back what a page does to the log."""
    logger = logging.getLogger("asyncshop")
    handlers, level = logger.handlers[:], logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
async def test_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page's snippets run as they stand, one after the other, on two shops of the sandbox."""
    monkeypatch.chdir(tmp_path)
    async with readers_scope(monkeypatch) as scope:
        for code in snippets(page):
            await run(code, scope)


def test_pages_with_snippets_are_found() -> None:
    """The rule that finds them is not at fault."""
    assert {"quickstart", "orders", "shoplazza", "streams"} <= {page.stem for page in PAGES}


def test_help_shows_the_arguments() -> None:
    """`help` and editors see a method's arguments as it takes them, and none of the builder's."""
    shop = SessionManager().shopify("acme", access_token="shpat_1")
    assert str(signature(shop.orders.close)) == "(order_id: 'Id')"
    assert list(signature(shop.orders.list).parameters)[-1] == "filters"
    assert shop.orders.get.__doc__ == calls.get_order.__doc__


def test_help_shows_the_arguments_of_both_platforms() -> None:
    """What both generations of Shoplazza share is seen like any other method."""
    shop = SessionManager().shoplazza("bravo", access_token="token")
    assert str(signature(shop.orders.delete)) == "(order_id: 'Id')"
    assert list(signature(shop.orders.list).parameters)[-1] == "filters"
    assert shop.orders.get.__doc__ == ORDERS.get.__doc__


def wire_names(models: Any) -> dict[tuple[str, str], str]:
    """Give the name on the wire of each attribute of a generation's read models."""
    return {
        (name, field.name.removesuffix("_raw")): field.encode_name
        for name, model in getmembers(models, lambda each: isinstance(each, type))
        if issubclass(model, ReadModel)
        for field in msgspec.structs.fields(model)
    }


def test_every_renamed_field_of_shoplazza_stands_in_the_table() -> None:
    """What the generations call by two names, the page tells by both."""
    page = (ROOT / "docs/shoplazza.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)`.*? \| `(\w+)` \| `(\w+)` \|$", page, re.MULTILINE)
    older, newer = wire_names(v2022), wire_names(v2026)
    renamed = {
        (*place, older[place], newer[place])
        for place in older.keys() & newer.keys()
        if older[place] != newer[place]
    }
    # `options` is read out of `properties`: a field of another name, and not the same renamed.
    assert set(rows) == renamed | {("LineItem", "options", "properties", "options")}


def operations(table: str) -> Iterator[tuple[str, str, str]]:
    """Give the namespace, the method and the version of each check mark of the table."""
    namespace = ""
    row = r"^\| (?:`(\w+)`)? ?\| (`\w+.*?) \| (✓?) ?\| (✓?) ?\| .* \|$"
    for named, methods, older, newer in re.findall(row, table, re.MULTILINE):
        namespace = named or namespace
        for method in re.findall(r"`(\w+)(?:\(.*?\))?`", methods):
            for version, mark in (("2022-01", older), ("2026-01", newer)):
                if mark:
                    yield namespace, method, version


@pytest.mark.parametrize("version", ["2022-01", "2026-01"])
def test_every_operation_of_shoplazza_stands_in_the_table(version: str) -> None:
    """A generation's handle has the methods that the page says, and no others."""
    page = (ROOT / "docs/shoplazza.md").read_text()
    table = page[page.index("## Operations") : page.index("## One vocabulary")]
    shop = SessionManager().shoplazza("bravo", access_token="token", api_version=version)
    there = {
        (name, method, version)
        for name, namespace in getmembers(shop, lambda each: isinstance(each, Namespace))
        for method in vars(type(namespace))
        if not method.startswith("_") and method != "with_response"
    }
    assert {told for told in operations(table) if told[2] == version} == there
