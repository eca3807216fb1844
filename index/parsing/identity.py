"""Who speaks in a report, in which post, at which level, for which work, for which meeting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from index.lexicon import Lexicon, Post

_PLACE = re.compile(r"某{1,2}(?=[省市县区州盟旗镇乡村])|[xX×ＸxX]{1,3}(?=[省市县区镇乡村])")
_FIRST_PERSON = re.compile(r"本人|我(?![们市县省区国党军镇乡村校院局厅社州盟旗委公集办部站所行矿厂])|(?<![通我])自己")
_GROUP = re.compile(r"班子|常委会|党组|党委会|党工委|支委会|总支|我们(?!党|国)")
_GROUP_TITLE = re.compile(r"班子|党组(?!书记|副书记|成员)|支部(?!书记|委员|党员|副)|总支(?!书记)|两委")
_OWN_TITLE = re.compile(
    r"个人|本人|书记|主任|局长|市长|县长|区长|镇长|乡长|部长|院长|校长|处长|厅长|主席|经理|董事长|委员|副职"
)
_IN_CHARGE = re.compile(
    r"(?:分管|主管|协管|分工负责|具体负责)(?:和?联系|负责)?(?:的|了)?(?P<list>[^，。；：！？“”]{2,60}?)(?:等)?(?:几?个?方面)?(?:的?工作|领域|部门|战线|系统|方面)"
)
_AFTER_OFFICE = re.compile(
    r"20\d\d年|对照检查|民主生活会|组织生活会|述职|述责|工作总结|党[史纪]学习|主题教育|学习教育|专题"
)
_COUNTED = re.compile(r"(?:[一二三四五六七八九十两几]+个|等|工作|事业)+$")
_UNIT = re.compile(r"公司|集团|大学|学院|学校|中学|小学|幼儿园|医院|卫生院")
_LEVEL_SIGN = re.compile(r"(省|自治区|市|州|县|区|旗|镇|乡|街道|村|社区)(?!场|政)")
_LEVELS = {
    "省": "province",
    "自治区": "province",
    "市": "city",
    "州": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
    "镇": "township",
    "乡": "township",
    "街道": "township",
    "村": "village",
    "社区": "village",
}
_ITEM = re.compile(r"[、和及与,，]")
_YEAR_TITLE = re.compile(r"(20\d\d)\s*年(?:度|(?!\s*\d{1,2}\s*月))")
_YEAR_MEETING = re.compile(r"(20\d\d)年(?:度)?[^，。；]{0,30}(?:民主生活会|组织生活会|述职|总结)")
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月")


def who_of(title: str, text: str, post: Post | None) -> str | None:
    """Individual or group: by the post, by the title, else by who says "I" more often."""
    if "个人" in title:
        return "individual"
    if _GROUP_TITLE.search(title):
        return "group"
    if post is not None:
        return post.who
    if _OWN_TITLE.search(title):
        return "individual"
    own, group = len(_FIRST_PERSON.findall(text)), len(_GROUP.findall(text))
    if own == group:
        return None
    return "individual" if own > group else "group"


def post_in(title: str, posts: Iterable[Post]) -> Post | None:
    """The post or body a title names; the longest name counts."""
    plain = _PLACE.sub("", title)
    return max((post for post in posts if post.name in plain), key=lambda post: len(post.name), default=None)


def post_in_text(text: str, who: str | None, posts: Iterable[Post]) -> Post | None:
    """The post a text speaks of most: for an individual only where it says so (担任…, 作为…), for a group anywhere."""
    if who == "individual":
        said = "。".join(re.findall(r"(?:担任|作为(?:一名)?|任)[^。，；]{2,24}", text[:3000]))
        return post_in(said, (post for post in posts if post.who == "individual")) if said else None
    groups = (post for post in posts if post.who == "group" and len(post.name) >= 4)
    # A long name contains shorter ones and so can never be counted more often: its length makes up for that.
    weighed = [(text.count(post.name) * len(post.name) ** 2, post) for post in groups]
    return max(weighed, key=lambda pair: pair[0])[1] if any(weight for weight, _ in weighed) else None


def level_of(post: Post | None, title: str, text: str, lexicon: Lexicon) -> str | None:
    """The level: fixed by the post, else the one whose words about itself stand most often."""
    if post and post.level not in (None, "unit"):
        return post.level
    if _UNIT.search(title):
        return "unit"
    if match := _LEVEL_SIGN.search(_AFTER_OFFICE.split(title)[0]):
        return _LEVELS[match[1]]
    scores: Counter[str] = Counter()
    for level, signals in lexicon.level_signals:
        scores[level] = sum(text.count(signal) + 5 * title.count(signal) for signal in signals)
    ranked = scores.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] >= 2 else None


class Portfolios:
    """Reads portfolios as a text names them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._names = {name for portfolio in lexicon.portfolios for name in portfolio.names}

    def of(self, title: str, text: str) -> tuple[str, ...]:
        """Portfolio names as written: in a list after 分管 …, else the one that the post in the title carries."""
        for match in _IN_CHARGE.finditer(text):
            items = [_COUNTED.sub("", item.strip()) for item in _ITEM.split(match["list"])]
            known = [item for item in items if self._known(item)]
            if known and 2 * len(known) >= len(items):
                return tuple(dict.fromkeys(known))
        office = _AFTER_OFFICE.split(title)[0]
        named = [name for name in self._names if len(name) >= 2 and name in office]
        return tuple([max(named, key=len)] if named else [])

    def _known(self, item: str) -> bool:
        near = (name for name in self._names if len(name) >= 2 and len(item) <= len(name) + 2)
        return item in self._names or any(name in item for name in near)


def meeting_of(title: str, opening: str, by_aspects: str | None, lexicon: Lexicon) -> str | None:
    """The meeting's year: as the title says, else the outline followed, else the opening's words and dates."""
    if match := _YEAR_TITLE.search(title):
        return match[1]
    if by_aspects:
        return by_aspects
    signals = {m.id: sum(signal in title or signal in opening for signal in m.signals) for m in lexicon.meetings}
    best = max(signals, key=lambda meeting: signals[meeting], default=None)
    if best and signals[best] and list(signals.values()).count(signals[best]) == 1:
        return best
    if match := _YEAR_MEETING.search(opening):
        return match[1]
    return _year_of_date(opening)


def _year_of_date(opening: str) -> str | None:
    """A meeting is held in January to March of the year after; a date later in the year names its own year."""
    dates = [(int(year), int(month)) for year, month in _DATE.findall(opening)]
    if not dates:
        return None
    year, month = max(dates)
    return str(year - 1 if month <= 3 else year)


def front_text(front: Mapping[str, object], key: str) -> str | None:
    """One field of the front matter as text."""
    value = front.get(key)
    return str(value).strip() or None if isinstance(value, str | int) else None


def front_list(front: Mapping[str, object], key: str) -> tuple[str, ...]:
    """One field of the front matter as a list of texts."""
    value = front.get(key)
    items: Sequence[object] = value if isinstance(value, list | tuple) else [value] if value else []
    return tuple(str(item).strip() for item in items if str(item).strip())
