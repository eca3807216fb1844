"""What a clerk may rely on when a text is at hand: checked by the rules, what is missing, changed facts asked about, own texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakes_chat import outline, small_corpus
from scripted_model import Scripted, dutiful

from assistant import resources
from assistant.chat import Conversation, Done, Event, Passages, Piece, Tools, turn
from assistant.domain import Fact, Profile
from assistant.drafting import Composer, ModelComposer
from index import Corpus

NAMES = ("2025-vice-mayor-livelihood", "2025-justice-chief", "2024-county-government-group", "2022-town-group")
FRESH = Conversation(
    Profile(role="副市长", level="city", portfolio=("教育",)),
    "2025",
    (Fact("F1", "2025年3月校园餐招标由谁牵头开了三次会没有定", "教育", "duty"),),
)
BAD = "一是学习贯彻党的十八大精神不够，，思想上放松。二是抓落实力度不够。某某镇的事没有管好。"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with small_corpus(tmp_path_factory.mktemp("chat-text"), *NAMES) as corpus:
        yield corpus


def tools(corpus: Corpus, *said: object) -> Tools:
    words = resources.lexicon()
    model = ModelComposer(corpus, words.expressions, model=Scripted(*said)) if said else None  # type: ignore[arg-type]
    return Tools(corpus, model or Composer(corpus, words.expressions), outline, words)


def say(conversation: Conversation, tools: Tools, *texts: str) -> tuple[list[Event], Conversation]:
    for text in texts:
        events = list(turn(conversation, text, tools=tools))
        assert isinstance(events[-1], Done)
        conversation = events[-1].conversation
    return events, conversation


def shown(events: list[Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, Piece) and event.style != "growing")


@pytest.mark.parametrize("said", [(), (dutiful,)], ids=["without", "with"])
def test_the_rules_of_the_check_judge_a_text_put_into_the_chat(corpus: Corpus, said: tuple[object, ...]) -> None:
    text = shown(say(FRESH, tools(corpus, *said), f"检查这段：{BAD}")[0])
    assert "查出 3 处（必须改 1 处，应当改 2 处）" in text
    assert text.index("某某") < text.index("十八大")
    assert "第二点〔必须改〕“某某”" in text
    assert "第一点〔应当改〕标点重复" in text
    assert "原因剖析" not in text.partition("只查了这一段")[0]


@pytest.mark.parametrize("said", [(), (dutiful,)], ids=["without", "with"])
def test_what_was_written_is_checked_with_its_facts(corpus: Corpus, said: tuple[object, ...]) -> None:
    text = shown(say(FRESH, tools(corpus, *said), "帮我写担当作为方面的问题", "帮我查一下")[0])
    assert "这里还有待补的内容" in text
    assert "没有事实清单" not in text
    assert "没有事实清单" in shown(
        say(replace(FRESH, facts=()), tools(corpus, *said), "帮我写担当作为方面的问题", "检查这段")[0]
    )


def test_one_point_is_checked_alone(corpus: Corpus) -> None:
    events, after = say(FRESH, tools(corpus), f"检查这段：{BAD}", "检查一下第一点")
    assert "十八大" in shown(events)
    assert "某某" not in shown(events)
    assert after.suggestions[0].text == BAD


def test_a_whole_report_put_into_the_chat_is_checked_whole(corpus: Corpus) -> None:
    report = f"某市副市长2025年度民主生活会对照检查材料\n一、存在的主要问题\n{BAD}\n二、整改措施\n一是抓好落实，12月底前办完。"
    text = shown(say(FRESH, tools(corpus), f"帮我检查：\n{report}")[0])
    assert "没有原因剖析部分" in text
    assert "只查了这一段" not in text


def test_only_the_most_worthwhile_findings_are_told(corpus: Corpus) -> None:
    text = shown(
        say(FRESH, tools(corpus), "检查这段：" + "".join(f"{n}是某某镇的事，，没有办。" for n in "一二三四五六七八"))[0]
    )
    assert "先说最要紧的 8 处" in text
    assert text.count("〔") == 8
    assert text.count("〔必须改〕") == 8


def test_what_is_missing_are_slots_unused_facts_and_parts_not_written(corpus: Corpus) -> None:
    unused = Fact("F2", "2025年下校调研只有2次", part="problems/4")
    begun = replace(FRESH, facts=(*FRESH.facts, unused))
    silent = tools(corpus, "一是等靠多。[F1]【待补：哪一件事？】")
    text = shown(say(begun, silent, "帮我写担当作为方面的问题", "还缺什么")[0])
    assert "还要您补 1 处" in text
    assert "哪一件事？" in text
    assert unused.text in text
    assert FRESH.facts[0].text not in text
    assert "还没写的 11 个" in text
    assert "担当作为" not in text
    assert "还没写的 12 个" in shown(say(FRESH, silent, "还缺什么")[0])


CHANGING = "一是等靠多。2025年4月校园餐招标开了三次会没有定。[F1]"


def changing(prompt: str) -> str:
    return CHANGING if "请改写" in prompt else dutiful(prompt)


def test_a_changed_fact_replaces_nothing_before_it_is_accepted(corpus: Corpus) -> None:
    given = tools(corpus, changing)
    _, written = say(FRESH, given, "帮我写担当作为方面的问题")
    events, asked = say(written, given, "第一点换个说法")
    assert "日期　原：2025年3月　现：2025年4月" in shown(events)
    assert asked.suggestions == written.suggestions
    assert asked.shown == written.shown
    assert asked.messages[-1].replies == ("接受", "保留原文")
    assert "2025年4月" in shown(say(asked, given, "接受")[0])
    assert say(asked, given, "接受")[1].suggestions[-1].text.startswith(CHANGING)
    kept = say(asked, given, "保留原文")[1]
    assert kept.suggestions == written.suggestions
    assert kept.pending is None


def test_a_good_that_comes_later_accepts_nothing(corpus: Corpus) -> None:
    given = tools(corpus, changing)
    _, asked = say(FRESH, given, "帮我写担当作为方面的问题", "第一点换个说法")
    events, after = say(asked, given, "“学用结合不紧”怎么说")
    assert "没有采用" in shown(events)
    assert say(after, given, "好的")[1].suggestions == asked.suggestions


def test_a_rewriting_that_keeps_the_facts_asks_nothing(corpus: Corpus) -> None:
    given = tools(
        corpus,
        lambda prompt: (
            "一是等的多。2025年3月校园餐招标开了三次会没有定。[F1]" if "请改写" in prompt else dutiful(prompt)
        ),
    )
    _, after = say(FRESH, given, "帮我写担当作为方面的问题", "第一点换个说法")
    assert after.pending is None
    assert len(after.suggestions) == 4


def test_a_text_of_ones_own_is_worked_on_point_by_point(corpus: Corpus) -> None:
    events, after = say(FRESH, tools(corpus), f"检查这段：{BAD}", "去掉第一点")
    assert after.suggestions[-1].text.startswith("一是抓落实力度不够")
    assert "您的文字" in shown(events)
    events, after = say(FRESH, tools(corpus, "一是学得不深。"), "润色这段：一是学习不够深入，用得也不多。")
    assert after.suggestions[-1].text == "一是学得不深。"
    long = "我在推动工作上等靠的时候多，主动研究的时候少。" * 6
    events, after = say(FRESH, tools(corpus), long)
    assert "收到您的一段文字" in shown(events)
    assert after.suggestions[-1].text == long


def test_a_wished_length_that_was_missed_is_told(corpus: Corpus) -> None:
    given = tools(corpus, lambda prompt: "一是" + "等靠多" * 20 if "请改写" in prompt else dutiful(prompt))
    events, _ = say(replace(FRESH, facts=()), given, "帮我写担当作为方面的问题", "短一点，50字以内")
    assert "没有缩到 50 字以内" in shown(events)


def test_more_of_what_was_found_is_other_passages(corpus: Corpus) -> None:
    given = tools(corpus)
    events, after = say(FRESH, given, "看看别人怎么写担当作为的问题")
    (first,) = [event for event in events if isinstance(event, Passages)]
    events, after = say(after, given, "还有吗")
    (second,) = [event for event in events if isinstance(event, Passages)]
    assert not {one.passage.id for one in first.sources} & {one.passage.id for one in second.sources}
    assert say(after, given, "照这个写一段")[1].part == "problems/4"


def test_a_sentence_is_traced_to_where_it_stands(corpus: Corpus) -> None:
    passage = next(one for one in corpus.passages() if len(one.text) > 60)
    words = passage.text[10:30]
    events, _ = say(FRESH, tools(corpus), f"“{words}”出自哪里")
    (found,) = [event for event in events if isinstance(event, Passages)]
    assert passage.id in {one.passage.id for one in found.sources}
    assert "在这些材料里" in shown(events)
    assert "没有" in shown(say(FRESH, tools(corpus), "“从来没有人这样写过的话”出自哪里")[0])


@pytest.mark.parametrize("number", ["用第九个", "用第一个"])
def test_an_alternative_that_is_not_there_is_told(corpus: Corpus, number: str) -> None:
    events, after = say(FRESH, tools(corpus), "帮我写担当作为方面的问题", number)
    assert ("没有第 9 种" in shown(events)) == (number == "用第九个")
    assert after.shown == 1


def test_the_part_that_follows_is_one_word_away(corpus: Corpus) -> None:
    _, after = say(FRESH, tools(corpus), "帮我写担当作为方面的问题", "下一部分")
    assert after.part == "problems/5"
    assert after.written == ("problems/4", "problems/5")
    _, last = say(FRESH, tools(corpus), "写个结尾")
    assert "后面没有了" in shown(say(last, tools(corpus), "下一部分")[0])


def test_what_the_desk_is_for_is_told(corpus: Corpus) -> None:
    events, after = say(FRESH, tools(corpus), "帮我写担当作为方面的问题", "帮我把这段放进写作台")
    assert "写作台" in shown(events)
    assert after.shown == 1
