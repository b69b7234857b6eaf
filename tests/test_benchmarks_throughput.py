"""The benchmarks of speed run on small cases, and their numbers agree; how fast is not tested."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from asyncshop.shopify import models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_can_be_imported() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        patch.syspath_prepend(str(BENCHMARKS / "peers"))
        yield


def load(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def page_server() -> Iterator[ModuleType]:
    """Load benchmarks/servers.py: there is another module of that name among the tests."""
    spec = spec_from_file_location("page_server", BENCHMARKS / "servers.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, spec.name, module)  # its classes look their module up
        spec.loader.exec_module(module)
        yield module


async def run(path: Path, *arguments: str) -> dict[str, Any]:
    """Run benchmarks/run.py quickly; what it wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(BENCHMARKS / "run.py"),
        "--quick",
        f"--json={path}",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    document: dict[str, Any] = json.loads(await asyncio.to_thread(path.read_text))
    for benchmark in document["benchmarks"]:
        assert f"## {benchmark['title']}" in output.decode()
    return document


async def test_throughput_runs_and_every_client_gets_the_orders_that_are_served(
    tmp_path: Path,
) -> None:
    document = await run(tmp_path / "found.json", "--only", "throughput")
    (found,) = document["benchmarks"]
    assert found["goals"] == []  # its figures are of little worth
    assert {"asyncshop, typed", "aiohttp + msgspec by hand", "aiohttp + json"} <= set(found["data"])
    if find_spec("spylib"):  # what only the benchmarks need is there
        assert set(found["data"]) == {client.title for client in load("throughput").CLIENTS}
    assert any("with `gc=False`" in note for note in found["notes"])
    for client in found["data"].values():
        assert (
            0 < client["cpu_per_page"]["median"] * client["pages"] < client["process_cpu"]["median"]
        )
        (sample,) = client["samples"]
        assert sample["told"]["cpu"] / client["pages"] == client["cpu_per_page"]["median"]
    assert document["machine"]["packages"]["asyncshop"]


async def test_overhead_runs_and_every_call_gets_its_order(tmp_path: Path) -> None:
    document = await run(tmp_path / "found.json", "--only", "overhead")
    (found,) = document["benchmarks"]
    assert [call["concurrent"] for call in found["data"]["calls"]] == [1, 1, 50, 50]
    for call in found["data"]["calls"]:
        assert {way: len(blocks) for way, blocks in call["blocks"].items()} == {
            "bare": call["ratio"]["count"],
            "asyncshop": call["ratio"]["count"],
        }
    assert list(found["data"]["imports"]) == [
        "aiohttp, msgspec",
        "asyncshop",
        "asyncshop + asyncshop.shopify",
        "asyncshop + both platforms",
    ]
    for figures in found["data"]["imports"].values():
        assert 0 < figures["import"]["median"] <= figures["process"]["median"]
        assert len(figures["samples"]) == figures["import"]["count"]


@pytest.mark.skipif(not find_spec("pytest_benchmark"), reason="needs pytest-benchmark")
async def test_single_steps_run(tmp_path: Path) -> None:
    document = await run(tmp_path / "found.json", "--only", "micro")
    (found,) = document["benchmarks"]
    assert {"split", "decode[Order]", "head", "floor_of_a_page"} <= set(found["data"])


def test_throughput_refuses_orders_that_were_not_served() -> None:
    throughput, harness = load("throughput"), load("harness")
    client = throughput.Client("one", "one.py", pages=1)
    ready = {"base_url": "http://127.0.0.1:1", "limit": 2, "pages": [3]}
    check = throughput.Check(ready, {"one": client})
    sample = harness.Sample(1.0, 1.0, 0.0, 1, {"orders": 2, "ids": 4, "cpu": 0.5})
    with pytest.raises(harness.CaseError, match="saw"):
        check(client.case(ready, ""), 0, sample)


