"""Residue of somebody else: another level, post, place, field of work or year than the writer's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant import resources
from assistant.domain import Outline, Profile, Stray
from assistant.resources.entries import LevelEntry, UnitTypeEntry
from assistant.verifying.slots import outside_slots

PLACE = re.compile(
    r"某{1,2}(?:省|市|县|区|镇|乡|村|街道|社区|局|厅|公司|集团|学校|医院|大学|中学|小学)"
    r"|(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)(?:省|市|自治区)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Words that betray somebody else, for one profile, as one pattern a family.

    `telling` are those of `fields` and more: words that only tell which field an example comes from.
    """

    levels: re.Pattern[str] | None
    posts: re.Pattern[str] | None
    fields: re.Pattern[str] | None
    telling: re.Pattern[str] | None
    stale: re.Pattern[str] | None

    # The desk asks at every key typed, always for the same few writers.
    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, profile: Profile, outline: Outline) -> Gazetteer:
        """The words foreign to this writer and this meeting."""
        return cls(
            _pattern(level_words(profile)),
            _pattern(post_words(profile)),
            _pattern(field_words(profile)),
            _pattern(field_words(profile, strict=True)),
            _pattern(stale_words(outline)),
        )


def residue(text: str, gazetteer: Gazetteer, supplied: Iterable[str]) -> tuple[Stray, ...]:
    """Words of another writer's level, post, place, field of work, or of another meeting, unless the writer supplied them."""
    known = "\n".join(supplied)
    shown = outside_slots(text)
    found = [
        *_found(shown, gazetteer.levels, known, "层级", "这是别的层级的说法。"),
        *_found(shown, gazetteer.posts, known, "职务", "这个职务或班子不是您的，也不在事实清单里。"),
        *_found(shown, gazetteer.fields, known, "领域", "这是您没有分管的领域的用语。"),
        *_found(shown, gazetteer.stale, known, "时效", "这个提法属于别的会议年度。"),
        *_found(shown, PLACE, known, "地名", "这个地方或单位不在您的情况和事实清单里。"),
        *_found(shown, _YEAR, known, "年份", "这个年份不在事实清单里。"),
    ]
    kept: list[Stray] = []
    for stray in sorted(found, key=lambda stray: (stray.start, -stray.end)):
        if not kept or stray.start >= kept[-1].end:
            kept.append(stray)
    return tuple(kept)


def _found(text: str, pattern: re.Pattern[str] | None, known: str, what: str, why: str) -> Iterator[Stray]:
    for match in pattern.finditer(text) if pattern else ():
        if match[0] not in known:
            yield Stray(match.start(), match.end(), match[0], what, why)


def level_words(profile: Profile) -> frozenset[str]:
    """Words only another level uses of itself or of its neighbours."""
    kinds: list[LevelEntry | UnitTypeEntry] = [level for level in resources.levels() if level.id == profile.level]
    if not kinds:
        return frozenset()
    units = [unit for unit in resources.unit_types() if unit.id == profile.unit_type]
    kinds += units
    inside = [word for unit in units for word in (*unit.looks_down, *unit.bodies)]
    own = {word for kind in kinds for word in (*kind.self_names, *kind.looks_up, *kind.looks_down, *kind.bodies)}
    betrays = {word for kind in kinds for word in kind.betrays}
    others = {
        word for level in resources.levels() if level.id != profile.level for word in (*level.ranking, *level.bodies)
    }
    foreign = (betrays | others) - own
    known = own | {profile.role, profile.unit}
    return frozenset(
        word for word in foreign if not any(word in mine for mine in known) and not any(mine in word for mine in inside)
    )


def post_words(profile: Profile) -> frozenset[str]:
    """Posts and bodies that are not the writer's own, nor part of the own post's name."""
    own = f"{profile.role}|{profile.unit}"
    names = {name for posts in resources.posts() for name in (*posts.individual, *posts.group)}
    return frozenset(name for name in names if len(name) >= 3 and name not in own)


def field_words(profile: Profile, *, strict: bool = False) -> frozenset[str]:
    """Terms of fields of work the writer has no charge of; none for somebody who leads everything.

    Everybody may touch on 医保 or 防汛: terms of two characters and words that only tell where an example comes from are
    left out unless a `strict` judgement is asked for.
    """
    if not profile.portfolio:
        return frozenset()
    own, foreign, telling = set[str](), set[str](), set[str]()
    for portfolio in resources.portfolios():
        mine = any(name in (portfolio.id, portfolio.name, *portfolio.aliases) for name in profile.portfolio)
        (own if mine else foreign).update(term for term in portfolio.vocabulary if len(term) >= (2 if strict else 3))
        (own if mine else telling).update(portfolio.telling)
    common = {signal for topic in resources.topics() for signal in topic.signals}
    neutral = _neutral()
    general = {term for term in foreign - own - common if term not in neutral}
    kept = general | (telling - own if strict else set())
    return frozenset(term for term in kept if not any(term in name for name in own))


@cache
def _neutral() -> str:
    """Our own wording for every field of work: a term that stands there belongs to no field."""
    threads = (
        text
        for one in resources.threads()
        for text in (*one.problem, *one.shows, *one.weighs, *one.cause, *one.measure)
    )
    return "\n".join((*threads, *(frame.text for frame in resources.frames())))


def stale_words(outline: Outline) -> frozenset[str]:
    """Signals of other meetings and campaigns: words that do not belong into this meeting's text."""
    own = "\n".join((*outline.signals, outline.theme, *(aspect.text for aspect in outline.aspects)))
    others = [other for other in resources.outlines() if other.year != outline.year]
    signals = {signal for other in others for signal in other.signals if len(signal) >= 5 and "带头" not in signal}
    campaigns = {name for campaign in resources.campaigns() for name in (campaign.name, *campaign.short)}
    return frozenset(word for word in signals | campaigns if word not in own and len(word) >= 4)


def _pattern(words: frozenset[str]) -> re.Pattern[str] | None:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    # 党组 stands inside 党组织, which everybody has.
    forms = (re.escape(word) + ("(?!织)" if word.endswith("党组") else "") for word in ordered)
    return re.compile("|".join(forms)) if ordered else None
