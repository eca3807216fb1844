"""`python -m tests.bench.curves [--sizes …] [--figures FILE] [-o docs/growth.svg]`: grows one library, measures it at each size, draws the curves.

The figures are kept beside the plot as JSON, so that it can be drawn again without measuring: `--draw`. The table in docs/growth.md is
written between its marks.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from tests.bench.curves.drawing import draw, table
from tests.bench.curves.growth import grown

_BETWEEN = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_SIZES = "10000,30000,100000,300000,1000000"


def main() -> None:
    """Measures (unless told only to draw) and writes plot and figures."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench.curves", description=__doc__)
    asked.add_argument("--sizes", default=_SIZES, help="numbers of passages, by commas, rising")
    asked.add_argument("--chroma", type=int, default=100_000, help="the largest size at which Chroma is filled too")
    asked.add_argument("--figures", type=Path, default=Path("docs/growth.json"))
    asked.add_argument("-o", "--output", type=Path, default=Path("docs/growth.svg"))
    asked.add_argument("--page", type=Path, default=Path("docs/growth.md"))
    asked.add_argument("--draw", action="store_true", help="only draw what was measured before")
    given = asked.parse_args()
    if not given.draw:
        given.figures.write_text("[]", encoding="utf-8")
        for figures in grown([int(size) for size in given.sizes.split(",")], given.chroma):
            print(json.dumps(figures), flush=True)
            kept = [*json.loads(given.figures.read_text(encoding="utf-8")), figures]
            given.figures.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    measured = json.loads(given.figures.read_text(encoding="utf-8"))
    draw(measured, given.output)
    text = table(measured)
    print(text)
    if given.page.is_file():
        page = given.page.read_text(encoding="utf-8")
        given.page.write_text(_BETWEEN.sub(lambda marks: f"{marks[1]}\n{text}\n\n{marks[2]}", page), encoding="utf-8")


main()
