"""The text inside a paragraph: what a reader of the printed page would see, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.reading.word.styles import Styles, painted
from index.reading.word.xml import MC, M, Node, W, at, attribute, switch, value_at

INTO = {
    *(W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdtContent", "sdt")),
    *(W + name for name in ("bdo", "dir", "ruby", "rubyBase", "object", "pict", "drawing")),
    MC + "AlternateContent",
}
SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
WHITE = {"FFFFFF"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one look."""

    text: str
    bold: bool
    hidden: bool


@dataclass(slots=True)
class Content:
    """What a paragraph holds: its pieces, and the text boxes anchored in it."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(piece.text for piece in self.pieces if not piece.hidden)

    @property
    def hides(self) -> bool:
        """Whether anything but blanks is hidden."""
        return any(piece.hidden and piece.text.strip() for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether everything visible is bold."""
        seen = [piece.bold for piece in self.pieces if piece.text.strip() and not piece.hidden]
        return bool(seen) and all(seen)


def content(paragraph: Node, styles: Styles) -> Content:
    """The text of a paragraph with insertions accepted and deletions gone; text boxes are handed back unread."""
    found = Content()
    style = styles.of(paragraph)
    for run in _runs(paragraph, found):
        text = "".join(_signs(run, found)) if run.tag == W + "r" else "".join(t.text or "" for t in run.iter(M + "t"))
        if text:
            found.pieces.append(Piece(text, _bold(run, style, styles), _hidden(run, paragraph, style, styles)))
    return found


def chosen(alternatives: Node) -> Iterator[Node]:
    """Of a drawing in two versions, the one a current Word shows: it holds the same text as the other."""
    choice = alternatives.find(MC + "Choice")
    node = alternatives.find(MC + "Fallback") if choice is None or not len(choice) else choice
    if node is not None:
        yield from node.iterchildren()


def _runs(node: Node, found: Content) -> Iterator[Node]:
    children = chosen(node) if node.tag == MC + "AlternateContent" else node.iterchildren()
    for child in children:
        if child.tag == W + "r" or child.tag in {M + "oMath", M + "oMathPara"}:
            yield child
        elif child.tag in INTO:
            yield from _runs(child, found)


def _signs(run: Node, found: Content) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag == W + "ruby":
            yield "".join(t.text or "" for base in child.iterchildren(W + "rubyBase") for t in base.iter(W + "t"))
        elif child.tag in INTO:
            found.boxes.extend(_boxes(child))


def _boxes(node: Node) -> Iterator[Node]:
    """The outermost text boxes of a drawing, each version of it once."""
    if node.tag == W + "txbxContent":
        yield node
        return
    for child in chosen(node) if node.tag == MC + "AlternateContent" else node.iterchildren():
        yield from _boxes(child)


def _property(run: Node, style: str, styles: Styles, name: str) -> Node | None:
    """A run property from the run, its character style or its paragraph's style, in this order."""
    own = at(run, "rPr", name)
    if own is not None:
        return own
    character = value_at(run, "rPr", "rStyle")
    inherited = next((f for node in styles.chain(character) if (f := at(node, "rPr", name)) is not None), None)
    return styles.run_property(style, name) if inherited is None else inherited


def _bold(run: Node, style: str, styles: Styles) -> bool:
    return switch(_property(run, style, styles, "b")) is True


def _hidden(run: Node, paragraph: Node, style: str, styles: Styles) -> bool:
    if switch(_property(run, style, styles, "vanish")) is True:
        return True
    colour = attribute(_property(run, style, styles, "color")) or ""
    return colour.upper() in WHITE and not _on_colour(run, paragraph, style, styles)


def _on_colour(run: Node, paragraph: Node, style: str, styles: Styles) -> bool:
    """Whether white text stands on something it can be read on, as in the head row of a table."""
    shades = (at(run, "rPr", "shd"), at(paragraph, "pPr", "shd"), styles.paragraph_property(style, "shd")[0])
    if any(painted(shade) for shade in shades) or at(run, "rPr", "highlight") is not None:
        return True
    cells = (painted(at(cell, "tcPr", "shd")) for cell in paragraph.iterancestors(W + "tc"))
    tables = (styles.shades(value_at(table, "tblPr", "tblStyle")) for table in paragraph.iterancestors(W + "tbl"))
    return any(cells) or any(tables)