def test_a_process_is_measured_from_outside() -> None:
    harness = load("harness")
    sample = harness.run_case(harness.Case("import", "peers/imports.py", ("json",)))
    assert 0 < sample.told["cpu"] <= sample.cpu
    assert sample.wall > 0
    assert sample.peak > 1_000_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_a_large_parent_does_not_show_in_the_peak_of_a_program(tmp_path: Path) -> None:
    harness = load("harness")
    program = tmp_path / "program.py"
    program.write_text("import json, work; print(json.dumps(work.peak()))")
    ballast = b"-" * 100_000_000
    case = harness.Case("small", str(program), modules=f"{BENCHMARKS}/peers")
    assert 1_000_000 < harness.run_case(case).peak < len(ballast)


def test_programs_import_what_their_parent_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another checkout, say; a folder of the case's own comes first."""
    for folder in ("own", "others"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "which.py").write_text(f"FOUND = {folder!r}")
    (tmp_path / "others" / "other.py").touch()
    program = tmp_path / "program.py"
    program.write_text("import json, other, which; print(json.dumps({'found': which.FOUND}))")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "others"))
    harness = load("harness")
    for modules, found in ((None, "others"), (str(tmp_path / "own"), "own")):
        case = harness.Case("which", str(program), modules=modules)
        assert harness.run_case(case).told == {"found": found}


def test_a_peak_is_given_in_millions_of_bytes() -> None:
    assert load("harness").Sample(1.0, 1.0, 0.0, 400_000_000, {}).peak_mb == 400


def test_a_program_that_fails_is_an_error() -> None:
    harness = load("harness")
    with pytest.raises(harness.CaseError, match="no_such_module"):
        harness.run_case(harness.Case("import", "peers/imports.py", ("no_such_module",)))


def test_a_program_ends_with_whoever_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = load("harness")
    program = tmp_path / "program.py"
    program.write_text("import os, time; os.close(1); time.sleep(600)")
    waited_for = []

    def interrupted(pid: int, _options: int) -> None:
        waited_for.append(pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "wait4", interrupted)
    with pytest.raises(KeyboardInterrupt):
        harness.run_case(harness.Case("endless", str(program)))
    with pytest.raises(ProcessLookupError):
        os.kill(waited_for[0], 0)


async def test_sigterm_ends_a_program_with_its_child(tmp_path: Path) -> None:
    child, parent = tmp_path / "child.py", tmp_path / "parent.py"
    child.write_text(
        "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(600)"
    )
    parent.write_text(
        "from harness import Case, end_at_sigterm, run_case\n"
        f"end_at_sigterm(); run_case(Case('child', {str(child)!r}))"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(parent)),
        env={**os.environ, "PYTHONPATH": str(BENCHMARKS)},
        start_new_session=True,
    )
    assert await process.wait() == 128 + 15
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_cases_take_turns() -> None:
    harness = load("harness")
    cases = [harness.Case(name, "peers/imports.py") for name in ("A", "B")]
    order = []
    samples = harness.in_turns(
        cases, 2, after=lambda case, turn, _: order.append((turn, case.name))
    )
    assert order == [(0, "A"), (0, "B"), (1, "A"), (1, "B")]
    assert {name: len(taken) for name, taken in samples.items()} == {"A": 2, "B": 2}


def test_figures_are_summed_up_by_their_median() -> None:
    found = load("harness").spread([3.0, 1.0, 2.0, 10.0, 2.0])
    assert (found.median, found.low, found.high, found.count) == (2.0, 1.0, 10.0, 5)


def test_a_spread_is_shown_as_a_share_of_the_median_either_way() -> None:
    spread = load("harness").spread
    assert spread([9.0, 10.0, 11.0]).plus_minus == "± 10%"
    assert spread([0.0, 0.0]).plus_minus == "± 0%"
    assert spread([10.0]).plus_minus is None
    assert spread([-10.0, -9.0, -11.0]).plus_minus == "± 10%"


def test_overhead_holds_each_block_against_the_one_beside_it() -> None:
    blocks = {"bare": [1.0, 10.0, 2.0], "asyncshop": [1.2, 13.0, 2.2]}
    found = load("overhead").Calls(1, "together", blocks).ratio
    assert (found.low, found.median, found.high) == pytest.approx((1.15, 1.2, 1.25))


@pytest.mark.parametrize("costs", [(1.0, 0.0), (1.0, -1.0), (-1.0, -2.0), (0.0, 1.0)])
def test_costs_of_nothing_have_no_ratio(costs: tuple[float, float]) -> None:
    harness = load("harness")
    cost, other = (harness.spread([each]) for each in costs)
    with pytest.raises(harness.CaseError, match="no ratio"):
        harness.ratio(cost, other)


