"""The library of examples: what is in it, putting files in, reading one, and taking one out after asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.accounts import Accounts
from assistant.app.library import Library
from assistant.app.lists import outcome, progress_bar, report_table
from assistant.app.markup import clean, plain, tag
from assistant.app.notices import clicked, told, told_request
from assistant.app.owner import owner_of
from assistant.app.reading import NO_REPORT, ON_LOAD, empty, in_place
from index import Fault

if TYPE_CHECKING:
    from index import Failure

SHARED = (
    "示例库全单位共用：放进来的材料，每个账号都查得到、看得到；只有放进来的人能移除。您的稿件和事实只有您自己看得到。"
)
_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


@dataclass(frozen=True)
class _Parts:
    """The components of this tab."""

    files: Any
    told: Any
    wanted: Any
    table: Any
    reader: Any
    question: Any
    asking: Any
    yes: Any
    no: Any
    doomed: Any


def build(
    library: Library, accounts: Accounts | None, banner: Any, clock: Any  # noqa: ANN401 - gradio's HTML and Timer
) -> None:  # fmt: skip
    """The table with upload and filter, and a place to read. `banner` tells of the first filling, by `clock`, on every tab."""
    parts = _lay_out(library, accounts)
    _uploading(library, accounts, parts)
    _reading(library, accounts, parts)
    _removing(library, accounts, parts)
    _filling(library, parts, banner, clock)


def _lay_out(library: Library, accounts: Accounts | None) -> _Parts:
    import gradio as gr

    with gr.Row(elem_id="library", equal_height=True):
        with gr.Column(scale=7, min_width=420, elem_classes="zb-column"):
            with gr.Row(elem_classes="zb-tools"):
                wanted = gr.Textbox(
                    show_label=False, label="筛选", placeholder="筛选：年度、职务、领域……", elem_id="filter", scale=3
                )
                files = gr.UploadButton(
                    "上传材料", file_count="multiple", variant="primary", elem_id="upload", scale=1, min_width=120
                )
            gr.HTML(
                str(tag("p", SHARED, css="zb-path")), elem_id="shared", apply_default_css=False, visible=bool(accounts)
            )
            news = gr.HTML("", elem_id="news", apply_default_css=False)
            table = gr.HTML(_table(library, ""), elem_id="reports", apply_default_css=False, js_on_load=ON_LOAD)
        with gr.Column(scale=5, min_width=320, elem_classes="zb-column zb-side-panel"):
            gr.HTML("<h2 class='zb-heading'>全文</h2>", apply_default_css=False)
            with gr.Column(visible=False, elem_id="confirm") as question:
                asking = gr.HTML("", elem_id="asking", apply_default_css=False)
                with gr.Row():
                    yes = gr.Button("移除", variant="stop", elem_id="remove-yes", size="sm")
                    no = gr.Button("不移除", elem_id="remove-no", size="sm")
            reader = gr.HTML(str(empty(NO_REPORT)), elem_id="report", apply_default_css=False, js_on_load=ON_LOAD)
    return _Parts(files, news, wanted, table, reader, question, asking, yes, no, gr.State(""))


def _table(library: Library, wanted: str) -> str:
    cards = sorted(library.corpus.reports(), key=lambda card: (card.bundled, -int(card.meeting or 0), card.title))
    return str(report_table(cards, str(wanted or "")[:60], filling=library.filling.running))


def _uploading(library: Library, accounts: Accounts | None, parts: _Parts) -> None:
    def take(paths: list[str] | None, wanted: str, request: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
        import gradio as gr

        added, unchanged = 0, 0
        failed: list[Failure] = []
        for done, path in enumerate(paths or []):
            yield (
                str(
                    progress_bar(
                        f"正在读 {clean(Path(path).name)}（{done + 1}/{len(paths or [])}）", done, len(paths or [])
                    )
                ),
                gr.skip(),
            )
            try:
                result = library.ingest(Path(path))
            finally:
                Path(path).unlink(missing_ok=True)
            if accounts:
                accounts.gave(owner_of(request), [card.id for card in result.added])
            added, unchanged = added + len(result.added), unchanged + len(result.unchanged)
            failed += result.failed
        yield str(outcome(added, unchanged, tuple(failed))), _table(library, wanted)

    parts.files.upload(
        told_request(take),
        [parts.files, parts.wanted],
        [parts.told, parts.table],
        concurrency_id="ingest",
        concurrency_limit=2,
        **_HIDDEN,
    )


def _reading(library: Library, accounts: Accounts | None, parts: _Parts) -> None:
    import gradio as gr

    def picked(request: Any, event: Any) -> tuple[Any, Any, Any, Any]:  # noqa: ANN401
        """Open the report whose name was clicked, or ask whether the other one may go."""
        if doomed := clicked(event, "remove"):
            _check_own(accounts, doomed, request)
            title = library.corpus.report(doomed).title
            text = tag("p", f"把《{title}》从示例库移除？移除后查不到它，原来的文件不受影响。", role="alert")
            return gr.skip(), gr.update(visible=True), str(text), doomed
        report = library.corpus.report(clicked(event, "report"))
        return str(in_place(report)), gr.update(visible=False), "", ""

    outputs = [parts.reader, parts.question, parts.asking, parts.doomed]
    parts.table.select(told_request(picked, event=True), None, outputs, **_HIDDEN)
    parts.wanted.change(told(lambda wanted: _table(library, wanted)), [parts.wanted], [parts.table], **_HIDDEN)


def _removing(library: Library, accounts: Accounts | None, parts: _Parts) -> None:
    import gradio as gr

    def remove(doomed: str, wanted: str, request: Any) -> tuple[Any, str, str, str]:  # noqa: ANN401
        _check_own(accounts, doomed, request)
        gr.Info(plain(f"已移除《{library.remove(doomed)}》。"))
        if accounts:
            accounts.took_back(doomed)
        return gr.update(visible=False), _table(library, wanted), str(empty(NO_REPORT)), ""

    outputs = [parts.question, parts.table, parts.reader, parts.doomed]
    parts.yes.click(told_request(remove), [parts.doomed, parts.wanted], outputs, **_HIDDEN)
    parts.no.click(lambda: (gr.update(visible=False), ""), None, [parts.question, parts.doomed], **_HIDDEN)


def _check_own(accounts: Accounts | None, report: str, request: Any) -> None:  # noqa: ANN401 - gradio's
    """Where several share the library, one takes out only what one put in."""
    if accounts and not accounts.given_by(owner_of(request), report):
        raise Fault("这份材料不是您放进来的，不能移除。", "请找放进来的同事；内置示例由管理这台服务器的同事移除。")


def _filling(library: Library, parts: _Parts, banner: Any, clock: Any) -> None:  # noqa: ANN401
    """While the bundled examples are taken in, the page says how far that is and the table grows; then the clock stops."""

    def tick(wanted: str) -> tuple[Any, str, str]:
        import gradio as gr

        filling = library.filling
        if filling.running:
            text = f"{filling.what} {filling.done}/{filling.total}，现在就可以开始查、开始写"
            return gr.skip(), str(progress_bar(text, filling.done, filling.total)), _table(library, wanted)
        news = str(tag("p", filling.failed, css="zb-outcome")) if filling.failed else ""
        return gr.Timer(active=False), news, _table(library, wanted)

    clock.tick(told(tick), [parts.wanted], [clock, banner, parts.table], **_HIDDEN)
