"""The writer's own terms: how to call oneself, one's field of work, those above and below."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from string import Template

from assistant import resources
from assistant.domain import Fact, Outline, Profile

_DEFAULT_FIELDS = {
    "village": "comm",
    "township": "town",
    "university": "univ",
    "hospital": "hospital",
    "school": "school",
    "enterprise": "soe",
}
_WHOLE_UNITS = {
    "comm": "村（社区）",
    "town": "乡镇",
    "univ": "学校",
    "hospital": "医院",
    "school": "学校",
    "soe": "企业",
}
_UNIT_SIGNS = (
    ("hospital", r"医院|卫生院"),
    ("university", r"大学|高校|职业技术学院|职业学院|师范学院|(?<![研究科])学院"),
    ("school", r"中学|小学|学校|幼儿园|校长"),
    ("enterprise", r"公司|集团|企业|董事长|总经理|厂"),
    ("party", r"(?:省|市|县|区)委(?:办|组织部|宣传部|统战部|政法委|编办|网信办)|部领导班子"),
    ("department", r"局|厅|委员会|办公室|中心|卫健委|发改委|总工会|联合会"),
)
_BODY = re.compile(r"班子|党组|党委会|常委会|支委会|两委")
_GENERAL = ("全局", ("重点工作", "民生实事", "基层治理", "重大项目"), "economy", True)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work: its name as the writer calls it, its terms, and the group its questions belong to.

    `whole` is a unit's whole work (a town, a school), which nobody "分管".
    """

    name: str
    terms: tuple[str, ...]
    group: str
    whole: bool = False

    def term(self, number: int) -> str:
        """One of its terms; the field's own work when none is known."""
        return self.terms[number % len(self.terms)] if self.terms else f"{self.name}工作"


