"""Small questions to WordprocessingML elements."""

from __future__ import annotations

from typing import Any

# python-docx hands out lxml elements, for which there are no types here.
Node = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OFF = {"0", "false", "off"}


def at(node: Node, *names: str) -> Node | None:
    """The element down a path of WordprocessingML names, or None."""
    for name in names:
        if node is None:
            return None
        node = node.find(W + name)
    return node


def attribute(node: Node | None, name: str = "val") -> str | None:
    """A WordprocessingML attribute, or None."""
    if node is None:
        return None
    value: str | None = node.get(W + name)
    return value


def value_at(node: Node, *names: str) -> str | None:
    """The `w:val` down a path of names, or None."""
    return attribute(at(node, *names))


def number(text: str | None, default: int = 0) -> int:
    """A whole number out of an attribute that may be missing or nonsense; nonsense is the default."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def switch(node: Node | None) -> bool | None:
    """An on/off property: None where it is not mentioned."""
    if node is None:
        return None
    return (attribute(node) or "true").lower() not in OFF
