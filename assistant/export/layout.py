"""Layouts as data: page, fonts and sizes of an office."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from assistant import resources
from index import NotFound


class Page(BaseModel):
    """The page in millimetres; the line pitch in points."""

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
    """A whole layout, with what commonly takes the place of a font that is not installed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    source: str
    certainty: str
    page: Page
    fonts: Fonts
    sizes: Sizes
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


@cache
def layouts() -> tuple[Layout, ...]:
    """The layouts that ship with the program."""
    from assistant.resources.loading import check, parse

    found = []
    for name in resources.names("data", "layouts", suffix=".toml"):
        written = resources.text("data", "layouts", name)
        found.append(check(Layout, parse(written, name), written, name))
    return tuple(found)


def layout(name: str) -> Layout:
    """The layout with this id or name; NotFound lists what there is."""
    found = next((one for one in layouts() if name in (one.id, one.name)), None)
    if found is None:
        raise NotFound(f"没有“{name}”这个版式。", "可用：" + "、".join(one.id for one in layouts()) + "。")
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
