"""Layouts as data: page, fonts and sizes of an office."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant import resources
from index import Fault, NotFound

STANDARD = "gbt9704"


class Page(BaseModel):
    """The page in millimetres; the line pitch in points; every how many lines a number stands in the margin (0: none)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width_mm: float = Field(gt=50)
    height_mm: float = Field(gt=50)
    top_mm: float = Field(ge=0)
    left_mm: float = Field(ge=0)
    bottom_mm: float = Field(ge=0)
    right_mm: float = Field(ge=0)
    lines: int = Field(gt=0)
    characters: int = Field(gt=0)
    line_pitch_pt: float = Field(gt=0)
    footer_mm: float = Field(ge=0)
    number_lines: int = Field(default=0, ge=0, le=100)


class Fonts(BaseModel):
    """Font names as Word is to use them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    heading1: str
    heading2: str
    body: str
    latin: str
    page_number: str


class Sizes(BaseModel):
    """Sizes in points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: float
    title_pitch: float
    body: float
    page_number: float


class Layout(BaseModel):
    """A whole layout, `use` saying what for in a few words, `bold` what is set in bold, `substitutes` what commonly takes
    the place of a font that is not installed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    use: str
    source: str
    certainty: Literal["high", "medium", "low"]
    page: Page
    fonts: Fonts
    sizes: Sizes
    bold: frozenset[Literal["title", "heading1", "heading2", "heading3"]] = frozenset()
    substitutes: Mapping[str, tuple[str, ...]] = {}

    @property
    def squeeze_pt(self) -> float:
        """How much closer characters must stand so that the prescribed number fits a line (negative: closer)."""
        width = (self.page.width_mm - self.page.left_mm - self.page.right_mm) / 25.4 * 72
        return min(0.0, math.floor((width / self.page.characters - self.sizes.body) * 20) / 20)

    def substituted(self) -> tuple[str, ...]:
        """Fonts named here that this machine lacks, each with what will stand in for it."""
        installed = installed_fonts()
        if not installed:
            return ()
        named = dict.fromkeys(value for value in self.fonts.model_dump().values())
        missing = [font for font in named if font not in installed]
        return tuple(f"{font} → {self._stand_in(font, installed)}" for font in missing)

    def _stand_in(self, font: str, installed: frozenset[str]) -> str:
        return next((other for other in self.substitutes.get(font, ()) if other in installed), "系统默认字体")


def layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """The layouts that ship with the program and an office's own in `folder`, which replace those of the same id."""
    own = tuple(_read(path) for path in sorted(folder.glob("*.toml"))) if folder and folder.is_dir() else ()
    known = {one.id: one for one in (*_shipped(), *own)}
    return tuple(known.values())


@cache
def _shipped() -> tuple[Layout, ...]:
    found = (
        _checked(resources.text("data", "layouts", name), name)
        for name in resources.names("data", "layouts", suffix=".toml")
    )
    return tuple(sorted(found, key=lambda one: one.id != STANDARD))


def is_standard(layout: Layout) -> bool:
    """Whether this is the national standard as it ships; an office's own file of the same id is not."""
    return any(layout == one for one in _shipped() if one.id == STANDARD)


def _read(path: Path) -> Layout:
    try:
        return _checked(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(f"版式文件 {path.name} 读不了。", "请检查权限，并用 UTF-8 编码保存。") from error


def _checked(written: str, name: str) -> Layout:
    from assistant.resources.loading import check, parse

    return check(Layout, parse(written, name), written, name)


def layout(name: str = STANDARD, folder: Path | None = None) -> Layout:
    """The layout with this id or name; NotFound lists what there is."""
    known = layouts(folder)
    found = next((one for one in known if name in (one.id, one.name)), None)
    if found is None:
        raise NotFound(
            f"没有“{name}”这个版式。", "可用：" + "、".join(f"{one.id}（{one.name}）" for one in known) + "。"
        )
    return found


@cache
def installed_fonts() -> frozenset[str]:
    """Names of the installed font families where fontconfig can tell; empty where it cannot (Windows)."""
    if shutil.which("fc-list") is None:
        return frozenset()
    done = subprocess.run(
        ["fc-list", ":", "family"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=20,
    )
    return frozenset(name.strip() for line in done.stdout.splitlines() for name in line.split(","))
