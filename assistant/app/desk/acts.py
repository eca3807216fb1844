"""What a click or a key at the desk sets going. Whatever stands in the box is kept before anything else is done."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.app.desk import views, wordings
from assistant.app.desk.drawing import Drawing
from assistant.app.desk.work import Seat
from assistant.app.notices import clicked
from assistant.app.owner import owner_of
from assistant.app.profile import profile_of
from assistant.app.reading import in_place
from assistant.domain import Fact
from index import Fault, NotFound

if TYPE_CHECKING:
    from assistant.app.desk.work import Work
    from assistant.desk import Draft

_APART = "\t"
_WINDOWS = 512


class Acts:
    """The handlers of the desk. Each takes the window's place, the revision it saw and its text, then its own values."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.draw = Drawing(work)
        self._at: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def seat(self, where: str, seen: float, text: str, request: Any) -> Seat:  # noqa: ANN401 - gradio's Request
        """The window's place, with what stands in its box kept."""
        draft, _, part = str(where or "").partition("|")
        if not draft:
            raise NotFound("还没有打开稿子。", "请先新建一份。")
        tab = str(getattr(request, "session_hash", "") or "")
        seat = Seat(draft, part, tab, int(seen or 0), owner_of(request))
        self._stand(seat, part)
        kept = self.work.save(seat, str(text or ""))
        return replace(seat, seen=kept.revision)

    def _stand(self, seat: Seat, part: str) -> None:
        """Remember where a window is: it may have moved on when a long act ends."""
        with self._lock:
            self._at[seat.tab] = (seat.draft, part)
            self._at.move_to_end(seat.tab)
            while len(self._at) > _WINDOWS:
                self._at.popitem(last=False)

    def _after(self, seat: Seat, draft: Draft, news: str = "") -> list[Any]:
        """The desk after a long act. A window that has moved on stays where it is; what was made waits in its part."""
        if self._at.get(seat.tab, (seat.draft, seat.part)) == (seat.draft, seat.part):
            return self.draw.whole(draft, seat.part, news=news)
        return self.draw.elsewhere(draft, news)

    def typed(self, where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Autosave. A refusal stands beside the box for as long as it lasts: a notice would pass."""
        try:
            seat = self.seat(where, seen, text, request)
        except Fault as fault:
            return self.draw.only(saved=str(views.unsaved(str(fault))))
        draft = self.work.here(seat)
        if draft.revision == int(seen or 0):
            # An act changed the box, nobody typed: what the act put on the table, and its news, stay.
            return self.draw.only(saved=str(views.saved(draft.part(seat.part), draft.changed)))
        return self.draw.typed(draft, seat.part)

    def clicked(self, where: str, seen: float, text: str, request: Any, event: Any) -> list[Any]:  # noqa: ANN401
        """A button inside one of our own lists."""
        if passage := clicked(event, "passage"):
            return self._passage(passage)
        seat = self.seat(where, seen, text, request)
        if clicked(event, "act") == "overview":
            draft = self.work.here(seat)
            return self.draw.whole(draft, seat.part, table=self.draw.overview(draft, seat.part))
        act, number, point = clicked(event, "act"), _number(clicked(event, "n")), _number(clicked(event, "p"))
        if act == "forget":
            return self._forgotten(seat, clicked(event, "fact"))
        if act in ("part", "find"):
            self._stand(seat, clicked(event, "part"))
        draft = self._done(seat, act, number, point, event)
        return self.draw.whole(draft, clicked(event, "part") if act in ("part", "find") else seat.part)

    def _done(self, seat: Seat, act: str, number: int, point: int, event: object) -> Draft:
        work = self.work
        words = clicked(event, "words")
        doing: dict[str, Callable[[], Draft]] = {
            "part": lambda: self._moved(seat, clicked(event, "part")),
            "find": lambda: self._moved(seat, clicked(event, "part")),
            "fix": lambda: work.inspection.fix(seat, number, words),
            "fix-all": lambda: work.inspection.fix_all(seat),
            "wave": lambda: work.inspection.wave(seat, number, words),
            "wave-rule": lambda: work.inspection.wave(seat, number, words, rule=True),
            "recall": lambda: work.inspection.recall(seat),
            "drop-beside": lambda: self._apart(seat, clicked(event, "name")),
            "adopt": lambda: work.adopt(seat, number),
            "keep": lambda: work.keep(seat, number, point),
            "reword": lambda: work.revise(seat, "reword", number, point),
            "drop": lambda: work.revise(seat, "drop", number, point),
            "accept": lambda: work.decide(seat, "accept", number),
            "refuse": lambda: work.decide(seat, "refuse", number),
            "close": lambda: work.clear(seat),
            "restore": lambda: work.desk.restore(seat.owner, seat.draft, seat.tab, seat.seen, seat.part, number),
            "remember": lambda: work.add_facts(seat, words, clicked(event, "part")),
            "assign": lambda: work.assign(seat, clicked(event, "fact"), clicked(event, "part")),
        }
        return doing.get(act, lambda: work.here(seat))()

    def _moved(self, seat: Seat, part: str) -> Draft:
        draft = self.work.here(seat)
        self.work.desk.visit(seat.owner, seat.draft, self.work.part(draft, part).id)
        return draft

    def _forgotten(self, seat: Seat, fact_id: str) -> list[Any]:
        """A fact gone, and the way to have it back."""
        gone = next((fact for fact in self.work.here(seat).facts if fact.id == fact_id), None)
        draft = self.work.remove_fact(seat, fact_id)
        return self.draw.whole(draft, seat.part, news=views.forgotten(gone) if gone else "")

    def _apart(self, seat: Seat, name: str) -> Draft:
        self.work.desk.drop_beside(seat.owner, seat.draft, name)
        return self.work.here(seat)

    def _passage(self, passage_id: str) -> list[Any]:
        import gradio as gr

        passage = self.work.library.corpus.passage(passage_id)
        shown = in_place(self.work.library.corpus.report(passage.report), passage, back="返回示例")
        return self.draw.only(examples=str(shown), tabs=gr.Tabs(selected="examples"))

    def example(self, where: str, seen: float, text: str, request: Any, event: Any) -> list[Any]:  # noqa: ANN401
        """A card opened in its place, or the way back."""
        if passage := clicked(event, "passage"):
            return self._passage(passage)
        seat = self.seat(where, seen, text, request)
        draft = self.work.here(seat)
        return self.draw.only(examples=self.draw.examples(draft, self.work.part(draft, seat.part)))

    def suggest(self, where: str, seen: float, text: str, request: Any) -> Iterator[list[Any]]:  # noqa: ANN401
        """Alternatives for the part, after saying that they are being written."""
        seat = self.seat(where, seen, text, request)
        yield self.draw.only(table=str(views.busy("正在从示例里找写法")))
        yield self._drawn(seat, lambda: (self.work.suggest(seat), ""))

    def fill(self, where: str, seen: float, text: str, request: Any) -> Iterator[list[Any]]:  # noqa: ANN401
        """A first wording for every empty part."""
        seat = self.seat(where, seen, text, request)
        yield self.draw.only(table=str(views.busy("正在给空着的部分各写一稿，已写的不动")))
        yield self._drawn(seat, lambda: self.work.fill(seat))

    def _drawn(self, seat: Seat, act: Callable[[], tuple[Draft, str]]) -> list[Any]:
        """The desk after an act and what came of it; when it fails, as it was before, and the failure."""
        try:
            draft, news = act()
        except Fault as fault:
            draft, news = self.work.here(seat), str(fault)
        return self._after(seat, draft, news)

    def inspect(self, where: str, seen: float, text: str, request: Any) -> Iterator[list[Any]]:  # noqa: ANN401
        """The whole draft checked, after saying so."""
        seat = self.seat(where, seen, text, request)
        yield self.draw.only(findings=str(views.busy("正在逐条检查全文")))
        try:
            self.work.inspection.run(self.work.here(seat))
        finally:
            yield self._after(seat, self.work.here(seat))

    def inspected(self, where: str, seen: float, text: str, request: Any) -> Iterator[list[Any]]:  # noqa: ANN401
        """The check when its tab is opened: done anew when the draft has changed since."""
        seat = self.seat(where, seen, text, request)
        draft = self.work.here(seat)
        last = self.work.inspection.known(draft)
        if last is None or last.revision != draft.revision:
            yield from self.inspect(where, seat.seen, text, request)
        else:
            # Something must come: gradio empties the components of a handler that gives nothing.
            yield self.draw.only()

    def compared(self, where: str, seen: float, text: str, paths: list[str], request: Any) -> Iterator[list[Any]]:  # noqa: ANN401
        """Files put beside the draft, and the draft checked against them."""
        files = [Path(path) for path in paths or []]
        try:
            seat = self.seat(where, seen, text, request)
            for file in files:
                self.work.inspection.compare(seat, file)
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        yield from self.inspect(where, seat.seen, text, request)

    def wordings(self, words: str) -> str:
        """How others say it."""
        asked = str(words or "").strip()[:60]
        found = self.work.library.corpus.phrases(asked, wordings.MOST) if asked else ()
        return str(wordings.wordings(found, asked))

    def undo(self, where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        """The text before its last change."""
        seat = self.seat(where, seen, text, request)
        draft = self.work.desk.undo(seat.owner, seat.draft, seat.tab, seat.seen, seat.part)
        return self.draw.whole(draft, seat.part)

    def history(self, where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Every version of the part."""
        seat = self.seat(where, seen, text, request)
        draft = self.work.here(seat)
        versions = self.work.desk.versions(seat.owner, seat.draft, seat.part)
        shown = views.history(versions, draft.part(seat.part).text)
        return self.draw.whole(draft, seat.part, table=str(shown))

    def settle(self, where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        """The part settled, or open again."""
        seat = self.seat(where, seen, text, request)
        return self.draw.whole(self.work.settle(seat), seat.part)

    def titled(self, where: str, seen: float, text: str, title: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Another title; an empty one is not taken."""
        seat = self.seat(where, seen, text, request)
        wanted = str(title or "").strip()[:120]
        draft = self.work.change(seat, lambda one: replace(one, title=wanted or one.title))
        return self.draw.whole(draft, seat.part)

    def opened(self, where: str, seen: float, text: str, wanted: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Another draft."""
        seat = self.seat(where, seen, text, request)
        draft = self.work.load(seat.owner, str(wanted or ""))
        self._stand(replace(seat, draft=draft.id), draft.place)
        return self.draw.whole(draft, draft.place)

    def added(self, where: str, seen: float, text: str, fact: str, request: Any) -> list[Any]:  # noqa: ANN401
        """Facts typed or pasted; the last value empties the box."""
        seat = self.seat(where, seen, text, request)
        return [*self.draw.whole(self.work.add_facts(seat, str(fact or "")), seat.part), ""]

    def replied(
        self, where: str, seen: float, text: str, asked: str, answer: str, request: Any  # noqa: ANN401
    ) -> list[Any]:  # fmt: skip
        """An answer becomes a fact of this part."""
        seat = self.seat(where, seen, text, request)
        draft, filled = self.work.answer(seat, str(asked or ""), " ".join(str(answer or "").split()))
        news = "已填进正文，也记作了一件事实。" if filled else "已记作一件事实；再点“给我几种写法”就会用上。"
        return [*self.draw.whole(draft, seat.part, news=news), ""]

    def proposed(self, where: str, seen: float, text: str, path: str, request: Any) -> list[Any]:  # noqa: ANN401
        """What a file offers as facts, to be ticked."""
        import gradio as gr

        try:
            seat = self.seat(where, seen, text, request)
            found = self.work.proposals(seat, Path(path))
        finally:
            Path(path).unlink(missing_ok=True)
        choices = [(fact.text, _APART.join((fact.part, fact.topic, fact.text))) for fact in found]
        return [gr.update(choices=choices, value=[], visible=True), gr.update(visible=True)]

    def taken(self, where: str, seen: float, text: str, chosen: list[str], request: Any) -> list[Any]:  # noqa: ANN401
        """The ticked ones as facts."""
        import gradio as gr

        seat = self.seat(where, seen, text, request)
        facts = tuple(Fact("", told, "", topic, part) for part, topic, told in map(_told, chosen or []) if told)
        draft = self.work.with_facts(seat, facts)
        return [
            *self.draw.whole(draft, seat.part),
            gr.update(choices=[], value=[], visible=False),
            gr.update(visible=False),
        ]

    def profiled(
        self, where: str, seen: float, text: str,
        role: str, who: str, level: str, unit: str, portfolio: list[str], request: Any,  # noqa: ANN401
    ) -> list[Any]:  # fmt: skip
        """The profile at the side is that of the open draft; its meeting stays what it was begun for."""
        draft_id, _, _ = str(where or "").partition("|")
        profile = profile_of(role, who, level, unit, portfolio)
        if not draft_id or self.work.load(owner_of(request), draft_id).profile == profile:
            return self.draw.only()
        seat = self.seat(where, seen, text, request)
        return self.draw.whole(self.work.change(seat, lambda one: replace(one, profile=profile)), seat.part)


def _told(value: object) -> tuple[str, str, str]:
    part, _, rest = str(value)[:1000].partition(_APART)
    topic, _, told = rest.partition(_APART)
    return part, topic, told.strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else -1
