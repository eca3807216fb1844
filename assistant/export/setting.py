"""How a Word file is set, read beside what a layout asks of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from assistant.domain import Setting, Typeset
from assistant.export.layout import Layout, is_standard
from assistant.export.paragraphs import as_set, placed
from index import Document, Report

T = TypeVar("T")
Node = Any
"""A part of an open file; python-docx and lxml name no types."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(rb"(?:>|instr=\")\s*PAGE\b")
_NOBODY = frozenset({"", "python-docx", "administrator", "admin", "user", "微软用户", "微软中国", "windows 用户"})
_CHANGES = ("ins", "del", "moveFrom", "moveTo")
_TWIPS = 20
_MM = 36000


def setting_of(path: Path, document: Document, report: Report, layout: Layout) -> Setting | None:
    """How the .docx a document was read from is set; None where the file does not let itself be opened as Word's."""
    from docx import Document as Word

    try:
        word = Word(str(path))
    except Exception:  # a damaged or foreign file fails anywhere in the libraries below
        return None
    return _Reading(word, document, report).setting(layout)


class _Reading:
    """One open file and the text that was read from it."""

    def __init__(self, word: Node, document: Document, report: Report) -> None:
        self._word = word
        self._text = document.text
        self._styles = {one.get(_tag("styleId")): one for one in word.styles.element.iter(_tag("style"))}
        self._roles = {block.start: paragraph for block, paragraph in placed(document, report)}
        self._theme = _theme_fonts(word)
        self._grid = _grid(word)

    def setting(self, layout: Layout) -> Setting:
        """The file beside the layout."""
        places = list(self._places())
        return Setting(
            layout=_line(layout.name) or layout.id,
            source=_line(layout.source),
            standard=is_standard(layout),
            lines=layout.page.lines,
            sheet=_sheet(self._word),
            asked_sheet=tuple((name, getattr(layout.page, f"{name}_mm")) for name in _SIDES),
            paragraphs=tuple(self._typeset(node, start, end) for node, start, end in places if start in self._roles),
            asked=_asked(layout),
            numbered=self._numbered(),
            people=self._people(),
            comments=_where(places, ("commentReference",)),
            changes=_where(places, _CHANGES),
        )

    def _places(self) -> Iterator[tuple[Node, int, int]]:
        """Paragraphs outside tables with their place in the text."""
        reached = 0
        for node in self._word.element.body.iter(_tag("p")):
            lines = [line.strip() for line in _written(node).split("\n") if line.strip()]
            start = self._text.find(lines[0], reached) if lines else -1
            if start < 0 or any(parent.tag == _tag("tbl") for parent in node.iterancestors()):
                continue
            line = self._text.rfind("\n", 0, start) + 1
            end = max(self._text.find(lines[-1], start), start) + len(lines[-1])
            reached = end
            yield node, (line if line in self._roles else start), end

    def _typeset(self, node: Node, start: int, end: int) -> Typeset:
        paragraph = self._roles[start]
        font, size = self._letters(node, paragraph.heading or end - start)
        alignment = self._of(node, "pPr/jc")
        return Typeset(
            role=paragraph.style,
            start=start,
            end=start + paragraph.heading if paragraph.heading else end,
            fonts=(font,) if font else (),
            size=size,
            pitch=self._pitch(node),
            indent=self._indent(node, size),
            centred=alignment is not None and alignment.get(_tag("val")) == "center",
        )

    def _letters(self, node: Node, length: int) -> tuple[str, float | None]:
        """Font and size of most Chinese characters among the first ones."""
        fonts: Counter[str] = Counter()
        sizes: Counter[float] = Counter()
        passed = 0
        for run in node.iter(_tag("r")):
            text = _written(run)
            count = len(_HAN.findall(text[: max(0, length - passed)]))
            passed += len(text)
            fonts[self._font(run, node)] += count
            size = self._of_run(run, node, "sz")
            sizes[float(size.get(_tag("val"))) / 2 if size is not None else 10.0] += count
        return _most(fonts) or "", _most(sizes)

    def _font(self, run: Node, node: Node) -> str:
        for found in self._chain(run, node, "rFonts"):
            theme = found.get(_tag("eastAsiaTheme"))
            if theme:
                return self._theme.get(theme[:5], "")
            if found.get(_tag("eastAsia")):
                return str(found.get(_tag("eastAsia")))
        return ""

    def _of_run(self, run: Node, node: Node, name: str) -> Node:
        return next(self._chain(run, node, name), None)

    def _chain(self, run: Node, node: Node, name: str) -> Iterator[Node]:
        """A property of a run wherever it may come from, the nearest first."""
        own = run.find(_path(f"rPr/{name}"))
        character = run.find(_path("rPr/rStyle"))
        places = [own]
        if character is not None:
            places += [style.find(_path(f"rPr/{name}")) for style in self._based(character.get(_tag("val")))]
        places += [style.find(_path(f"rPr/{name}")) for style in self._based(self._style(node))]
        places.append(self._word.styles.element.find(_path(f"docDefaults/rPrDefault/rPr/{name}")))
        return (one for one in places if one is not None)

    def _of(self, node: Node, path: str) -> Node:
        """A property of a paragraph, its own or its style's."""
        holders = [node, *self._based(self._style(node))]
        found = (holder.find(_path(path)) for holder in holders)
        return next((one for one in found if one is not None), None)

    def _style(self, node: Node) -> str | None:
        named = node.find(_path("pPr/pStyle"))
        if named is not None:
            return str(named.get(_tag("val")))
        normal = (
            key
            for key, one in self._styles.items()
            if one.get(_tag("type")) == "paragraph" and one.get(_tag("default")) in ("1", "true")
        )
        return next(normal, None)

    def _based(self, name: str | None) -> Iterator[Node]:
        for _ in range(12):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            base = style.find(_path("basedOn"))
            name = base.get(_tag("val")) if base is not None else None

    def _attribute(self, node: Node, path: str, name: str) -> str | None:
        for holder in (node, *self._based(self._style(node))):
            found = holder.find(_path(path))
            if found is not None and found.get(_tag(name)) is not None:
                return str(found.get(_tag(name)))
        return None

    def _pitch(self, node: Node) -> float | None:
        rule, line = (self._attribute(node, "pPr/spacing", name) for name in ("lineRule", "line"))
        if rule == "exact":
            return _number(line) / _TWIPS
        return self._grid if self._grid and (line in (None, "240")) else None

    def _indent(self, node: Node, size: float | None) -> float | None:
        if node.find(_path("pPr/numPr")) is not None:
            return None
        characters = _number(self._attribute(node, "pPr/ind", "firstLineChars"))
        twips = _number(self._attribute(node, "pPr/ind", "firstLine"))
        return characters / 100 if characters else twips / _TWIPS / (size or 16)

    def _numbered(self) -> bool:
        parts = (rel.target_part for rel in self._word.part.rels.values() if not rel.is_external)
        named = (part for part in parts if re.search(r"/(?:footer|header)\d*\.xml", str(part.partname)))
        return any(_NUMBER.search(part.blob) for part in named)

    def _people(self) -> tuple[str, ...]:
        properties = self._word.core_properties
        names = dict.fromkeys(str(name or "").strip() for name in (properties.author, properties.last_modified_by))
        return tuple(name for name in names if name.lower() not in _NOBODY)


