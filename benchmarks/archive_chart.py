"""The chart of the archive's figures: time for a question over the size of the corpus, engine by engine.

The only file that imports matplotlib, which the extra `benchmarks` installs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

Figures = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Size to engine to figure, seconds."""

_OURS = ("ours (numba)", "ours (numpy)")
_PLAIN = "#8a8f98"
_COLOURS = {
    "ours (numba)": "#d1495b",
    "ours (numpy)": "#e58a2e",
    "rank_bm25": "#7d8597",
    "SQLite FTS5": "#b5838d",
    "tantivy": "#8c6d46",
    "Lucene": "#5b8c5a",
    "bm25s (numba)": "#c9a227",
    "bm25s (numpy)": "#a3b18a",
    "PISA MaxScore": "#3f7cac",
    "PISA MaxScore, 8 bits": "#8e6bbf",
    "PISA block-max WAND": "#2a9d8f",
}


def draw(figures: Figures, file: Path) -> None:
    """Draw and write it; lines and letters are told apart on white and on dark."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    plain = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    pyplot.rcParams.update({"font.size": 10, **dict.fromkeys(plain, _PLAIN)})
    figure, axes = pyplot.subplots(figsize=(8.5, 5.2), dpi=130)
    for name in _names(figures):
        _draw_line(axes, figures, name)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="milliseconds for a question (median)")
    axes.set_title("Top 5 for a question of ten words, one thread of one machine", color=_PLAIN)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,g}" if value < 1 else f"{value:,.0f}")
    axes.grid(which="major", color=_PLAIN, alpha=0.25)
    axes.legend(frameon=False, labelcolor=_PLAIN, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, transparent=True)


def _names(figures: Figures) -> list[str]:
    """Ours first, then the slowest at the largest size that each was asked at."""
    names = dict.fromkeys(name for size in sorted(figures, key=int) for name in figures[size])
    last = {name: (int(size), rows[name]["p50"]) for size, rows in sorted(figures.items(), key=_size)
            for name in rows}  # fmt: skip
    return sorted(names, key=lambda name: (name not in _OURS, last[name][0], -last[name][1]))


def _size(item: tuple[str, Any]) -> int:
    return int(item[0])


def _draw_line(axes: Any, figures: Figures, name: str) -> None:
    points = sorted((int(size), rows[name]["p50"] * 1e3) for size, rows in figures.items() if name in rows)
    ours = name in _OURS
    style = {"linewidth": 3.0 if ours else 1.5, "markersize": 7 if ours else 4}
    sizes, times = zip(*points, strict=True)
    axes.plot(sizes, times, marker="o", label=name, color=_COLOURS.get(name, _PLAIN), **style)
