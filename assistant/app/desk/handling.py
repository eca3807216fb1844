"""What is done to a draft as a whole: copied for somebody else, brought back from Word, saved as a file, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.app.markup import clean, tag

if TYPE_CHECKING:
    from assistant.app.desk.acts import Acts
    from assistant.app.desk.layout import Screen
    from assistant.app.library import Library

_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_COPY = "正文照带过去，事实不带：原来那位的事例、数字会标成“没有依据”，与原稿相同的句子会在“检查”里列出，逐处换成这一位自己的。"


@dataclass(frozen=True)
class Handling:
    """The row behind “更多”, and the two questions it may ask."""

    row: Any
    copy: Any
    back: Any
    remove: Any
    copying: Any
    role: Any
    portfolio: Any
    copied: Any
    removing: Any
    asking: Any
    removed: Any
    leave: tuple[Any, Any]

    @property
    def panels(self) -> list[Any]:
        """What closes when something was done."""
        return [self.row, self.copying, self.removing]


def build(library: Library, others: Callable[[], Any]) -> tuple[Handling, Any]:
    """The row, hidden until asked for; `others` makes the place of the further files."""
    import gradio as gr

    with gr.Row(visible=False, elem_id="desk-handling", elem_classes="zd-handling") as row:
        copy = gr.Button("复制给另一位", elem_id="desk-copy", scale=0, min_width=120, size="sm")
        back = gr.UploadButton("从 Word 带回", elem_id="desk-back", scale=0, min_width=120, size="sm")
        rest = others()
        remove = gr.Button("删除这份", elem_id="desk-remove", scale=0, min_width=90, size="sm")
    with gr.Column(visible=False, elem_id="desk-copying", elem_classes="zd-ask") as copying:
        gr.HTML(str(tag("p", _COPY)), apply_default_css=False)
        with gr.Row(elem_classes="zd-row"):
            role = gr.Textbox(label="给谁写：职务", max_length=60, elem_id="copy-role", scale=2)
            portfolio = gr.Dropdown(
                [field.names[0] for field in library.lexicon.portfolios],
                label="分管领域",
                value=[],
                multiselect=True,
                allow_custom_value=True,
                max_choices=12,
                elem_id="copy-portfolio",
                scale=4,
            )
        with gr.Row(elem_classes="zd-row"):
            copied = gr.Button("复制", variant="primary", elem_id="copy-yes", scale=0, min_width=90, size="sm")
            no = gr.Button("不复制", elem_id="copy-no", scale=0, min_width=90, size="sm")
    with gr.Column(visible=False, elem_id="desk-removing", elem_classes="zd-ask") as removing:
        asking = gr.HTML("", apply_default_css=False)
        with gr.Row(elem_classes="zd-row"):
            removed = gr.Button("删除", variant="stop", elem_id="desk-remove-yes", scale=0, min_width=90, size="sm")
            keep = gr.Button("不删", elem_id="desk-remove-no", scale=0, min_width=90, size="sm")
    made = Handling(
        row, copy, back, remove, copying, role, portfolio, copied, removing, asking, removed, (no, keep)
    )  # fmt: skip
    return made, rest


def wire(acts: Acts, screen: Screen, more: Any, tools: Handling, wrap: Callable[..., Any]) -> None:  # noqa: ANN401
    """Open and close the row and its questions; what is decided there is wired by the desk."""
    import gradio as gr

    place = [screen.where, screen.seen, screen.text]
    shut = [gr.update(visible=False), gr.update(visible=False)]

    def opened(shown: bool) -> list[Any]:
        return [not shown, gr.update(visible=not shown), *shut]

    def copying(where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        profile = acts.work.here(acts.seat(where, seen, text, request)).profile
        return [gr.update(visible=True), gr.update(visible=False), profile.role, list(profile.portfolio)]

    def removing(where: str, seen: float, text: str, request: Any) -> list[Any]:  # noqa: ANN401
        title = acts.work.here(acts.seat(where, seen, text, request)).title
        told = f"删除《{clean(title)}》和它的全部历史版本？删了找不回来；想留底，先点“存成文件”。"
        return [gr.update(visible=False), gr.update(visible=True), str(tag("p", told, role="alert"))]

    shown = gr.State(False)
    more.click(opened, [shown], [shown, *tools.panels], **_HIDDEN)
    asked = [tools.copying, tools.removing, tools.role, tools.portfolio]
    tools.copy.click(wrap(copying), place, asked, **_HIDDEN)
    tools.remove.click(wrap(removing), place, [tools.copying, tools.removing, tools.asking], **_HIDDEN)
    gr.on([one.click for one in tools.leave], lambda: shut, None, [tools.copying, tools.removing], **_HIDDEN)
    for done in (tools.copied, tools.removed):
        done.click(lambda: [False, *closed()], None, [shown, *tools.panels], **_HIDDEN)


def closed() -> Sequence[Any]:
    """Row and questions away."""
    import gradio as gr

    return [gr.update(visible=False)] * 3
