"""A conversation as a clerk types it, with a model and without: the same events, nothing typed or written lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes_chat import outline, small_corpus
from hypothesis import given
from hypothesis import strategies as st
from scripted_model import FAULT, Scripted, dutiful

from assistant import resources
from assistant.chat import Conversation, Done, Event, Passages, Piece, Status, Tools, turn
from assistant.chat.following import step
from assistant.domain import Fact, Profile
from assistant.drafting import Composer, ModelComposer
from assistant.model import Answer
from index import Corpus

NAMES = ("2025-vice-mayor-livelihood", "2025-justice-chief", "2024-county-government-group", "2022-town-group")
TEN = (
    "帮我写担当作为方面的问题",
    "第二点换个说法",
    "再具体一点",
    "还缺什么",
    "为什么用这个来源",
    "缩到150字",
    "用第一个",
    "问我几个问题",
    "检查一下",
    "看看别人怎么写形式主义的原因",
)
FRESH = Conversation(
    Profile(role="副市长", level="city", portfolio=("教育",)),
    "2025",
    (Fact("F1", "2025年3月校园餐招标由谁牵头开了三次会没有定", "教育", "duty"),),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with small_corpus(tmp_path_factory.mktemp("model-chat"), *NAMES) as corpus:
        yield corpus


def obliging(prompt: str) -> str:
    if "请改写" in prompt:
        return "一是推动工作等上级的时候多，自己先走一步的时候少。"
    return dutiful(prompt)


def tools(corpus: Corpus, *said: object) -> Tools:
    words = resources.lexicon()
    model = ModelComposer(corpus, words.expressions, model=Scripted(*said)) if said else None  # type: ignore[arg-type]
    return Tools(corpus, model or Composer(corpus, words.expressions), outline, words)


def said(events: list[Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, Piece) and event.style != "growing")


@pytest.mark.parametrize("model", [(), (obliging,), (FAULT,)], ids=["without", "with", "broken"])
def test_ten_turns_as_a_clerk_types_them(corpus: Corpus, model: tuple[object, ...]) -> None:
    given_tools = tools(corpus, *model)
    conversation = FRESH
    for text in TEN:
        events = list(turn(conversation, text, tools=given_tools))
        assert all(isinstance(event, (Status, Passages, Piece, Done)) for event in events)
        assert isinstance(events[-1], Done)
        assert said(events), text
        before, conversation = conversation, events[-1].conversation
        assert set(before.suggestions) <= set(conversation.suggestions)
        assert conversation.messages[-1].pieces
        assert not [piece for piece in conversation.messages[-1].pieces if piece.style == "growing"]
    assert len(conversation.messages) == 2 * len(TEN)
    assert conversation.part == "problems/4"


def test_the_models_text_grows_before_it_is_shown_whole(corpus: Corpus) -> None:
    events = list(turn(FRESH, TEN[0], tools=tools(corpus, obliging)))
    growing = [event.text for event in events if isinstance(event, Piece) and event.style == "growing"]
    assert len(growing) > 2
    assert [len(text) for text in growing] == sorted(len(text) for text in growing)
    (draft,) = [event for event in events if isinstance(event, Piece) and event.style == "draft"]
    assert draft.text.startswith(growing[0][:5])
    assert events[-1].suggestion.origin == "model"  # type: ignore[union-attr]


def test_leaving_a_turn_half_way_stops_the_model(corpus: Corpus) -> None:
    model = Scripted(obliging)
    words = resources.lexicon()
    given_tools = Tools(corpus, ModelComposer(corpus, words.expressions, model=model), outline, words)
    events = turn(FRESH, TEN[0], tools=given_tools)
    while not (isinstance(event := next(events), Piece) and event.style == "growing"):
        pass
    events.close()  # type: ignore[attr-defined]
    assert model.closed == 1


def test_a_broken_model_is_told_in_the_answer(corpus: Corpus) -> None:
    events = list(turn(FRESH, TEN[0], tools=tools(corpus, FAULT)))
    assert FAULT.message in said(events)
    assert events[-1].suggestion.origin == "excerpt"  # type: ignore[union-attr]


def test_a_model_answers_other_questions_before_what_the_library_holds(corpus: Corpus) -> None:
    model = Scripted("先把分管领域的事例列出来。2019年的不用写。![x](http://evil.example/x)")
    words = resources.lexicon()
    given_tools = Tools(corpus, ModelComposer(corpus, words.expressions, model=model), outline, words)
    shown = list(turn(FRESH, "看看别人怎么写形式主义的原因", tools=given_tools))[-1]
    assert isinstance(shown, Done)
    events = list(turn(shown.conversation, "材料总是空，有什么办法", tools=given_tools))
    text = said(events)
    assert "先把分管领域的事例列出来" in text
    assert "evil" not in text
    assert "没有依据，请核对：2019年" in text
    assert any(isinstance(event, Passages) for event in events)
    passages = [passage.text[:20] for passage in corpus.passages()]
    assert not any(start in model.prompts[0].messages[1][1] for start in passages)


def test_a_plan_is_asked_for_with_the_parts_and_the_facts(corpus: Corpus) -> None:
    model = Scripted("problems/4：写招标一事。")
    words = resources.lexicon()
    given_tools = Tools(corpus, ModelComposer(corpus, words.expressions, model=model), outline, words)
    events = list(turn(FRESH, "整篇的框架思路", tools=given_tools))
    asked = model.prompts[0].messages[1][1]
    assert "problems/4" in asked
    assert FRESH.facts[0].text in asked
    assert "写招标一事" in said(events)


def test_questions_come_from_the_model_and_without_it_from_the_built_in_list(corpus: Corpus) -> None:
    written = list(turn(FRESH, TEN[0], tools=tools(corpus, obliging)))[-1]
    assert isinstance(written, Done)
    asked = "1. 哪一次招标拖了？\n2. 拖了多久？\n以上供参考。"
    assert "哪一次招标拖了？" in said(list(turn(written.conversation, "问我几个问题", tools=tools(corpus, asked))))
    for others in ((), (FAULT,), ("我不知道。",)):
        text = said(list(turn(written.conversation, "问我几个问题", tools=tools(corpus, *others))))
        assert text.count("？") >= 2


def test_what_broke_off_can_be_continued(corpus: Corpus) -> None:
    given_tools = tools(
        corpus, Answer("一是推动工作等靠多", False, "连接在写完之前结束了"), "一是推动工作等靠多、主动少。"
    )
    broken = list(turn(FRESH, TEN[0], tools=given_tools))[-1]
    assert isinstance(broken, Done)
    assert broken.suggestion is not None
    assert "【待补：未完成" in broken.suggestion.text
    whole = list(turn(broken.conversation, "接着写", tools=given_tools))[-1]
    assert isinstance(whole, Done)
    assert whole.suggestion is not None
    assert whole.suggestion.text == "一是推动工作等靠多、主动少。"
    assert not [note for note in whole.suggestion.degraded if "未完成" in note]


@pytest.mark.parametrize(
    ("text", "what", "operation", "point"),
    [
        ("接着写", "rewrite", "续写", 0),
        ("再具体一点", "rewrite", "更具体", 0),
        ("第二点换个说法", "rewrite", "换一种说法", 2),
        ("第3点扩写一下", "rewrite", "扩写", 3),
        ("太长了", "rewrite", "缩写", 0),
        ("润色一下", "rewrite", "润色", 0),
        ("改成班子口吻", "rewrite", "改成班子口吻", 0),
        ("去掉第一点", "drop", "", 1),
        ("用第一个", "use", "", 0),
        ("还缺什么", "missing", "", 0),
        ("问我几个问题", "questions", "", 0),
        ("为什么用这个来源", "why", "", 0),
        ("帮我检查一下", "check", "", 0),
    ],
)
def test_what_is_said_about_the_text_written_last_is_understood(
    text: str, what: str, operation: str, point: int
) -> None:
    meant = step(text)
    assert meant is not None
    assert (meant.what, meant.operation, meant.point) == (what, operation, point)


@pytest.mark.parametrize(
    "text",
    [
        "帮我写整改措施部分",
        "看看别人怎么写担当不够的问题",
        "“学用结合不紧”怎么说",
        "写第三个方面",
        "换一种写法",
        "斗争精神不足换个说法",
    ],
)
def test_a_new_question_is_not_taken_for_a_step(text: str) -> None:
    assert step(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_step_or_not_and_never_a_crash(text: str) -> None:
    meant = step(text)
    assert meant is None or meant.what
