"""Who writes on this page, the built-in drafter or a model, and whether the model answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.app.markup import Html, tag
from assistant.app.notices import told
from assistant.doctor import examine_model

if TYPE_CHECKING:
    from assistant.app.library import Library
    from assistant.settings import ModelEndpoint

_HOW = "要接入模型，在设置文件的 [model] 里写 name 和 base_url（或设 ZHIBI_MODEL_NAME、ZHIBI_MODEL_BASE_URL），再重新打开程序。"


def build(library: Library) -> None:
    """The mode the page is in and a button that tries the model; the same test as `zhibi doctor`."""
    import gradio as gr

    gr.HTML(str(mode(library.setting.model)), elem_id="mode", apply_default_css=False)
    button = gr.Button("测试模型连接", elem_id="model-test", size="sm")
    result = gr.HTML("", elem_id="model-result", apply_default_css=False)

    def tried() -> Iterator[str]:
        yield str(tag("p", "正在等模型答复……", css="zb-working", role="status"))
        yield str(outcome(library.setting.model))

    button.click(
        told(tried),
        None,
        [result],
        api_visibility="private",
        show_progress="hidden",
        concurrency_id="model-test",
        concurrency_limit=2,
    )


def mode(setting: ModelEndpoint) -> Html:
    """Which drafter writes. The address is named by its host only; the key is nowhere."""
    if not (setting.name or setting.base_url):
        return _shown("内置写法", "没有接入模型，由示例摘编和内置句式组成")
    host = urlsplit(setting.base_url).hostname or "地址没有写对"
    return _shown(f"模型 {setting.name or '（没有写名称）'}", f"{host}；要写的内容会发给它，连不上时由内置写法代替")


def outcome(setting: ModelEndpoint) -> Html:
    """What came of asking the model one word."""
    check = examine_model(setting)
    remedy = check.remedy or ("" if setting.name or setting.base_url else _HOW)
    mark = tag("strong", "可用" if check.ok and not remedy else "没有接入" if check.ok else "有问题")
    parts = (mark, tag("span", check.message), *((tag("span", remedy),) if remedy else ()))
    return tag("div", *parts, css="zb-tested" if check.ok else "zb-tested zb-failed", role="status")


def _shown(name: str, about: str) -> Html:
    lead = tag("span", "写作方式", css="zb-path")
    return tag("div", lead, tag("strong", name), tag("span", about, css="zb-path"), css="zb-mode")
