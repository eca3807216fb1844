"""What leaves the desk as a file: Word, Markdown, and the draft itself to go on with elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant import shelf
from assistant.app.owner import owner_of
from assistant.desk import Draft, exported
from assistant.domain import Suggestion
from assistant.drafting import Assembled, DraftedPart, assemble
from index import Fault

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


def _word(work: Work, draft: Draft) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.docx"
        shelf.export_text(whole(work, draft), path)
        return path.read_bytes()


_KINDS: dict[str, tuple[str, Callable[[Work, Draft], bytes]]] = {
    "docx": (WORD, _word),
    "md": ("text/markdown; charset=utf-8", lambda work, draft: whole(work, draft).encode()),
    "json": ("application/json", lambda work, draft: exported(draft)),
}


def offer(web: Any, work: Work) -> None:  # noqa: ANN401 - a FastAPI application
    """Let the page fetch its owner's drafts as /drafts/ID.docx, .md and .json."""
    from fastapi import Request, Response

    def fetch(name: str, request: Request) -> Response:
        draft_id, _, kind = name.rpartition(".")
        if kind not in _KINDS:
            return Response("没有这种文件。", 404, media_type="text/plain; charset=utf-8")
        media, make = _KINDS[kind]
        try:
            draft = work.load(owner_of(request), draft_id)
            content = make(work, draft)
        except Fault as fault:
            return Response(str(fault), 404, media_type="text/plain; charset=utf-8")
        name = quote(f"{draft.title or '稿子'}.{kind}", safe="")
        return Response(
            content, media_type=media, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        )

    fetch.__annotations__ = {"name": str, "request": Request, "return": Response}
    web.get("/drafts/{name}", response_model=None)(fetch)
