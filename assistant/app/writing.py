"""The chat: a question, the answer as it grows, and beside it the passages it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.app.answers import answer, chat_messages
from assistant.app.library import Library
from assistant.app.markup import Html, escaped
from assistant.app.notices import clicked, told, told_event
from assistant.app.profile import Writer, profile_of
from assistant.app.reading import NO_SOURCES, ON_LOAD_SOURCES, cards, empty, in_place
from assistant.chat import Conversation, Done, Passages, Piece, Source, Status, joined, turn

_LONGEST = 2000
_STARTERS = (
    "帮我写担当作为方面的问题",
    "写第三个方面",
    "帮我写整改措施部分",
    "“学用结合不紧”怎么说",
    "看看别人怎么写形式主义的原因",
)
_WELCOME = (
    "<div class='zb-welcome'><h2>今天写哪一部分？</h2>"
    "<p>说一句就行，比如点下面的例子。引自示例的地方都标着出处，人名、数字和事例留给您自己填。</p></div>"
)
_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# Not "once": gradio goes on taking a stopped turn for a running one and would let no other begin.
_TURN: dict[str, Any] = {**_HIDDEN, "concurrency_id": "chat", "concurrency_limit": 8, "trigger_mode": "multiple"}


def build(library: Library, writer: Writer) -> None:
    """The chat window with its panel of sources."""
    import gradio as gr

    state = gr.State(None)
    with gr.Row(elem_id="writing", equal_height=True):
        with gr.Column(scale=7, min_width=420, elem_classes="zb-column"):
            window = gr.Chatbot(
                label="对话",
                show_label=False,
                elem_id="chat",
                height="100%",
                autoscroll=False,
                buttons=[],
                feedback_options=None,
                latex_delimiters=[],
                layout="panel",
                placeholder=_WELCOME,
                examples=[{"text": text} for text in _STARTERS],
                allow_tags=False,
                group_consecutive_messages=False,
            )
            box = gr.Textbox(
                label="您的问题",
                show_label=False,
                placeholder="帮我写…… / ……怎么说 / 看看别人怎么写……",
                elem_id="ask",
                max_length=_LONGEST,
                lines=1,
                max_lines=5,
                submit_btn="发送",
                stop_btn=False,
                autofocus=True,
            )
        with gr.Column(scale=5, min_width=320, elem_classes="zb-column zb-side-panel"):
            gr.HTML("<h2 class='zb-heading'>来源</h2>", apply_default_css=False)
            panel = gr.HTML(
                str(empty(NO_SOURCES)), elem_id="sources", apply_default_css=False, js_on_load=ON_LOAD_SOURCES
            )
    _connect(library, writer, state, window, box, panel)


def _connect(library: Library, writer: Writer, state: Any, window: Any, box: Any, panel: Any) -> None:  # noqa: ANN401
    said = told(lambda *given: (yield from _said(library, *given)))
    inputs = [box, state, *writer.fields]
    outputs = [box, state, window, panel]
    sent = box.submit(said, inputs, outputs, **_TURN)

    def chosen(event: Any) -> str:  # noqa: ANN401 - gradio's
        value = getattr(event, "value", "")
        return str(value.get("text", "") if isinstance(value, dict) else value)

    started = [
        moment(told_event(chosen), None, box, **_HIDDEN).then(said, inputs, outputs, **_TURN)
        for moment in (window.example_select, window.option_select)
    ]
    box.stop(told(_stopped), [state], [box, window, panel], cancels=[sent, *started], **_HIDDEN)
    window.clear(lambda: (None, str(empty(NO_SOURCES))), None, [state, panel], **_HIDDEN)

    def opened(state: Conversation | None, event: Any) -> str:  # noqa: ANN401
        passage_id = clicked(event, "passage")
        return str(place(library, passage_id) if passage_id else cards(latest(state)))

    panel.select(told_event(opened), [state], [panel], **_HIDDEN)


def place(library: Library, passage_id: str) -> Html:
    """A passage in its place, with the way back to the sources."""
    passage = library.corpus.passage(passage_id)
    return in_place(library.corpus.report(passage.report), passage, back="返回来源")


def latest(conversation: Conversation | None) -> tuple[Source, ...]:
    """The sources of the last answer."""
    return conversation.messages[-1].sources if conversation and conversation.messages else ()


def _said(library: Library, text: str, kept: Conversation | None, *fields: Any) -> Iterator[Any]:  # noqa: ANN401
    """The screen after each event of a turn: box, conversation, window, panel."""
    import gradio as gr

    text = str(text or "").strip()[:_LONGEST]
    if not text:
        return
    *about, meeting = fields
    conversation = replace(kept or Conversation(), profile=profile_of(*about), meeting=str(meeting or ""))
    before = [{**shown, "options": None} for shown in chat_messages(conversation)]
    before.append({"role": "user", "content": str(escaped(text))})
    pieces: list[Piece] = []
    sources: tuple[Source, ...] = ()
    busy, ready = gr.update(value="", submit_btn=False, stop_btn="停止"), gr.update(submit_btn="发送", stop_btn=False)
    doing = "正在想"
    yield busy, gr.skip(), [*before, _growing(pieces, sources, doing)], gr.skip()
    try:
        for event in turn(conversation, text, tools=library.tools):
            if isinstance(event, Done):
                yield ready, event.conversation, chat_messages(event.conversation), gr.skip()
                return
            panel: object = gr.skip()
            if isinstance(event, Status):
                doing = event.text
            elif isinstance(event, Passages):
                sources, panel = event.sources, str(cards(event.sources))
            else:
                pieces = joined(pieces, event)
            yield gr.skip(), gr.skip(), [*before, _growing(pieces, sources, doing)], panel
    except Exception:
        # The question goes back into the box, so that nothing typed is lost.
        yield gr.update(value=text, submit_btn="发送", stop_btn=False), gr.skip(), before[:-1], gr.skip()
        raise


def _growing(pieces: list[Piece], sources: tuple[Source, ...], doing: str) -> dict[str, object]:
    return {"role": "assistant", "content": str(answer(pieces, sources, doing))}


def _stopped(conversation: Conversation | None) -> tuple[Any, Any, Any]:
    """After the stop button: what was finished stays, the rest is gone."""
    import gradio as gr

    box = gr.update(submit_btn="发送", stop_btn=False)
    return box, chat_messages(conversation or Conversation()), str(cards(latest(conversation)))
