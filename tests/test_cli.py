"""The command line, in this process and as a process of its own."""

import io
import json
import os
import pty
import re
import runpy
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import asyncshop
from asyncshop.cli import FILTERS, _named, main
from asyncshop.sandbox import Sandbox
from asyncshop.shopify.filters import OrderFilters

COMMAND = [sys.executable, "-m", "asyncshop"]

Capture = pytest.CaptureFixture[str]


@contextmanager
def sandbox(*options: str) -> Iterator[list[dict[str, Any]]]:
    """Serve shops from a process of its own."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "sandbox", *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["shops"]
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def served() -> Iterator[list[dict[str, Any]]]:
    """Two shops of 30 orders in another process."""
    with sandbox("--shops", "2", "--orders", "30", "--plan", "plus", "--seed", "5") as shops:
        yield shops


def shops_file(folder: Path, shops: list[dict[str, Any]], *bad: int) -> Path:
    """Write the shops file of a sandbox; the token of the shops `bad` is wrong."""
    text = ""
    for number, shop in enumerate(shops):
        token = folder / f"{number}.token"
        token.write_text("shpat_wrong" if number in bad else shop["access_token"])
        text += (
            f'[[shops]]\ndomain = "{shop["domain"]}"\nplatform = "{shop["platform"]}"\n'
            f'token_file = "{token.name}"\nbase_url = "{shop["base_url"]}"\n'
        )
    path = folder / "shops.toml"
    path.write_text(text)
    return path


def documents(out: Path) -> dict[str, list[Any]]:
    """Read what was exported, by file."""
    return {
        path.name: [json.loads(each) for each in path.read_bytes().splitlines()]
        for path in sorted(out.iterdir())
    }


def test_version(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"asyncshop {asyncshop.__version__}\n"


@pytest.mark.parametrize("command", ["export", "sandbox"])
def test_help_names_every_option(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "--orders" in told
    assert command != "export" or all(f"--{name.replace('_', '-')}" in told for name in FILTERS)


def test_every_filter_of_the_platform_is_an_option() -> None:
    assert FILTERS.keys() == OrderFilters.__optional_keys__ | {"fields", "limit"}


def test_any_other_filter_goes_by_its_name(tmp_path: Path, capsys: Capture) -> None:
    """Whether it is one, each shop's platform says, before anything is sent."""
    command = ["export", "--sandbox", "1", "--orders", "1", "--out", str(tmp_path / "out")]
    assert main([*command, "--filter", "placed_at_min=2026-01-01"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "asyncshop export: sandbox-1.myshopify.com: 'placed_at_min' is no filter of this call: did"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("skus", ", such as"),
        ("=A", ", such as"),
        ("skus=", ", such as"),
        ("ids=1", ": write --ids"),
        ("cursor=abc", ", such as"),
        ("into=dict", ", such as"),
    ],
)
def test_a_filter_has_a_name_and_a_value(text: str, hint: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "--sandbox", "1", "--out", "out", "--filter", text])
    assert ended.value.code == 2
    assert f"{text!r} is no NAME=X of a filter{hint}" in capsys.readouterr().err


def test_a_filter_given_again_has_several_values() -> None:
    assert _named([("skus", "A"), ("skus", "B"), ("keyword", "K")]) == {
        "skus": ["A", "B"],
        "keyword": "K",
    }


