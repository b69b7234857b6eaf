"""Running the Python snippets of a Markdown page, as its reader would."""

import ast
import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partialmethod
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

import asyncshop
from asyncshop import SessionManager
from asyncshop.sandbox import Sandbox

ROOT = Path(__file__).parents[1]

_BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>.+?) -->\n)?```python\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def snippets(page: Path) -> list[CodeType]:
    """Compile a page's blocks, but for those with a reason not to run on the line before.

    Errors in them point to the page's own lines.
    """
    text = page.read_text()
    blocks = list(_BLOCK.finditer(text))
    assert len(blocks) == text.count("```python"), f"{page.name} has a block that is not run"
    return [
        compile(
            "\n" * text.count("\n", 0, block.start("code")) + block["code"],
            str(page),
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        for block in blocks
        if block["reason"] is None
    ]


async def run(code: CodeType, scope: dict[str, Any]) -> None:
    """Run a block, and the test that it may define.

    A block with `await` runs on this loop, one without on none, as a program of its own does.
    """
    before = set(scope)
    if code.co_flags & inspect.CO_COROUTINE:
        await eval(code, scope)  # noqa: S307 - our own documentation
    else:
        await asyncio.to_thread(exec, code, scope)
    for name in scope.keys() - before:
        if name.startswith("test_"):
            await scope[name]()


@asynccontextmanager
async def readers_scope(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Any]]:
    """Give the names that pages take for granted, as `docs/index.md` says.

    `acme` is a shop of Shopify, `bravo` one of Shoplazza. Both are the sandbox's (`box`, whose
    first shop is `shop`), and so is every shop that a snippet makes a handle of: it is found by its
    token, which `ACME_TOKEN` or `BRAVO_TOKEN` has.
    """
    platforms = ["shopify", "shoplazza"]
    async with Sandbox(shops=2, orders=[300, 20], platform=platforms, plan="plus") as box:
        tokens = [shop.access_token for shop in box.shops]
        monkeypatch.setenv("ACME_TOKEN", tokens[0])
        monkeypatch.setenv("BRAVO_TOKEN", tokens[1])
        for name in platforms:
            method = getattr(SessionManager, name)
            to_sandbox = partialmethod(method, base_url=box.shops[0].base_url)
            monkeypatch.setattr(SessionManager, name, to_sandbox)
        async with SessionManager() as manager:
            acme = manager.shopify("acme", access_token=tokens[0])
            bravo = manager.shoplazza("bravo", access_token=tokens[1])
            newest = await anext(aiter(acme.orders.list(status="any")))
            yield {
                "asyncshop": asyncshop,
                "manager": manager,
                "acme": acme,
                "bravo": bravo,
                "order_id": newest.id,
                "box": box,
                "shop": box.shops[0],
            }
