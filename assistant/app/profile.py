"""The writer's profile at the side: five fields and the meeting, remembered by the browser."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.app.library import Library
from assistant.app.markup import tag
from assistant.app.notices import told_request
from assistant.app.owner import owner_of
from assistant.app.reading import LEVEL_NAMES, WHO_NAMES
from assistant.domain import Profile

KEY = "browser.key"
_LONGEST = 60
_MOST = 12


@dataclass(frozen=True)
class Writer:
    """The fields on the screen, in the order handlers take them."""

    role: Any
    who: Any
    level: Any
    unit: Any
    portfolio: Any
    meeting: Any

    @property
    def fields(self) -> list[Any]:
        """The fields as a list of inputs."""
        return [self.role, self.who, self.level, self.unit, self.portfolio, self.meeting]


def build(library: Library, shared: bool = False) -> Writer:
    """The fields, with the newest meeting chosen; `shared` when others use this server too."""
    import gradio as gr

    gr.HTML(
        str(
            tag(
                "div",
                tag("strong", "执笔"),
                tag("span", _where(library, shared)),
                css="zb-brand",
            )
        ),
        apply_default_css=False,
    )
    known = meetings(library)
    role = gr.Textbox(label="职务", placeholder="如：副市长、局党组书记", max_length=_LONGEST, elem_id="role")
    who = gr.Radio(
        [(name, who) for who, name in WHO_NAMES.items()], value="individual", label="以谁的名义写", elem_id="who"
    )
    level = gr.Dropdown(
        [("未选", ""), *((name, level) for level, name in LEVEL_NAMES.items())], value="", label="层级", elem_id="level"
    )
    unit = gr.Textbox(label="单位", placeholder="如：某市人民政府", max_length=_LONGEST, elem_id="unit")
    portfolio = gr.Dropdown(
        [field.names[0] for field in library.lexicon.portfolios],
        label="分管领域",
        info="可多选，也可自己填后按回车",
        value=[],
        multiselect=True,
        allow_custom_value=True,
        max_choices=_MOST,
        elem_id="portfolio",
    )
    newest = known[0][1] if known else None
    meeting = gr.Dropdown(known, value=newest, label="会议年度", elem_id="meeting")
    return Writer(role, who, level, unit, portfolio, meeting)


def _where(library: Library, shared: bool) -> str:
    """Where what is written stays; nothing of the sort is promised when a model elsewhere reads it."""
    if library.setting.model.base_url:
        return "材料存在这台服务器" if shared else "材料存在本机"
    return "内容只留在这台服务器" if shared else "离线可用，内容只留在本机"


def meetings(library: Library) -> list[tuple[str, str]]:
    """The meetings there are outlines for, the newest first, as choices."""
    known = sorted(library.outlines, key=lambda one: (-one.year, one.id != str(one.year), one.id))
    return [(one.name, one.id) for one in known]


def remember(library: Library, page: Any, writer: Writer) -> Any:  # noqa: ANN401 - gradio's Blocks
    """Keep what was filled in with the browser, and fill it in again when the page opens; gives the moment that is done.

    A browser several people log in at keeps it for the one who filled it in.
    """
    import gradio as gr

    stored = gr.BrowserState(None, storage_key="zhibi-profile", secret=_key(library.setting.library / KEY))
    ids = {one.id for one in library.outlines}

    def restore(kept: object, request: Any) -> list[object]:  # noqa: ANN401 - gradio's
        known = isinstance(kept, list) and len(kept) == 1 + len(writer.fields) and kept[0] == owner_of(request)
        if not known:
            return [gr.skip()] * len(writer.fields)
        values = kept[1:]  # type: ignore[index]
        return [*values[:-1], values[-1] if values[-1] in ids else gr.skip()]

    def keep(
        role: str, who: str, level: str, unit: str, portfolio: list[str], meeting: str, request: Any  # noqa: ANN401
    ) -> list[object]:  # fmt: skip
        return [owner_of(request), role, who, level, unit, portfolio, meeting]

    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    restored = page.load(told_request(restore), [stored], writer.fields, **hidden)
    moments = [field.input for field in (writer.who, writer.level, writer.portfolio, writer.meeting)]
    moments += [field.blur for field in (writer.role, writer.unit, writer.portfolio)]
    gr.on(
        moments,
        told_request(keep),
        writer.fields,
        stored,
        **hidden,
        queue=False,
        # Two fields changed in quick succession are two changes; gradio would drop the second.
        trigger_mode="always_last",
    )
    return restored


def _key(path: Path) -> str:
    """The key the browser's copy is locked with; it outlives a restart and never leaves the library folder."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24), encoding="ascii")
    return path.read_text(encoding="ascii")


def profile_of(role: str, who: str, level: str, unit: str, portfolio: list[str] | None) -> Profile:
    """A profile from the fields. What a browser sends is not believed: unknown choices fall back, long texts are cut."""
    return Profile(
        role=_short(role),
        who=who if who in WHO_NAMES else "individual",
        level=level if level in LEVEL_NAMES else "",
        unit=_short(unit),
        portfolio=tuple(_short(name) for name in (portfolio or [])[:_MOST] if _short(name)),
    )


def _short(text: object) -> str:
    return text.strip()[:_LONGEST] if isinstance(text, str) else ""
