"""The chat: a question, the answer as it grows, and beside it the passages it rests on. Every turn is kept on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.app.answers import answer, chat_messages
from assistant.app.library import Library
from assistant.app.markup import Html, clean, escaped, tag
from assistant.app.notices import clicked, told_event, told_request
from assistant.app.owner import owner_of
from assistant.app.profile import Writer, profile_of
from assistant.app.reading import NO_SOURCES, ON_LOAD_SOURCES, cards, empty, in_place
from assistant.app.talks import Talk, Talks, window_of
from assistant.chat import Conversation, Done, Event, Passages, Piece, Source, Status, broken_off, joined, turn

if TYPE_CHECKING:
    from assistant.desk import Desk

_LONGEST = 8000
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


@dataclass(frozen=True)
class _Screen:
    """What a turn draws anew. `talk` holds the conversation's id in the browser; the conversation is on the server."""

    box: Any
    talk: Any
    window: Any
    panel: Any
    picker: Any
    gone: Any
    facts: Any

    @property
    def outputs(self) -> list[Any]:
        return [self.box, self.talk, self.window, self.panel, self.picker, self.gone, self.facts]


@dataclass(frozen=True)
class _Buttons:
    new: Any
    remove: Any
    question: Any
    yes: Any
    no: Any


def build(library: Library, desk: Desk, writer: Writer) -> Callable[[Any], None]:
    """The chat window with its panel of sources; what comes back shows the last conversation once the page is open."""
    import gradio as gr

    with gr.Row(elem_id="writing", equal_height=True):
        with gr.Column(scale=7, min_width=420, elem_classes="zb-column"):
            talk, picker, gone, facts, buttons = _head()
            window, box = _window()
        with gr.Column(scale=5, min_width=320, elem_classes="zb-column zb-side-panel"):
            gr.HTML("<h2 class='zb-heading'>来源</h2>", apply_default_css=False)
            panel = gr.HTML(
                str(empty(NO_SOURCES)), elem_id="sources", apply_default_css=False, js_on_load=ON_LOAD_SOURCES
            )
    screen = _Screen(box, talk, window, panel, picker, gone, facts)
    chat = _Chat(library, Talks(desk))
    running = _asking(chat, writer, screen)
    _choosing(chat, screen, buttons, running)
    _opening(chat, screen)
    return lambda opened: opened.then(told_request(chat.first), None, screen.outputs, **_HIDDEN)


def _head() -> tuple[Any, Any, Any, Any, _Buttons]:
    """Which conversation is open, and what can be done with it."""
    import gradio as gr

    talk = gr.Textbox(visible="hidden", label="对话编号", elem_id="talk")
    with gr.Row(elem_id="talks"):
        picker = gr.Dropdown([], show_label=False, label="打开另一次对话", elem_id="talk-open", scale=5, min_width=180)
        new = gr.Button("新对话", elem_id="talk-new", scale=0, min_width=80, size="sm")
        gone = gr.Button("删除", elem_id="talk-remove", scale=0, min_width=64, size="sm", visible=False)
        facts = gr.HTML("", elem_id="talk-facts", apply_default_css=False)
    with gr.Column(visible=False, elem_id="talk-confirm") as question:
        gr.HTML(str(tag("p", "删除这次对话？删了就找不回来了。", role="alert")), apply_default_css=False)
        with gr.Row():
            yes = gr.Button("删除", variant="stop", elem_id="talk-yes", size="sm")
            no = gr.Button("不删", elem_id="talk-no", size="sm")
    return talk, picker, gone, facts, _Buttons(new, gone, question, yes, no)


def _window() -> tuple[Any, Any]:
    import gradio as gr

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
        placeholder="帮我写…… / ……怎么说 / 看看别人怎么写…… / 检查这段：……",
        elem_id="ask",
        max_length=_LONGEST,
        lines=1,
        max_lines=5,
        submit_btn="发送",
        stop_btn=False,
        autofocus=True,
    )
    return window, box


