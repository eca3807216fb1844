"""One turn: what was asked decides who answers. Each answer is a stream of events that ends with Done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assistant.chat import about, finding, talking, writing
from assistant.chat.answering import follow
from assistant.chat.asked import Asked, parts_meant
from assistant.chat.following import Step
from assistant.chat.meaning import meant
from assistant.chat.values import Conversation, Done, Event, Message, Passages, Piece, Source, Status, Tools, joined
from assistant.drafting import unfinished

HELLO = (
    Piece("我可以帮您做这几件事：", "text"),
    Piece("写一部分，比如“帮我写担当作为方面的问题”“写第三个方面”“写整改措施”。", "item"),
    Piece("查一个说法，比如“‘学用结合不紧’怎么说”。", "item"),
    Piece("看别人怎么写，比如“看看别人怎么写形式主义的原因”。", "item"),
    Piece("改和查，比如“第二点换个说法”“短一点，300字以内”“检查这段：……”。", "item"),
    Piece("引自示例的地方都标明出处。人名、地名、数字要用您自己的，材料里会留出【待补】。", "note"),
)
_NOT_TAKEN = "刚才等您确认的改写没有采用，原文没有动。"
_STOPPED = "您停下了"
_ASK = "为哪一部分提问？先选一部分写出来，再说“问我几个问题”。"
HELLO_REPLIES = ("帮我写担当作为方面的问题", "看看别人怎么写理论学习方面的问题", "“学用结合不紧”怎么说")


def turn(conversation: Conversation, text: str, *, tools: Tools) -> Iterator[Event]:
    """Answer one message. The conversation handed in stays as it is; Done carries the one to go on with."""
    asked = _asked(conversation, text)
    answers = _answers(asked, text, tools)
    pieces: list[Piece] = []
    sources: tuple[Source, ...] = ()
    for event in answers:
        if isinstance(event, Piece):
            pieces = joined(pieces, event)
        elif isinstance(event, Passages):
            sources = event.sources
        elif isinstance(event, Done):
            yield _closed(event, pieces, sources)
            return
        yield event


def broken_off(conversation: Conversation, text: str, events: Iterable[Event]) -> Conversation:
    """The conversation after a turn that was stopped after these events: what was asked and what was written so far stay, marked
    未完成; a part that was being written can be gone on with.
    """
    pieces: list[Piece] = []
    sources: tuple[Source, ...] = ()
    doing = Status("")
    for event in events:
        if isinstance(event, Piece):
            pieces = joined(pieces, event)
        elif isinstance(event, Passages):
            sources = event.sources
        elif isinstance(event, Status):
            doing = event
    grown = next((piece.text for piece in pieces if piece.style == "growing" and piece.text.strip()), "")
    kept = [piece for piece in pieces if piece.style != "growing"]
    conversation = _asked(conversation, text)
    if grown and doing.part:
        one = unfinished(grown, _STOPPED)
        written = {"part": doing.part, "part_meeting": doing.meeting, "suggestions": (one,), "shown": 1, "asked": None}
        conversation = replace(conversation, **written)  # type: ignore[arg-type]
        kept += [Piece(one.text, "draft"), Piece("已停止。说“接着写”可以续写。", "note")]
    else:
        kept += [Piece(grown)] * bool(grown) + [Piece("已停止，没有写完，原来的文字没有动。", "note")]
    return conversation.saying(Message("assistant", tuple(kept), sources))


def _asked(conversation: Conversation, text: str) -> Conversation:
    return conversation.saying(Message("user", (Piece(text.strip()),)))


def _answers(conversation: Conversation, text: str, tools: Tools) -> Iterator[Event]:
    """Who answers: a step about the text at hand, or a new question."""
    wanted = meant(conversation, text, tools.lexicon)
    if conversation.pending and not (isinstance(wanted, Step) and wanted.what in ("accept", "keep")):
        # Nobody should take a text by a “好的” that meant something else.
        conversation = replace(conversation, pending=None)
        yield Piece(_NOT_TAKEN, "note")
    if isinstance(wanted, Step):
        yield from follow(conversation, wanted, tools)
    else:
        yield from _ANSWERS[wanted.intent](conversation, wanted, tools)


def _closed(done: Done, pieces: list[Piece], sources: tuple[Source, ...]) -> Done:
    """The last event with the whole answer put into its conversation; the answerer left the replies in an empty message."""
    *before, draft = done.conversation.messages
    answer = replace(draft, pieces=tuple(pieces), sources=sources)
    return replace(done, conversation=replace(done.conversation, messages=(*before, answer)))


def _hello(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    yield from HELLO
    yield Done(conversation.saying(Message("assistant", (), replies=HELLO_REPLIES)))


def _thanks(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    yield Piece("好的。接着写哪一部分，或者要改哪里，直接说。")
    yield Done(conversation.saying(Message("assistant", ())))


def _to_the_desk(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    yield Piece(
        "正文下面有“复制正文”，复制后到“写作台”贴到对应的部分；全文、版本和 Word 都在写作台。这里的对话每一句都自动存着。"
    )
    yield Done(conversation.saying(Message("assistant", ())))


def _nothing_yet(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    """Something about a text was asked where there is none: how to get there."""
    outline = tools.outline(conversation.meeting, conversation.profile)
    if asked.intent == "check":
        yield Piece("要检查哪一段？把文字贴在“检查这段：”后面发给我，或者先说要写哪一部分。")
        yield Done(conversation.saying(Message("assistant", ())))
    elif asked.intent == "questions":
        yield from writing.which(conversation, parts_meant(asked, outline, conversation.profile.who), outline, _ASK)
    else:
        yield Piece("这次对话里还没有写过。")
        yield from about.unwritten(conversation, outline)
        yield Done(conversation.saying(Message("assistant", ())))


_Answerer = Callable[[Conversation, Asked, Tools], Iterator[Event]]
_ANSWERS: dict[str, _Answerer] = {
    "write": writing.write,
    "another": writing.another,
    "phrase": finding.phrase,
    "examples": finding.examples,
    "search": talking.talk,
    "hello": _hello,
    "thanks": _thanks,
    "desk": _to_the_desk,
    "more": finding.more,
    "source": finding.source,
    "missing": _nothing_yet,
    "questions": _nothing_yet,
    "check": _nothing_yet,
}
