"""The pictures of a draft: every figure is one a reader could count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes_chat import drafting_tools, small_corpus
from hypothesis import given
from hypothesis import strategies as st

from assistant import resources, shelf
from assistant.app.desk import desk_of, pictures
from assistant.app.desk.start import SAMPLE, SAMPLE_FACTS
from assistant.app.desk.work import Seat, Work
from assistant.app.library import Library
from assistant.app.owner import LOCAL
from assistant.app.profile import profile_of
from assistant.checks.coverage import Covered, coverage
from assistant.desk import Draft, Share, Version, lenders, shares
from assistant.domain import Borrowed, Citation, Fact, Part, Profile
from assistant.settings import Settings
from index import Parser

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]
PART = Part("problems/1", "problems", "带头学习", "问题", aspect=1)
FACT = "2025年4月研究幼儿园布局调整"
HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}"


def version(number: int, text: str, what: str) -> Version:
    return Version(number, text, what, 0.0, number)


def share(text: str, facts: tuple[str, ...] = (), borrowed: tuple[Borrowed, ...] = (), *history: Version) -> Share:
    known = tuple(Fact(f"F{n}", fact) for n, fact in enumerate(facts, 1))
    draft = Draft("x", "local", "题", "2025", Profile(), known).with_text(PART.id, text)
    (found,) = shares(draft, [PART], {PART.id: borrowed}, {PART.id: history})
    return found


def test_every_character_counts_once_for_where_it_came_from() -> None:
    given_text = "一是学得不深。【待补：哪次学习】程序写的这一句话在这里。"
    text = f"{given_text}{FACT}我自己补上的一句实话照搬来的一段长长的话"
    at = text.index("照搬")
    found = share(text, (FACT,), (Borrowed(at, len(text), "p", ""),), version(1, given_text, "采用"))
    assert found == Share(
        PART.id,
        facts=len(FACT),
        typed=len("我自己补上的一句实话"),
        borrowed=len("照搬来的一段长长的话"),
        slots=len("【待补：哪次学习】"),
        worded=len("一是学得不深。程序写的这一句话在这里。"),
    )


def test_what_was_typed_before_a_point_was_taken_in_stays_the_writers() -> None:
    mine, theirs = "这是我先写下的一句话。", "二是程序给的另一句话。"
    history = (version(1, mine, "修改"), version(2, mine + theirs, "采用"), version(3, mine, "撤销"))
    found = share(mine + theirs, (), (), *history)
    assert (found.typed, found.worded) == (len(mine), len(theirs))


def test_a_copied_draft_is_not_its_new_owners_own_words() -> None:
    text = "别人写好的整段文字，拿来当底稿。"
    assert share(text, (), (), version(1, text, "开始")).worded == len(text)


@given(st.text("甲乙丙丁【待补：】 \n", max_size=60), st.text("甲乙丙丁", max_size=20))
def test_shares_add_up_to_the_length_of_the_part(text: str, fact: str) -> None:
    borrowed = (Borrowed(0, min(3, len(text)), "p", ""),)
    found = share(text, (fact,), borrowed, version(1, text[:10], "采用"))
    assert found.total == sum(not one.isspace() for one in text)


def test_reports_that_lent_words_come_in_the_order_of_how_much() -> None:
    reports = {"p1": ("r1", "甲的材料"), "p2": ("r2", "乙的材料"), "p3": ("r2", "乙的材料")}
    runs = (
        Borrowed(0, 12, "p1", ""),
        Borrowed(20, 40, "p2", ""),
        Borrowed(50, 65, "p3", ""),
        Borrowed(0, 13, "gone", ""),
    )
    cited = (Citation("[1]", "p1", "r1", "甲的材料", ""), Citation("[F1]", "", "", "", "事实"))
    found = lenders(runs, cited, reports)
    assert [(one.title, one.characters, one.cited, one.passage) for one in found] == [
        ("乙的材料", 35, 0, "p2"),
        ("已不在库里的示例", 13, 0, "gone"),
        ("甲的材料", 12, 1, "p1"),
    ]


TEXT = """# 某市副市长2025年度民主生活会个人对照检查材料

## 一、查摆出的主要问题

### （一）带头强化政治忠诚、提高政治能力方面

一是理论学习不够系统深入。二是抓校园餐监管不紧，出了问题才去看。

### （二）带头固本培元、增强党性方面

一是党内政治生活参加得少，批评辣味不足。

### （三）带头敬畏人民、敬畏组织、敬畏法纪方面

【待补：这一部分还没有写】

## 二、产生问题的原因剖析

一是理论武装抓得不紧，学习党的创新理论有差距。

## 三、努力方向和整改措施

一是坚持把学习党的创新理论摆在首位。二是针对“党内政治生活参加得少”，每月参加一次支部活动。
"""


def test_an_aspect_is_answered_when_its_topic_its_things_or_its_words_come_again() -> None:
    plan = next(one for one in resources.outlines() if one.id == "2025")
    parts = plan.parts_for("individual")
    report = Parser(resources.lexicon()).parse(shelf.document(TEXT))

    def span(begin: str, end: str) -> tuple[int, int]:
        return TEXT.index(begin), TEXT.index(end) if end else len(TEXT)

    spans = {
        "problems/1": span("一是理论学习", "### （二）"),
        "problems/2": span("一是党内", "### （三）"),
        "problems/3": span("【待补：这", "## 二、"),
        "causes": span("一是理论武装", "## 三、"),
        "measures": span("一是坚持把", ""),
    }
    first, second, third, *rest = coverage(report, parts, spans)
    assert (first.problems, first.causes, first.measures, first.gap) == (2, 1, 1, "")
    assert first.lost == ("校园餐",)
    assert (second.problems, second.causes, second.measures, second.gap) == (1, 0, 1, "causes")
    assert third == Covered("problems/3", 0, 0, 0)
    assert third.gap == "problems"
    assert {one.gap for one in rest} == {"problems"}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    folder = tmp_path_factory.mktemp("pictures") / "library"
    with small_corpus(folder, "2025-vice-mayor-livelihood") as corpus:
        yield desk_of(
            Library(Settings(library=folder), corpus, drafting_tools(corpus), resources.lexicon(), resources.outlines())
        )


def seat(draft: Draft, part: str) -> Seat:
    return Seat(draft.id, part, "甲", draft.revision, LOCAL)


def test_the_overview_of_a_whole_draft_tells_gaps_shares_and_lenders(work: Work) -> None:
    draft = work.start(LOCAL, profile_of(*SAMPLE), "2025", SAMPLE_FACTS)
    assert "还没有写" in pictures.picture(pictures.overview(work, draft), "opening")
    draft, _ = work.fill(seat(draft, "opening"))
    lent = work.library.corpus.passages()
    copied = next(one.text for one in lent if one.kind == "causes" and len(one.text) > 60)
    draft = work.save(seat(draft, "causes"), f"{HOSTILE}{copied}")
    one = pictures.overview(work, draft)
    assert len(one.covered) == 5
    assert {share.part: share.total for share in one.shares}["causes"] > len(copied)
    assert sum(share.facts for share in one.shares) > 20
    assert one.lenders[0].characters >= 12
    html = pictures.picture(one, "opening")
    assert "<img" not in html
    assert "${" not in html
    assert html.count("<li>") == sum(bool(share.total) for share in one.shares) + len(one.lenders)
    assert f"/drafts/{draft.id}.docx" in html.replace("&#47;", "/").replace("&#46;", ".")