def test_costs_have_the_ratio_of_their_medians() -> None:
    harness = load("harness")
    assert harness.ratio(harness.spread([1.0, 3.0, 8.0]), harness.spread([2.0])) == 1.5


def test_a_table_is_markdown_with_numbers_to_the_right() -> None:
    table = load("report").Table("Speed", ("client", "ms"), [("by hand", 1234.5), ("ours", None)])
    assert table.markdown().splitlines() == [
        "**Speed**",
        "",
        "| client  |    ms |",
        "|---------|------:|",
        "| by hand | 1,234 |",
        "| ours    |     - |",
    ]


@pytest.mark.parametrize(
    ("bounds", "reached"),
    [({"least": 2}, True), ({"least": 2.1}, False), ({"most": 2}, True), ({"most": 1.9}, False)],
)
def test_a_goal_is_reached_on_the_right_side_of_its_bound(
    bounds: dict[str, float], *, reached: bool
) -> None:
    assert load("report").Goal("ratio", 2.0, **bounds).reached is reached


def test_a_goal_that_is_just_missed_does_not_look_reached() -> None:
    goal = load("report").Goal
    assert goal("call", 1.254, most=1.25).row() == ("call", "1.254", "≤ 1.25", "no")
    assert goal("MB", 141.3, most=400).row() == ("MB", "141", "≤ 400", "yes")


def test_a_goal_that_was_not_measured_is_not_reached() -> None:
    goal = load("report").Goal("call", None, most=1.25)
    assert goal.row() == ("call", None, "≤ 1.25", "not measured")
    assert not goal.reached


@pytest.mark.skipif(not find_spec("matplotlib"), reason="needs matplotlib")
def test_charts_are_drawn(tmp_path: Path) -> None:
    report, plots = load("report"), load("plots")
    charts = [
        report.Bars("bars", "Bars", "ms", {"asyncshop": 1.0, "others": 100.0}, log=True),
        report.Lines("lines", "Lines", "x", "y", {"a": [(1, 2), (3, 4)], "b": [(1, 1)]}),
    ]
    drawn = plots.draw(charts, tmp_path)
    assert [path.name for path in drawn] == ["bars.svg", "lines.svg"]
    assert all(b"</svg>" in path.read_bytes() for path in drawn)


@pytest.mark.skipif(not find_spec("matplotlib"), reason="needs matplotlib")
def test_counts_are_labelled_as_whole_numbers(tmp_path: Path) -> None:
    report, plots = load("report"), load("plots")
    chart = report.Bars("counts", "Counts", "429s", {"asyncshop": 0, "others": 12_345})
    (drawn,) = plots.draw([chart], tmp_path)
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.read_text())
    assert "12,345" in labels
    assert "0.00" not in labels


def test_a_report_shows_its_charts_where_they_are_drawn(tmp_path: Path) -> None:
    report, run = load("report"), load("run")
    charts = [report.Bars("bars", "Bars", "ms", {"asyncshop": 1.0})]
    found = report.Report("speed", "Speed", tables=[], data={}, charts=charts)
    for folder in ("", "plots"):
        link = run.plots_from(tmp_path / "results.md", tmp_path / folder)
        path = f"{link}/bars.svg"
        assert found.markdown(link).splitlines()[-1] == f"![Bars]({path})"
        assert (tmp_path / path).resolve() == tmp_path / folder / "bars.svg"
    assert run.plots_from(tmp_path / "results.md", None) is None
    assert "bars.svg" not in found.markdown(None)


def test_what_was_measured_is_kept_when_a_later_benchmark_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, run = load("report"), load("run")

    def measured(name: str, *, quick: bool) -> Any:
        if name == "scale":
            raise load("harness").CaseError("no room")
        return report.Report(name, name.title(), tables=[], data={"quick": quick})

    monkeypatch.setattr(run, "measured", measured)
    json_path, markdown = tmp_path / "new" / "found.json", tmp_path / "other" / "found.md"
    options = ["--only", "latency", "scale", f"--json={json_path}", f"--markdown={markdown}"]
    with pytest.raises(load("harness").CaseError, match="no room"):
        run.main(options)
    (kept,) = json.loads(json_path.read_text())["benchmarks"]
    assert kept["name"] == "latency"
    assert "## Latency" in markdown.read_text()


