"""The measured figures as a page of Markdown."""

from __future__ import annotations

Figures = dict[str, float]

_ROWS = (
    ("Ingest, reports/s", "{ingest_reports:.0f}"),
    ("Ingest, passages/s", "{ingest_passages:.0f}"),
    ("Usual recipe (text, facets and vectors in Chroma), passages/s", "{usual_passages:.0f}"),
    ("Encoder of 24M parameters alone, passages/s", "{bert_passages:.0f}"),
    ("Usual recipe with that encoder, passages/s", "{bert_usual_passages:.0f}"),
    ("**Ingest: times as fast as the usual recipe**", "{ingest_ratio:.1f}"),
    ("Adding one report of 60 passages, s", "{add_one_s:.2f}"),
    ("Search hybrid, ms p50 / p99", "{hybrid_p50:.1f} / {hybrid_p99:.1f}"),
    ("Search lexical", "{lexical_p50:.1f} / {lexical_p99:.1f}"),
    ("Search dense, exact scan", "{dense_p50:.1f} / {dense_p99:.1f}"),
    ("Search hybrid, candidates from Chroma", "{hybrid_chroma_p50:.1f} / {hybrid_chroma_p99:.1f}"),
    ("Search dense, candidates from Chroma", "{dense_chroma_p50:.1f} / {dense_chroma_p99:.1f}"),
    ("Search hybrid, filtered by kind and year", "{filtered_p50:.1f} / {filtered_p99:.1f}"),
    ("Phrase", "{phrase_p50:.1f} / {phrase_p99:.1f}"),
    ("For comparison: bare numpy scan, top ten", "{scan_p50:.1f} / {scan_p99:.1f}"),
    ("For comparison: bm25s, top ten", "{bm25s_p50:.1f} / {bm25s_p99:.1f}"),
    ("**Hybrid p50 / (numpy scan + bm25s) p50**", "{hybrid_ratio:.2f}"),
    ("**The same with candidates from Chroma**", "{chroma_ratio:.2f}"),
    ("For comparison: bare Chroma, top ten", "{usual_p50:.1f} / {usual_p99:.1f}"),
    ("Wording lookup, ms p50 / p99", "{wording_p50:.1f} / {wording_p99:.1f}"),
    ("First wording lookup (makes its index), s", "{first_wording_s:.2f}"),
    ("Suggestion, first / then, s", "{first_suggestion_s:.2f} / {suggestion_s:.2f}"),
    ("Whole draft, s", "{draft_s:.2f}"),
    ("Checks of a report of 10,000 characters, s", "{check_s:.2f}"),
    ("First search after ingest, s", "{first_view_s:.2f}"),
    ("Filling Chroma (in the background), s", "{fill_dense_s:.1f}"),
    ("Opening again, s", "{reopen_s:.2f}"),
    ("Disk, MB", "{disk_mb:.0f}"),
    ("Peak memory, MB", "{peak_mb:.0f}"),
)


def page(sizes: list[Figures], starts: Figures, machine: str) -> str:
    """The whole page."""
    head = [
        "# Speed",
        "",
        f"Written by `make bench` on {machine}. Made-up passages, the built-in embedder, everything in one run.",
        "Parsing is not in it: reports are handed over parsed. The usual recipe embeds with the same embedder and is",
        "measured on at most the first 20,000 passages, which favours it, as it slows down as it grows.",
        "",
        "| | " + " | ".join(f"{size['passages']:,.0f} passages" for size in sizes) + " |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    rows = [f"| {name} | " + " | ".join(_cell(form, size) for size in sizes) + " |" for name, form in _ROWS]
    started = ["", "| From start to answer | s (median of five) |", "|---|---|"] + [
        f"| `{name}` | {s:.2f} |" for name, s in starts.items()
    ]
    return "\n".join(head + rows + (started if starts else [])) + "\n"


def _cell(form: str, size: Figures) -> str:
    ratios: Figures = {}
    if "bm25s_p50" in size:
        usual = size["scan_p50"] + size["bm25s_p50"]
        ratios["hybrid_ratio"] = size["hybrid_p50"] / usual
        if "hybrid_chroma_p50" in size:
            ratios["chroma_ratio"] = size["hybrid_chroma_p50"] / usual
    if "bert_usual_passages" in size:
        ratios["ingest_ratio"] = size["ingest_passages"] / size["bert_usual_passages"]
    try:
        return form.format(**size, **ratios)
    except KeyError:
        return "–"
