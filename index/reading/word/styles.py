"""What the styles of a Word file say of a paragraph: heading or title, bold, hidden, numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.reading.word.xml import Node, W, at, attribute, number, value_at

HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]|toc heading", re.IGNORECASE)
TITLES = {"title", "标题"}
DEEPEST = 32


class Styles:
    """The style sheet of a Word file; every question follows the chain of styles a style is based on."""

    def __init__(self, root: Node | None) -> None:
        found = () if root is None else tuple(root.iterchildren(W + "style"))
        self._styles: dict[str, Node] = {attribute(style, "styleId") or "": style for style in found}
        self._default = next((i for i, style in self._styles.items() if _is_default(style)), "")
        self._defaults = None if root is None else at(root, "docDefaults", "rPrDefault", "rPr")
        self._kinds: dict[str, str] = {}

    def of(self, paragraph: Node) -> str:
        """The id of a paragraph's style."""
        return value_at(paragraph, "pPr", "pStyle") or self._default

    def chain(self, style: str | None) -> Iterator[Node]:
        """The style and what it is based on, nearest first."""
        for _ in range(DEEPEST):
            node = self._styles.get(style or "")
            if node is None:
                return
            yield node
            style = value_at(node, "basedOn")

    def kind(self, paragraph: Node) -> str:
        """One of "title", "heading1" … "heading9", "contents" (a line of the table of contents), or ""."""
        own = value_at(paragraph, "pPr", "outlineLvl")
        style = self.of(paragraph)
        if style not in self._kinds:
            self._kinds[style] = next(filter(None, map(_kind, self.chain(style))), "")
        return self._kinds[style] or _outline(own)

    def run_property(self, style: str | None, name: str) -> Node | None:
        """A run property as the nearest style of the chain gives it, else as the document's defaults do."""
        for node in self.chain(style):
            found = at(node, "rPr", name)
            if found is not None:
                return found
        return None if self._defaults is None else at(self._defaults, name)

    def paragraph_property(self, style: str | None, name: str) -> tuple[Node | None, str]:
        """A paragraph property and the id of the style that gives it."""
        for node in self.chain(style):
            found = at(node, "pPr", name)
            if found is not None:
                return found, attribute(node, "styleId") or ""
        return None, ""

    def numbered(self, style: str | None) -> str | None:
        """The numId a numbering style points to."""
        return next(filter(None, (value_at(node, "pPr", "numPr", "numId") for node in self.chain(style))), None)

    def shades(self, style: str | None) -> bool:
        """Whether a table style paints any background."""
        return any(painted(shade) for node in self.chain(style) for shade in node.iter(W + "shd"))


def painted(shade: Node | None) -> bool:
    """Whether a shading puts something other than white behind the text."""
    fill = (attribute(shade, "fill") or "auto").upper()
    return fill not in {"AUTO", "FFFFFF"}


def _is_default(style: Node) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true", "on"}


def _kind(style: Node) -> str:
    name = (value_at(style, "name") or "").strip()
    if name.lower() in TITLES:
        return "title"
    if CONTENTS.fullmatch(name):
        return "contents"
    heading = HEADING.fullmatch(name)
    return f"heading{heading[1]}" if heading else _outline(value_at(style, "pPr", "outlineLvl"))


def _outline(level: str | None) -> str:
    rank = number(level, 9)
    return f"heading{rank + 1}" if 0 <= rank < 9 else ""
