"""What a writer may rely on of the built-in drafter: nothing invented, nothing of somebody else, every source shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import shelf
from assistant.domain import Fact, Profile
from assistant.drafting import (
    Composer,
    assemble,
    facts_from_text,
    listed,
    numbered,
    part_of,
    proposed,
    questions,
    title_of,
)
from assistant.drafting.portable import Porter
from assistant.drafting.revising import is_point
from assistant.drafting.writer import Writer
from assistant.resources import load_outline
from assistant.verifying import MARK
from index import Corpus, NotFound
from tests.bench.drafting import PROFILES, Judge
from tests.parsed import parse

OUTLINE = load_outline("2025")
MAYOR = Profile("副市长", "individual", "city", "某市人民政府", "某市", ("教育", "卫生健康"))
TOWN = Profile("镇党委班子", "group", "township", "某镇党委", "某镇")
VILLAGE = Profile("村党支部书记", "individual", "village", "某村党支部", "某村")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with shelf.open_corpus(library=tmp_path_factory.mktemp("drafting") / "library") as corpus:
        shelf.add_bundled(corpus)
        yield corpus


@pytest.fixture(scope="module")
def composer(corpus: Corpus) -> Composer:
    return shelf.composer(shelf.chosen(), corpus)


@pytest.mark.parametrize("profile", PROFILES[::3], ids=lambda profile: profile.role)
def test_no_suggestion_carries_anything_of_somebody_else(composer: Composer, corpus: Corpus, profile: Profile) -> None:
    for part in OUTLINE.parts_for(profile.who):
        for one in composer.suggest(profile, OUTLINE, part.id, (), 2)[0]:
            assert one.residue == (), part.id
            assert one.unsupported == (), part.id
            assert one.origin == "excerpt"


def test_every_shared_run_is_flagged_and_leads_to_its_passage(composer: Composer, corpus: Corpus) -> None:
    judge = Judge(corpus)
    for part in OUTLINE.parts_for("individual"):
        for one in composer.suggest(MAYOR, OUTLINE, part.id, (), 3)[0]:
            assert judge.longest_unflagged(one) == 0
            for run in one.borrowed:
                assert run.text in corpus.passage(run.passage).text


def test_citation_marks_lead_to_passages_and_facts(composer: Composer, corpus: Corpus) -> None:
    facts = (Fact("F1", "2025年3月校园餐招标由谁牵头开了三次会没有定", "教育", "duty"),)
    made, degraded = composer.suggest(MAYOR, OUTLINE, "problems/4", facts, 3)
    assert len({one.text for one in made}) == 3
    assert any(citation.passage for one in made for citation in one.citations)
    for one in made:
        assert set(re.findall(r"\[F?\d+\]", one.text)) == {citation.mark for citation in one.citations}
        assert facts[0].text in one.text
        for citation in one.citations:
            if citation.passage:
                assert citation.text == corpus.passage(citation.passage).text
    assert any("未使用模型" in note for note in degraded)


def test_what_only_the_writer_knows_is_a_slot_with_a_question(composer: Composer) -> None:
    (one,), _ = composer.suggest(MAYOR, OUTLINE, "problems/3", (), 1)
    assert len(one.slots) >= 2
    assert all("？" in slot.ask or "待补" not in slot.ask for slot in one.slots)
    assert all(one.text[slot.start : slot.end].startswith("【待补：") for slot in one.slots)


def test_a_fact_speaks_in_its_own_field_of_work(composer: Composer) -> None:
    facts = (Fact("F1", "三所县医院影像互认不到四成", "卫生健康", "duty"),)
    for one in composer.suggest(MAYOR, OUTLINE, "problems/4", facts, 3)[0]:
        before = one.text[: one.text.index(facts[0].text)]
        assert "卫生健康" in before[-20:]


@pytest.mark.parametrize(
    ("profile", "wrong"), [(MAYOR, r"班子|常委会|我们(?!党|国)"), (TOWN, r"我(?!市|县|镇|们|国|党|省)|本人")]
)
def test_the_voice_is_the_writers(composer: Composer, profile: Profile, wrong: str) -> None:
    for part in OUTLINE.parts_for(profile.who):
        for one in composer.suggest(profile, OUTLINE, part.id, (), 2)[0]:
            bare = re.sub(r"【[^】]*】", "", one.text).replace("自我", "").replace(OUTLINE.theme, "")
            assert not re.search(wrong, bare), (part.id, re.search(wrong, bare))


def test_another_round_brings_other_alternatives(composer: Composer) -> None:
    first, _ = composer.suggest(MAYOR, OUTLINE, "problems/2", (), 2)
    second, _ = composer.suggest(MAYOR, OUTLINE, "problems/2", (), 2, skip=2)
    assert not {one.text for one in first} & {one.text for one in second}


def test_a_point_said_otherwise_keeps_its_fact_and_loses_what_was_borrowed(composer: Composer) -> None:
    facts = (Fact("F1", "2025年5月到一所学校只看了校门和操场", "教育", "style"),)
    made, _ = composer.suggest(MAYOR, OUTLINE, "problems/5", facts, 3)
    for one in made:
        number = next(n for n, point in enumerate(filter(is_point, one.points), 1) if point.facts)
        fresh = composer.reword(MAYOR, OUTLINE, "problems/5", facts, one, number)
        point = [point for point in fresh.points if is_point(point)][number - 1]
        assert point.heading != [point for point in one.points if is_point(point)][number - 1].heading
        assert facts[0].text in point.text
        assert point.citations == ()


def test_a_dropped_point_is_gone_and_the_rest_is_counted_anew(composer: Composer) -> None:
    (one,), _ = composer.suggest(MAYOR, OUTLINE, "problems/1", (), 1)
    left = composer.drop(MAYOR, OUTLINE, "problems/1", (), one, 1)
    points = [point.text[:2] for point in left.points if is_point(point)]
    assert points == ["一是", "二是", "三是"][: len(points)]
    assert len(points) == sum(map(is_point, one.points)) - 1


def test_a_whole_draft_has_every_part_and_its_measures_answer_its_problems(composer: Composer) -> None:
    facts = facts_from_text("1. 2025年6月接访时答应的路灯拖了四个月\n2. 中心组学习有3次由别人代拟发言")
    parts = composer.draft(MAYOR, OUTLINE, facts)
    assert [one.part.id for one in parts] == [part.id for part in OUTLINE.parts_for("individual")]
    by_kind = {kind: [one for one in parts if one.part.kind == kind] for kind in ("problems", "causes", "measures")}
    threads = {point.thread for one in by_kind["problems"] for point in one.suggestion.points if point.thread}
    for kind in ("causes", "measures"):
        answering = {point.thread for one in by_kind[kind] for point in one.suggestion.points if point.thread}
        assert answering
        assert answering <= threads
    text = assemble(parts, MAYOR, OUTLINE).text
    assert all(fact.text in text for fact in facts)
    for measure in (point for one in by_kind["measures"] for point in one.suggestion.points if is_point(point)):
        assert "【待补：" in measure.text


def test_every_mark_of_a_draft_leads_to_one_source_and_every_source_is_marked(composer: Composer) -> None:
    facts = facts_from_text("1. 2025年6月接访时答应的路灯拖了四个月")
    parts = composer.draft(MAYOR, OUTLINE, facts)
    told, sources = numbered(parts)
    text = assemble(told, MAYOR, OUTLINE).text
    marks = [one.mark for one in sources]
    assert len(set(marks)) == len(marks) > 3
    assert set(MARK.findall(text)) == set(marks)
    for drafted, before in zip(told, parts, strict=True):
        behind = {one.mark: one.passage for one in before.suggestion.citations}
        pairs = zip(MARK.findall(before.suggestion.text), MARK.findall(drafted.suggestion.text), strict=True)
        assert all(behind[old] == next(one.passage for one in sources if one.mark == new) for old, new in pairs)
    shown = listed(sources)
    assert all(f"\n{mark} " in shown for mark in marks)


def test_an_assembled_draft_is_read_back_with_the_outline_it_was_written_to(composer: Composer, tmp_path: Path) -> None:
    parts = composer.draft(TOWN, OUTLINE)
    assembled = assemble(parts, TOWN, OUTLINE, marks=False)
    path = tmp_path / "初稿.md"
    path.write_text(assembled.text, encoding="utf-8")
    report = shelf.parser().parse(shelf.read(path))
    assert report.title == title_of(TOWN, OUTLINE) == "镇党委班子2025年度民主生活会对照检查材料"
    assert [section.kind for section in report.sections] == [
        "preparation",
        "rectification",
        "problems",
        "case",
        "causes",
        "measures",
    ]
    assert [
        child.aspect for section in report.sections for child in section.children if section.kind == "problems"
    ] == [1, 2, 3, 4, 5]
    assert report.closing is not None
    assert not re.search(r"\[\d+\]", assembled.text)
    texts = {one.part.id: MARK.sub("", one.suggestion.text) for one in parts}
    for at in range(len(assembled.text)):
        if place := assembled.placed(at, at + 1):
            part, start, end = place
            assert texts[part][start:end] == assembled.text[at]
    assert {one.part for one in assembled.stretches} == set(texts)


def test_an_empty_library_still_drafts_and_says_that_it_had_no_examples(tmp_path: Path) -> None:
    with shelf.open_corpus(library=tmp_path / "library") as empty:
        made, degraded = shelf.composer(shelf.chosen(), empty).suggest(VILLAGE, OUTLINE, "problems/3", (), 2)
    assert len(made) == 2
    assert all(one.borrowed == () and one.residue == () for one in made)
    assert any("没有合适的示例" in note for note in degraded)


def test_colleagues_do_not_get_one_anothers_drafts(composer: Composer) -> None:
    county = [one for one in PROFILES if one.level == "county" and one.who == "individual"]
    drafts = [
        "".join(d.suggestion.text for d in composer.draft(one, OUTLINE) if d.part.kind == "problems") for one in county
    ]
    grams = [
        {text[i : i + 8] for i in range(len(text) - 7)}
        for text in (re.sub(r"【[^】]*】", "", draft) for draft in drafts)
    ]
    shares = [len(a & b) / min(len(a), len(b)) for i, a in enumerate(grams) for b in grams[:i]]
    assert sum(shares) / len(shares) < 0.3


def test_an_unknown_part_names_the_parts_there_are(composer: Composer) -> None:
    with pytest.raises(NotFound, match="没有“problems/9”") as caught:
        composer.suggest(MAYOR, OUTLINE, "problems/9")
    assert "problems/5" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("在调查研究方面还存在不够深入的现象，一般性了解多，专题研究少。", True),
        ("全县上下对这项工作的认识还不够。", True),
        ("2025年4月，我到现场才发现问题，习惯于听汇报。", False),
        ("班子成员之间谈心不够。", False),
        ("县委书记多次批评，我总是没有放在心上。", False),
        ("那次检查以后，我习惯把问题往后放。", False),
        ("对高标准农田建设抓得不够紧，总想再等等。", False),
        ("党史学习教育以来，学得还不够系统。", False),
    ],
)
def test_only_what_anybody_could_say_is_put_over(text: str, kept: bool) -> None:
    put = Porter(Writer.of(MAYOR, OUTLINE)).sentences(text)
    assert bool(put) is kept
    assert all("全县" not in sentence for sentence in put)


def test_a_planted_residue_figure_and_copy_are_caught(composer: Composer, corpus: Corpus) -> None:
    stranger = next(passage for passage in corpus.passages() if passage.kind == "problems" and len(passage.text) > 80)
    (one,), _ = composer.suggest(MAYOR, OUTLINE, "problems/1", (), 1)
    bad = replace(one.points[-1], text=one.points[-1].text + "某县有37户。" + stranger.text)
    checked = composer._finished(composer._task(MAYOR, OUTLINE, "problems/1", (), 0), (*one.points[:-1], bad), ())
    assert "某县" in {stray.text for stray in checked.residue}
    assert "37" in {stray.text for stray in checked.unsupported}
    assert any(run.passage == stranger.id for run in checked.borrowed)


def test_words_of_a_time_that_is_over_are_lent_to_nobody_after_it() -> None:
    said = "对困难群众的急难考虑不周，疫情一来就顾不上"
    lent = {year: Porter(Writer.of(MAYOR, load_outline(year))).heading(said) for year in ("2021", "2025")}
    assert lent == {"2021": said, "2025": None}


def test_every_part_of_a_draft_begins_with_words_of_its_own(composer: Composer) -> None:
    for profile in (
        MAYOR,
        TOWN,
        replace(MAYOR, portfolio=("教育", "卫生健康", "市场监管")),
        replace(TOWN, portfolio=("教育",)),
    ):
        parts = [part.id for part in OUTLINE.parts_for(profile.who) if part.kind == "problems"]
        leads = [composer.suggest(profile, OUTLINE, part, (), 1)[0][0].points[0].text for part in parts]
        assert len(set(leads)) == len(parts), leads


def test_facts_find_their_parts() -> None:
    assert part_of(Fact("F1", "任意", part="problems/2"), OUTLINE, "individual") == "problems/2"
    assert part_of(Fact("F1", "任意", topic="governance"), OUTLINE, "individual") == "problems/5"
    assert part_of(Fact("F1", "中心组学习缺席两次，读书笔记抄的多"), OUTLINE, "individual") in (
        "problems/1",
        "problems/2",
    )
    assert part_of(Fact("F1", "上年度提出的路灯问题已整改完成"), OUTLINE, "individual") == "rectification"
    assert part_of(Fact("F1", "今天天气"), OUTLINE, "individual") == "problems/4"


def test_a_set_phrase_with_a_number_is_offered_as_no_fact() -> None:
    text = "一、存在的主要问题\n学习“三个代表”重要思想不够深入，做到“两个维护”不够自觉。\n全年到挂点村只去了三次，没有住过一晚。\n"
    report = parse(*text.splitlines())
    assert [fact.text for fact in proposed(report, OUTLINE, "individual")] == ["全年到挂点村只去了三次，没有住过一晚"]


def test_own_reports_propose_facts_and_questions_ask_for_them(corpus: Corpus) -> None:
    report = corpus.report(corpus.reports()[0].id)
    offered = proposed(report, OUTLINE, "individual")
    assert offered
    assert all(re.search(r"\d|[一二三四五六七八九十两百千]", fact.text) for fact in offered)
    asked = questions(OUTLINE.part("problems/4", "individual"), Writer.of(MAYOR, OUTLINE))  # type: ignore[arg-type]
    assert 2 <= len(asked) <= 4
    assert all(question.endswith("？") and "$" not in question for question in asked)
