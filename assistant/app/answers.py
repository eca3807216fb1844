"""How a conversation looks: messages for the chat window, with slots, leftovers and marks made visible."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.app.markup import Html, escaped, joined, tag
from assistant.chat import Conversation, Message, Piece, Source, Span

_SLOT = re.compile(r"【待补[^】]*】")
_MARK = re.compile(r"\[(\d{1,2})\]")
_TITLES = {
    "slot": "等您补充",
    "residue": "像是别人的情况，请改成自己的",
    "unsupported": "您的事实清单里没有依据",
    "borrowed": "与示例原文相同，请换成自己的话",
}
_ELEMENTS = {"title": "h4", "label": "div", "quote": "blockquote", "note": "p", "todo": "p", "item": "p", "text": "p"}


def chat_messages(conversation: Conversation) -> list[dict[str, object]]:
    """The conversation as gradio's chat window takes it. Only the last answer offers replies."""
    shown: list[dict[str, object]] = [_shown(message) for message in conversation.messages]
    if conversation.messages and conversation.messages[-1].replies:
        shown[-1]["options"] = [{"label": reply, "value": reply} for reply in conversation.messages[-1].replies]
    return shown


def _shown(message: Message) -> dict[str, object]:
    if message.role == "user":
        return {"role": "user", "content": str(escaped(message.text))}
    return {"role": "assistant", "content": str(answer(message.pieces, message.sources))}


def answer(pieces: Iterable[Piece], sources: tuple[Source, ...] = (), working: str = "") -> Html:
    """An answer, finished or growing; `working` is what is being done right now."""
    places = {source.mark: source.passage.id for source in sources}
    body = [_piece(piece, places) for piece in pieces]
    if working:
        body.append(tag("p", f"{working}……", css="zb-working"))
    return tag("div", *body, css="zb-answer")


def _piece(piece: Piece, places: dict[str, str]) -> Html:
    if piece.style == "draft":
        return _draft(piece, places)
    lead = (_cite(piece.mark, places), " ") if piece.mark else ()
    return tag(_ELEMENTS.get(piece.style, "p"), *lead, _linked(piece.text, places), css=f"zb-{piece.style}")


def _draft(piece: Piece, places: dict[str, str]) -> Html:
    """The text of a draft with its marked runs, and a button that copies it without them."""
    spans = piece.spans or tuple(Span(found.start(), found.end(), "slot") for found in _SLOT.finditer(piece.text))
    parts: list[Html] = []
    at = 0
    for span in spans:
        parts += [_linked(piece.text[at : span.start], places), _marked(piece.text, span, places)]
        at = span.end
    parts.append(_linked(piece.text[at:], places))
    button = tag("button", "复制正文", css="zb-copy", type="button")
    return tag("div", tag("div", *parts, css="zb-draft-text"), button, css="zb-draft")


def _marked(text: str, span: Span, places: dict[str, str]) -> Html:
    words = _linked(text[span.start : span.end], places)
    return tag("mark", words, css=f"zb-{span.what}", title=_TITLES.get(span.what, ""))


def _linked(text: str, places: dict[str, str]) -> Html:
    """Text whose [1] open the passage they stand for."""
    parts: list[str] = []
    at = 0
    for found in _MARK.finditer(text):
        if found[1] in places:
            parts += [text[at : found.start()], _cite(found[1], places)]
            at = found.end()
    return joined((*parts, text[at:]))


def _cite(mark: str, places: dict[str, str]) -> Html:
    if mark not in places:
        return escaped(f"[{mark}]")
    # gradio's cleaner takes every attribute but the class away.
    return tag("button", mark, css=f"zb-cite zb-p-{places[mark]}", type="button")
