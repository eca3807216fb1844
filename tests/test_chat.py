"""What a clerk may rely on in one turn of the chat."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes_chat import SLOT, outline, small_corpus, tools_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import resources
from assistant.chat import Conversation, Done, Event, Passages, Piece, Status, Tools, turn
from assistant.chat.asked import parts_meant, understand
from assistant.chat.writing import BESIDE, request
from assistant.domain import Outline, Profile
from index import Corpus, NotFound

NAMES = ("2025-vice-mayor-livelihood", "2025-justice-chief", "2024-county-government-group", "2022-town-group")
LEXICON = resources.lexicon()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with small_corpus(tmp_path_factory.mktemp("chat"), *NAMES) as corpus:
        yield corpus


@pytest.fixture
def tools(corpus: Corpus) -> Tools:
    return tools_for(corpus)


@pytest.fixture
def fresh() -> Conversation:
    return Conversation(profile=Profile(role="副市长", portfolio=("教育",)), meeting="2025")


def say(conversation: Conversation, text: str, tools: Tools) -> tuple[list[Event], Conversation]:
    events = list(turn(conversation, text, tools=tools))
    assert isinstance(events[-1], Done), "a turn ends with Done"
    assert sum(isinstance(event, Done) for event in events) == 1
    return events, events[-1].conversation


def shown(events: list[Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, Piece))


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("帮我写担当作为方面的问题", "problems", "problems/4"),
        ("写第三个方面", "problems", "problems/3"),
        ("写第2个方面的问题", "problems", "problems/2"),
        ("担当作为方面的问题怎么写", "problems", "problems/4"),
        ("理论学习的不足，帮我写一段", "problems", "problems/1"),
        ("帮我写管党治党责任的问题", "problems", "problems/5"),
        ("帮我写产生问题的原因", "causes", "causes"),
        ("写一下下一步整改措施", "measures", "measures"),
        ("上年度整改落实情况怎么写", "rectification", "rectification"),
        ("帮我写个开头", "opening", "opening"),
        ("写个结尾", "closing", "closing"),
        ("帮我写典型案例剖析部分", "case", "case"),
    ],
)
def test_asking_for_a_part_writes_that_part(fresh: Conversation, tools: Tools, text: str, kind: str, part: str) -> None:
    events, after = say(fresh, text, tools)
    assert tools.composer.asked == [(fresh.profile, part)]
    assert after.part == part
    if events[-1].suggestion:
        (draft,) = [event for event in events if isinstance(event, Piece) and event.style == "draft"]
        assert draft.text == events[-1].suggestion.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“学用结合不紧”怎么说", "学用结合不紧"),
        ("学习不深入怎么说？", "学习不深入"),
        ("请问工作不够深入怎么表述比较好", "工作不够深入"),
        ("斗争精神不足换个说法", "斗争精神不足"),
        ("如何表达工作落实不到位", "工作落实不到位"),
        ("“问题整改不彻底”怎么写", "问题整改不彻底"),
    ],
)
def test_asking_for_a_wording_is_understood_with_its_words(text: str, words: str) -> None:
    asked = understand(text, LEXICON)
    assert (asked.intent, asked.words) == ("phrase", words)


@pytest.mark.parametrize(
    "text", ["看看别人怎么写形式主义的原因", "有没有教育方面的例子", "人家是怎么写担当不够的", "举个例子"]
)
def test_asking_for_examples_shows_examples_and_writes_nothing(fresh: Conversation, tools: Tools, text: str) -> None:
    events, after = say(fresh, text, tools)
    assert understand(text, LEXICON).intent == "examples"
    assert not tools.composer.asked
    assert after.suggestions == ()
    assert any(isinstance(event, Piece) for event in events)


def test_a_section_named_in_the_question_is_the_only_one_shown(fresh: Conversation, tools: Tools) -> None:
    events, _ = say(fresh, "看看别人怎么写形式主义的原因", tools)
    (passages,) = [event for event in events if isinstance(event, Passages)]
    assert {source.passage.kind for source in passages.sources} == {"causes"}


def test_every_mark_in_an_answer_leads_to_a_passage_of_the_library(
    fresh: Conversation, tools: Tools, corpus: Corpus
) -> None:
    for text in ("帮我写担当作为方面的问题", "看看别人怎么写担当作为", "学校食堂管理", "“落实”怎么说"):
        events, after = say(fresh, text, tools)
        sources = {source.mark: source for source in after.messages[-1].sources if source.mark != BESIDE}
        assert sources, text
        marks = {event.mark for event in events if isinstance(event, Piece) and event.mark}
        assert marks <= set(sources)
        for source in sources.values():
            assert corpus.passage(source.passage.id).text == source.passage.text
            assert corpus.report(source.passage.report).title == source.title


def test_beside_a_draft_stand_passages_of_the_same_part_by_others(fresh: Conversation, tools: Tools) -> None:
    _, after = say(fresh, "帮我写担当作为方面的问题", tools)
    beside = [source.passage for source in after.messages[-1].sources if source.mark == BESIDE]
    cited = [source.passage.id for source in after.messages[-1].sources if source.mark != BESIDE]
    assert beside
    assert {passage.kind for passage in beside} == {"problems"}
    assert not {passage.id for passage in beside} & set(cited)


def test_an_answer_shows_passages_before_the_text_that_rests_on_them(fresh: Conversation, tools: Tools) -> None:
    events, _ = say(fresh, "帮我写担当作为方面的问题", tools)
    order = [type(event) for event in events]
    assert order[0] is Status
    assert order.index(Passages) < order.index(Piece)


def test_what_the_writer_has_to_do_is_said_in_words(fresh: Conversation, tools: Tools) -> None:
    events, _ = say(fresh, "帮我写担当作为方面的问题", tools)
    told = shown(events)
    assert SLOT in told
    assert "还要您补 1 处" in told
    assert "这是别处的地名。" in told
    assert "摘编" in told
    assert "与示例原文相同" in told


def test_the_marked_runs_of_a_draft_do_not_overlap_and_lie_inside_it(fresh: Conversation, tools: Tools) -> None:
    events, _ = say(fresh, "帮我写担当作为方面的问题", tools)
    (draft,) = [event for event in events if isinstance(event, Piece) and event.style == "draft"]
    ends = [0, *(span.end for span in draft.spans)]
    assert all(end <= span.start < span.end <= len(draft.text) for end, span in zip(ends, draft.spans, strict=False))
    assert {span.what for span in draft.spans} == {"slot", "residue", "borrowed"}
    assert [draft.text[span.start : span.end] for span in draft.spans if span.what == "slot"] == [SLOT]


def test_a_step_that_could_not_run_is_told(fresh: Conversation, corpus: Corpus) -> None:
    events, _ = say(fresh, "写第三个方面", tools_for(corpus, degraded=("没有连上模型，改用摘编。",)))
    assert "没有连上模型，改用摘编。" in shown(events)


def test_another_version_is_the_next_one_and_comes_round_again(fresh: Conversation, tools: Tools) -> None:
    events, after = say(fresh, "写第四个方面", tools)
    first = events[-1].suggestion
    total = len(after.suggestions)
    assert total > 1
    assert "换一种写法" in after.messages[-1].replies
    seen = [first]
    for _ in range(total):
        events, after = say(after, "换一种写法", tools)
        seen.append(events[-1].suggestion)
    assert len({one.text for one in seen}) == total
    assert seen[-1] == first
    assert len(tools.composer.asked) == 1, "the alternatives are already there"


def test_an_unclear_request_offers_parts_and_each_offer_is_understood(fresh: Conversation, tools: Tools) -> None:
    _, after = say(fresh, "帮我写", tools)
    offers = after.messages[-1].replies
    assert len(offers) > 5
    for offer in offers:
        asked = understand(offer, LEXICON)
        assert asked.intent == "write"
        assert len(parts_meant(asked, outline("2025", fresh.profile), "individual")) == 1, offer


@pytest.mark.parametrize("meeting", [one.id for one in resources.outlines()])
@pytest.mark.parametrize("who", ["individual", "group"])
def test_every_part_of_every_meeting_can_be_asked_for(meeting: str, who: str) -> None:
    known = resources.load_outline(meeting)
    for part in known.parts_for(who):
        found = parts_meant(understand(request(part), LEXICON), known, who)
        assert [one.id for one in found] == [part.id], request(part)


def test_a_group_gets_the_parts_a_group_writes(fresh: Conversation, tools: Tools) -> None:
    group = replace(fresh, profile=Profile(role="县政府党组", who="group", level="county"))
    say(group, "帮我写准备情况部分", tools)
    assert tools.composer.asked == [(group.profile, "preparation")]
    events, _ = say(group, "写第一个方面的问题", tools)
    assert events[-1].suggestion is not None


def test_a_field_named_in_the_request_goes_before_the_profile(fresh: Conversation, tools: Tools) -> None:
    say(fresh, "帮我写市场监管领域担当作为方面的问题", tools)
    assert [profile.portfolio for profile, _ in tools.composer.asked] == [("市场监管",)]


def test_a_year_named_in_the_request_chooses_that_meeting(fresh: Conversation, tools: Tools) -> None:
    _, after = say(fresh, "帮我写2024年度第一个方面的问题", tools)
    assert after.part_meeting == "2024"
    assert after.meeting == "2025", "the chosen meeting stays"
    branch = replace(fresh, meeting="2025-branch")
    assert say(branch, "帮我写2025年度第一个方面的问题", tools)[1].part_meeting == "2025-branch"


def test_an_unknown_meeting_is_a_fault_and_leaves_the_conversation_alone(fresh: Conversation, corpus: Corpus) -> None:
    def unknown(meeting: str, profile: Profile) -> Outline:
        raise NotFound(f"没有“{meeting}”这次会议的提纲。", "请在左侧选一个。")

    tools = replace(tools_for(corpus), outline=unknown)
    with pytest.raises(NotFound, match="2031"):
        list(turn(fresh, "帮我写2031年度第一个方面的问题", tools=tools))
    assert fresh.messages == ()


def test_without_a_post_the_answer_says_where_to_fill_it_in(fresh: Conversation, tools: Tools) -> None:
    events, _ = say(replace(fresh, profile=Profile()), "写第四个方面", tools)
    assert "填上职务" in shown(events)
    assert "填上职务" not in shown(say(fresh, "写第四个方面", tools)[0])


def test_an_empty_library_says_so_and_what_to_do(fresh: Conversation, tmp_path: Path) -> None:
    with small_corpus(tmp_path / "empty") as corpus:
        tools = tools_for(corpus)
        for text in ("写第四个方面", "“学用结合”怎么说", "看看别人怎么写担当作为", "食堂"):
            events, after = say(fresh, text, tools)
            assert "上传" in shown(events), text
            assert after.messages[-1].sources == ()


@pytest.mark.parametrize("text", ["你好", "？？", "帮助"])
def test_a_greeting_is_answered_with_what_one_can_ask(fresh: Conversation, tools: Tools, text: str) -> None:
    _, after = say(fresh, text, tools)
    assert "帮我写担当作为方面的问题" in after.messages[-1].replies


@given(
    text=st.text(max_size=80)
    | st.text(alphabet="写第三个方面的问题原因怎么说换一种看别人“”20245年度[]1？", max_size=30)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered_and_old_conversations_stay_as_they_were(corpus: Corpus, text: str) -> None:
    tools = tools_for(corpus)
    before = say(Conversation(meeting="2025"), "写第四个方面", tools)[1]
    kept = copy.deepcopy(before)
    try:
        events, after = say(before, text, tools)
    except NotFound:
        # A year without an outline, as in “写2017…”.
        assert understand(text, LEXICON).meeting
        return
    assert before == kept
    assert after.messages[: len(before.messages)] == before.messages
    assert [message.role for message in after.messages[-2:]] == ["user", "assistant"]
    assert shown(events)
