"""Texts parsed for tests, and the promise that nothing of them is lost or doubled."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.resources import folder, lexicon
from index import Block, Document, Parser, Report

BUNDLED = sorted(path.name for path in Path(str(folder("data") / "reports")).glob("*.md"))


@cache
def parser() -> Parser:
    return Parser(lexicon())


def document(text: str, styles: dict[int, str] | None = None) -> Document:
    blocks, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            blocks.append(Block(line, (styles or {}).get(number, ""), number, start))
        start += len(line) + 1
    return Document("测试.txt", text, tuple(blocks))


def parse(*lines: str, styles: dict[int, str] | None = None) -> Report:
    return parser().parse(document("\n".join(lines), styles))


def assert_whole(report: Report) -> None:
    """Headings and passages, in order, are the text: only space and markup lie between them."""
    spans = sorted([*report.headings, *((passage.start, passage.end) for passage in report.passages)])
    reached = 0
    for start, end in spans:
        assert start >= reached, "doubled"
        assert not re.sub(r"[\s#*_>]", "", report.text[reached:start]), "lost"
        reached = end
    assert not re.sub(r"[\s#*_>]", "", report.text[reached:]), "lost at the end"
    for passage in report.passages:
        assert report.text[passage.start : passage.end] == passage.text
    ids = [passage.id for passage in report.passages]
    assert len(set(ids)) == len(ids)


TITLE = "某市副市长2025年度民主生活会对照检查材料"
OPENING = "按照通知要求，会前认真学习有关精神，广泛征求意见，深入谈心谈话，现将对照检查情况报告如下："
