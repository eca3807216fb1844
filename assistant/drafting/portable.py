"""Which sentences of an example anybody of the same voice could say, put into the writer's terms.

What ties a sentence to its own writer (figures, dates, places, posts, bodies, foreign fields of work, quoted speech, the
course of a single event) cannot be put over: the sentence is left out, and the writer's own case or a slot stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from assistant import resources
from assistant.drafting.writer import Writer
from assistant.verifying import Gazetteer, residue, unsupported

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_WHOLE = re.compile(r"全(?:省|市|县|区|旗|镇|乡|村|校|院|局|厅|公司|集团|街道|社区)(?!面|局观|域)")
_OURS = re.compile(r"[我本](?:省|市|县|区|镇|乡|村|校|院|局|厅|公司|社区|街道|单位)")
_UP = re.compile(r"(?:省委省政府|市委市政府|县委县政府|区委区政府|省委、省政府|市委、市政府|县委、县政府|镇党委政府)")
_DOWN = re.compile(r"(?:县（市、区）|县市区|各县区|区县|乡镇（街道）|各乡镇|乡镇街道|镇街|村（社区）|各村)")
_EVENT = re.compile(
    r"[0-9０-９]|某|分管的?(?!工作|领域|战线|部门|单位|口|同志)[^，。]{0,20}、|省市委|省、市委|市县委|市、县委|【|《|年初|年底|月底|去年|今年|上半年|下半年|季度|春天|夏天|秋天|冬天|当天|当晚|次日|那天|那次|这次|这件|此事|此后|事后|后来|当时|会上|会后|随后|"
    r"那[个位家份张条所座场段年月句]|该(?:村|局|镇|县|市|校|院|企业|项目)|他|她|上述|前述|前面|批评我|一位|有人|有群众|有企业|记者|举报|审计|巡察|巡视|小张|老[王李张]|"
    r"(?<![第])[二两三四五六七八九十百千几半][个次天遍家户所名人页张份条年月周层]|一[次天遍家户所名页张份条位封通份]|几十|上百|上千|[十百千]多|[两三四五六七八九]成"
)
_ELSEWHERE = re.compile(
    r"[省市县镇乡]级|国企|央企|公司|集团|学校|学院|医院|科室|处室|车间|园区|社区|街道|委机关|(?:到|在|对)(?:省|市|县|区|镇|乡|村)(?!（)|[省市县区镇乡村厅局部院校](?:里|上(?!下|级)|属|直)"
)
_QUOTED = re.compile(r"“[^”]{9,}”|：“")
_GROUP_WORDS = re.compile(r"班子|常委会|常委同志|党组(?!织)|党委会|支委会|我们(?!党|国)|同志们|有的同志|个别同志")
_OWN_WORDS = re.compile(r"我(?![们国党军])|本人|自己")
_JOINED = re.compile(r"^(?:但是|但|而且|同时|另外|此外|还有)[，、]?")
_START = re.compile(
    r"^(?:而|并且|因此|所以|于是|结果|其中|比如|例如|如|再如|对此|为此|这样|这种|这些|这|其|它|它们|则|却|也|还|又|更|甚至|由此|从而|最后|特别是|尤其是|导致|致使|使得)[，、]?"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[是要、]|[（(][一二三四五六七八九十\d]{1,2}[)）]|第[一二三四五六七八九十]{1,2}[，、是]?|\d{1,2}[.．、]|其[一二三四五]，|首先，|其次，|最后，)\s*"
)
_TAIL = re.compile(r"[。；：，、！？\s]+$")
_SELF = ("班子", "常委会", "党组", "我们", "党委会", "支委会")
SHORTEST, LONGEST = 12, 120


class Porter:
    """Puts an example's wording into one writer's terms, or says that it cannot be put over."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.of(self._writer.profile, self._writer.outline)

    @cached_property
    def _own_places(self) -> str:
        writer = self._writer
        fields = (text for field in writer.fields for text in (field.name, *field.terms))
        return "\n".join((writer.profile.unit, writer.profile.role, writer.down, writer.ours, writer.whole, *fields))

    @cached_property
    def _past(self) -> tuple[str, ...]:
        """Words of times that were over before this meeting's year."""
        year = str(self._writer.outline.year)
        return tuple(word for era in resources.eras() if era.to < year for word in era.words)

    def heading(self, text: str) -> str | None:
        """A point's heading without its marker, or None when it is somebody else's."""
        bare = _TAIL.sub("", _MARKER.sub("", _plain(text).strip()))
        return self._put_over(bare) if 5 <= len(bare) <= 36 else None

    def sentences(self, text: str, accept: Callable[[str], bool] = bool) -> tuple[str, ...]:
        """The sentences of a text that can be put over and are accepted, in order, each with its full stop.

        A sentence that leans on the one before (但是…, 比如…) is kept only after that one.
        """
        kept: list[str] = []
        before = False
        for match in _SENTENCE.finditer(_plain(text)):
            bare = _JOINED.sub("", _TAIL.sub("", _MARKER.sub("", match[0].strip())))
            leans = bool(_START.match(bare))
            put = self._put_over(bare) if SHORTEST <= len(bare) <= LONGEST and (before or not leans) else None
            before = put is not None and accept(put)
            if put is not None and before:
                kept.append(f"{put}。")
        return tuple(kept)

    def _put_over(self, text: str) -> str | None:
        if any(match[0] not in self._own_places for match in _ELSEWHERE.finditer(text)):
            return None
        # The short terms of other fields too: the writer may touch on 医保, an example must not for them.
        foreign = self._gazetteer.telling
        if foreign and any(match[0] not in self._own_places for match in foreign.finditer(text)):
            return None
        if any(word in text for word in self._past):
            return None
        if _EVENT.search(text) or _QUOTED.search(text) or text.count("“") != text.count("”"):
            return None
        writer = self._writer
        moved = _DOWN.sub(writer.down, _UP.sub(writer.up, _OURS.sub(writer.ours, _WHOLE.sub(writer.whole, text))))
        if writer.profile.who == "individual":
            moved = moved.replace("本人", "我")
            if _GROUP_WORDS.search(moved):
                return None
        elif _OWN_WORDS.search(moved):
            return None
        else:
            moved = _GROUP_WORDS.sub(lambda match: writer.me if match[0] in _SELF else "\0", moved)
        if "\0" in moved or residue(moved, self._gazetteer, writer.supplied) or unsupported(moved, writer.supplied):
            return None
        return moved


def _plain(text: str) -> str:
    """The text without Markdown marks, straight quotes made curly."""
    return re.sub(r'"([^"\n]*)"', r"“\1”", text.replace("**", ""))
