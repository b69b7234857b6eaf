"""Every snippet of the documentation runs."""

import logging
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
from snippets import ROOT, readers_scope, run, snippets

from asyncshop import SessionManager
from asyncshop.shopify import calls

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
    assert {"quickstart", "orders", "listings", "streams"} <= {page.stem for page in PAGES}


def test_help_shows_the_arguments() -> None:
    """`help` and editors see a method's arguments as it takes them, and none of the builder's."""
    shop = SessionManager().shopify("acme", access_token="shpat_1")
    assert str(signature(shop.orders.close)) == "(order_id: 'Id')"
    assert list(signature(shop.orders.list).parameters)[-1] == "filters"
    assert shop.orders.get.__doc__ == calls.get_order.__doc__
