"""The numbers Word draws in front of paragraphs of automatic lists; they stand nowhere in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.reading.word.numerals import numeral
from index.reading.word.styles import Styles
from index.reading.word.xml import Node, W, at, attribute, number, switch, value_at

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int
    form: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str | None


class Numbering:
    """Counts along the document: ask for each paragraph exactly once, in order."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = _by_id(root, "num", "numId")
        self._abstracts = _by_id(root, "abstractNum", "abstractNumId")
        self._counters: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], Level] = {}

    def label(self, paragraph: Node) -> str:
        """What Word shows in front of the paragraph ("一、", "（二）", "• "), or "" where it shows nothing."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_id, depth = place
        counters = self._count(list_id, depth)
        return self._drawn(list_id, depth, counters)

    def _place(self, paragraph: Node) -> tuple[str, int] | None:
        own = at(paragraph, "pPr", "numPr")
        inherited, style = self._styles.paragraph_property(self._styles.of(paragraph), "numPr")
        list_id = None if own is None else value_at(own, "numId")
        from_style = list_id is None
        if list_id is None and inherited is not None:
            list_id = value_at(inherited, "numId")
        if list_id is None or list_id not in self._lists:
            return None
        depth = None if own is None else value_at(own, "ilvl")
        if depth is None and from_style:
            depth = self._linked_level(list_id, style) or value_at(inherited, "ilvl")
        return list_id, min(max(number(depth), 0), LEVELS - 1)

    def _linked_level(self, list_id: str, style: str) -> str | None:
        """The level that names this style as its own; Word prefers it to what the style itself says."""
        linked = (i for i in range(LEVELS) if self._level(list_id, i).style == style)
        return next(map(str, linked), None)

    def _abstract(self, list_id: str, hops: int = 4) -> Node | None:
        abstract = self._abstracts.get(value_at(self._lists[list_id], "abstractNumId") or "")
        style = None if abstract is None else value_at(abstract, "numStyleLink")
        target = self._styles.numbered(style) if style else None
        if target in self._lists and target != list_id and hops:
            return self._abstract(target, hops - 1)
        return abstract

    def _override(self, list_id: str, depth: int) -> Node | None:
        overrides = self._lists[list_id].iterchildren(W + "lvlOverride")
        return next((o for o in overrides if number(attribute(o, "ilvl"), -1) == depth), None)

    def _level(self, list_id: str, depth: int) -> Level:
        if (list_id, depth) not in self._levels:
            override = self._override(list_id, depth)
            node = None if override is None else at(override, "lvl")
            if node is None:
                node = _level_node(self._abstract(list_id), depth)
            self._levels[list_id, depth] = _level(node)
        return self._levels[list_id, depth]

    def _count(self, list_id: str, depth: int) -> list[int | None]:
        """Lists of one abstract definition count on from each other; a start override restarts once."""
        abstract = self._abstract(list_id)
        key = attribute(abstract, "abstractNumId") or f"list {list_id}"
        counters = self._counters.setdefault(key, [None] * LEVELS)
        restart = self._start_override(list_id, depth)
        current = counters[depth]
        if restart is not None:
            counters[depth] = restart
        else:
            counters[depth] = self._level(list_id, depth).start if current is None else current + 1
        for deeper in range(depth + 1, LEVELS):
            rule = self._level(list_id, deeper).restart
            if rule is None or (rule and depth < rule):
                counters[deeper] = None
        return counters

    def _start_override(self, list_id: str, depth: int) -> int | None:
        override = self._override(list_id, depth)
        start = None if override is None else value_at(override, "startOverride")
        if start is None or (list_id, depth) in self._restarted:
            return None
        self._restarted.add((list_id, depth))
        return number(start, 1)

    def _drawn(self, list_id: str, depth: int, counters: list[int | None]) -> str:
        level = self._level(list_id, depth)
        if level.form == "bullet":
            return f"{_bullet(level.text)} " if level.text.strip() else ""

        def counted(match: re.Match[str]) -> str:
            shown = self._level(list_id, int(match[1]) - 1)
            value = counters[int(match[1]) - 1]
            return numeral(shown.start if value is None else value, "decimal" if level.legal else shown.form)

        label = PLACE.sub(counted, level.text)
        return f"{label} " if label and level.suffix == "space" else label


def joined(label: str, text: str) -> str:
    """Label and text as one line; a tab after the number is kept apart only where two Latin characters would meet."""
    meets = label[-1:].isascii() and text[:1].isascii() and label[-1:].strip() and text[:1].isalnum()
    return f"{label} {text}" if label and meets else label + text


def _by_id(root: Node | None, tag: str, name: str) -> dict[str, Node]:
    return {} if root is None else {attribute(node, name) or "": node for node in root.iterchildren(W + tag)}


def _level_node(abstract: Node | None, depth: int) -> Node | None:
    nodes = () if abstract is None else abstract.iterchildren(W + "lvl")
    return next((node for node in nodes if number(attribute(node, "ilvl"), -1) == depth), None)


def _level(node: Node | None) -> Level:
    if node is None:
        return Level(1, "decimal", "", "tab", None, legal=False, style=None)
    restart = value_at(node, "lvlRestart")
    return Level(
        start=number(value_at(node, "start"), 0),
        form=_form(node),
        text=value_at(node, "lvlText") or "",
        suffix=value_at(node, "suff") or "tab",
        restart=None if restart is None else number(restart),
        legal=switch(at(node, "isLgl")) is True,
        style=value_at(node, "pStyle"),
    )


def _form(node: Node) -> str:
    """The number format; newer ones hide in an AlternateContent whose fallback is what older programs show."""
    formats = [attribute(found) for found in node.iter(W + "numFmt")]
    return (formats[-1] if formats else None) or "decimal"


def _bullet(drawn: str) -> str:
    """Bullets of symbol fonts lie in the private use area and would show as boxes."""
    return BULLET if any("\ue000" <= c <= "\uf8ff" for c in drawn) else drawn.strip()