def test_what_is_missing_is_named_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = load("run")
    monkeypatch.setattr(run.machine, "installed", lambda _package: None)
    monkeypatch.setattr(run.shutil, "which", lambda _program: None)
    monkeypatch.setattr(run, "measured", None)
    with pytest.raises(SystemExit):
        run.main(["--only", "shops", "micro", "latency", "--plots", "plots"])
    message = capsys.readouterr().err
    assert "shops needs the program openssl" in message
    assert "micro needs pytest-benchmark: pip install -e '.[bench]'" in message
    assert "--plots needs matplotlib" in message
    assert "latency" not in message.partition("error:")[2]


def test_the_peers_models_have_the_fields_of_ours(tmp_path: Path) -> None:
    load("models").write(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        plain, untracked = load("plain_structs"), load("untracked_structs")
    assert plain.Order.__struct_config__.gc
    assert not untracked.Order.__struct_config__.gc
    assert untracked.Order.__struct_fields__ == plain.Order.__struct_fields__
    for name in ("Order", "LineItem", "MoneySet", "Refund"):
        ours, theirs = getattr(models, name), getattr(plain, name)
        assert not issubclass(theirs, models.ReadModel)
        assert [field.encode_name for field in structs.fields(theirs)] == [
            field.encode_name for field in structs.fields(ours)
        ]
    order = {field.name: field.type for field in structs.fields(plain.Order)}
    for field in structs.fields(models.Order):
        if "asyncshop" not in str(field.type):
            assert order[field.name] == field.type


def test_every_client_of_aiohttp_is_measured_with_either_zlib() -> None:
    throughput = load("throughput")
    of_aiohttp = {
        client.name: {each.zlib for each in throughput.CLIENTS if each.name == client.name}
        for client in throughput.CLIENTS
        if client.script.startswith(("aiohttp", "asyncshop"))
    }
    assert len(of_aiohttp) == 9
    assert set(map(frozenset, of_aiohttp.values())) == {frozenset({"standard", "isal"})}


def test_typed_is_held_against_a_loop_by_hand_with_the_same_levers() -> None:
    throughput = load("throughput")
    medians = {
        throughput.TYPED.title: 2.0,
        throughput.HAND_UNTRACKED.title: 3.0,
        throughput.HAND_UNCOLLECTED.title: 2.5,
    }
    note = throughput.levers(medians)
    assert "1.50 times as fast as the loop by hand with `gc=False`" in note
    assert "1.25 times as fast as the plain one with Python's garbage collector off" in note


async def test_prepared_pages_are_served_in_order_and_counted(
    page_server: ModuleType,
) -> None:
    http1 = load("http1")
    book = await page_server.make_book(3, 4, "small")
    pages = page_server.Pages(book)

    def get(path: str, **query: str) -> Any:
        headers = {"host": "shop", "x-shopify-access-token": "2-client"}
        return pages.answer(http1.Request("GET", path, query, headers, b""), 0.0)

    listing = "/admin/api/2026-10/orders.json"
    first = get(listing)
    second = get(listing, page_info="page-1")
    assert 'page_info=page-1>; rel="next"' in first.headers["Link"]
    assert "Link" not in second.headers
    ids = [
        [order["id"] for order in json.loads(answer.body)["orders"]] for answer in (first, second)
    ]
    assert ids == [list(page.ids) for page in book.pages[:2]]
    after = get(listing, since_id=str(ids[0][-1]))
    assert after.body == second.body
    assert json.loads(get(listing, since_id=str(ids[1][-1])).body) == {"orders": []}
    assert json.loads(get("/admin/api/2026-10/orders/count.json").body) == {"count": 8}
    single = get(f"/admin/api/2026-10/orders/{ids[0][1]}.json")
    assert json.loads(single.body)["order"]["id"] == ids[0][1]
    assert pages.served["2-client"] == page_server.Served(requests=6, pages=3, orders=13)