_SIDES = ("width", "height", "top", "bottom", "left", "right")


def _sheet(word: Node) -> tuple[tuple[str, float], ...]:
    section = word.sections[0]
    lengths = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    return tuple((name, length / _MM) for name, length in zip(_SIDES, lengths, strict=True) if length is not None)


def _asked(layout: Layout) -> tuple[Typeset, ...]:
    """What the layout asks of a title, of headings, of the text and of page numbers."""
    fonts, sizes = layout.fonts, layout.sizes

    def one(role: str, font: str, size: float, pitch: float) -> Typeset:
        same = (font, *layout.substitutes.get(font, ()))
        title = role == "title"
        return Typeset(role, 0, 0, same, size, pitch, None if title else 2.0, centred=title)

    pitch = layout.page.line_pitch_pt
    return (
        one("title", fonts.title, sizes.title, sizes.title_pitch),
        one("heading1", fonts.heading1, sizes.body, pitch),
        one("heading2", fonts.heading2, sizes.body, pitch),
        one("body", fonts.body, sizes.body, pitch),
        one("page-number", fonts.page_number, sizes.page_number, pitch),
    )


def _where(places: list[tuple[Node, int, int]], names: tuple[str, ...]) -> tuple[int, ...]:
    """Starts of the paragraphs in which such marks stand, one for each mark."""
    return tuple(start for node, start, _ in places for name in names for _ in node.iter(_tag(name)))


def _written(node: Node) -> str:
    """What a paragraph or run shows, deletions left out."""
    marks = {_tag("t"): None, _tag("br"): "\n", _tag("cr"): "\n", _tag("tab"): "\t"}
    inside = (one for one in node.iter(*marks) if one.getparent().tag == _tag("r"))
    return "".join(marks[one.tag] or one.text or "" for one in inside)


def _line(text: str) -> str:
    """What an office wrote in its layout, as one line that any file can hold."""
    return " ".join(as_set(text).split())


def _theme_fonts(word: Node) -> dict[str, str]:
    """Chinese fonts of the theme by "major" and "minor"."""
    from docx.oxml.parser import parse_xml

    name = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    theme = next((rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/theme")), None)
    if theme is None:
        return {}
    found: dict[str, str] = {}
    root = parse_xml(theme.blob)
    for kind in ("major", "minor"):
        for fonts in root.iter(f"{name}{kind}Font"):
            hans = (one.get("typeface") for one in fonts.iter(f"{name}font") if one.get("script") == "Hans")
            found[kind] = fonts.find(f"{name}ea").get("typeface") or next(hans, "") or ""
    return found


def _grid(word: Node) -> float | None:
    """The line pitch of the document grid, where it has one that counts."""
    grid = next(iter(word.sections[0]._sectPr.iter(_tag("docGrid"))), None)
    if grid is None or grid.get(_tag("type")) not in ("lines", "linesAndChars", "snapToChars"):
        return None
    return _number(grid.get(_tag("linePitch"))) / _TWIPS or None


def _most(counted: Counter[T]) -> T | None:
    return next((found for found, count in counted.most_common(1) if count), None)


def _number(text: str | None) -> float:
    return float(text) if text and re.fullmatch(r"-?\d+(?:\.\d+)?", text) else 0.0


def _path(path: str) -> str:
    return "/".join(map(_tag, path.split("/")))


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))
