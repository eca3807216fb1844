"""Drafts as their owner may rely on them, over SQLite and over a real PostgreSQL."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from databases import Clock
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import Beside, Desk, Draft, Overwritten, PartText, exported, imported, length, numbered_facts, state
from assistant.domain import Fact, Profile, Suggestion
from index import Fault, NotFound, Unreadable

ME = Profile("副市长", portfolio=("教育",))
PART = "problems/1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    database = request.getfixturevalue("postgres") if request.param == "postgres" else ""
    desk = Desk.open(tmp_path / "library", database, clock)
    for card in desk.drafts("local"):
        desk.remove("local", card.id)
    yield desk
    desk.close()


@pytest.fixture
def draft(desk: Desk) -> Draft:
    return desk.new("local", "我的材料", "2025", ME, (Fact("F1", "2025年走访12户"),))


def write(desk: Desk, draft: Draft, text: str, tab: str = "甲", seen: int | None = None, what: str = "修改") -> Draft:
    seen = draft.revision if seen is None else seen
    return desk.change("local", draft.id, tab, seen, lambda one: one.with_text(PART, text), what)


def test_a_draft_is_there_again_after_the_program_ended(desk: Desk, draft: Draft, tmp_path: Path) -> None:
    suggestion = Suggestion("excerpt", "一是学得不深。【待补：事例】")
    desk.change(
        "local", draft.id, "甲", 1, lambda one: one.with_part(PartText(PART, "学得不深。", offered=(suggestion,)))
    )
    again = Desk(desk._engine)
    kept = again.load("local", draft.id)
    assert kept.part(PART).text == "学得不深。"
    assert kept.part(PART).offered == (suggestion,)
    assert kept.facts == draft.facts
    assert kept.profile == ME


def test_the_file_of_drafts_is_for_its_owner_only(tmp_path: Path) -> None:
    Desk.open(tmp_path / "library").new("local", "x", "2025", ME)
    if os.name == "posix":
        files = list((tmp_path / "library").glob("drafts.sqlite3*"))
        assert files
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_second_window_does_not_overwrite_the_first_and_its_text_is_kept_aside(desk: Desk, draft: Draft) -> None:
    write(desk, draft, "甲写的", "甲")
    with pytest.raises(Overwritten, match="另一个窗口"):
        write(desk, draft, "乙写的", "乙")
    assert desk.load("local", draft.id).part(PART).text == "甲写的"
    desk.keep_aside("local", draft.id, PART, "乙写的")
    assert "乙写的" in [version.text for version in desk.versions("local", draft.id, PART)]
    # What was kept aside never stood in the draft, so undo passes it over.
    seen = desk.load("local", draft.id).revision
    assert desk.undo("local", draft.id, "甲", seen, PART).part(PART).text == ""


def test_a_window_does_not_stand_in_its_own_way(desk: Desk, draft: Draft) -> None:
    for text in ("一", "一二", "一二三"):
        write(desk, draft, text, "甲", seen=draft.revision)
    assert desk.load("local", draft.id).part(PART).text == "一二三"


def test_a_window_that_looked_away_while_another_wrote_is_told(desk: Desk, draft: Draft) -> None:
    one = write(desk, draft, "甲一", "甲")
    two = write(desk, one, "乙一", "乙")
    with pytest.raises(Overwritten):
        write(desk, one, "甲二", "甲")
    assert write(desk, two, "甲二", "甲").part(PART).text == "甲二"


def test_many_windows_writing_at_once_lose_nothing_acknowledged(desk: Desk, draft: Draft) -> None:
    acknowledged: list[str] = []

    def work(name: str) -> None:
        for number in range(5):
            seen = desk.load("local", draft.id).revision
            try:
                desk.change(
                    "local", draft.id, name, seen, lambda one, part=f"{name}{number}": one.with_text(part, part)
                )
            except Fault:
                continue
            acknowledged.append(f"{name}{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = desk.load("local", draft.id)
    assert acknowledged
    assert {part.id for part in kept.parts} == set(acknowledged)


def test_typing_is_one_version_and_a_pause_begins_another(desk: Desk, draft: Draft, clock: Clock) -> None:
    for text in ("学", "学得", "学得不深"):
        draft = write(desk, draft, text)
    clock.time += 100
    draft = write(desk, draft, "学得不深，用得不够")
    assert [one.text for one in desk.versions("local", draft.id, PART)] == ["学得不深，用得不够", "学得不深"]


def test_undo_goes_back_step_by_step_and_loses_nothing(desk: Desk, draft: Draft) -> None:
    for text in ("一", "二", "三"):
        draft = write(desk, draft, text, what="采用")
    seen = []
    for _ in range(3):
        draft = desk.undo("local", draft.id, "甲", draft.revision, PART)
        seen.append(draft.part(PART).text)
    assert seen == ["二", "一", ""]
    with pytest.raises(NotFound, match="没有可撤销"):
        desk.undo("local", draft.id, "甲", draft.revision, PART)
    newest = next(one for one in desk.versions("local", draft.id, PART) if one.text == "三")
    assert desk.restore("local", draft.id, "甲", draft.revision, PART, newest.number).part(PART).text == "三"


def test_a_copy_goes_its_own_way(desk: Desk, draft: Draft) -> None:
    draft = write(desk, draft, "原稿")
    copy = desk.duplicate("local", draft.id, "给另一位同志")
    write(desk, copy, "改过的")
    assert desk.load("local", draft.id).part(PART).text == "原稿"
    assert {card.title for card in desk.drafts("local")} == {"我的材料", "给另一位同志"}


def test_another_owner_sees_and_touches_nothing(desk: Desk, draft: Draft) -> None:
    assert desk.drafts("别人") == ()
    for attempt in (
        lambda: desk.load("别人", draft.id),
        lambda: desk.versions("别人", draft.id, PART),
        lambda: desk.keep_aside("别人", draft.id, PART, "x"),
        lambda: desk.remove("别人", draft.id),
        lambda: desk.change("别人", draft.id, "甲", 1, lambda one: replace(one, title="x")),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert desk.load("local", draft.id) == draft


def test_texts_to_compare_with_stay_with_their_draft_and_go_with_it(desk: Desk, draft: Draft) -> None:
    other = desk.new("local", "另一份", "2025", ME)
    desk.put_beside("local", draft.id, Beside("去年.docx", "去年写的"))
    desk.put_beside("local", draft.id, Beside("同事.txt", "他写的"))
    desk.put_beside("local", draft.id, Beside("去年.docx", "去年定稿"))
    assert desk.beside("local", draft.id) == (Beside("去年.docx", "去年定稿"), Beside("同事.txt", "他写的"))
    assert desk.beside("local", other.id) == ()
    with pytest.raises(NotFound):
        desk.beside("别人", draft.id)
    with pytest.raises(NotFound):
        desk.put_beside("别人", draft.id, Beside("偷放", "x"))
    desk.drop_beside("local", draft.id, "去年.docx")
    assert [one.name for one in desk.beside("local", draft.id)] == ["同事.txt"]
    desk.remove("local", draft.id)
    with pytest.raises(NotFound):
        desk.beside("local", draft.id)


def test_the_place_is_remembered_without_counting_as_a_change(desk: Desk, draft: Draft) -> None:
    desk.visit("local", draft.id, "causes")
    kept = desk.load("local", draft.id)
    assert (kept.place, kept.revision) == ("causes", draft.revision)


def test_a_draft_goes_out_as_a_file_and_comes_back_the_same(desk: Desk, draft: Draft) -> None:
    draft = write(desk, draft, "学得不深“引号”\n第二段")
    back = desk.add(imported(exported(draft), "local"))
    assert (back.title, back.facts, back.profile) == (draft.title, draft.facts, draft.profile)
    assert back.part(PART).text == draft.part(PART).text
    assert back.id != draft.id


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "zhibi-draft/1", "draft": {"id": 3}}', b"[" * 100_000]
)
def test_a_file_that_is_no_draft_is_refused_with_a_remedy(content: bytes) -> None:
    with pytest.raises(Unreadable, match="不是执笔存出来的稿件文件"):
        imported(content, "local")


@given(st.text(max_size=200), st.booleans())
def test_any_text_survives_the_way_through_a_file(text: str, settled: bool) -> None:
    text = text.encode("utf-8", "ignore").decode()
    draft = Draft("1", "local", "题", "2025", ME, parts=(PartText(PART, text, settled),))
    assert imported(exported(draft), "local").parts == draft.parts
    json.loads(exported(draft))


def test_the_state_of_a_part_says_what_is_left_to_do() -> None:
    assert state(PartText(PART)) == "空"
    assert state(PartText(PART, "学得不深。")) == "草稿"
    assert state(PartText(PART, "学得不深。【待补：事例】", settled=True)) == "有待补"
    assert state(PartText(PART, "学得不深。", settled=True)) == "已定"


def test_a_changed_text_is_no_longer_settled() -> None:
    draft = Draft("1", "local", "题", "2025", ME, parts=(PartText(PART, "学得不深。", settled=True),))
    assert draft.with_text(PART, "学得不深。").part(PART).settled
    assert not draft.with_text(PART, "学得不够。").part(PART).settled


def test_length_counts_neither_blanks_nor_marks() -> None:
    assert length("学得 不深。[1]\n[F2]") == 5


def test_facts_are_numbered_on_and_said_once() -> None:
    known = (Fact("F1", "走访12户"), Fact("F4", "撤并3所"))
    more = numbered_facts(known, (Fact("P1", "走访12户"), Fact("P2", "开会9次"), Fact("P3", " ")))
    assert [(fact.id, fact.text) for fact in more] == [("F1", "走访12户"), ("F4", "撤并3所"), ("F5", "开会9次")]


def test_a_database_that_does_not_answer_is_told_with_a_remedy(tmp_path: Path) -> None:
    for address in ("nonsense", "postgresql+psycopg://x@127.0.0.1:9/none"):
        with pytest.raises(Fault, match="稿件库打不开"):
            Desk.open(tmp_path, address)


def test_a_conversation_is_there_again_and_a_second_window_loses_nothing(desk: Desk, clock: Clock) -> None:
    kept = desk.conversations
    for card in kept.cards("local"):
        kept.remove("local", card.id)
    one = kept.save("local", "", 0, "甲", '{"a": "一\\u0000"}')
    clock.time += 1
    two = kept.save("local", one.id, one.revision, "甲", '{"a": "二"}')
    assert Desk(desk._engine).conversations.load("local", one.id).body == '{"a": "二"}'
    # The other window still has the first revision: what was said there becomes a conversation of its own.
    clock.time += 1
    other = kept.save("local", one.id, one.revision, "甲", '{"a": "三"}')
    assert other.id != one.id
    assert [card.id for card in kept.cards("local")] == [other.id, one.id]
    assert kept.load("local", one.id) == two
    kept.remove("local", one.id)
    assert [card.id for card in kept.cards("local")] == [other.id]
    # Going on with one that was deleted meanwhile loses nothing either.
    assert kept.load("local", kept.save("local", one.id, 2, "甲", "{}").id).body == "{}"


def test_another_owner_neither_sees_nor_changes_nor_removes_a_conversation(desk: Desk) -> None:
    kept = desk.conversations
    mine = kept.save("甲", "", 0, "我的", '{"a": "秘密"}')
    assert kept.cards("乙") == ()
    with pytest.raises(NotFound, match="找不到这次对话"):
        kept.load("乙", mine.id)
    kept.remove("乙", mine.id)
    assert kept.save("乙", mine.id, mine.revision, "x", "{}").id != mine.id
    assert kept.load("甲", mine.id) == mine