@dataclass(frozen=True, slots=True)
class Writer:
    """A profile with everything a sentence needs to be the writer's own."""

    profile: Profile
    outline: Outline
    facts: tuple[Fact, ...]
    unit_type: str
    me: str
    body: str
    whole: str
    ours: str
    up: str
    down: str
    fields: tuple[Field, ...]

    @classmethod
    def of(cls, profile: Profile, outline: Outline, facts: tuple[Fact, ...] = ()) -> Writer:
        """The writer a profile describes; what it leaves open gets the most general term."""
        unit_type = profile.unit_type or unit_type_of(profile)
        terms = _terms(profile.level, unit_type)
        individual = profile.who == "individual"
        body = profile.role if individual else body_name(profile, terms.body)
        fields = tuple(map(field_of, profile.portfolio)) or (_default_field(profile, unit_type),)
        profile = replace(profile, unit_type=unit_type)
        return cls(
            profile,
            outline,
            facts,
            unit_type,
            "我" if individual else "班子",
            body,
            terms.whole,
            terms.ours,
            terms.up,
            terms.down,
            fields,
        )

    @property
    def supplied(self) -> tuple[str, ...]:
        """Everything the writer or the notice said: what may stand in a draft without being unsupported."""
        outline, profile = self.outline, self.profile
        aspects = (aspect.text for aspect in outline.aspects)
        terms = (term for field in self.fields for term in (field.name, *field.terms))
        own = (
            profile.role,
            profile.unit,
            profile.region,
            *profile.portfolio,
            self.up,
            self.down,
            self.whole,
            self.ours,
            self.me,
            self.body,
        )
        years = f"{outline.year}年 {outline.year}年度 {outline.year - 1}年 {outline.year - 1}年度"
        return (
            *(fact.text for fact in self.facts),
            *own,
            *terms,
            outline.theme,
            outline.name,
            last_meeting(outline),
            *outline.signals,
            *aspects,
            years,
        )

    @property
    def shift(self) -> int:
        """A number of the writer's own: colleagues who write for one meeting begin at other wordings and faults."""
        profile = self.profile
        return zlib.crc32("|".join((profile.role, profile.unit, profile.region, *profile.portfolio)).encode()) % 997

    def field(self, number: int) -> Field:
        """The fields in turn, so that the points of a part speak of all of them."""
        return self.fields[number % len(self.fields)]

    def place_of(self, text: str, number: int, named: str = "") -> int:
        """A number that turns to the field of work a text speaks of (or that is named); the one given when there is none."""
        count = len(self.fields)
        for place, field in enumerate(self.fields):
            if named and named in (field.name, *_names_of(field.name)):
                return place + count * (number // count)
        # Four characters of a longer term are enough: 校外培训 speaks of 校外培训治理.
        told = [sum(term[:4] in text for term in (field.name, *field.terms)) for field in self.fields]
        return told.index(max(told)) + count * (number // count) if any(told) else number

    def fill(self, template: str, number: int = 0, extra: Mapping[str, str] | None = None) -> str:
        """The template in the writer's terms; `number` turns to another field and another term."""
        field = self.field(number)
        turn = number // len(self.fields)
        names = {
            "me": self.me,
            "body": self.body,
            "field": field.name,
            "term": field.term(turn),
            "term2": field.term(turn + 1),
            "down": self.down,
            "up": self.up,
            "whole": self.whole,
            "unit": self.profile.unit or self.ours,
            "role": self.profile.role or "本职岗位",
            "theme": self.outline.theme,
            "meeting": self.outline.name,
            "last": last_meeting(self.outline),
            "aspects": f"{_CHINESE[len(self.outline.aspects)]}个方面",
            "portfolio": "、".join(one.name for one in self.fields),
        }
        text = Template(template).safe_substitute(names | dict(extra or {})).replace("工作工作", "工作")
        return text.replace(f"分管的{field.name}", f"{field.name}工作") if field.whole else text


_CHINESE = "零一二三四五六七八九十"


def last_meeting(outline: Outline) -> str:
    """How to speak of the meeting before."""
    known = [other for other in resources.outlines() if other.year == outline.year - 1 and other.genre == outline.genre]
    same = next((other for other in known if other.id == str(outline.year - 1)), None)
    return same.name.split("（")[0] if same else f"{outline.year - 1}年度民主生活会"


def unit_type_of(profile: Profile) -> str:
    """The kind of unit, read off the unit's and the post's names; empty for party and government leaders."""
    if profile.level in ("village", "township"):
        return ""
    name = f"{profile.unit}{profile.role}"
    return next((kind for kind, signs in _UNIT_SIGNS if re.search(signs, name)), "")


def body_name(profile: Profile, default: str) -> str:
    """How a group calls itself: by its own name where the post names a body."""
    if _BODY.search(profile.role):
        return profile.role
    return f"{profile.role or profile.unit}{default}" if (profile.role or profile.unit) else default


def field_of(name: str) -> Field:
    """The field of work a writer names, with the terms known for it (none for a field we do not know)."""
    for portfolio in resources.portfolios():
        if name in (portfolio.id, portfolio.name, *portfolio.aliases):
            # Nobody has "tackled the doctors"; they tell a field when reading only.
            other = {one.term for one in portfolio.dated} | {*portfolio.people} | _bodies()
            terms = tuple(term for term in portfolio.vocabulary if term not in other)
            whole = _WHOLE_UNITS.get(portfolio.id)
            return Field(
                whole or _spoken(name if name != portfolio.id else portfolio.name), terms, portfolio.group, bool(whole)
            )
    return Field(_spoken(name), (), "economy")


@cache
def _bodies() -> frozenset[str]:
    """Names of bodies and posts: they tell a field when reading, but nobody studies "镇党委"."""
    posts = (name for one in resources.posts() for name in (*one.individual, *one.group))
    levels = (word for one in resources.levels() for word in (*one.bodies, *one.self_names, *one.signals))
    units = (word for one in resources.unit_types() for word in (*one.bodies, *one.self_names))
    neighbours = (word for one in resources.levels() for word in (*one.looks_down, *one.looks_up))
    return frozenset((*posts, *levels, *units, *neighbours))


def _spoken(name: str) -> str:
    """A field's name as one says it: without what stands in brackets, without 工作 at its end."""
    bare = re.sub(r"（[^）]*）", "", name)
    return bare.removesuffix("工作") or name


def _names_of(name: str) -> tuple[str, ...]:
    known = (one for one in resources.portfolios() if name in (one.id, one.name, *one.aliases))
    return next(((one.id, one.name, *one.aliases) for one in known), ())


def _default_field(profile: Profile, unit_type: str) -> Field:
    wanted = _DEFAULT_FIELDS.get(profile.level) or _DEFAULT_FIELDS.get(unit_type)
    return field_of(wanted) if wanted else Field(*_GENERAL)


def _terms(level: str, unit_type: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - a TermsEntry
    entries = resources.terms()
    by_unit = next((entry for entry in entries if unit_type and entry.unit_type == unit_type), None)
    by_level = next((entry for entry in entries if entry.level == level and not entry.unit_type), None)
    return by_unit or by_level or entries[-1]
