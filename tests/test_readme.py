"""The README's commands are those that are checked, and its snippets run."""

import os
import re

import pytest
from snippets import ROOT, readers_scope, run, snippets

README = ROOT / "README.md"


async def test_snippets_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every snippet runs as it stands, one after the other, on two shops of the sandbox."""
    program, *others = snippets(README)
    async with readers_scope(monkeypatch) as scope:
        await run(program, scope)
        await scope["main"](os.environ["ACME_TOKEN"], os.environ["BRAVO_TOKEN"])
        shown = capsys.readouterr().out.splitlines()
        for code in others:
            await run(code, scope)
    shops = [line.split()[0] for line in shown]
    assert (shops.count("acme.myshopify.com"), shops.count("bravo.myshoplaza.com")) == (300, 20)


def test_commands_are_checked() -> None:
    """`.ci/run` takes both commands from the README, by the first line with a word of theirs."""
    text = README.read_text()
    commands = re.findall(r"^```console\n(.*)\n```$", text, re.MULTILINE)
    words = re.findall(r"readme '([^']+)'", (ROOT / ".ci/run").read_text())
    checked = [next(line for line in text.splitlines() if word in line) for word in words]
    assert len(commands) == 2
    assert checked == commands
