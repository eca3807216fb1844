"""One turn: what was asked decides who answers. Each answer is a stream of events that ends with Done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.chat import finding, talking, writing
from assistant.chat.asked import Asked, understand
from assistant.chat.following import step
from assistant.chat.revising import follow
from assistant.chat.values import Conversation, Done, Event, Message, Passages, Piece, Source, Tools, joined

HELLO = (
    Piece("我可以帮您做三件事：", "text"),
    Piece("写一部分，比如“帮我写担当作为方面的问题”“写第三个方面”“写整改措施”。", "item"),
    Piece("查一个说法，比如“‘学用结合不紧’怎么说”。", "item"),
    Piece("看别人怎么写，比如“看看别人怎么写形式主义的原因”。", "item"),
    Piece("引自示例的地方都标明出处。人名、地名、数字要用您自己的，材料里会留出【待补】。", "note"),
)
HELLO_REPLIES = ("帮我写担当作为方面的问题", "看看别人怎么写理论学习方面的问题", "“学用结合不紧”怎么说")


def turn(conversation: Conversation, text: str, *, tools: Tools) -> Iterator[Event]:
    """Answer one message. The conversation handed in stays as it is; Done carries the one to go on with."""
    conversation = conversation.saying(Message("user", (Piece(text.strip()),)))
    answers = _answers(conversation, text, tools)
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


def _answers(conversation: Conversation, text: str, tools: Tools) -> Iterator[Event]:
    """Who answers: a step about the text written last, or a new question."""
    meant = step(text) if conversation.suggestions else None
    if meant:
        return follow(conversation, meant, tools)
    asked = understand(text, tools.lexicon, written=bool(conversation.suggestions))
    return _ANSWERS[asked.intent](conversation, asked, tools)


def _closed(done: Done, pieces: list[Piece], sources: tuple[Source, ...]) -> Done:
    """The last event with the whole answer put into its conversation; the answerer left the replies in an empty message."""
    *before, draft = done.conversation.messages
    answer = replace(draft, pieces=tuple(pieces), sources=sources)
    return replace(done, conversation=replace(done.conversation, messages=(*before, answer)))


def _hello(conversation: Conversation, asked: Asked, tools: Tools) -> Iterator[Event]:
    yield from HELLO
    yield Done(conversation.saying(Message("assistant", (), replies=HELLO_REPLIES)))


_Answerer = Callable[[Conversation, Asked, Tools], Iterator[Event]]
_ANSWERS: dict[str, _Answerer] = {
    "write": writing.write,
    "another": writing.another,
    "phrase": finding.phrase,
    "examples": finding.examples,
    "search": talking.talk,
    "hello": _hello,
}
