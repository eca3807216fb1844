"""Where things stand on the desk: draft at the top, outline, the part being written, and what helps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from assistant.app.desk import returned
from assistant.app.desk.handling import build as handling_row
from assistant.app.desk.views import ON_LOAD
from assistant.app.reading import ON_LOAD as ON_LOAD_READING

if TYPE_CHECKING:
    from assistant.app.desk.handling import Handling
    from assistant.app.library import Library

_LONGEST = 20_000


@dataclass(frozen=True)
class Screen:
    """What every act may draw anew, in the order handlers give it."""

    room: Any
    where: Any
    seen: Any
    title: Any
    picker: Any
    files: Any
    others: Any
    outline: Any
    head: Any
    text: Any
    saved: Any
    table: Any
    suggest: Any
    settle: Any
    facts: Any
    asked: Any
    examples: Any
    findings: Any
    tabs: Any

    @property
    def outputs(self) -> list[Any]:
        """The components as gradio takes them."""
        return [getattr(self, one.name) for one in fields(self)]


@dataclass(frozen=True)
class Tools:
    """What is clicked and typed into, but not drawn anew by every act."""

    new: Any
    more: Any
    handling: Handling
    fill: Any
    undo: Any
    history: Any
    fact: Any
    add: Any
    file: Any
    proposals: Any
    take: Any
    answer: Any
    reply: Any
    inspect: Any
    inspecting: Any
    beside: Any
    wording: Any
    wordings: Any


def build(library: Library) -> tuple[Screen, Tools]:
    """The desk, hidden until there is a draft."""
    import gradio as gr

    with gr.Column(elem_id="desk-room", visible=False) as room:
        where = gr.Textbox(visible="hidden", label="位置", elem_id="where")
        seen = gr.Number(0, visible="hidden", label="版本", precision=0, elem_id="seen")
        with gr.Row(elem_id="desk-top"):
            title = gr.Textbox(show_label=False, label="稿子题目", max_length=120, elem_id="desk-title", scale=5)
            picker = gr.Dropdown(
                [], show_label=False, label="打开另一份稿子", elem_id="desk-open", scale=3, min_width=180
            )
            new = gr.Button("新建", elem_id="desk-new", scale=0, min_width=64, size="sm")
            more = gr.Button("更多", elem_id="desk-more", scale=0, min_width=64, size="sm")
            fill = gr.Button("写全稿", elem_id="desk-fill", scale=0, min_width=84, size="sm")
            files = _html("desk-files")
        handling, others = handling_row(library, lambda: _html("desk-others"))
        with gr.Row(elem_id="desk", equal_height=True):
            with gr.Column(scale=3, min_width=220, elem_classes="zb-column"):
                outline = _html("outline")
            with gr.Column(scale=8, min_width=420, elem_classes="zb-column", elem_id="desk-centre"):
                head = _html("part-head")
                text, suggest, undo, history, settle, saved = _writing()
                table = _html("table", ON_LOAD + returned.ON_LOAD)
            with gr.Column(scale=4, min_width=300, elem_classes="zb-column zb-side-panel", elem_id="desk-help"):
                tabs, facts, asked, examples, findings, rest = _help()
    tools = Tools(new, more, handling, fill, undo, history, *rest)
    screen = Screen(
        room, where, seen, title, picker, files, others, outline, head, text, saved, table, suggest, settle, facts, asked,
        examples, findings, tabs,
    )  # fmt: skip
    return screen, tools


def _html(name: str, script: str = ON_LOAD) -> Any:  # noqa: ANN401 - gradio's HTML
    import gradio as gr

    return gr.HTML("", elem_id=name, apply_default_css=False, js_on_load=script)


def _writing() -> tuple[Any, ...]:
    import gradio as gr

    text = gr.Textbox(
        show_label=False,
        label="这一部分的正文",
        placeholder="在这里写；每改一个字都会自动保存。",
        lines=7,
        max_lines=13,
        max_length=_LONGEST,
        elem_id="text",
    )
    with gr.Row(elem_id="desk-tools"):
        suggest = gr.Button("给我几种写法", variant="primary", elem_id="suggest", scale=0, min_width=130, size="sm")
        undo = gr.Button("撤销", elem_id="undo", scale=0, min_width=64, size="sm")
        history = gr.Button("历史版本", elem_id="history", scale=0, min_width=90, size="sm")
        settle = gr.Button("定稿", elem_id="settle", scale=0, min_width=72, size="sm")
        saved = _html("saved")
    return text, suggest, undo, history, settle, saved


def _help() -> tuple[Any, ...]:
    import gradio as gr

    with gr.Tabs(elem_id="help", selected="facts") as tabs:
        with gr.Tab("事实", id="facts"):
            *noting, facts = _noting()
        with gr.Tab("提问", id="asked"):
            asked, *answering = _answering()
        with gr.Tab("示例", id="examples"):
            examples = _html("examples", ON_LOAD_READING)
        with gr.Tab("说法", id="wordings"):
            looking = _looking()
        with gr.Tab("检查", id="findings") as inspecting:
            with gr.Row(elem_classes="zd-row"):
                inspect = gr.Button("查一遍", elem_id="inspect", size="sm", min_width=80)
                beside = gr.UploadButton(
                    "与别的材料比对", file_count="multiple", elem_id="beside", size="sm", min_width=130
                )
            findings = _html("findings")
    return tabs, facts, asked, examples, findings, (*noting, *answering, inspect, inspecting, beside, *looking)


def _noting() -> tuple[Any, ...]:
    import gradio as gr

    fact = gr.Textbox(
        label="添一件，或粘贴一串（一行一件）",
        placeholder="何时、何事、什么结果",
        lines=2,
        max_lines=6,
        max_length=_LONGEST,
        elem_id="fact",
    )
    with gr.Row(elem_classes="zd-row"):
        add = gr.Button("加入", elem_id="fact-add", size="sm", min_width=72)
        file = gr.UploadButton("从自己的材料里找", elem_id="fact-file", size="sm", min_width=130)
    proposals = gr.CheckboxGroup([], label="勾选仍然属实的", visible=False, elem_id="proposals")
    take = gr.Button("加入勾选的", visible=False, elem_id="fact-take", size="sm")
    return fact, add, file, proposals, take, _html("facts")


def _answering() -> tuple[Any, ...]:
    import gradio as gr

    asked = gr.Radio([], label="答一个，就多一件真事可写；是待补的，答案直接填进正文", elem_id="asked")
    answer = gr.Textbox(
        label="您的回答", placeholder="何时、何事、什么结果", lines=3, max_length=2000, elem_id="answer"
    )
    return asked, answer, gr.Button("填进去，并记作事实", elem_id="reply", size="sm")


def _looking() -> tuple[Any, ...]:
    import gradio as gr

    wording = gr.Textbox(
        label="查一个说法，看别人怎么讲",
        placeholder="二到二十个字，如“担当精神不足”",
        max_length=60,
        submit_btn="查",
        elem_id="desk-wording",
    )
    return wording, _html("wordings")
