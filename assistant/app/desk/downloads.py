"""What leaves the desk as a file: Word, Markdown, and the draft itself to go on with elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant import shelf
from assistant.app.owner import owner_of
from assistant.desk import Draft, exported
from assistant.domain import Suggestion
from assistant.drafting import Assembled, DraftedPart, assemble
from assistant.export import STANDARD, export, export_inspection, layout, readable
from index import Document, Fault, Parser

if TYPE_CHECKING:
    from assistant.app.desk.work import Work

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_WRITTEN = "【待补：这一部分还没有写】"


def whole(work: Work, draft: Draft) -> str:
    """The draft as one Markdown text; a part not written yet stays visible as a slot."""
    return assembled(work, draft).text


def assembled(work: Work, draft: Draft) -> Assembled:
    """The same with the place of each part in it."""
    parts = [
        DraftedPart(part, Suggestion("own", draft.part(part.id).text.strip() or NOT_WRITTEN))
        for part in work.parts(draft)
        if part.title or draft.part(part.id).text.strip()
    ]
    title = " ".join(draft.title.split())
    return assemble(parts, draft.profile, work.outline(draft), marks=False, title=title)


def as_document(text: str) -> Document:
    """Markdown text as reading gives it."""
    return shelf.document(readable(text))


def _word(work: Work, draft: Draft, style: str) -> bytes:
    document = as_document(whole(work, draft))
    report = Parser(work.library.lexicon).parse(document)
    wanted = layout(style, shelf.layout_folder(work.library.setting))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.docx"
        export(document, report, wanted, path)
        return path.read_bytes()


def _findings(work: Work, draft: Draft, style: str) -> bytes:
    told = work.inspection.printed(draft, date.today())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.docx"
        export_inspection(told, path, layout(style, shelf.layout_folder(work.library.setting)))
        return path.read_bytes()


_KINDS: dict[str, tuple[str, Callable[[Work, Draft, str], bytes]]] = {
    "docx": (WORD, _word),
    "check.docx": (WORD, _findings),
    "md": ("text/markdown; charset=utf-8", lambda work, draft, _: whole(work, draft).encode(errors="replace")),
    "json": ("application/json", lambda work, draft, _: exported(draft)),
}


def offer(web: Any, work: Work) -> None:  # noqa: ANN401 - a FastAPI application
    """Let the page fetch its owner's drafts as /drafts/ID.docx, .md and .json, its findings as ID.check.docx; Word in another layout by ?layout=."""
    from fastapi import Request, Response

    def fetch(name: str, request: Request, layout: str = STANDARD) -> Response:
        draft_id, _, kind = name.partition(".")
        if kind not in _KINDS:
            return Response("没有这种文件。", 404, media_type="text/plain; charset=utf-8")
        media, make = _KINDS[kind]
        try:
            draft = work.load(owner_of(request), draft_id)
            content = make(work, draft, layout)
        except Fault as fault:
            return Response(str(fault), 404, media_type="text/plain; charset=utf-8")
        told = "（检查结果）.docx" if kind == "check.docx" else f".{kind}"
        name = quote(f"{draft.title or '稿子'}{told}", safe="")
        return Response(
            content, media_type=media, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    fetch.__annotations__ = {"name": str, "request": Request, "layout": str, "return": Response}
    web.get("/drafts/{name}", response_model=None)(fetch)
