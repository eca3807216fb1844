"""What each meeting asks for: the outlines that ship with the program and those a user adds when a notice appears."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.domain import Outline, OutlineAspect, Part
from assistant.resources.entries import OutlineEntry, PartEntry
from assistant.resources.files import names, text
from assistant.resources.knowledge import genres, topics
from assistant.resources.loading import BadFile, check, line_of, parse
from index import Fault, NotFound


def outlines(folder: Path | None = None) -> tuple[Outline, ...]:
    """Every outline, oldest first; those in the user's `folder` replace shipped ones with the same id."""
    known = {outline.id: outline for outline in _shipped()}
    known.update((outline.id, outline) for outline in (_added(folder) if folder else ()))
    return tuple(sorted(known.values(), key=lambda outline: (outline.year, outline.id)))


def load_outline(outline_id: str, folder: Path | None = None) -> Outline:
    """The outline with this id ("2025", "2023-branch")."""
    known = outlines(folder)
    found = next((outline for outline in known if outline.id == outline_id), None)
    if found is None:
        ids = "、".join(outline.id for outline in known)
        raise NotFound(f"没有“{outline_id}”这一年度的大纲。", f"现有：{ids}。新的通知可以写成大纲文件后添加。")
    return found


def add_outline(path: Path, folder: Path) -> Outline:
    """Takes a user's outline file into `folder`, if it is right; a `Fault` names what is wrong and in which line."""
    written = _read(path)
    outline = read_outline(written, path.name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{outline.id}.toml"
    partial = target.with_suffix(".part")
    partial.write_text(written, encoding="utf-8", newline="\n")
    partial.replace(target)
    return outline


def read_outline(written: str, source: str) -> Outline:
    """The outline written in a file named `source`."""
    entry = check(OutlineEntry, parse(written, source), written, source)
    _refer(entry, written, source)
    aspects = tuple(
        OutlineAspect(place, aspect.text, aspect.short, aspect.topics, aspect.certainty)
        for place, aspect in enumerate(entry.aspect, start=1)
    )
    return Outline(
        id=entry.id,
        year=entry.year,
        name=entry.name,
        genre=entry.genre,
        theme=entry.theme,
        held=entry.held,
        for_whom=entry.for_whom,
        signals=entry.signals,
        aspects=aspects,
        parts=tuple(part for asked in entry.part for part in _expand(asked, aspects)),
        source=entry.source,
        certainty=entry.certainty,
    )


@cache
def _shipped() -> tuple[Outline, ...]:
    return tuple(
        read_outline(text("data", "outlines", name), name) for name in names("data", "outlines", suffix=".toml")
    )


def _added(folder: Path) -> tuple[Outline, ...]:
    return tuple(read_outline(_read(path), path.name) for path in sorted(folder.glob("*.toml")))


def _expand(asked: PartEntry, aspects: tuple[OutlineAspect, ...]) -> tuple[Part, ...]:
    if asked.kind != "problems":
        return (
            Part(
                asked.kind, asked.kind, asked.title, asked.title, asked.who, words=asked.words, required=asked.required
            ),
        )
    return tuple(
        Part(
            f"problems/{aspect.place}",
            "problems",
            aspect.text,
            asked.title,
            asked.who,
            aspect.place,
            aspect.topics,
            asked.words,
            asked.required,
        )
        for aspect in aspects
    )


def _refer(entry: OutlineEntry, written: str, source: str) -> None:
    if entry.genre not in {genre.id for genre in genres()}:
        _unknown(("genre",), entry.genre, [genre.id for genre in genres()], written, source)
    known = [topic.id for topic in topics()]
    for place, aspect in enumerate(entry.aspect):
        for topic in aspect.topics:
            if topic not in known:
                _unknown(("aspect", place, "topics"), topic, known, written, source)
    if not any(part.kind == "problems" for part in entry.part):
        raise BadFile(f"{source} 没有存在问题部分。", '请加一个 [[part]]，其中写 kind = "problems"。')


def _unknown(location: tuple[int | str, ...], value: str, known: list[str], written: str, source: str) -> None:
    line = line_of(location, written)
    raise BadFile(f"{source} 第 {line} 行的“{value}”不认识。", f"可用的有：{'、'.join(known)}。")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name} 不是 UTF-8 编码。", "请用 UTF-8 编码另存后重试。") from error
    except OSError as error:
        raise Fault(f"打不开大纲文件 {path}。", "请检查路径是否正确、是否有读取权限。") from error
