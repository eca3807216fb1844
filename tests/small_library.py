"""A reader, a parser and texts small enough to follow by hand: every paragraph is a passage."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.corpus import Corpus
from index.embedding import BuiltinEmbedder, Embedder
from index.errors import Unreadable
from index.report import Block, Document, Passage, Query, Report, Section

KINDS = ("problems", "causes", "measures")


def read(path: Path) -> Document:
    if path.suffix == ".bad":
        raise Unreadable(f"{path.name} 读不出来。", "请换一个文件。")
    return document(path.read_text(encoding="utf-8"), path.name)


def document(text: str, source: str = "材料.txt") -> Document:
    return Document(source, text, (Block(text.split("\n")[0], "", 1, 0),))


def parse(document: Document) -> Report:
    """Line one is the title, a line `@who=group meeting=2024 portfolio=教育,交通` says what the report is, `#problems 标题`
    opens a section (`#problems* 标题` one that bears an official aspect), every other line is a passage."""
    text = document.text
    id = hashlib.sha256(text.encode()).hexdigest()[:16]
    facts: dict[str, str] = {}
    kind, path, topics, start = "opening", "", (), 0
    sections: list[Section] = []
    passages: list[Passage] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("@"):
            facts |= dict(part.split("=") for part in line[1:].split())
        elif line.startswith("#"):
            head, _, path = line[1:].partition(" ")
            name, _, topic = head.rstrip("*").partition("/")
            kind, topics = name, (topic,) if topic else ()
            aspect = 1 if head.endswith("*") else None
            sections.append(
                Section(None, path, kind, number, start, start + len(line), start + len(line), aspect=aspect)
            )
        elif line and number > 1:
            place = f"{id}-{number}"
            above = (path,) if path else ()
            passages.append(Passage(place, id, above, kind, None, topics, "", line, start, start + len(line), line))
        start += len(line) + 1
    return Report(
        id,
        text.split("\n")[0],
        document.source,
        "self-examination",
        facts.get("who"),
        None,
        facts.get("level"),
        tuple(part for part in facts.get("portfolio", "").split(",") if part),
        facts.get("meeting"),
        text,
        tuple(sections),
        tuple(passages),
    )


def open_library(folder: Path, *, embedder: Embedder | None = None, writable: bool = True) -> Corpus:
    return Corpus.open(folder, embedder=embedder or BuiltinEmbedder(), read=read, parse=parse, writable=writable)


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


TEACHER = """教育局长对照检查
@who=individual level=county meeting=2024 portfolio=教育
#problems/theory 查摆的问题
一是理论学习不够系统，读原著停留在划线摘抄，联系学校实际少。
二是校外培训机构监管失之于软，群众举报之后才去核查。
#causes 原因剖析
重业务轻政治，把学习当成软任务，挤时间读书的自觉性不强。
#measures 整改措施
每月安排两个半天集中读书，带着学校食堂的问题去学。"""

ROADS = """交通局班子对照检查
@who=group level=city meeting=2025 portfolio=交通运输,应急
#problems/duty 查摆的问题
一是担当作为不够，遇到断头路的历史遗留问题绕着走。
二是农村公路养护欠账多，村民反映的坑槽半年没有补。
#causes 原因剖析
斗争精神有所弱化，怕得罪人，信奉多一事不如少一事。
#measures 整改措施
建立难题领办清单，班子成员每人认领一条断头路。"""


def texts(corpus: Corpus, text: str = "", **query: object) -> list[str]:
    return [hit.passage.text for hit in corpus.search(Query(text, **query)).hits]
