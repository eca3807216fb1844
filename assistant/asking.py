"""What a user hands in (names, files, options) turned into the values the program works with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant import resources
from assistant.domain import Fact, Outline, Profile
from assistant.settings import Settings
from index import Facets, NotFound, Unreadable

OUTLINES = "outlines"
Model = TypeVar("Model", bound=BaseModel)
_KINDS = {
    "开头": "opening",
    "准备情况": "preparation",
    "上年度整改": "rectification",
    "整改落实": "rectification",
    "个人有关事项": "statement",
    "问题": "problems",
    "存在问题": "problems",
    "案例": "case",
    "案例剖析": "case",
    "原因": "causes",
    "原因剖析": "causes",
    "措施": "measures",
    "整改措施": "measures",
    "结尾": "closing",
}
_WHO = {"个人": "individual", "班子": "group"}
_LEVELS = {"省": "province", "市": "city", "县": "county", "乡镇": "township", "村": "village", "单位": "unit"}


def facets(
    kind: str | None = None,
    topic: str | None = None,
    meeting: str | None = None,
    who: str | None = None,
    portfolio: str | None = None,
) -> Facets:
    """Filters as a user names them, in Chinese or by id; NotFound names what is not known and lists what is."""
    return Facets(
        kind=_KINDS.get(kind or "", kind) or None,
        topics=(topic_id(topic),) if topic else (),
        meeting=(meeting or "").removesuffix("年度").removesuffix("年") or None,
        who=_who(who) if who else None,
        portfolio=portfolio_names(portfolio) if portfolio else (),
    )


def topic_id(name: str) -> str:
    """The id of a topic named by id or Chinese name."""
    topics = resources.topics()
    found = next((topic.id for topic in topics if name in (topic.id, topic.name)), None)
    found = found or next((topic.id for topic in topics if name in topic.signals), None)
    if found is None:
        raise NotFound(f"没有“{name}”这个主题。", "可用的主题：" + "、".join(topic.name for topic in topics) + "。")
    return found


def portfolio_names(name: str) -> tuple[str, ...]:
    """All names of a field of work, so that reports that call it otherwise are found too; an unknown one stays as it is."""
    for portfolio in resources.portfolios():
        names = (portfolio.name, *portfolio.aliases)
        if name == portfolio.id or name in names:
            return tuple(dict.fromkeys(names))
    return (name,)


def _who(name: str) -> str:
    who = _WHO.get(name, name)
    if who not in _WHO.values():
        raise NotFound(f"“{name}”不是可用的口径。", "请用 individual（个人）或 group（班子）。")
    return who


def outlines(setting: Settings) -> tuple[Outline, ...]:
    """All outlines known to this library, the office's own included."""
    return resources.outlines(setting.library / OUTLINES)


def outline_for(setting: Settings, meeting: str, profile: Profile) -> Outline:
    """The outline of a meeting, by id or year; for members of a branch its own outline when the id says so."""
    known = outlines(setting)
    name = meeting.removesuffix("年度").removesuffix("年")
    found = next((outline for outline in known if outline.id == name), None)
    if found is None:
        raise NotFound(
            f"没有“{meeting}”这次会议的提纲。",
            "已有：" + "、".join(outline.id for outline in known) + "。新通知可用 zhibi outline add 文件.toml 加入。",
        )
    return found


class _ProfileFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: str = ""
    who: Annotated[Literal["individual", "group"], BeforeValidator(lambda value: _WHO.get(value, value))] = "individual"
    level: Annotated[
        Literal["province", "city", "county", "township", "village", "unit", ""],
        BeforeValidator(lambda value: _LEVELS.get(value, value)),
    ] = ""
    unit: str = ""
    unit_type: Literal["", "party", "government", "department", "enterprise", "university", "hospital", "school"] = ""
    region: str = ""
    portfolio: tuple[str, ...] = ()


class _FactEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    portfolio: str = ""
    topic: str = ""
    part: str = ""
    when: str = ""
    where: str = ""


class _FactsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fact: tuple[_FactEntry, ...] = ()


def load_profile(path: Path) -> Profile:
    """The profile in a TOML file; Unreadable names the field that is wrong."""
    return Profile(**_validated(_ProfileFile, path).model_dump())


def load_facts(path: Path) -> tuple[Fact, ...]:
    """The facts in a TOML file, numbered F1 … in order."""
    entries = _validated(_FactsFile, path).fact
    return tuple(
        Fact(f"F{number}", _said(entry), entry.portfolio, topic_id(entry.topic) if entry.topic else "", entry.part)
        for number, entry in enumerate(entries, 1)
    )


def _said(entry: _FactEntry) -> str:
    """A fact's sentence; when and where are put in front unless the text already says them."""
    extra = [part for part in (entry.when, entry.where) if part and part not in entry.text]
    return "，".join([*extra, entry.text.strip()])


def _validated(model: type[Model], path: Path) -> Model:
    try:
        return model.model_validate(_table(path))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"{path} 里的 {name} 不对。", "请对照 README 中的样例检查这一项。") from error


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"打不开 {path}。", "请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} 不是 UTF-8 编码。", "请另存为 UTF-8 后再试。") from error
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path} 不是正确的 TOML：{error}。", "请检查引号、括号和等号。") from error
