"""A conversation is kept whole: packed and unpacked it goes on as if nothing had happened; each account has its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes_chat import drafting_tools, outline, small_corpus
from hypothesis import given
from hypothesis import strategies as st
from scripted_model import Scripted, dutiful

from assistant import resources
from assistant.app.talks import Talks
from assistant.chat import (
    Conversation,
    Done,
    Message,
    Piece,
    Status,
    Tools,
    broken_off,
    packed,
    title_of,
    turn,
    unpacked,
)
from assistant.desk import Desk
from assistant.domain import Fact, Profile
from assistant.drafting import ModelComposer
from index import Corpus, Fault, NotFound, Unreadable

FRESH = Conversation(
    Profile(role="副市长", level="city", portfolio=("教育",)), "2025", (Fact("F1", "2025年开了三次会"),)
)
TURNS = ("帮我写担当作为方面的问题", "第二点换个说法", "还缺什么", "检查这段", "看看别人怎么写形式主义的原因", "还有吗")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with small_corpus(tmp_path_factory.mktemp("keeping"), "2025-vice-mayor-livelihood", "2025-justice-chief") as corpus:
        yield corpus


def say(conversation: Conversation, text: str, tools: Tools) -> Conversation:
    done = list(turn(conversation, text, tools=tools))[-1]
    assert isinstance(done, Done)
    return done.conversation


@pytest.mark.parametrize("model", [False, True], ids=["without", "with"])
def test_a_conversation_stored_after_every_turn_goes_on_the_same(corpus: Corpus, model: bool) -> None:
    def tools() -> Tools:
        if not model:
            return drafting_tools(corpus)
        words = resources.lexicon()
        return Tools(corpus, ModelComposer(corpus, words.expressions, model=Scripted(dutiful)), outline, words)

    stored = remembered = FRESH
    kept = tools()
    for text in TURNS:
        stored = say(unpacked(packed(stored)), text, tools())
        remembered = say(remembered, text, kept)
        assert unpacked(packed(stored)) == stored
        assert stored == remembered


@given(st.text(alphabet=st.characters(codec=None), max_size=120))
def test_any_text_can_be_kept(text: str) -> None:
    conversation = FRESH.saying(Message("user", (Piece(text),)))
    body = packed(conversation)
    assert body.encode()
    assert unpacked(body).messages[0].text == text.encode("utf-8", "ignore").decode()
    assert len(title_of(conversation)) <= 38


@pytest.mark.parametrize("body", ["", "{", "[]", '{"messages": 3}'])
def test_what_cannot_be_read_is_told(body: str) -> None:
    with pytest.raises(Unreadable, match="读不出来"):
        unpacked(body)


def test_a_stopped_part_is_kept_and_can_be_gone_on_with(corpus: Corpus) -> None:
    doing = Status("正在写", "problems/4", "2025")
    stopped = broken_off(FRESH, TURNS[0], [doing, Piece("一是等", "growing"), Piece("一是等靠多。", "growing")])
    assert [message.role for message in stopped.messages] == ["user", "assistant"]
    assert "【待补：未完成" in stopped.suggestions[0].text
    words = resources.lexicon()
    model = Scripted("一是等靠多。二是跟踪问效不紧。")
    tools = Tools(corpus, ModelComposer(corpus, words.expressions, model=model), outline, words)
    assert say(stopped, "接着写", tools).suggestions[-1].text == "一是等靠多。二是跟踪问效不紧。"


def test_a_stopped_rewriting_leaves_the_text_as_it_was(corpus: Corpus) -> None:
    written = say(FRESH, TURNS[0], drafting_tools(corpus))
    stopped = broken_off(written, "再具体一点", [Status("正在改"), Piece("一是换了", "growing")])
    assert stopped.suggestions == written.suggestions
    assert "没有动" in stopped.messages[-1].text
    assert broken_off(FRESH, "你好", []).messages[0].text == "你好"


def test_every_account_has_its_own_conversations_and_facts(tmp_path: Path, corpus: Corpus) -> None:
    desk = Desk.open(tmp_path / "library")
    talks = Talks(desk)
    desk.new("甲", "甲的稿子", "2025", Profile(), (Fact("F1", "甲的秘密事"),))
    mine = talks.keep(talks.newest("甲"), say(FRESH, "“秘密”怎么说", drafting_tools(corpus)))
    assert talks.newest("甲").conversation == mine.conversation
    assert talks.facts("甲")[0][0].text == "甲的秘密事"
    assert talks.newest("乙").conversation == Conversation()
    assert talks.choices("乙") == []
    assert talks.facts("乙") == ((), "")
    with pytest.raises(NotFound):
        talks.load("乙", mine.id)
    # A window that names somebody else's conversation begins one of its own.
    assert talks.going_on("乙", mine.id).conversation == Conversation()
    talks.remove("乙", mine.id)
    assert talks.load("甲", mine.id).conversation == mine.conversation


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    desk = Desk.open(tmp_path / "library")
    with desk._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE zhibi_conversations")
    with pytest.raises(Fault, match="暂时存不了"):
        Talks(desk).keep(Talks(desk).going_on("甲", ""), FRESH)
