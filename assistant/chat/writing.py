"""Writing one part of the report: which part is meant, the text, and what the writer still has to do to it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from assistant.chat.asked import Asked, parts_meant
from assistant.chat.finding import KIND_NAMES, cited, likes
from assistant.chat.values import (
    Conversation,
    Done,
    Event,
    Message,
    Passages,
    Piece,
    Source,
    Span,
    Status,
    Streaming,
    Tools,
)
from index import Facets, Query

if TYPE_CHECKING:
    from assistant.domain import Outline, Part, Profile, Suggestion

Made = TypeVar("Made")
# The mark of a passage that is not cited but shows how others wrote the same part.
BESIDE = "参"
_BESIDE = 5
_ORIGINS = {"excerpt": "摘编", "model": "生成", "own": "您的文字"}


def write(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """Write the part asked for, or ask which one is meant."""
    meeting = _meeting(asked, conversation)
    outline = tools.outline(meeting, conversation.profile)
    parts = parts_meant(asked, outline, conversation.profile.who)
    if len(parts) != 1:
        yield from which(conversation, parts, outline)
        return
    (part,) = parts
    if asked.portfolio:
        profile = replace(conversation.profile, portfolio=asked.portfolio)
        yield from compose(conversation, part, outline, meeting, tools, profile)
    else:
        yield from compose(conversation, part, outline, meeting, tools)


def compose(
    conversation: Conversation, part: Part, outline: Outline, meeting: str, tools: Tools, profile: Profile | None = None
) -> Iterator[Event]:
    """One part written and shown; `profile` where another field than the writer's own was named."""
    yield Status(f"正在写“{name_of(part)}”", part.id, meeting)
    given = profile or conversation.profile
    suggestions, degraded = yield from _composed(given, outline, part, conversation, tools)
    fresh = replace(
        conversation,
        suggestions=suggestions,
        part=part.id,
        part_meeting=meeting,
        shown=0,
        degraded=degraded,
        written=tuple(dict.fromkeys((*conversation.written, *((part.id,) if suggestions else ())))),
    )
    yield from show(fresh, outline, part, tools)


def _composed(
    profile: Profile, outline: Outline, part: Part, conversation: Conversation, tools: Tools
) -> Generator[Event, None, tuple[tuple[Suggestion, ...], tuple[str, ...]]]:
    """The composer's alternatives; where its text can be watched, it is."""
    given = (profile, outline, part.id, conversation.facts, tools.count)
    if not isinstance(tools.composer, Streaming):
        return tools.composer.suggest(*given)
    return (yield from growing(tools.composer.writing(*given)))


def growing(pieces: Generator[str, None, Made]) -> Generator[Event, None, Made]:
    """A text as it grows, each piece in place of the one before; stopping stops the writer too."""
    try:
        while True:
            yield Piece(next(pieces), "growing")
    except StopIteration as end:
        made: Made = end.value
        return made
    finally:
        pieces.close()


def _meeting(asked: Asked, conversation: Conversation) -> str:
    """The meeting meant: a year in the question wins, but does not turn a branch meeting into another kind of meeting."""
    return conversation.meeting if conversation.meeting.startswith(asked.meeting) else asked.meeting


