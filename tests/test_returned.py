"""What a writer may rely on when a draft comes back from Word: nothing applied unseen, nothing dropped, nothing invented."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_edits import (
    CLOSING,
    TEXTS,
    TITLE,
    Office,
    changed,
    compared,
    editing,
    written,
)

from assistant import resources, shelf
from assistant.app.desk.downloads import whole
from assistant.app.desk.returning import sent
from assistant.desk import Draft, Returned, difference, returned
from assistant.desk.difference import carried
from assistant.domain import Outline, Profile
from assistant.export import layouts
from index import Parser, Report, read
from index.reading import Jail


@pytest.fixture(scope="module")
def office() -> Office:
    return Office(next(one for one in resources.outlines() if one.id == "2025"))


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(resources.lexicon())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail() as one:
        yield one


@pytest.fixture
def edited(office: Office, parser: Parser, jail: Jail, tmp_path: Path) -> Callable[..., Returned]:
    return editing(office, parser, jail, tmp_path)


def sample(parser: Parser, report: Report, plan: Outline) -> Draft:
    """A bundled report as a draft: each part with the text that stands in its place."""
    draft = Draft("x", "local", report.title, plan.id, Profile("书记", report.who or "individual"))
    lines = report.text.split("\n")
    for part in plan.parts_for(draft.profile.who):
        found = [one for one in report.sections if one.kind == part.kind]
        if part.aspect is not None:
            found = [child for one in found for child in one.children if child.aspect == part.aspect]
        text = "\n".join(report.text[one.heading_end : one.end].strip() for one in found)
        if part.kind == "opening" and report.opening:
            text = lines[report.opening - 1]
        if part.kind == "closing" and report.closing:
            text = "\n".join(lines[report.closing - 1 :]).strip()
        draft = draft.with_text(part.id, text)
    return draft


def test_a_file_nobody_edited_changes_nothing_whatever_the_sample_and_the_layout(
    parser: Parser, jail: Jail, tmp_path: Path
) -> None:
    plans = {one.id: one for one in resources.outlines()}
    folder = Path(str(resources.folder("data"))) / "reports"
    names = [layout.id for layout in layouts()]
    kept = set()
    for number, file in enumerate(sorted(folder.glob("*.md"))):
        report = parser.parse(read(file))
        plan = plans.get(report.meeting or "", plans["2025"])
        office, draft = Office(plan), sample(parser, report, plan)
        path = tmp_path / "稿子.docx"
        shelf.export_text(whole(office, draft), path, names[number % len(names)])
        found = compared(office, parser, draft, read(path, jail=jail))
        assert found.nothing, (file.name, found)
        kept |= {draft.profile.who}
    assert kept == {"individual", "group"}


@pytest.mark.parametrize("layout", [one.id for one in layouts()])
@pytest.mark.parametrize("who", ["individual", "group"])
def test_every_layout_gives_the_draft_back(edited: Callable[..., Returned], layout: str, who: str) -> None:
    texts = TEXTS | ({"preparation": "一是认真学习。二是谈心谈话。"} if who == "group" else {"statement": "一是房产。"})
    assert edited(lambda word: None, written(texts, who), layout).nothing


_BITS = st.sampled_from(
    [
        "一、",
        "（一）",
        "(二)",
        "1. ",
        "一是",
        "工作",
        "带头固本培元、增强党性方面",
        "。",
        "，",
        "\n",
        "\n\n",
        '"',
        "**",
        "# ",
        "\u3000\u3000",
        " ",
        "\t",
        "\x0b",
        "\u200b",
        "\u202e",
        "\x00",
        "【待补：什么】",
        CLOSING,
        "[1]",
        "张三",
        "\u2028",
        "2026年1月9日",
        "\r\n",
        "存在的主要问题",
        "努力方向和整改措施",
        "---",
        "<b>&amp;",
        "\U0001f600",
        "\x85",
        "> ",
        "- ",
    ]
)
_WRITTEN = st.lists(_BITS, max_size=14).map("".join)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(TEXTS)), _WRITTEN),
    st.sampled_from([TITLE, "“标题”", "A" * 90, "一、怪题目", '关于"x"的报告', ""]),
)
def test_whatever_stands_in_a_draft_comes_back_as_it_was(texts: dict[str, str], title: str) -> None:
    office = Office(next(one for one in resources.outlines() if one.id == "2025"))
    draft = written(texts, title=title)
    lines = [
        SimpleNamespace(text=one.text, head=0, rank=0, kind="", top=False, closes=False) for one in sent(office, draft)
    ]
    assert returned(draft, office.parts(draft), sent(office, draft), lines).nothing


_LINES = [
    "七、其他情况",
    "（一）从思想上看",
    "（二）带头固本培元方面的差距",
    "五、整改措施",
    "三、存在的突出问题",
    "新写的一段话，原来没有。",
    "以上汇报，请批评指正。",
    "王某",
    "2026年1月9日",
    "一是理论学习不够系统，用得更少。",
    "1. 到基层调研少。去年只去了三次。",
    "某市副市长发言提纲",
]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_whatever_is_done_to_the_paragraphs_none_is_dropped(data: st.DataObject) -> None:
    office = Office(next(one for one in resources.outlines() if one.id == "2025"))
    draft, parser = written(), Parser(resources.lexicon())
    leaving = sent(office, draft)
    kept = data.draw(st.lists(st.integers(0, len(leaving) - 1), min_size=1, max_size=30))
    if data.draw(st.booleans()):
        kept = sorted(set(kept))
    theirs = [leaving[at].text for at in kept]
    for line in data.draw(st.lists(st.sampled_from(_LINES), max_size=5)):
        theirs.insert(data.draw(st.integers(0, len(theirs))), line)
    found = compared(office, parser, draft, shelf.document("\n".join(theirs), "稿子.txt"))
    after = {part.id: draft.part(part.id).text for part in office.parts(draft)} | changed(found)
    told = [*(one.text for one in found.leftovers), *(theirs for _, theirs in found.renamed)]
    shown = "\n".join([found.title or TITLE, *after.values(), *told])
    # Only headings and what stands for an empty part may be known again without being shown: the desk has its own.
    own = {one.text for one in leaving if one.role not in ("title", "text")}
    for line in theirs:
        pieces = [piece for piece in re.split("(?<=。)", line) if piece]
        assert line in own or all(bare(piece) in bare(shown) for piece in pieces), (line, found)


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.text('一二，。\n"” ', max_size=60), st.text('一二，。\n"” ', max_size=60))
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(text for what, text in pieces if what != "new") == old
    assert "".join(text for what, text in pieces if what != "gone") == new


@given(st.text('一二，。\n"*', max_size=40))
def test_what_was_sent_and_came_back_the_same_is_stored_as_it_was(stored: str) -> None:
    assert carried(stored, stored, stored) == stored


def test_a_change_leaves_blanks_and_quotes_elsewhere_as_they_were_stored() -> None:
    stored = '\u3000\u3000对"两个维护"认识不深。\n\n**二是**干劲不足。'
    assert carried(stored, "对“两个维护”认识不深。\n二是干劲不足。", "对“两个维护”认识不深。\n二是干劲很足。") == (
        '对"两个维护"认识不深。\n\n**二是**干劲很足。'
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_saved_anew_by_libreoffice_changes_nothing(office: Office, parser: Parser, tmp_path: Path) -> None:
    draft, path = written(), tmp_path / "稿子.docx"
    shelf.export_text(whole(office, draft), path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("odt", "docx"):
        source = path if kind == "odt" else tmp_path / "out" / "稿子.odt"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "out", source]
        subprocess.run(command, check=True, capture_output=True)
    assert compared(office, parser, draft, read(tmp_path / "out" / "稿子.docx")).nothing
