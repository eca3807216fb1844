"""The desk: one screen on which a report gets written, from the notice to the finished file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.app.desk import handling, layout, start
from assistant.app.desk.acts import Acts
from assistant.app.desk.back import BackActs
from assistant.app.desk.downloads import offer
from assistant.app.desk.work import Work
from assistant.app.notices import told
from assistant.app.notices import told_request as _with_request
from assistant.app.owner import owner_of
from assistant.app.profile import profile_of
from assistant.desk import Desk, Draft, imported

if TYPE_CHECKING:
    from assistant.app.desk.layout import Screen, Tools
    from assistant.app.desk.start import Start
    from assistant.app.library import Library
    from assistant.app.profile import Writer

__all__ = ["build", "desk_of", "offer"]

_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_LONG: dict[str, Any] = {**_HIDDEN, "concurrency_id": "desk", "concurrency_limit": 4}
# Typing must never wait behind a long act, and the last keystroke must not be dropped.
_TYPING: dict[str, Any] = {**_HIDDEN, "queue": False, "trigger_mode": "always_last"}


def desk_of(library: Library) -> Work:
    """The desk of a library, its drafts where the settings say."""
    setting = library.setting
    return Work(library, Desk.open(setting.library, setting.database.get_secret_value()))


def build(work: Work, writer: Writer) -> Callable[[Any], None]:
    """The desk and the start; what comes back draws it once the page is open (given the event to wait for)."""
    begin = start.build(work.library)
    screen, tools = layout.build(work.library)
    acts = Acts(work)
    _writing(acts, screen, tools)
    _drafts(acts, screen, tools, begin)
    _facts(acts, screen, tools)
    _starting(acts, screen, begin, writer)
    _handling(acts, screen, tools, begin, writer)
    return lambda opened: _opening(acts, screen, begin, writer, opened)


def _writing(acts: Acts, screen: Screen, tools: Tools) -> None:
    place = [screen.where, screen.seen, screen.text]
    everything = screen.outputs
    for shown in (screen.outline, screen.table, screen.facts, screen.findings):
        shown.select(_with_request(acts.clicked, event=True), place, everything, **_HIDDEN)
    for shown in (screen.examples, tools.wordings):
        shown.select(_with_request(acts.example, event=True), place, everything, **_HIDDEN)
    tools.inspect.click(_with_request(acts.inspect), place, everything, **_LONG)
    tools.inspecting.select(_with_request(acts.inspected), place, everything, **_LONG)
    tools.beside.upload(_with_request(acts.compared), [*place, tools.beside], everything, **_LONG)
    tools.wording.submit(told(acts.wordings), [tools.wording], [tools.wordings], **_HIDDEN)
    screen.suggest.click(_with_request(acts.suggest), place, everything, **_LONG)
    tools.fill.click(_with_request(acts.fill), place, everything, **_LONG)
    tools.undo.click(_with_request(acts.undo), place, everything, **_HIDDEN)
    tools.history.click(_with_request(acts.history), place, everything, **_HIDDEN)
    screen.settle.click(_with_request(acts.settle), place, everything, **_HIDDEN)
    # Not "input": gradio tells that on key presses only, and Chinese is not typed by single keys. A change made by an
    # act comes here too and finds nothing to keep.
    screen.text.change(_with_request(acts.typed), place, everything, **_TYPING)


def _drafts(acts: Acts, screen: Screen, tools: Tools, begin: Start) -> None:
    import gradio as gr

    place = [screen.where, screen.seen, screen.text]
    everything = screen.outputs
    titled = [screen.title.submit, screen.title.blur]
    gr.on(titled, _with_request(acts.titled), [*place, screen.title], everything, **_HIDDEN)
    screen.picker.input(_with_request(acts.opened), [*place, screen.picker], everything, **_HIDDEN)
    back = BackActs(acts)
    returned = tools.handling.back
    returned.upload(_with_request(back.brought), [*place, returned], everything, **_LONG)
    screen.table.apply(_with_request(back.decided, event=True), place, everything, **_HIDDEN)

    def fresh(where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        acts.seat(where, seen, text, request)
        return [gr.update(visible=True), gr.update(visible=True), gr.update(visible=False)]

    tools.new.click(_with_request(fresh), place, [begin.panel, begin.back, screen.room], **_HIDDEN)
    begin.back.click(
        lambda: [gr.update(visible=False), gr.update(visible=True)], None, [begin.panel, screen.room], **_HIDDEN
    )


def _facts(acts: Acts, screen: Screen, tools: Tools) -> None:
    import gradio as gr

    place = [screen.where, screen.seen, screen.text]
    everything = screen.outputs
    moments = [tools.add.click, tools.fact.submit]
    gr.on(moments, _with_request(acts.added), [*place, tools.fact], [*everything, tools.fact], **_HIDDEN)
    replied = [*place, screen.asked, tools.answer]
    tools.reply.click(_with_request(acts.replied), replied, [*everything, tools.answer], **_HIDDEN)
    offered = [tools.proposals, tools.take]
    tools.file.upload(_with_request(acts.proposed), [*place, tools.file], offered, **_LONG)
    tools.take.click(_with_request(acts.taken), [*place, tools.proposals], [*everything, *offered], **_HIDDEN)


def _starting(acts: Acts, screen: Screen, begin: Start, writer: Writer) -> None:
    outputs = [begin.panel, *writer.fields, *screen.outputs]

    def started(
        role: str, who: str, level: str, unit: str, portfolio: list[str], meeting: str, facts: str, request: Any  # noqa: ANN401
    ) -> list[Any]:  # fmt: skip
        profile = profile_of(role, who, level, unit, portfolio)
        return _shown(acts, acts.work.start(owner_of(request), profile, str(meeting or ""), str(facts or "")))

    def tried(meeting: str, request: Any) -> list[Any]:  # noqa: ANN401
        sample = profile_of(*start.SAMPLE)
        return _shown(acts, acts.work.start(owner_of(request), sample, str(meeting or ""), start.SAMPLE_FACTS))

    def resumed(path: str, request: Any) -> list[Any]:  # noqa: ANN401
        try:
            draft = imported(Path(path).read_bytes(), owner_of(request))
        finally:
            Path(path).unlink(missing_ok=True)
        acts.work.outline(draft)
        return _shown(acts, acts.work.desk.add(draft))

    begin.go.click(_with_request(started), [*begin.fields, begin.facts], outputs, **_HIDDEN)
    begin.sample.click(_with_request(tried), [begin.fields[-1]], outputs, **_HIDDEN)
    begin.file.upload(_with_request(resumed), [begin.file], outputs, **_HIDDEN)


def _handling(acts: Acts, screen: Screen, tools: Tools, begin: Start, writer: Writer) -> None:
    whole = tools.handling
    place = [screen.where, screen.seen, screen.text]
    outputs = [begin.panel, *writer.fields, *screen.outputs]

    def copied(
        where: str, seen: float, text: str, role: str, portfolio: list[str], request: Any  # noqa: ANN401
    ) -> list[Any]:  # fmt: skip
        return _shown(acts, acts.work.copy_for(acts.seat(where, seen, text, request), role, tuple(portfolio or ())))

    def removed(where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        seat = acts.seat(where, seen, text, request)
        acts.work.desk.remove(seat.owner, seat.draft)
        return _newest(acts, writer, seat.owner)

    whole.copied.click(_with_request(copied), [*place, whole.role, whole.portfolio], outputs, **_HIDDEN)
    whole.removed.click(_with_request(removed), place, outputs, **_HIDDEN)
    handling.wire(acts, screen, tools.more, whole, _with_request)


def _newest(acts: Acts, writer: Writer, owner: str) -> list[Any]:
    """The draft the owner changed last; the start when there is none."""
    import gradio as gr

    cards = acts.work.desk.drafts(owner)
    if cards:
        return _shown(acts, acts.work.load(owner, cards[0].id))
    nothing = acts.draw.only(room=gr.update(visible=False), where="", text="")
    return [gr.update(visible=True), *[gr.skip()] * len(writer.fields), *nothing]


def _shown(acts: Acts, draft: Draft) -> list[Any]:
    """Start away, profile at the side as the draft has it, and the draft."""
    import gradio as gr

    one = draft.profile
    about = [one.role, one.who, one.level, one.unit, list(one.portfolio), draft.meeting]
    return [gr.update(visible=False), *about, *acts.draw.whole(draft, draft.place)]


def _opening(acts: Acts, screen: Screen, begin: Start, writer: Writer, opened: Any) -> None:  # noqa: ANN401
    """The draft changed last when the page opens; the start when there is none."""
    import gradio as gr

    def first(request: Any) -> list[Any]:  # noqa: ANN401
        return _newest(acts, writer, owner_of(request))

    opened.then(_with_request(first), None, [begin.panel, *writer.fields, *screen.outputs], **_HIDDEN)
    moments = [field.input for field in (writer.who, writer.level, writer.portfolio)]
    moments += [field.blur for field in (writer.role, writer.unit, writer.portfolio)]
    place = [screen.where, screen.seen, screen.text]
    gr.on(moments, _with_request(acts.profiled), [*place, *writer.fields[:-1]], screen.outputs, **_HIDDEN)
