"""The measured figures as a plot and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.bench.measure import Figures

_PANELS = (
    ("One question, ms (median)", (("hybrid", "hybrid_p50"), ("words", "lexical_p50"), ("meaning", "dense_p50"))),
    ("One question, ms (median)", (("filtered", "filtered_p50"), ("wording", "wording_p50"))),
    ("Once, s", (("first search", "first_search_s"), ("first wording", "first_wording_s"), ("Chroma", "chroma_s"))),
    ("Taking in", (("passages/s", "ingest_passages"), ("one report, ms", "add_one_ms"))),
    ("Space, MB", (("memory", "memory_mb"), ("disk", "disk_mb"))),
)
_ROWS = (
    ("Ingest, passages/s", "{ingest_passages:,.0f}"),
    ("Adding one report of 60 passages, s", "{add_one_s:.2f}"),
    ("Search hybrid, ms p50 / p99", "{hybrid_p50:.0f} / {hybrid_p99:.0f}"),
    ("Search lexical", "{lexical_p50:.1f} / {lexical_p99:.0f}"),
    ("Search dense (exact scan, Chroma not yet filled)", "{dense_p50:.1f} / {dense_p99:.0f}"),
    ("Search hybrid, filtered by kind and year", "{filtered_p50:.0f} / {filtered_p99:.0f}"),
    ("Wording lookup", "{wording_p50:.0f} / {wording_p99:.0f}"),
    ("First search after ingest, s", "{first_search_s:.1f}"),
    ("First wording lookup, s", "{first_wording_s:.1f}"),
    ("Filling Chroma (in the background), s", "{chroma_s:.0f}"),
    ("Memory after all of it, MB", "{memory_mb:,.0f}"),
    ("Disk, MB", "{disk_mb:,.0f}"),
)


def draw(measured: Sequence[Figures], path: Path) -> None:
    """Five panels, both axes logarithmic: a straight line at 45 degrees grows as the library does."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "zhibi"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(_PANELS), figsize=(20, 4), layout="constrained")
    for panel, (title, curves) in zip(axes, _PANELS, strict=True):
        for name, key in curves:
            points = [(one["passages"], one[key]) for one in map(_with_milliseconds, measured) if key in one]
            if points:
                panel.plot(*zip(*points, strict=True), marker="o", label=name)
        panel.set(title=title, xlabel="passages", xscale="log", yscale="log")
        panel.grid(alpha=0.3, which="both")
        panel.legend()
    figure.savefig(path, metadata={"Date": None})


def table(measured: Sequence[Figures]) -> str:
    """The same figures in Markdown."""
    head = "| | " + " | ".join(f"{one['passages']:,.0f} passages" for one in measured) + " |"
    rows = [f"| {name} | " + " | ".join(_cell(form, one) for one in measured) + " |" for name, form in _ROWS]
    return "\n".join([head, "|---" * (len(measured) + 1) + "|", *rows])


def _with_milliseconds(figures: Figures) -> Figures:
    return figures | {"add_one_ms": 1000 * figures["add_one_s"]}


def _cell(form: str, figures: Figures) -> str:
    try:
        return form.format(**figures)
    except KeyError:
        return "–"