def _asking(chat: _Chat, writer: Writer, screen: _Screen) -> list[Any]:
    """A question typed or clicked; what comes back are the events another act has to stop."""
    said = told_request(chat.said)
    inputs = [screen.box, screen.talk, *writer.fields]
    sent = screen.box.submit(said, inputs, screen.outputs, **_TURN)

    def chosen(event: Any) -> str:  # noqa: ANN401 - gradio's
        value = getattr(event, "value", "")
        return str(value.get("text", "") if isinstance(value, dict) else value)

    started = [
        moment(told_event(chosen), None, screen.box, **_HIDDEN).then(said, inputs, screen.outputs, **_TURN)
        for moment in (screen.window.example_select, screen.window.option_select)
    ]
    running = [sent, *started]
    _first_ended(screen.box.stop, running)(told_request(chat.stopped), [screen.talk], screen.outputs, **_HIDDEN)
    return running


def _first_ended(moment: Any, running: list[Any]) -> Any:  # noqa: ANN401 - gradio's events
    """What happens at this moment once the turn under way was ended; gradio would end it only after a handler of the same event."""
    return moment(None, None, None, cancels=running, **_HIDDEN).then


def _choosing(chat: _Chat, screen: _Screen, buttons: _Buttons, running: list[Any]) -> None:
    import gradio as gr

    opening = _first_ended(screen.picker.input, running)
    opening(told_request(chat.opened), [screen.picker], screen.outputs, **_HIDDEN)
    _first_ended(buttons.new.click, running)(told_request(chat.fresh), None, screen.outputs, **_HIDDEN)
    buttons.remove.click(lambda: gr.update(visible=True), None, [buttons.question], **_HIDDEN)
    buttons.no.click(lambda: gr.update(visible=False), None, [buttons.question], **_HIDDEN)
    removing = _first_ended(buttons.yes.click, running)
    removing(told_request(chat.removed), [screen.talk], screen.outputs, **_HIDDEN).then(
        lambda: gr.update(visible=False), None, [buttons.question], **_HIDDEN
    )


def _opening(chat: _Chat, screen: _Screen) -> None:
    """A source clicked opens in its place; the way back are the sources of the last answer."""

    def opened(talk: str, request: Any, event: Any) -> str:  # noqa: ANN401
        passage_id = clicked(event, "passage")
        return str(place(chat.library, passage_id) if passage_id else chat.sources(talk, request))

    screen.panel.select(told_request(opened, event=True), [screen.talk], [screen.panel], **_HIDDEN)


def place(library: Library, passage_id: str) -> Html:
    """A passage in its place, with the way back to the sources."""
    passage = library.corpus.passage(passage_id)
    return in_place(library.corpus.report(passage.report), passage, back="返回来源")


def latest(conversation: Conversation | None) -> tuple[Source, ...]:
    """The sources of the last answer."""
    return conversation.messages[-1].sources if conversation and conversation.messages else ()


