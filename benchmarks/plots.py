"""Charts as small SVG files. matplotlib is imported here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from report import Bars, Chart, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from matplotlib.axes import Axes
    from report import Lines

_OURS, _OTHERS = "#1b6ca8", "#b8c4ce"
# The same figures give the same file, and text stays text.
mpl.rcParams.update({"svg.hashsalt": "asyncshop", "svg.fonttype": "none", "font.size": 9})


def draw(charts: Iterable[Chart], folder: Path) -> list[Path]:
    """Draw each chart into `folder/<name>.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_drawn(chart, folder / f"{chart.name}.svg") for chart in charts]


def _drawn(chart: Chart, path: Path) -> Path:
    height = 0.9 + 0.26 * len(chart.values) if isinstance(chart, Bars) else 3.4
    figure = Figure(figsize=(7.2, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(chart.title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    if isinstance(chart, Bars):
        _bars(axes, chart)
    else:
        _lines(axes, chart)
    figure.savefig(path, metadata={"Date": None})
    return path


def _bars(axes: Axes, chart: Bars) -> None:
    names = list(chart.values)
    colours = [_OURS if name.startswith("asyncshop") else _OTHERS for name in names]
    drawn = axes.barh(names, list(chart.values.values()), color=colours)
    axes.bar_label(drawn, [shown(value) for value in chart.values.values()], padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(chart.unit)
    if chart.log:
        axes.set_xscale("log")


def _lines(axes: Axes, chart: Lines) -> None:
    for name, points in chart.series.items():
        axes.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    axes.set_xlabel(chart.x_label)
    axes.set_ylabel(chart.y_label)
    if chart.log_x:
        axes.set_xscale("log")
    if chart.log_y:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)
    if len(chart.series) > 1:
        axes.legend(frameon=False)
