"""Answers from the library: how a wording is said, how others write something, and what a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.asked import Asked
from assistant.chat.values import Conversation, Done, Event, Message, Passages, Piece, Source, Status, Tools
from index import Facets, NotFound, Query

if TYPE_CHECKING:
    from index import Hit, Phrase

KIND_NAMES = {
    "opening": "开头",
    "preparation": "准备情况",
    "rectification": "上年度整改",
    "statement": "情况说明",
    "problems": "存在问题",
    "case": "案例剖析",
    "causes": "原因剖析",
    "measures": "整改措施",
    "closing": "结尾",
}
_QUOTED = 220
_WORDINGS = 8
_PAGE = 5
_NEAREST = 12
_PLAIN = re.compile(r"[^\w]")


def phrase(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """How a wording is said: the wordings counted, the first place of each cited."""
    yield from _wordings(replace(conversation, asked=asked, seen=()), asked, tools)


def more(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """What was looked up last, gone on with behind what was shown."""
    before = conversation.asked or asked
    if before.intent == "phrase":
        yield from _wordings(conversation, before, tools)
    else:
        yield from _found(conversation, before, tools, lead="再找到这些：")


def source(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """The passages a sentence stands in word for word; those nearest to it where there are none."""
    yield Status("正在查出处")
    bare = _PLAIN.sub("", asked.words)
    hits = tools.corpus.search(Query(asked.words, limit=_NEAREST)).hits
    same = tuple(hit for hit in hits if bare and bare in _PLAIN.sub("", hit.passage.text))
    if not hits:
        yield from _nothing(conversation)
        return
    yield Passages(_sources(same or hits[:_PAGE]))
    yield Piece(f"“{asked.words}”在这些材料里：" if same else f"示例库里没有“{asked.words}”这句原话，意思最近的是：")
    for mark, hit in enumerate(same or hits[:_PAGE], 1):
        yield Piece(f"《{hit.report.title}》{' › '.join(hit.passage.section_path)}", "item", mark=str(mark))
        yield Piece(shortened(hit.passage.running), "quote")
    yield Done(conversation.saying(Message("assistant", ())))


def _wordings(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    yield Status("正在查说法")
    found = _unseen_wordings(conversation, asked, tools)
    if not found and conversation.seen:
        yield Piece(f"“{asked.words}”的说法都在上面了，意思相近的还有：")
    if not found:
        yield from _nearby(conversation, asked, tools)
        return
    conversation = replace(conversation, seen=(*conversation.seen, *(one.text for one in found)))
    sources = _uses(found, tools)
    marks = {source.passage.id: source.mark for source in sources}
    yield Passages(sources)
    yield Piece(f"“{asked.words}”在示例库里有这些说法，按常见程度排列：")
    for one in found:
        use = next((use for use in one.uses if use.passage in marks), None)
        yield Piece(f"{one.text}（{one.count} 处）", "item", mark=marks[use.passage] if use else "")
        if use and use.context.strip() != one.text.strip():
            yield Piece(use.context, "quote")
    replies = (*(("还有吗",) if len(found) == _WORDINGS else ()), f"看看别人怎么写“{asked.words}”")
    yield Done(conversation.saying(Message("assistant", (), replies=replies)))


def _unseen_wordings(conversation: Conversation, asked: Asked, tools: Tools) -> tuple[Phrase, ...]:
    found = tools.corpus.phrases(asked.words, len(conversation.seen) + _WORDINGS)
    return tuple(one for one in found if one.text not in conversation.seen)


def _uses(found: tuple[Phrase, ...], tools: Tools) -> tuple[Source, ...]:
    """The first place of each wording, each passage once."""
    ids = dict.fromkeys(use.passage for one in found for use in one.uses[:1])
    return cited(tuple((str(mark), passage) for mark, passage in enumerate(ids, 1)), tools)


def cited(marks: tuple[tuple[str, str], ...], tools: Tools) -> tuple[Source, ...]:
    """Sources for pairs of mark and passage id; a passage removed meanwhile is left out."""
    sources = []
    for mark, passage_id in marks:
        try:
            passage = tools.corpus.passage(passage_id)
            report = tools.corpus.card(passage.report)
        except NotFound:
            continue
        sources.append(Source(mark, passage, report.title, report.meeting))
    return tuple(sources)


def _nearby(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """When nobody says it so: passages with the same meaning."""
    answer = tools.corpus.search(Query(asked.words, prefer=likes(conversation), limit=5))
    yield from _degraded(answer.degraded)
    if not answer.hits:
        yield from _nothing(conversation)
        return
    yield Passages(_sources(answer.hits))
    if not conversation.seen:
        yield Piece(f"示例库里没有“{asked.words}”的现成说法，意思相近的有：")
    yield from _quotes(answer.hits)
    yield Done(conversation.saying(Message("assistant", ())))


def examples(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """How others write it: whole points, the asked kind and field first."""
    fresh = replace(conversation, asked=asked, seen=())
    yield from _found(fresh, asked, tools, lead="这几份材料是这样写的，点右侧来源可看原文上下文：")


def search(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """What a search finds for anything else."""
    fresh = replace(conversation, asked=asked, seen=())
    yield from _found(fresh, asked, tools, lead="示例库里相关的写法：")


def _found(conversation: Conversation, asked: Asked, tools: Tools, *, lead: str) -> Iterator[Event]:
    yield Status("正在查示例")
    # A section named in the question is meant; a field or topic only says what comes first.
    only = Facets(kind=asked.kind or None, meeting=asked.meeting or None)
    answer = tools.corpus.search(
        Query(
            asked.words,
            only=only,
            prefer=likes(conversation, asked.topics, asked.portfolio),
            limit=2 * len(conversation.seen) + _PAGE,
        )
    )
    yield from _degraded(answer.degraded)
    hits = tuple(hit for hit in answer.hits if hit.passage.id not in conversation.seen)[:_PAGE]
    if not hits:
        yield from _nothing(conversation) if not conversation.seen else _no_more(conversation)
        return
    yield Passages(_sources(hits))
    yield Piece(lead)
    yield from _quotes(hits)
    conversation = replace(conversation, seen=(*conversation.seen, *(hit.passage.id for hit in hits)))
    yield Done(conversation.saying(Message("assistant", (), replies=(*_next(asked, tools), "还有吗"))))


def likes(conversation: Conversation, topics: tuple[str, ...] = (), portfolio: tuple[str, ...] = ()) -> Facets:
    """What the profile and the question make likely."""
    profile = conversation.profile
    return Facets(
        topics=topics,
        meeting=conversation.meeting or None,
        who=profile.who or None,
        level=profile.level or None,
        portfolio=portfolio or profile.portfolio,
    )


def _sources(hits: tuple[Hit, ...]) -> tuple[Source, ...]:
    return tuple(
        Source(str(mark), hit.passage, hit.report.title, hit.report.meeting) for mark, hit in enumerate(hits, 1)
    )


def _quotes(hits: tuple[Hit, ...]) -> Iterator[Piece]:
    for mark, hit in enumerate(hits, 1):
        yield Piece(shortened(hit.passage.running), "quote", mark=str(mark))


def shortened(text: str, size: int = _QUOTED) -> str:
    """The text up to about `size` characters, cut behind a sentence where possible."""
    if len(text) <= size:
        return text
    cut = max(text.rfind(stop, size // 2, size) for stop in "。；！？")
    return text[: cut + 1] + "……" if cut > 0 else text[:size] + "……"


def _degraded(sentences: tuple[str, ...]) -> Iterator[Piece]:
    for sentence in sentences:
        yield Piece(f"注意：{sentence}", "note")


def _nothing(conversation: Conversation) -> Iterator[Event]:
    yield Piece("没有找到。可以换个说法、少说几个限定，或到“示例库”上传几份材料再试。")
    yield Done(conversation.saying(Message("assistant", ())))


def _no_more(conversation: Conversation) -> Iterator[Event]:
    yield Piece("没有更多了。可以换个说法再查，或到“示例库”上传几份材料。")
    yield Done(conversation.saying(Message("assistant", ())))


def _next(asked: Asked, tools: Tools) -> tuple[str, ...]:
    """The next step most people take: have it written."""
    names = {topic.id: topic.name for topic in tools.lexicon.topics}
    topics = [names[topic] for topic in asked.topics[:1] if topic in names]
    kind = {"problems": "问题", "causes": "原因", "measures": "整改措施"}.get(asked.kind, "问题")
    return tuple(f"帮我写{topic}方面的{kind}" for topic in topics)
