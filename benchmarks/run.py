"""Run the benchmarks side by side: tables to read, JSON to compare, plots for the documentation.

    python benchmarks/run.py --quick
    python benchmarks/run.py --json results.json --markdown results.md --plots plots
    python benchmarks/run.py --only throughput overhead

Each benchmark is a module here with one function, `measure(*, quick: bool) -> Report`; it raises
when its numbers do not agree with each other. What was measured is written after each of them.
`pip install -e ".[bench]"` brings what asyncshop is compared with.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import machine
from harness import end_at_sigterm, progress
from report import Report, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BENCHMARKS = ("throughput", "limit", "shops", "latency", "overhead", "scale", "micro")
PACKAGES = {"micro": "pytest-benchmark", "--plots": "matplotlib"}
PROGRAMS = {"shops": "openssl"}


def measured(name: str, *, quick: bool) -> Report:
    """Run one benchmark."""
    progress(f"== {name}")
    began = time.perf_counter()
    report: Report = import_module(name).measure(quick=quick)
    return replace(report, took=time.perf_counter() - began)


def missing(wanted: Iterable[str]) -> list[str]:
    """Say what is needed for the benchmarks and options that are wanted, and is not there."""
    lacking = []
    for name in wanted:
        package, program = PACKAGES.get(name), PROGRAMS.get(name)
        if package and not machine.installed(package):
            lacking.append(f"{name} needs {package}: pip install -e '.[bench]'")
        if program and not shutil.which(program):
            lacking.append(f"{name} needs the program {program}")
    return lacking


def write(run: Run, options: argparse.Namespace) -> None:
    """Write what has been measured so far."""
    if options.json:
        run.write_json(options.json)
    if options.markdown:
        options.markdown.write_text(run.markdown(plots_from(options.markdown, options.plots)))


def plots_from(markdown: Path, plots: Path | None) -> str | None:
    """Give the folder of the charts as a link in the Markdown file needs it."""
    return None if plots is None else Path(os.path.relpath(plots, markdown.parent)).as_posix()


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 1 when a goal was missed, or could not be measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small cases: to see that they run")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=BENCHMARKS)
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--markdown", type=Path, help="write the tables here, with the charts")
    parser.add_argument("--plots", type=Path, help="draw the charts into this folder")
    options = parser.parse_args(arguments)
    if lacking := missing([*options.only, *(["--plots"] if options.plots else [])]):
        parser.error("; ".join(lacking))
    files = [path for path in (options.json, options.markdown) if path]
    for path in files:
        if path.is_dir():
            parser.error(f"{path} is a folder: name a file in it")
    for folder in [*(path.parent for path in files), *([options.plots] if options.plots else [])]:
        folder.mkdir(parents=True, exist_ok=True)
    command = shlex.join(["python", "benchmarks/run.py", *arguments])
    reports: list[Report] = []
    run = Run(command=command, machine=machine.describe(), reports=reports, quick=options.quick)
    try:
        for name in dict.fromkeys(options.only):
            reports.append(measured(name, quick=options.quick))
            write(run, options)
    finally:
        if options.plots:
            # Only now: where /proc does not tell, a large parent shows in its children's peaks.
            from plots import draw  # noqa: PLC0415 - not before the children

            draw([chart for report in reports for chart in report.charts], options.plots)
    print(run.markdown())
    missed = [goal for report in reports for goal in report.goals if not goal.reached]
    return 1 if missed else 0


if __name__ == "__main__":
    end_at_sigterm()
    sys.exit(main(sys.argv[1:]))
