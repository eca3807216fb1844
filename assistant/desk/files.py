"""A draft as a file: JSON that another installation takes in."""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from assistant.desk.values import Draft
from index import Unreadable

FORMAT = "zhibi-draft/1"
_DRAFT = TypeAdapter(Draft)
_LONGEST = 5_000_000


def exported(draft: Draft) -> bytes:
    """The draft as a file; what was only offered and never taken stays behind."""
    parts = tuple(replace(part, offered=(), shown=0, notes=()) for part in draft.parts)
    body = _DRAFT.dump_python(replace(draft, owner="", parts=parts), mode="json")
    return json.dumps({"format": FORMAT, "draft": body}, ensure_ascii=False, indent=1).encode()


def imported(content: bytes, owner: str) -> Draft:
    """The draft in a file, for this owner; Unreadable when it is none."""
    try:
        if len(content) > _LONGEST:
            raise ValueError("too long")
        data = json.loads(content.decode("utf-8-sig"))
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError("another format")
        return replace(_DRAFT.validate_python(data.get("draft")), owner=owner, revision=0)
    except (ValueError, ValidationError, RecursionError) as error:
        raise Unreadable("这不是执笔存出来的稿件文件。", "请选“存成文件”得到的 .json 文件。") from error


def packed(draft: Draft) -> str:
    """The draft as the store keeps it."""
    return _DRAFT.dump_json(draft).decode()


def unpacked(body: str) -> Draft:
    """The draft the store kept."""
    return _DRAFT.validate_json(body)
