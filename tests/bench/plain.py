"""Texts as the reader gives them, without a file."""

from __future__ import annotations

import re

import yaml

from index import Block, Document


def document(source: str, text: str) -> Document:
    """A text as the reader gives it; front matter is left to the blocks' offsets."""
    body = re.match(r"---\n.*?\n---\n", text, re.S)
    first = body.end() if body else 0
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and at >= first:
            blocks.append(Block(line, "", number, at))
        at += len(line) + 1
    return Document(source, text, tuple(blocks), front=_front(text[:first]))


def _front(text: str) -> dict[str, object]:
    return dict(yaml.safe_load(text.strip().strip("-")) or {}) if text else {}
