"""The check at the desk: findings in their places, mended, waved aside, compared with the owner's other drafts."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from desks import DUTY, seat

from assistant.app.desk.acts import Acts
from assistant.app.desk.layout import Screen
from assistant.app.desk.start import SAMPLE
from assistant.app.desk.work import Work
from assistant.app.owner import LOCAL, marked
from assistant.app.profile import profile_of
from assistant.desk import Draft
from index import NotFound, Unreadable


def test_a_finding_comes_back_to_its_place_in_the_part(work: Work, draft: Draft) -> None:
    text = "  一是抓落实不够。××县的做法没有学透，，工作浮在面上。二是调研走过场。"
    draft = work.save(seat(draft), text)
    draft = work.save(seat(draft, "measures"), "一是坚持学。二是多下村，，年内走遍。三是敢担当。")
    found = work.inspection.run(draft).found
    twice = [note for note in found if note.words == "，，"]
    assert {note.part for note in twice} == {DUTY, "measures"}
    for note in found:
        if note.part:
            assert draft.part(note.part).text[note.start : note.end] == note.words
    assert any(note.part == DUTY and note.words == "××" for note in found)


def test_a_finding_is_mended_waved_aside_for_good_and_taken_up_again(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是抓落实不够。××县的做法没有学透，，工作浮在面上。")
    found = work.inspection.run(draft).found
    comma = next(note for note in found if note.words == "，，")
    mask = next(note for note in found if note.words == "××")
    draft = work.inspection.fix(seat(draft), comma.number, "，，")
    assert draft.part(DUTY).text == "一是抓落实不够。××县的做法没有学透，工作浮在面上。"
    assert work.desk.versions(LOCAL, draft.id, DUTY)[0].what == "改正"
    # What stands behind the mended place has moved and is still found where it is; the mended one is gone.
    assert comma.number not in {note.number for note in work.inspection.open(draft)}
    draft = work.inspection.wave(seat(draft), mask.number, "××")
    assert mask.number not in {note.number for note in work.inspection.open(draft)}
    assert "××" not in {note.words for note in work.inspection.open(work.load(LOCAL, draft.id))}
    work.inspection.run(draft)
    assert "××" not in {note.words for note in work.inspection.open(draft)}
    draft = work.inspection.recall(seat(draft))
    assert "××" in {note.words for note in work.inspection.open(draft)}


def test_a_finding_shown_in_another_window_before_the_text_changed_is_not_taken_for_another(
    work: Work, draft: Draft
) -> None:
    draft = work.save(seat(draft), "一是抓落实不够，，工作浮在面上。")
    comma = next(note for note in work.inspection.run(draft).found if note.words == "，，")
    draft = work.save(seat(draft), "一是学习不深。。××县的做法没有学透。")
    work.inspection.renewed(draft)
    assert "××" in {note.words for note in work.inspection.open(draft)}
    with pytest.raises(NotFound, match="检查结果已经变了"):
        work.inspection.fix(seat(draft), comma.number, "，，")
    assert work.load(LOCAL, draft.id).part(DUTY).text == draft.part(DUTY).text


def test_all_fixes_at_once_leave_the_rest_alone(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是学习不深，，不透。。二是调研不实。")
    work.inspection.run(draft)
    draft = work.inspection.fix_all(seat(draft))
    assert draft.part(DUTY).text == "一是学习不深，不透。二是调研不实。"


def test_a_colleagues_draft_on_the_same_desk_is_compared(work: Work, draft: Draft) -> None:
    shared = "去年冬天供暖投诉集中的那一周，我在办公室看了三天报表，没有去过一个换热站，也没有给一户老人打过电话。"
    other = work.start(LOCAL, profile_of(*SAMPLE), "2025", "")
    work.save(
        seat(other),
        "一是情况掌握不深。" + shared * 1 + "二是作风不实，遇事先问材料写好了没有，很少问群众满意不满意。" * 6,
    )
    draft = work.save(seat(draft), "一是下得不够。" + shared)
    found = [note for note in work.inspection.run(draft).found if note.finding.rule == "similar-file"]
    assert found
    assert all(note.part == DUTY and note.words in draft.part(DUTY).text for note in found)


def test_last_years_text_put_beside_is_found_where_it_was_taken_over(work: Work, draft: Draft, tmp_path: Path) -> None:
    taken = "旧城改造签约那一个月，我把入户的事全推给了社区，自己只在指挥部听汇报，二十三户的难处一户也说不出来。"
    last = tmp_path / "去年的<b>稿子.txt"
    last.write_text(
        f"某某同志个人对照检查材料\n\n一、存在的问题\n\n{taken}" + "其余的工作照常进行。\n" * 30, encoding="utf-8"
    )
    draft = work.save(seat(draft), f"一是下得不够。{taken}")
    assert not [one for one in work.inspection.run(draft).found if one.finding.rule.startswith("similar-")]
    work.inspection.compare(seat(draft), last)
    found = [one for one in work.inspection.run(draft).found if one.finding.rule == "similar-file"]
    assert [note.part for note in found] == [DUTY]
    assert "去年的" in found[0].finding.message + found[0].finding.advice
    empty = tmp_path / "空.txt"
    empty.write_text(" \n", encoding="utf-8")
    with pytest.raises(Unreadable):
        work.inspection.compare(seat(draft), empty)


def test_the_findings_leave_as_a_paper_without_what_was_waved_aside(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是抓落实不够。××县的做法没有学透，，工作浮在面上。")
    mask = next(note for note in work.inspection.run(draft).found if note.words == "××")
    before = work.inspection.printed(draft, date(2026, 11, 21))
    draft = work.inspection.wave(seat(draft), mask.number, "××")
    after = work.inspection.printed(draft, date(2026, 11, 21))
    remarks = [sum(len(some) for _, some in told.groups) for told in (before, after)]
    assert remarks[1] == remarks[0] - 1
    assert after.title == draft.title
    assert any("版式" in text for text in after.not_checked)


def test_an_answer_fills_its_slot_and_is_a_fact(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft, "opening"), "收到意见建议【待补：条数】条，谈心谈话【待补：人次】次。")
    part = work.part(draft, "opening")
    assert work.questions(draft, part)[0] == "条数"
    draft, filled = work.answer(seat(draft, "opening"), "条数", "23")
    assert filled
    assert draft.part("opening").text == "收到意见建议23条，谈心谈话【待补：人次】次。"
    assert draft.facts[-1].text == "条数：23"
    draft, filled = work.answer(seat(draft, "opening"), "", "3月的会上没有讲真话")
    assert not filled
    assert draft.facts[-1].text == "3月的会上没有讲真话"
    with pytest.raises(NotFound):
        work.answer(seat(draft, "opening"), "人次", "")


def test_an_act_that_ends_late_does_not_call_the_writer_back(work: Work, draft: Draft) -> None:
    acts = Acts(work)
    scope = marked({}, LOCAL)
    request = SimpleNamespace(session_hash="甲", request=SimpleNamespace(scope=scope))
    place = (f"{draft.id}|{DUTY}", draft.revision, "")
    late = acts.suggest(*place, request)
    next(late)
    acts.clicked(*place, request, SimpleNamespace(act="part", part="causes"))
    where = [one.name for one in fields(Screen)].index("where")
    (drawn,) = late
    assert drawn[where] != f"{draft.id}|{DUTY}", "the window would fall back"
    assert work.load(LOCAL, draft.id).part(DUTY).offered, "what was made waits in its part"
    again = acts.suggest(f"{draft.id}|causes", work.load(LOCAL, draft.id).revision, "", request)
    next(again)
    (drawn,) = again
    assert drawn[where] == f"{draft.id}|causes"