@dataclass(frozen=True)
class _Chat:
    """The handlers of the chat. Each gives a value for every component of the screen."""

    library: Library
    talks: Talks

    def first(self, request: Any) -> list[Any]:  # noqa: ANN401
        """The page has opened: the conversation changed last, unless somebody was quicker and has asked already."""
        if self.talks.began(window_of(request)):
            return _only()
        return self._drawn(self.talks.newest(owner_of(request)))

    def opened(self, wanted: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Another conversation."""
        return self._drawn(self.talks.load(owner_of(request), str(wanted or "")))

    def fresh(self, request: Any) -> list[Any]:  # noqa: ANN401
        """A new conversation; the one before stays in the list."""
        return self._drawn(Talk(owner_of(request)))

    def removed(self, talk_id: str, request: Any) -> list[Any]:  # noqa: ANN401
        """The open conversation deleted."""
        owner = owner_of(request)
        self.talks.remove(owner, str(talk_id or ""))
        return self._drawn(Talk(owner))

    def sources(self, talk_id: str, request: Any) -> Html:  # noqa: ANN401
        """The sources of the last answer."""
        return cards(latest(self.talks.going_on(owner_of(request), str(talk_id or "")).conversation))

    def stopped(self, talk_id: str, request: Any) -> list[Any]:  # noqa: ANN401
        """After the stop button: what was written so far stays, marked."""
        kept = self.talks.stopped(window_of(request), str(talk_id or ""))
        return self._drawn(self.talks.going_on(owner_of(request), kept))

    def said(
        self, text: str, talk_id: str, role: str, who: str, level: str, unit: str, portfolio: list[str], meeting: str,
        request: Any,  # noqa: ANN401
    ) -> Iterator[list[Any]]:  # fmt: skip
        """The screen after each event of a turn."""
        import gradio as gr

        text = _sayable(str(text or ""))
        if not text:
            return
        owner, window = owner_of(request), window_of(request)
        talk = self.talks.going_on(owner, str(talk_id or ""))
        conversation = replace(
            talk.conversation,
            profile=profile_of(role, who, level, unit, portfolio),
            meeting=str(meeting or ""),
            facts=self.talks.facts(owner)[0],
        )
        seen: list[Event] = []
        self.talks.begin(window)
        try:
            yield from self._growing(conversation, text, seen)
            done = seen[-1]
            assert isinstance(done, Done)
            talk = self.talks.keep(talk, done.conversation)
            yield self._drawn(talk, panel=gr.skip())
        except GeneratorExit:
            talk = self.talks.keep(talk, broken_off(conversation, text, seen))
            raise
        except Exception:
            # The question goes back into the box, so that nothing typed is lost.
            yield self._drawn(talk, box=gr.update(value=text, submit_btn="发送", stop_btn=False))
            raise
        finally:
            self.talks.end(window, talk.id)

    def _growing(self, conversation: Conversation, text: str, seen: list[Event]) -> Iterator[list[Any]]:
        """The answer as it grows; every event is noted in `seen`, the last is Done."""
        import gradio as gr

        before = [{**shown, "options": None} for shown in chat_messages(conversation)]
        before.append({"role": "user", "content": str(escaped(text))})
        answer = _Answer()
        yield _only(box=gr.update(value="", submit_btn=False, stop_btn="停止"), window=[*before, answer.shown()])
        events = turn(conversation, text, tools=self.library.tools)
        try:
            for event in events:
                seen.append(event)
                if not isinstance(event, Done):
                    panel = str(cards(event.sources)) if isinstance(event, Passages) else gr.skip()
                    changed = answer.take(event)
                    yield _only(window=[*before, answer.shown()] if changed else gr.skip(), panel=panel)
        finally:
            # Stopping here stops whoever writes.
            events.close()  # type: ignore[attr-defined]

    def _drawn(self, talk: Talk, **instead: Any) -> list[Any]:  # noqa: ANN401
        """The whole chat with this conversation open."""
        import gradio as gr

        choices = self.talks.choices(talk.owner)
        values = {
            "box": gr.update(submit_btn="发送", stop_btn=False),
            "talk": talk.id,
            "window": chat_messages(talk.conversation),
            "panel": str(cards(latest(talk.conversation))),
            "picker": gr.update(choices=choices, value=talk.id or None, visible=bool(choices)),
            "gone": gr.update(visible=bool(talk.id)),
            "facts": str(self._facts(talk.owner)),
        }
        return _only(**{**values, **instead})

    def _facts(self, owner: str) -> Html:
        facts, title = self.talks.facts(owner)
        if not facts:
            hint = "在写作台添几件真事，这里就能写进去"
            return tag("span", "没有事实可用", css="zb-path", title=hint)
        return tag("span", f"可用事实 {len(facts)} 件", css="zb-path", title=f"来自写作台“{title[:60]}”")


class _Answer:
    """The answer of a turn so far."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._sources: tuple[Source, ...] = ()
        self._doing = "正在想"

    def take(self, event: Event) -> bool:
        """Note an event; whether it changes what is shown (a silent model's beat does not)."""
        before = (self._pieces, self._sources, self._doing)
        if isinstance(event, Status):
            self._doing = event.text
        elif isinstance(event, Passages):
            self._sources = event.sources
        elif isinstance(event, Piece):
            self._pieces = joined(self._pieces, event)
        return before != (self._pieces, self._sources, self._doing)

    def shown(self) -> dict[str, object]:
        """The answer as the chat window takes it."""
        return {"role": "assistant", "content": str(answer(self._pieces, self._sources, self._doing))}


def _only(**values: Any) -> list[Any]:  # noqa: ANN401
    """Some components, the rest as they are."""
    import gradio as gr

    return [values.get(name, gr.skip()) for name in _Screen.__dataclass_fields__]


def _sayable(text: str) -> str:
    """What was typed without what no text can hold: halves of character pairs, control characters."""
    return clean(text).strip()[:_LONGEST]
