"""The guided start: who am I, which meeting, what did I do; or an invented identity to play with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.app import profile
from assistant.app.desk import views
from assistant.app.markup import tag
from assistant.app.reading import LEVEL_NAMES, WHO_NAMES

if TYPE_CHECKING:
    from assistant.app.library import Library

SAMPLE = ("副市长", "individual", "city", "某市人民政府", ["教育", "卫生健康", "市场监管"])
SAMPLE_FACTS = """2025年4月研究幼儿园布局调整，没有听家长意见，定了撤并34所，后来停了11所
到乡镇卫生院调研9次，有6次是提前打招呼、看准备好的点
校园食品安全专项检查发现问题47个，到年底还有5个没有改完"""
_LONGEST = 5000


@dataclass(frozen=True)
class Start:
    """The components of the start; `fields` are in the order of the profile at the side."""

    panel: Any
    fields: list[Any]
    facts: Any
    go: Any
    sample: Any
    file: Any
    back: Any


def build(library: Library) -> Start:
    """The three steps on one screen."""
    import gradio as gr

    with gr.Column(elem_id="desk-start", visible=False) as panel:
        head = tag("h2", "三步开始写"), tag("p", "填得越实，写出来越像您自己的。都可以以后再改。")
        gr.HTML(str(tag("div", *head, css="zd-welcome")), apply_default_css=False)
        with gr.Row(equal_height=True, elem_classes="zd-steps"):
            with gr.Column(min_width=280, elem_classes="zd-step"):
                _step("1", "我是谁")
                about = _about(library)
            with gr.Column(min_width=280, elem_classes="zd-step"):
                _step("2", "写哪次会")
                meeting = _meeting(library)
            with gr.Column(min_width=280, elem_classes="zd-step"):
                _step("3", "我的事实（可先空着）")
                facts = gr.Textbox(
                    label="一行一件：何时、何事、什么结果",
                    placeholder="如：2025年4月研究幼儿园布局调整，没有听家长意见，撤并34所，后来停了11所",
                    lines=14,
                    max_lines=14,
                    max_length=_LONGEST,
                    elem_id="start-facts",
                )
        with gr.Row(elem_classes="zd-go"):
            go = gr.Button("开始写", variant="primary", elem_id="start-go", scale=0, min_width=160)
            sample = gr.Button("用一个虚构的身份试试", elem_id="start-sample", scale=0, min_width=200)
            file = gr.UploadButton(
                "接着写存出来的稿件", file_types=[".json"], elem_id="desk-import", scale=0, min_width=180
            )
            back = gr.Button("回到稿子", elem_id="start-back", scale=0, min_width=120, visible=False)
    return Start(panel, [*about, meeting], facts, go, sample, file, back)


def _step(number: str, title: str) -> None:
    import gradio as gr

    gr.HTML(str(tag("h3", tag("span", number, css="zb-number"), title, css="zd-step-title")), apply_default_css=False)


def _about(library: Library) -> list[Any]:
    import gradio as gr

    whos = [(label, who) for who, label in WHO_NAMES.items()]
    levels = [("未选", ""), *((label, level) for level, label in LEVEL_NAMES.items())]
    return [
        gr.Textbox(label="职务", placeholder="如：副市长、局党组书记", max_length=60, elem_id="start-role"),
        gr.Radio(whos, value="individual", label="以谁的名义写", elem_id="start-who"),
        gr.Dropdown(levels, value="", label="层级", elem_id="start-level"),
        gr.Textbox(label="单位", placeholder="如：某市人民政府", max_length=60, elem_id="start-unit"),
        gr.Dropdown(
            [field.names[0] for field in library.lexicon.portfolios],
            label="分管领域（可多选，也可自己填）",
            value=[],
            multiselect=True,
            allow_custom_value=True,
            max_choices=12,
            elem_id="start-portfolio",
        ),
    ]


def _meeting(library: Library) -> Any:  # noqa: ANN401 - gradio's Dropdown
    import gradio as gr

    known = profile.meetings(library)
    newest = known[0][1] if known else None
    by_id = {one.id: str(views.asked_for(one)) for one in library.outlines}
    meeting = gr.Dropdown(known, value=newest, label="会议", elem_id="start-meeting")
    asked = gr.HTML(by_id.get(newest or "", ""), elem_id="start-asked", apply_default_css=False)
    meeting.change(
        lambda wanted: by_id.get(str(wanted), ""), [meeting], [asked], api_visibility="private", show_progress="hidden"
    )
    return meeting
