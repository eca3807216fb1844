"""The desk without its screen: what its buttons do to a draft, what its lists show, what can be fetched."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from desks import DUTY, seat
from fakes_chat import drafting_tools, running
from scripted_model import Scripted

from assistant.app.desk import desk_of, findings, views
from assistant.app.desk import returned as returned_view
from assistant.app.desk.downloads import NOT_WRITTEN, whole
from assistant.app.desk.start import SAMPLE, SAMPLE_FACTS
from assistant.app.desk.work import Work, appended
from assistant.app.library import Library
from assistant.app.owner import LOCAL, marked, owner_of
from assistant.app.profile import profile_of
from assistant.desk import Draft, Overwritten, PartText
from assistant.drafting import ModelComposer
from assistant.verifying import MARK
from index import NotFound, Unreadable

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]
HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}"


def test_the_start_makes_a_draft_with_title_and_numbered_facts(draft: Draft) -> None:
    assert "副市长" in draft.title
    assert [fact.id for fact in draft.facts] == ["F1", "F2", "F3"]


def test_alternatives_are_kept_with_the_draft_and_the_next_are_others(work: Work, draft: Draft) -> None:
    first = work.suggest(seat(draft))
    again = work.load(LOCAL, draft.id)
    assert again.part(DUTY).offered == first.part(DUTY).offered
    assert len(first.part(DUTY).offered) == 3
    second = work.suggest(seat(first))
    shown = {one.text for one in first.part(DUTY).offered}
    assert not shown & {one.text for one in second.part(DUTY).offered}


def test_another_account_neither_sees_nor_changes_a_draft(work: Work, draft: Draft) -> None:
    other = replace(seat(draft), owner="乙")
    acts = (
        lambda: work.load("乙", draft.id),
        lambda: work.save(other, "乙写的"),
        lambda: work.suggest(other),
        lambda: work.settle(other),
        lambda: work.add_facts(other, "乙的事"),
        lambda: work.desk.versions("乙", draft.id, DUTY),
        lambda: work.desk.duplicate("乙", draft.id, "抄来的"),
    )
    for act in acts:
        with pytest.raises(NotFound, match="找不到这份稿子"):
            act()
    assert work.load(LOCAL, draft.id) == draft
    own = work.start("乙", profile_of(*SAMPLE), "2025", "")
    assert [card.id for card in work.desk.drafts("乙")] == [own.id]
    assert own.id not in {card.id for card in work.desk.drafts(LOCAL)}


def test_a_request_the_guard_has_not_seen_is_nobodys() -> None:
    request = SimpleNamespace(scope={})
    with pytest.raises(KeyError):
        owner_of(request)
    assert owner_of(SimpleNamespace(scope=marked({}, "甲"))) == "甲"
    assert owner_of(SimpleNamespace(request=SimpleNamespace(scope=marked({}, "甲")))) == "甲"


def test_what_is_adopted_is_the_writers_and_clears_the_table(work: Work, draft: Draft) -> None:
    draft = work.suggest(seat(draft))
    wanted = draft.part(DUTY).offered[1].text
    draft = work.adopt(seat(draft), 1)
    assert draft.part(DUTY).text == MARK.sub("", wanted)
    assert draft.part(DUTY).offered == ()
    assert "停了11所" in draft.part(DUTY).text
    with pytest.raises(NotFound, match="已经换过"):
        work.adopt(seat(draft), 1)


def test_what_comes_from_an_example_or_a_fact_says_so_on_the_card(work: Work, draft: Draft) -> None:
    own = work.suggest(seat(draft)).part(DUTY)
    html = views.alternatives(own)
    assert '<span class="zd-own">事实1</span>' in html
    cited = {citation.passage for one in own.offered for citation in one.citations if citation.passage}
    assert cited
    assert any(f'data-passage="{passage}"' in html for passage in cited)


def test_one_point_is_kept_and_counted_on(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "主要问题是：一是学得不深。")
    draft = work.suggest(seat(draft))
    draft = work.keep(seat(draft), 0, 1)
    text = draft.part(DUTY).text
    assert text.startswith("主要问题是：一是学得不深。二是")
    assert draft.part(DUTY).offered, "the alternatives stay on the table"


def test_a_point_goes_and_another_is_said_otherwise_the_rest_stay(work: Work, draft: Draft) -> None:
    draft = work.suggest(seat(draft))
    before = draft.part(DUTY).offered
    draft = work.revise(seat(draft), "drop", 0, 1)
    after = draft.part(DUTY).offered
    assert len(after[0].points) == len(before[0].points) - 1
    assert after[1:] == before[1:]
    draft = work.revise(seat(draft), "reword", 1, 2)
    assert draft.part(DUTY).offered[1].points[0] == before[1].points[0]
    assert draft.part(DUTY).offered[2] == before[2]


def test_a_rewording_that_changes_facts_is_taken_only_when_it_is_accepted(desk_library: Library) -> None:
    text = "一是等靠多。2025年3月开了三次会。二是跟踪问效不紧。"
    model = Scripted(lambda prompt: "一是等靠多。2025年4月开了三次会。" if "请改写" in prompt else text)
    composer = ModelComposer(desk_library.corpus, desk_library.lexicon.expressions, model=model)
    work = desk_of(replace(desk_library, tools=replace(desk_library.tools, composer=composer)))
    facts = "2025年3月开了三次会"
    first = work.suggest(seat(work.start(LOCAL, profile_of(*SAMPLE), "2025", facts)))
    asked = work.revise(seat(first), "reword", 0, 1)
    before, changed, *others = asked.part(DUTY).offered
    assert before == first.part(DUTY).offered[0]
    assert others == list(first.part(DUTY).offered[1:])
    shown = str(views.alternatives(asked.part(DUTY)))
    assert "日期　原：2025年3月　现：2025年4月" in shown
    for taking in (lambda: work.adopt(seat(asked), 1), lambda: work.keep(seat(asked), 1, 1)):
        with pytest.raises(NotFound, match="还没有确认"):
            taking()
    refused = work.decide(seat(asked), "refuse", 1)
    assert refused.part(DUTY).offered == first.part(DUTY).offered
    again = work.revise(seat(refused), "reword", 0, 1)
    accepted = work.decide(seat(again), "accept", 1)
    assert accepted.part(DUTY).offered == (replace(changed, changes=()), *others)
    assert "2025年4月" in work.adopt(seat(accepted), 0).part(DUTY).text


def test_the_whole_draft_fills_only_what_is_empty(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft, "causes"), "我自己写的原因。")
    draft, told = work.fill(seat(draft, "causes"))
    assert draft.part("causes").text == "我自己写的原因。"
    assert f"写好了 {len(work.parts(draft)) - 1} 个" in told
    assert all(draft.part(part.id).text for part in work.parts(draft))
    assert "没有动" in work.fill(seat(draft))[1]


def test_a_window_overtaken_by_another_finds_its_text_among_the_versions(work: Work, draft: Draft) -> None:
    work.save(seat(draft, tab="甲"), "甲写的")
    for typed in ("乙", "乙写的"):
        with pytest.raises(Overwritten):
            work.save(seat(draft, tab="乙"), typed)
    assert work.load(LOCAL, draft.id).part(DUTY).text == "甲写的"
    assert [one.text for one in work.desk.versions(LOCAL, draft.id, DUTY)] == ["乙写的", "甲写的"]


def test_an_answer_becomes_a_fact_of_its_part_and_a_fact_can_be_given_elsewhere(work: Work, draft: Draft) -> None:
    draft = work.add_facts(seat(draft, "causes"), "2025年只到村里2次", "causes")
    assert draft.facts[-1].part == "causes"
    draft = work.assign(seat(draft), draft.facts[-1].id, DUTY)
    assert draft.facts[-1].part == DUTY
    assert work.assign(seat(draft), draft.facts[-1].id, "../nowhere").facts[-1].part == ""
    gone = work.remove_fact(seat(work.load(LOCAL, draft.id)), "F1")
    assert "F1" not in {fact.id for fact in gone.facts}
    with pytest.raises(NotFound, match="还没有写内容"):
        work.add_facts(seat(gone), " \n ")


def test_a_file_of_ones_own_offers_facts_and_one_without_any_is_told(work: Work, draft: Draft, tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(
        "某市副市长2024年度民主生活会个人对照检查材料\n一、存在的主要问题\n一是担当不够。2024年6月牵头整治校外培训，关停了17家，仍有3家转入地下。\n",
        encoding="utf-8",
    )
    assert any("17家" in fact.text for fact in work.proposals(seat(draft), path))
    path.write_text("今天天气很好。\n", encoding="utf-8")
    with pytest.raises(NotFound, match="没有找到"):
        work.proposals(seat(draft), path)


def test_the_questions_begin_with_the_open_slots_of_the_text(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是担当不够。【待补：哪件事绕着走了？】")
    assert work.questions(draft, work.part(draft, DUTY))[0] == "哪件事绕着走了？"


def test_what_wants_a_look_is_marked_where_it_stands(work: Work, draft: Draft, desk_library: Library) -> None:
    passage = max(desk_library.corpus.passages(), key=lambda one: len(one.text))
    text = f"【待补：何事？】{passage.text}共投入8,731万元。"
    draft = work.save(seat(draft), text)
    runs = work.judged(draft, DUTY)
    assert runs["slot"] == ((0, 8),)
    assert any(text[begin:end] in passage.text for begin, end in runs["borrowed"])
    assert any("8,731" in text[begin:end] for begin, end in runs["unsupported"])
    html = views.preview(text, runs)
    for css in ("zb-slot", "zb-borrowed", "zb-unsupported"):
        assert f'<mark class="{css}"' in html


def test_the_outline_shows_state_and_length_of_every_part(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "学得不深。")
    parts = work.parts(draft)
    html = views.outline(draft, parts, DUTY, {DUTY: 3})
    assert html.count('data-act="part"') == len(parts)
    assert "草稿" in html
    assert "全文 5 字" in html
    assert "查出 3 处" in html
    settled = work.settle(seat(draft))
    assert "已定" in views.outline(settled, parts, DUTY, {})


def test_nothing_a_writer_or_a_file_says_becomes_markup(work: Work, draft: Draft) -> None:
    draft = work.add_facts(seat(draft), HOSTILE)
    draft = work.save(seat(draft), HOSTILE)
    part = draft.part(DUTY)
    inspected = work.inspection.run(draft)
    wicked = replace(inspected.found[0], part=DUTY, words=HOSTILE)
    wicked = replace(wicked, finding=replace(wicked.finding, message=HOSTILE, excerpt=HOSTILE, fix=HOSTILE))
    offered = replace(work.suggest(seat(draft)).part(DUTY).offered[0], text=HOSTILE, points=(), slots=(), borrowed=())
    shown = (
        views.facts(draft, work.parts(draft), work.outline(draft)),
        views.preview(part.text, work.judged(draft, part.id)),
        views.history(work.desk.versions(LOCAL, draft.id, DUTY), "x"),
        views.alternatives(PartText(DUTY, offered=(offered,), notes=(HOSTILE,))),
        findings.pane(draft, replace(inspected, found=(wicked,)), {DUTY: HOSTILE}),
    )
    for html in shown:
        assert "<img" not in html
        assert "${" not in html


def test_the_whole_text_has_every_heading_and_shows_its_gaps(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是担当不够。[1]")
    text = whole(work, replace(draft, title="我的题目"))
    assert text.startswith("# 我的题目\n")
    assert "一是担当不够。\n" in text
    for aspect in work.outline(draft).aspects:
        assert aspect.text in text
    assert NOT_WRITTEN in text


def test_a_copy_for_another_leader_leaves_the_facts_of_the_first_behind(work: Work, draft: Draft) -> None:
    draft = work.save(seat(draft), "一是担当不够。2025年4月定了撤并34所。")
    draft = work.settle(seat(draft))
    copy = work.copy_for(seat(draft), "县教育局局长", ("教育",))
    assert copy.id != draft.id
    assert copy.title == "县教育局局长2025年度民主生活会个人对照检查材料"
    assert (copy.profile.role, copy.profile.portfolio) == ("县教育局局长", ("教育",))
    assert copy.facts == ()
    assert copy.part(DUTY).text == draft.part(DUTY).text
    assert not copy.part(DUTY).settled
    assert work.judged(copy, DUTY)["unsupported"], "the first one's figures are marked"
    assert not work.judged(draft, DUTY)["unsupported"]
    same = work.copy_for(seat(draft), "", draft.profile.portfolio)
    assert same.facts == draft.facts
    assert same.title.endswith("（副本）")


def test_points_are_counted_on_from_what_stands_there() -> None:
    assert appended("", "三是学得不深。") == "一是学得不深。"
    assert appended("一是甲。二是乙。", "一是丙。") == "一是甲。二是乙。三是丙。"


def test_drafts_are_fetched_as_word_text_and_file_by_their_own_page_only(tmp_path: Path) -> None:
    with running(tmp_path / "library", drafting_tools, "2025-justice-chief") as (port, library):
        work = desk_of(library)
        draft = work.start(LOCAL, profile_of(*SAMPLE), "2025", SAMPLE_FACTS)
        work.save(seat(draft), "一是担当不够。")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            word = http.get(f"/drafts/{draft.id}.docx")
            assert "attachment" in word.headers["content-disposition"]
            with zipfile.ZipFile(io.BytesIO(word.content)) as archive:
                assert "担当不够" in archive.read("word/document.xml").decode()
            with zipfile.ZipFile(io.BytesIO(http.get(f"/drafts/{draft.id}.check.docx").content)) as archive:
                assert "检查结果" in archive.read("word/document.xml").decode()
            assert "担当不够" in http.get(f"/drafts/{draft.id}.md").text
            assert http.get(f"/drafts/{draft.id}.json").json()["format"] == "zhibi-draft/1"
            for name in (f"{draft.id}.exe", "nothing.docx", "..%2Fledger.md"):
                assert http.get(f"/drafts/{name}").status_code == 404
            foreign = {"origin": "http://evil.example"}
            assert http.get(f"/drafts/{draft.id}.md", headers=foreign).status_code == 403


def brought(work: Work, draft: Draft, folder: Path, changes: dict[str, str]) -> Path:
    """The draft as it leaves, with words changed in it elsewhere."""
    text = whole(work, draft)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "稿子.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_came_back_is_taken_part_by_part_as_one_change_with_versions(
    work: Work, draft: Draft, tmp_path: Path
) -> None:
    draft = work.save(seat(draft), "一是遇事往后靠。")
    draft = work.save(seat(draft, "causes"), "一是宗旨意识淡化。")
    path = brought(work, draft, tmp_path, {"往后靠": "绕着走", "宗旨意识淡化": "本领不足", draft.title: "发言提纲"})
    here = seat(draft)
    work.returning.bring(here, path, path.name)
    assert work.load(LOCAL, draft.id) == draft, "nothing is taken unseen"
    review = work.returning.review(draft)
    assert review is not None
    assert {one.part for one in review.found.changes} == {DUTY, "causes"}
    after, told = work.returning.take(here, [DUTY], {}, title=True)
    assert (after.part(DUTY).text, after.part("causes").text) == ("一是遇事绕着走。", "一是宗旨意识淡化。")
    assert after.title == "发言提纲"
    assert after.revision == draft.revision + 1
    assert "改了 1 个部分" in told
    newest = work.desk.versions(LOCAL, draft.id, DUTY)[0]
    assert (newest.what, newest.text) == ("从 Word 带回", "一是遇事绕着走。")
    undone = work.desk.undo(LOCAL, draft.id, "甲", after.revision, DUTY)
    assert undone.part(DUTY).text == "一是遇事往后靠。"


def test_a_part_changed_meanwhile_is_shown_again_and_not_written_over(work: Work, draft: Draft, tmp_path: Path) -> None:
    draft = work.save(seat(draft), "一是遇事往后靠。")
    here = seat(draft)
    path = brought(work, draft, tmp_path, {"往后靠": "绕着走"})
    work.returning.bring(here, path, path.name)
    work.save(replace(seat(draft), tab="乙"), "另一个窗口写的。")
    with pytest.raises(Overwritten):
        work.returning.take(here, [DUTY], {}, title=False)
    now = work.load(LOCAL, draft.id)
    assert now.part(DUTY).text == "另一个窗口写的。"
    review = work.returning.review(now)
    assert review is not None
    assert review.found.changes[0].old == "另一个窗口写的。"


def test_an_older_text_in_the_file_is_not_ticked_for_the_writer(work: Work, draft: Draft, tmp_path: Path) -> None:
    draft = work.save(seat(draft), "一是遇事往后靠。")
    path = brought(work, draft, tmp_path, {"# ": "# "})
    draft = work.change(seat(draft), lambda one: one.with_text(DUTY, "写作台上后来又改的。"), "采用")
    work.returning.bring(seat(draft), path, path.name)
    review = work.returning.review(draft)
    assert review is not None
    assert set(review.older) == {DUTY}
    html = returned_view.review(review, {part.id: part for part in work.parts(draft)})
    assert "较早的一版" in html
    assert "checked" not in html


def test_what_has_no_place_goes_where_the_writer_says(work: Work, draft: Draft, tmp_path: Path) -> None:
    draft = work.save(seat(draft, "measures"), "一是每月下乡两次。")
    path = brought(
        work, draft, tmp_path, {"一是每月下乡两次。": "一是每月下乡两次。\n\n七、其他情况\n\n去年交流任职。"}
    )
    here = seat(draft)
    work.returning.bring(here, path, path.name)
    _, told = work.returning.take(here, [], {}, title=False)
    assert "没有归处" in told
    after, _ = work.returning.take(here, [], {0: "measures"}, title=False)
    assert after.part("measures").text == "一是每月下乡两次。\n七、其他情况\n去年交流任职。"
    assert work.returning.review(after) is None


def test_a_file_of_another_report_is_refused_and_a_hostile_one_stays_text(
    work: Work, draft: Draft, tmp_path: Path
) -> None:
    stranger = tmp_path / "别的.txt"
    stranger.write_text("今天天气很好，我们去公园散步。\n" * 5, encoding="utf-8")
    with pytest.raises(Unreadable, match="不像是这份稿子"):
        work.returning.bring(seat(draft), stranger, stranger.name)
    draft = work.save(seat(draft), "一是遇事往后靠。")
    path = brought(work, draft, tmp_path, {"往后靠": HOSTILE, draft.title: f"{HOSTILE}检查"})
    work.returning.bring(seat(draft), path, f"{HOSTILE}.md")
    review = work.returning.review(draft)
    assert review is not None
    html = returned_view.review(review, {part.id: part for part in work.parts(draft)})
    assert "<img" not in html
    assert "${" not in html


def test_files_brought_back_belong_to_their_account(work: Work, draft: Draft, tmp_path: Path) -> None:
    draft = work.save(seat(draft), "一是遇事往后靠。")
    path = brought(work, draft, tmp_path, {"往后靠": "绕着走"})
    with pytest.raises(NotFound):
        work.returning.bring(replace(seat(draft), owner="别人"), path, path.name)
    work.returning.bring(seat(draft), path, path.name)
    assert work.returning.review(replace(draft, owner="别人")) is None
