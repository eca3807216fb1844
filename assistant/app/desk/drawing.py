"""The desk drawn from a stored draft: one value for each component of the screen."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from assistant.app.desk import findings, pictures, returned, views
from assistant.app.desk.layout import Screen
from assistant.app.markup import plain
from assistant.app.reading import empty, passage_cards
from assistant.desk import state

if TYPE_CHECKING:
    from assistant.app.desk.returning import Review
    from assistant.app.desk.work import Work
    from assistant.desk import Draft
    from assistant.domain import Part

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Drawing:
    """Draws the desk of one server."""

    work: Work

    def whole(self, draft: Draft, part_id: str, *, table: str = "", news: str = "") -> list[Any]:
        """Everything, with the part `part_id` open; `table` instead of what would lie there, `news` above it."""
        import gradio as gr

        work = self.work
        work.inspection.renewed(draft)
        part = work.part(draft, part_id)
        own = draft.part(part.id)
        asked = work.questions(draft, part)
        values: dict[str, Any] = {
            "room": gr.update(visible=True),
            "where": f"{draft.id}|{part.id}",
            "seen": draft.revision,
            "title": draft.title,
            "picker": self._picker(draft),
            "files": str(views.files(draft)),
            "others": str(views.other_files(draft)),
            "outline": self.outline(draft, part),
            "head": str(views.heading(part, work.outline(draft).name)),
            "text": gr.update(value=own.text, lines=7 if own.text.strip() else 3),
            "saved": str(views.saved(own, draft.changed)),
            "table": (str(views.news(news)) if news else "") + (table or self.table(draft, part)),
            "suggest": "换一批" if own.offered else "给我几种写法",
            "settle": gr.update(
                value="改回草稿" if own.settled else "定稿", interactive=state(own) in ("草稿", "已定")
            ),
            "facts": self.facts(draft),
            "asked": gr.update(choices=list(asked), value=None, visible=bool(asked)),
            "examples": self.examples(draft, part),
            "findings": self.findings(draft),
            "tabs": gr.skip(),
        }
        return [values[one.name] for one in fields(Screen)]

    def only(self, **values: Any) -> list[Any]:  # noqa: ANN401 - whatever the components take
        """Some components, the rest as they are."""
        import gradio as gr

        return [values.get(one.name, gr.skip()) for one in fields(Screen)]

    def elsewhere(self, draft: Draft, news: str = "") -> list[Any]:
        """What a window at another part (or another draft) may see of an act that ended: the text there is not touched."""
        import gradio as gr

        if news:
            gr.Info(plain(news))
        return self.only()

    def typed(self, draft: Draft, part_id: str) -> list[Any]:
        """What changes while somebody types; never the box itself."""
        import gradio as gr

        part = self.work.part(draft, part_id)
        own = draft.part(part.id)
        return self.only(
            seen=draft.revision,
            outline=self.outline(draft, part),
            findings=self.findings(draft) if self.work.inspection.known(draft) else gr.skip(),
            saved=str(views.saved(own, draft.changed)),
            table=gr.skip() if own.offered else self.table(draft, part),
            settle=gr.update(value="改回草稿" if own.settled else "定稿", interactive=state(own) in ("草稿", "已定")),
        )

    def outline(self, draft: Draft, part: Part) -> str:
        """The parts at the left."""
        found = findings.counted(self.work.inspection.open(draft))
        return str(views.outline(draft, self.work.parts(draft), part.id, found))

    def findings(self, draft: Draft) -> str:
        """What the last check found and still holds."""
        names = {part.id: views.name(part) for part in self.work.parts(draft)}
        beside = [one.name for one in self.work.desk.beside(draft.owner, draft.id)]
        return str(findings.pane(draft, self.work.inspection.known(draft), names, beside))

    def table(self, draft: Draft, part: Part) -> str:
        """The alternatives on the table, or the text with its marks."""
        own = draft.part(part.id)
        review = self.work.returning.review(draft)
        if own.offered:
            return (str(returned.waiting(review.brought.source)) if review else "") + str(views.alternatives(own))
        if review:
            return self.review(draft, review)
        return str(views.preview(own.text, self.work.judged(draft, part.id)))

    def review(self, draft: Draft, review: Review) -> str:
        """What a file brought back would change."""
        return str(returned.review(review, {part.id: part for part in self.work.parts(draft)}))

    def overview(self, draft: Draft, part_id: str) -> str:
        """The draft at a glance."""
        return str(pictures.picture(pictures.overview(self.work, draft), part_id))

    def facts(self, draft: Draft) -> str:
        """The facts with the part each goes to."""
        return str(views.facts(draft, self.work.parts(draft), self.work.outline(draft)))

    def examples(self, draft: Draft, part: Part) -> str:
        """How others wrote this part."""
        sources = self.work.examples(draft, part, views.name(part))
        return str(passage_cards(sources) if sources else empty("示例库里还没有这一部分的例子。"))

    def _picker(self, draft: Draft) -> Any:  # noqa: ANN401 - gradio's update
        import gradio as gr

        cards = self.work.desk.drafts(draft.owner)
        choices = [
            (f"{card.title[:LONGEST_TITLE]}（{time.strftime('%m-%d %H:%M', time.localtime(card.changed))}）", card.id)
            for card in cards
        ]
        return gr.update(choices=choices, value=draft.id, visible=len(choices) > 1)
