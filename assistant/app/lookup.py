"""Looking a wording up: who says it how, counted, and where it stands."""

from __future__ import annotations

from typing import Any

from assistant.app.library import Library
from assistant.app.lists import phrase_list
from assistant.app.notices import clicked, told, told_event
from assistant.app.reading import NO_USE, ON_LOAD, empty, in_place

_MOST = 30
_HINT = "输入两到二十个字，比如“担当精神不足”“学用结合”。"
_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build(library: Library) -> None:
    """A box for the wording, the wordings found, and a place to read each in its report."""
    import gradio as gr

    with gr.Row(elem_id="lookup", equal_height=True):
        with gr.Column(scale=7, min_width=420, elem_classes="zb-column"):
            box = gr.Textbox(
                label="要查的说法",
                show_label=False,
                placeholder=f"{_HINT}（回车查）",
                max_length=60,
                submit_btn="查",
                elem_id="wording",
            )
            found = gr.HTML(str(empty(_HINT)), elem_id="phrases", apply_default_css=False, js_on_load=ON_LOAD)
        with gr.Column(scale=5, min_width=320, elem_classes="zb-column zb-side-panel"):
            gr.HTML("<h2 class='zb-heading'>原文</h2>", apply_default_css=False)
            reader = gr.HTML(str(empty(NO_USE)), elem_id="use", apply_default_css=False, js_on_load=ON_LOAD)

    def look(text: str) -> tuple[str, str]:
        words = str(text or "").strip()[:60]
        if not words:
            return str(empty(_HINT)), str(empty(NO_USE))
        return str(phrase_list(library.corpus.phrases(words, _MOST), words)), str(empty(NO_USE))

    def opened(event: Any) -> str:  # noqa: ANN401 - gradio's
        passage = library.corpus.passage(clicked(event, "passage"))
        return str(in_place(library.corpus.report(passage.report), passage))

    box.submit(told(look), [box], [found, reader], **_HIDDEN)
    found.select(told_event(opened), None, [reader], **_HIDDEN)