def test_an_embedded_sandbox_needs_nothing_else(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out"
    assert main(["export", "--sandbox", "3", "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert re.fullmatch(r"3 of 3 shops exported: 1500 orders in \d+\.\d s\n", told.out)
    assert "exporting 3 shops" in told.err
    assert [len(orders) for orders in documents(out).values()] == [500, 500, 500]


def test_the_sandboxs_options_shape_it(tmp_path: Path) -> None:
    """The same seed gives the same orders, another one others."""

    def exported(name: str, seed: str) -> dict[str, list[Any]]:
        out = tmp_path / name
        options = ["--orders", "5", "--plan", "plus", "--seed", seed]
        assert main(["export", "--sandbox", "1", *options, "--out", str(out)]) == 0
        return documents(out)

    first = exported("first", "3")
    assert [len(orders) for orders in first.values()] == [5]
    assert exported("second", "3") == first
    assert exported("third", "4") != first


def test_filters_are_options(tmp_path: Path) -> None:
    out = tmp_path / "out"
    since = 5_000_000_000_010
    options = ["--since-id", str(since), "--fields", "name", "--limit", "7"]
    assert main(["export", "--sandbox", "1", "--orders", "20", "--out", str(out), *options]) == 0
    ((_, orders),) = documents(out).items()
    assert orders
    assert all(order.keys() == {"id", "name"} and order["id"] > since for order in orders)
    everything = tmp_path / "every"
    assert main(["export", "--sandbox", "1", "--orders", "20", "--out", str(everything)]) == 0
    assert sum(order["id"] > since for order in documents(everything).popitem()[1]) == len(orders)


def test_a_shops_file_is_exported(
    tmp_path: Path, served: list[dict[str, Any]], capsys: Capture
) -> None:
    path = shops_file(tmp_path, served)
    assert main(["export", "--shops", str(path), "--out", str(tmp_path / "out")]) == 0
    assert [len(orders) for orders in documents(tmp_path / "out").values()] == [30, 30]
    told = capsys.readouterr()
    assert not any(shop["access_token"] in told.out + told.err for shop in served)


def test_a_failed_shop_is_told_and_the_others_are_written(
    tmp_path: Path, served: list[dict[str, Any]], capsys: Capture
) -> None:
    path = shops_file(tmp_path, served, 0)
    assert main(["export", "--shops", str(path), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    summary, failed = told.out.splitlines()
    assert summary.startswith("1 of 2 shops exported: 30 orders")
    assert failed.startswith(f"  failed: {served[0]['domain']}: ")
    assert "401" in failed
    assert "Check the shop's access token" in failed
    assert "shpat_" not in told.out + told.err
    assert list(documents(tmp_path / "out")) == [f"{served[1]['domain']}.jsonl"]


def test_the_summary_as_json(tmp_path: Path, served: list[dict[str, Any]], capsys: Capture) -> None:
    path = shops_file(tmp_path, served, 1)
    assert main(["export", "--shops", str(path), "--out", str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["done"], told["failed"], told["orders"]) == (1, 1, 30)
    good, bad = told["shops"]
    assert (good["status"], good["expected"], good["error"]) == ("done", 30, None)
    assert Path(good["file"]).exists()
    assert bad["error"]["type"] == "AuthenticationError"


SHOP = "sandbox-1.myshopify.com"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--limit", "251"], f"{SHOP}: limit is 251: write a number from 1 to 250"),
        (["--limit", "many"], f"{SHOP}: limit is 'many': write a whole number"),
        (["--status", "opne"], f"{SHOP}: status is 'opne': write one of any, cancelled, closed"),
        (["--created-at-min", "2026-01-01"], f"{SHOP}: created_at_min is '2026-01-01', which has"),
        (["--updated-at-min", "soon"], f"{SHOP}: updated_at_min is 'soon': write an aware date"),
        (["--rate-share", "2"], "rate_share is 2.0: write a part above 0"),
        (["--plan", "free"], "no plan 'free'; use one of standard"),
    ],
)
def test_bad_values_end_it_with_the_librarys_own_message(
    tmp_path: Path, capsys: Capture, options: list[str], message: str
) -> None:
    out = tmp_path / "out"
    assert main(["export", "--sandbox", "1", "--out", str(out), *options]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"asyncshop export: {message}")
    assert not told.out
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["export"],
        ["export", "--out", "x"],
        ["export", "--sandbox", "1"],
        ["export", "--sandbox", "0", "--out", "x"],
        ["export", "--sandbox", "one", "--out", "x"],
        ["export", "--sandbox", "1", "--shops", "y", "--out", "x"],
        ["export", "--sandbox", "1", "--out", "x", "--concurrency", "0"],
        ["export", "--sandbox", "1", "--out", "x", "--stat", "any"],
        ["sandbox", "--port", "65536"],
    ],
)
def test_arguments_that_cannot_be_read(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert not os.listdir(tmp_path)


def test_a_mistake_in_the_shops_file_is_bad_input(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "shops.toml"
    path.write_text('[[shops]]\ndomain = "acme"\nplatform = "shopify"\naccess_token = "shpat_1"\n')
    assert main(["export", "--shops", str(path), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"asyncshop export: {path}: shop 1 (acme): has 'access_token'")
    assert "shpat_1" not in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--orders", "--platform", "--seed"])
def test_the_sandboxs_options_say_nothing_about_real_shops(
    tmp_path: Path, capsys: Capture, option: str
) -> None:
    arguments = ["export", "--shops", "shops.toml", "--out", str(tmp_path), option, "1"]
    assert main(arguments) == 2
    assert f"{option} is for --sandbox" in capsys.readouterr().err


def test_a_file_in_the_folders_place_is_bad_input(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "out").write_text("")
    assert main(["export", "--sandbox", "1", "--out", str(tmp_path / "out")]) == 2
    assert "out: File exists: name a folder" in capsys.readouterr().err


def test_a_warning_is_one_line(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And afterwards warnings are what they were."""

    class Young(Sandbox):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options, scopes=["read_orders"])

    monkeypatch.setattr("asyncshop.cli.Sandbox", Young)
    before = warnings.showwarning
    arguments = ["export", "--sandbox", "2", "--orders", "5", "--out", str(tmp_path)]
    assert main(arguments) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning")]
    assert len(told) == 2
    assert all("the token sees the last 60 days of orders only" in line for line in told)
    assert warnings.showwarning is before


def soon(condition: Callable[[], object], number: int) -> None:
    """Send this process a signal as soon as the condition holds."""
    pause = threading.Event()

    def watch() -> None:
        while not condition():
            pause.wait(0.005)
        os.kill(os.getpid(), number)

    threading.Thread(target=watch, daemon=True).start()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_an_export_cleanly(
    tmp_path: Path, capsys: Capture, number: int, status: int
) -> None:
    """No file is half there, and the handlers are what they were."""
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    soon(lambda: list(tmp_path.glob(".*.part")), number)
    # 60 pages on the standard plan take ten seconds and more.
    arguments = ["export", "--sandbox", "2", "--orders", "15000", "--out", str(tmp_path)]
    assert main(arguments) == status
    assert not os.listdir(tmp_path)
    assert "ended early. 0 of 2 shops exported: 0 orders" in capsys.readouterr().err
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before


def test_the_sandbox_serves_until_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    soon(lambda: written.getvalue().endswith("\n"), signal.SIGINT)
    assert main(["sandbox", "--shops", "2", "--orders", "3"]) == 130
    shops = json.loads(written.getvalue())["shops"]
    assert [shop["orders"] for shop in shops] == [3, 3]
    assert shops[0].keys() == {"platform", "domain", "access_token", "base_url", "orders"}


def test_the_sandbox_deals_platforms_round_its_shops() -> None:
    with sandbox("--shops", "3", "--orders", "2", "--platform", "shopify, shoplazza") as shops:
        assert [shop["platform"] for shop in shops] == ["shopify", "shoplazza", "shopify"]
        assert shops[1]["domain"] == "sandbox-2.myshoplaza.com"


def test_a_platform_that_is_none_is_bad_input(capsys: Capture) -> None:
    assert main(["sandbox", "--platform", "shoplaza"]) == 2
    told = capsys.readouterr().err
    assert told == ("asyncshop sandbox: no platform 'shoplaza'; use one of shopify, shoplazza\n")


def test_a_port_in_use_is_bad_input(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["sandbox", "--orders", "1", "--port", str(port)]) == 2
    assert "asyncshop sandbox: " in capsys.readouterr().err


def test_the_module_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "argv", ["asyncshop", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("asyncshop", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("asyncshop ")


def test_a_process_without_stdin_and_terminal(tmp_path: Path) -> None:
    """As a nightly job runs it: plain lines on stderr, the summary on stdout."""
    ended = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "export", "--sandbox", "1", "--orders", "10", "--out", str(tmp_path), "--json"],
        preexec_fn=lambda: os.close(0),
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["orders"] == 10
    assert b"done, 10 orders" in ended.stderr
    assert b"\x1b" not in ended.stderr


def test_a_process_with_a_terminal(tmp_path: Path) -> None:
    """It draws the live table on it, and the summary goes to stdout all the same."""
    ours, its = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "export", "--sandbox", "1", "--orders", "10", "--out", str(tmp_path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=its,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "24"},
    ) as process:
        os.close(its)
        assert process.stdout is not None
        drawn = b""
        # A terminal that nobody writes to any more is read as an error on Linux.
        while piece := _read(ours):
            drawn += piece
        assert b"1 of 1 shops exported" in process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert b"orders/s" in drawn
    assert b"sandbox-1.myshopify.com" in drawn


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_a_process_ends_by_signal_as_shells_expect() -> None:
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "sandbox", "--orders", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 143
        assert process.stderr.read() == b""
