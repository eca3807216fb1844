"""A draft as one text: title, numbered headings, parts in the notice's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain import Outline, Part, Profile
from assistant.drafting.composer import DraftedPart
from assistant.drafting.writer import body_name
from assistant.verifying import MARK

_NUMERALS = "一二三四五六七八九十"
_POINT = re.compile(r"(?<=[。；：】\]])(?=[一二三四五六七八九十]是)")


@dataclass(frozen=True, slots=True)
class Assembled:
    """The whole draft as Markdown and, for each part, where its text begins and ends in it."""

    text: str
    places: tuple[tuple[str, int, int], ...]


def title_of(profile: Profile, outline: Outline) -> str:
    """The report's title as such papers carry it."""
    name = outline.name.split("（")[0]
    if profile.who == "group":
        return f"{body_name(profile, '领导班子')}{name}对照检查材料"
    return f"{profile.role}{name}个人对照检查材料"


def assemble(parts: Sequence[DraftedPart], profile: Profile, outline: Outline, *, marks: bool = True) -> Assembled:
    """Markdown of a draft; without `marks` the citation marks are left out."""
    pieces: list[str] = [f"# {title_of(profile, outline)}\n\n"]
    places: list[tuple[str, int, int]] = []
    for heading, drafted in _headed(parts):
        text = drafted.suggestion.text if marks else MARK.sub("", drafted.suggestion.text)
        pieces.append(heading)
        start = sum(map(len, pieces))
        body = _paragraphs(drafted.part, text)
        places.append((drafted.part.id, start, start + len(body)))
        pieces.append(body + "\n\n")
    return Assembled("".join(pieces).rstrip("\n") + "\n", tuple(places))


def _headed(parts: Sequence[DraftedPart]) -> Iterator[tuple[str, DraftedPart]]:
    """Each part with the headings that go before it: a new section's 一、 and an aspect's （一）."""
    section, count, aspect = "", 0, 0
    for drafted in parts:
        part, heading = drafted.part, ""
        if part.section and part.section != section:
            section, count, aspect = part.section, count + 1, 0
            heading = f"## {_NUMERALS[count - 1]}、{section}\n\n"
        if part.aspect is not None:
            aspect += 1
            heading += f"### （{_NUMERALS[aspect - 1]}）{part.title}方面\n\n"
        yield heading, drafted


def _paragraphs(part: Part, text: str) -> str:
    """Points of causes, measures and of lists stand in paragraphs of their own; an aspect's points run on."""
    if part.kind in ("causes", "measures", "rectification", "preparation", "statement"):
        return "\n\n".join(piece for piece in _POINT.split(text) if piece)
    return text
