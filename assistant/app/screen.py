"""The page put together: the writer's profile at the side, and a tab for each thing one does here."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from assistant.accounts import Accounts
from assistant.app import connection, desk, examples, lookup, profile, writing
from assistant.app.desk.work import Work
from assistant.app.library import Library
from assistant.app.markup import tag
from assistant.app.notices import told_request
from assistant.app.owner import owner_of

_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")


def build(library: Library, work: Work, accounts: Accounts | None = None) -> Any:  # noqa: ANN401 - gradio's Blocks
    """The page; with accounts, it says who is in. Nothing in it is a public interface, and uploaded files are swept away within a day."""
    import gradio as gr

    with gr.Blocks(title="执笔", delete_cache=(3600, 86400), analytics_enabled=False, fill_width=True) as page:
        with gr.Sidebar(label="我的情况", width=300, elem_id="side", open=False):
            writer = profile.build(library, accounts is not None)
            connection.build(library)
            who = gr.HTML("", elem_id="account", apply_default_css=False, visible=accounts is not None)
        # Outside the tabs: what stands in one is not there before it is opened.
        banner = gr.HTML("", elem_id="banner", apply_default_css=False)
        clock = gr.Timer(1.0)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("写作台", id="desk"):
                open_desk = desk.build(work, writer)
            with gr.Tab("写作对话", id="write"):
                open_chat = writing.build(library, work.desk, writer)
            with gr.Tab("查说法", id="lookup"):
                lookup.build(library)
            with gr.Tab("示例库", id="examples"):
                examples.build(library, accounts, banner, clock)
        if accounts:
            page.load(told_request(_whoever), None, [who], api_visibility="private", show_progress="hidden")
        restored = profile.remember(library, page, writer)
        open_desk(restored)
        open_chat(restored)
    page.queue(default_concurrency_limit=8, max_size=64, api_open=False)
    return page


def _whoever(request: Any) -> str:  # noqa: ANN401 - gradio's
    """Who is in, the way to another password, and the way out."""
    name = tag("span", f"账号：{owner_of(request)}")
    ways = [tag("a", said, href=to, css="zb-link") for said, to in (("换口令", "/password"), ("退出登录", "/logout"))]
    return str(tag("div", name, tag("span", *ways), css="zb-account"))


def looks() -> dict[str, Any]:
    """How the page looks, all of it from this machine: theme, style sheet and a few lines of script."""
    import gradio as gr

    here = files("assistant.app")
    script = here.joinpath("page.js").read_text(encoding="utf-8")
    theme = gr.themes.Base(
        primary_hue=gr.themes.Color(
            "#fdf3f1",
            "#fbe3df",
            "#f5c5bd",
            "#eb9d91",
            "#dc6e5f",
            "#c64534",
            "#a93226",
            "#8c271d",
            "#732219",
            "#5f1f18",
            "#340d09",
        ),
        neutral_hue="stone",
        font=_FONTS,
        font_mono=("Menlo", "Consolas", "monospace"),
        radius_size="md",
    )
    return {
        "theme": theme,
        "css": here.joinpath("style.css").read_text(encoding="utf-8"),
        "head": f"<script>{script}</script>",
    }