def another(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """The next alternative of the part written last."""
    if not conversation.part:
        yield Piece("这是您自己的一段文字，没有别的写法可换。可以说“换个说法”“更具体一点”，或说要写哪一部分。")
        yield Done(conversation.saying(Message("assistant", ())))
        return
    outline = tools.outline(conversation.part_meeting, conversation.profile)
    part = outline.part(conversation.part, conversation.profile.who)
    if part is None:
        # The voice was changed since: the part does not exist for it.
        yield from which(conversation, (), outline)
        return
    yield from show(conversation, outline, part, tools)


def which(
    conversation: Conversation, parts: tuple[Part, ...], outline: Outline, lead: str = "您要写哪一部分？"
) -> Iterator[Event]:
    """Ask which part is meant, with the likely ones to choose from."""
    choices = parts or outline.parts_for(conversation.profile.who)
    yield Piece(f"{lead}{outline.name}的材料有这些，点一个就开始写：")
    for part in choices:
        yield Piece(name_of(part), "item")
    yield Done(conversation.saying(Message("assistant", (), replies=tuple(request(part) for part in choices))))


def request(part: Part) -> str:
    """The words that ask for this part and are understood again."""
    if part.aspect and part.kind == "problems":
        return f"写第{part.aspect}个方面的问题"
    return f"帮我写{KIND_NAMES.get(part.kind, part.title)}部分"


def name_of(part: Part) -> str:
    """What a part is called in the chat."""
    name = KIND_NAMES.get(part.kind, "")
    return f"第{part.aspect}个方面：{part.title}" if part.aspect else name or part.title


def show(conversation: Conversation, outline: Outline, part: Part, tools: Tools) -> Iterator[Event]:
    """The next alternative in order, beginning again behind the last."""
    if not conversation.suggestions:
        yield from (Piece(f"注意：{sentence}", "note") for sentence in conversation.degraded)
        yield Piece(
            f"示例库里还没有适合“{name_of(part)}”的写法。到“示例库”上传几份同类材料后再试，或先看看别人怎么写。"
        )
        yield Done(conversation.saying(Message("assistant", (), replies=(f"看看别人怎么写{name_of(part)}",))))
        return
    total = len(conversation.suggestions)
    number = conversation.shown % total
    one = conversation.suggestions[number]
    yield Passages(_sources(one, part, conversation, tools) if part.id else ())
    yield Piece(name_of(part), "title")
    year = f"{outline.year}年度 · " if part.id else ""
    yield Piece(
        f"{_ORIGINS.get(one.origin, one.origin)} · {year}写法 {number + 1}/{total} · {len(one.text)} 字",
        "label",
    )
    for sentence in dict.fromkeys((*conversation.degraded, *one.degraded)):
        yield Piece(f"注意：{sentence}", "note")
    yield shown_text(one)
    yield from to_do(one, conversation)
    shown = replace(conversation, shown=number + 1, asked=None, seen=())
    yield Done(shown.saying(Message("assistant", (), replies=_replies(part, outline, conversation, total))), one)


def shown_text(one: Suggestion) -> Piece:
    """A text with what wants a look marked in it."""
    return Piece(one.text, "draft", spans=_spans(one))


def _sources(one: Suggestion, part: Part, conversation: Conversation, tools: Tools) -> tuple[Source, ...]:
    """The passages cited, and beside them how others wrote the same part."""
    sources = cited(_marks(one), tools)
    known = {source.passage.id for source in sources}
    only = Facets(kind=part.kind)
    prefer = likes(conversation, part.topics)
    found = tools.corpus.search(
        Query(part.title or KIND_NAMES.get(part.kind, ""), only=only, prefer=prefer, limit=_BESIDE)
    )
    beside = (
        Source(BESIDE, hit.passage, hit.report.title, hit.report.meeting)
        for hit in found.hits
        if hit.passage.id not in known
    )
    return (*sources, *tuple(beside)[: _BESIDE - len(sources)])


def _marks(one: Suggestion) -> tuple[tuple[str, str], ...]:
    return tuple((str(citation.mark).strip("[]"), citation.passage) for citation in one.citations if citation.passage)


def _spans(one: Suggestion) -> tuple[Span, ...]:
    """What the reader should see in the text: slots above leftovers above borrowed runs."""
    layers = (
        ("slot", one.slots),
        ("residue", one.residue),
        ("unsupported", one.unsupported),
        ("borrowed", one.borrowed),
    )
    taken: list[Span] = []
    for what, runs in layers:
        for run in runs:
            if not any(run.start < other.end and other.start < run.end for other in taken):
                taken.append(Span(run.start, run.end, what))
    return tuple(sorted(taken, key=lambda span: span.start))


def to_do(one: Suggestion, conversation: Conversation) -> Iterator[Piece]:
    """What is left to the writer, in words."""
    if one.slots:
        yield Piece(f"还要您补 {len(one.slots)} 处，已在文中标出。", "todo")
        yield from (Piece(slot.ask, "item") for slot in one.slots if slot.ask not in one.text)
    if one.residue:
        yield Piece("像是别人的情况，请改成自己的：", "todo")
        yield from (Piece(f"“{run.text}”（{run.what}）：{run.why}", "item") for run in one.residue)
    groups = (
        ("这些在您的事实清单里没有依据，请核对：", False),
        ("这些话出自您的事实，却没有标出处，请核对该不该写：", True),
    )
    for lead, marked in groups:
        runs = dict.fromkeys(f"“{run.text}”" for run in one.unsupported if (run.what == "出处") == marked)
        if runs:
            yield Piece(f"{lead}{'、'.join(runs)}", "todo")
    if one.borrowed:
        yield Piece(f"有 {len(one.borrowed)} 处与示例原文相同，已标出，请换成自己的话。", "note")
    if not conversation.profile.role:
        yield Piece("在左侧填上职务和分管领域，写出来会更贴近您的情况。", "note")


def _replies(part: Part, outline: Outline, conversation: Conversation, total: int) -> tuple[str, ...]:
    parts = outline.parts_for(conversation.profile.who)
    after = parts[parts.index(part) + 1 :] if part in parts else ()
    again = ("换一种写法",) if total > 1 and part.id else ()
    return again + tuple(request(next_part) for next_part in after[:1])
