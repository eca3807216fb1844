"""What is done at the desk, without a screen: each act takes the draft as stored and gives it as stored anew."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.app.desk.inspecting import Inspection, Noted
from assistant.app.desk.returning import Returning
from assistant.app.profile import profile_of
from assistant.chat import Source
from assistant.desk import Desk, Draft, Overwritten, numbered_facts
from assistant.drafting import facts_from_text, proposed, questions, title_of
from assistant.drafting.writer import Writer
from assistant.verifying import MARK, Gazetteer, residue, slots, unsupported
from assistant.verifying import Library as Sources
from index import Facets, NotFound, Parser, Query, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.app.library import Library
    from assistant.domain import Fact, Outline, Part, Profile, Suggestion
    from assistant.drafting import Composer

LONGEST = 20_000
_MOST_FACTS = 200
_SHORT_ANSWER = 10
_MOST_PROPOSED = 60
_NUMERALS = "一二三四五六七八九十"
_POINT = re.compile(r"(?:^|(?<=[。；：】\n]))[一二三四五六七八九十]是")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a window is: its draft and part, its name, the revision it saw last, and the account it is open for."""

    draft: str
    part: str
    tab: str
    seen: int
    owner: str


class Work:
    """The acts of the desk over one library and its drafts."""

    def __init__(self, library: Library, desk: Desk) -> None:
        self.library = library
        self.desk = desk
        self.sources = Sources(library.corpus, library.lexicon.expressions)
        self.inspection = Inspection(self)
        self.returning = Returning(self)

    @property
    def composer(self) -> Composer:
        """The drafter that can do everything the desk offers."""
        return cast("Composer", self.library.tools.composer)

    def outline(self, draft: Draft) -> Outline:
        """What the draft's meeting asks for."""
        return self.library.tools.outline(draft.meeting, draft.profile)

    def parts(self, draft: Draft) -> tuple[Part, ...]:
        """The parts to be written, in order."""
        return self.outline(draft).parts_for(draft.profile.who)

    def part(self, draft: Draft, part_id: str) -> Part:
        """The part with this id, the first one when there is none."""
        parts = self.parts(draft)
        return next((part for part in parts if part.id == part_id), parts[0])

    def start(self, owner: str, profile: Profile, meeting: str, facts: str) -> Draft:
        """A new draft of this account from what the guided start asked."""
        outline = self.library.tools.outline(meeting, profile)
        known = numbered_facts((), facts_from_text(facts[:LONGEST])[:_MOST_FACTS])
        return self.desk.new(owner, title_of(profile, outline), meeting, profile, known)

    def copy_for(self, seat: Seat, role: str, portfolio: tuple[str, ...]) -> Draft:
        """A copy to go on with. For another post or other fields the title is theirs, and the facts stay behind."""
        draft = self.here(seat)
        one = draft.profile
        whose = profile_of(role or one.role, one.who, one.level, one.unit, list(portfolio))
        if whose == one:
            return self.desk.duplicate(seat.owner, draft.id, f"{draft.title[:110]}（副本）")
        title = title_of(whose, self.outline(draft))
        # What was offered was written for the first one's facts.
        parts = tuple(replace(part, offered=(), shown=0, notes=(), settled=False) for part in draft.parts)
        return self.desk.add(replace(draft, title=title, profile=whose, facts=(), parts=parts, dismissed=()))

    def load(self, owner: str, draft_id: str) -> Draft:
        """The account's draft as stored; NotFound when it has none with this id."""
        return self.desk.load(owner, draft_id)

    def here(self, seat: Seat) -> Draft:
        """The draft a window is at, as stored."""
        return self.load(seat.owner, seat.draft)

    def change(self, seat: Seat, changing: Callable[[Draft], Draft], what: str = "修改") -> Draft:
        """The draft after a change made in this window."""
        return self.desk.change(seat.owner, seat.draft, seat.tab, seat.seen, changing, what)

    def save(self, seat: Seat, text: str) -> Draft:
        """Keep what stands in the box. A text another window got ahead of goes among the versions before that is told."""
        text = text[:LONGEST]
        try:
            return self.change(seat, lambda draft: draft.with_text(seat.part, text))
        except Overwritten:
            self.desk.keep_aside(seat.owner, seat.draft, seat.part, text)
            raise

    def suggest(self, seat: Seat) -> Draft:
        """The next alternatives for the part on the table."""
        draft = self.here(seat)
        here = draft.part(seat.part)
        skip = here.shown + len(here.offered)
        profile, outline = draft.profile, self.outline(draft)
        made, notes = self.composer.suggest(profile, outline, seat.part, draft.facts, 3, skip=skip)
        if not made:
            skip = 0
            made, notes = self.composer.suggest(profile, outline, seat.part, draft.facts, 3)
        return self._offer(seat, made, skip, notes)

    def _offer(
        self,
        seat: Seat,
        offered: tuple[Suggestion, ...],
        shown: int | None = None,
        notes: tuple[str, ...] | None = None,
    ) -> Draft:
        def put(draft: Draft) -> Draft:
            part = draft.part(seat.part)
            return draft.with_part(
                replace(
                    part,
                    offered=offered,
                    shown=part.shown if shown is None else shown,
                    notes=part.notes if notes is None else notes,
                )
            )

        return self.change(seat, put)

    def clear(self, seat: Seat) -> Draft:
        """The alternatives off the table; the next ones will be others."""
        part = self.here(seat).part(seat.part)
        return self._offer(seat, (), part.shown + len(part.offered))

    def adopt(self, seat: Seat, number: int) -> Draft:
        """An alternative becomes the text of the part."""
        text = bare(self._accepted(seat, number).text)

        def take(draft: Draft) -> Draft:
            part = draft.with_text(seat.part, text).part(seat.part)
            return draft.with_part(replace(part, offered=(), shown=part.shown + len(part.offered)))

        return self.change(seat, take, "采用")

    def keep(self, seat: Seat, number: int, point: int) -> Draft:
        """One point of an alternative put behind what the part has."""
        points = numbered(self._accepted(seat, number))
        if not 0 < point <= len(points):
            raise NotFound("没有这一点。", "请重新点“给我几种写法”。")
        told = bare(points[point - 1])
        return self.change(
            seat, lambda draft: draft.with_text(seat.part, appended(draft.part(seat.part).text, told)), "采用"
        )

    def revise(self, seat: Seat, act: str, number: int, point: int) -> Draft:
        """A point of an alternative said otherwise (`reword`) or taken out (`drop`)."""
        draft = self.here(seat)
        one = self._offered(seat, number)
        given = (draft.profile, self.outline(draft), seat.part, draft.facts, one, point)
        if act == "drop":
            fresh = self.composer.drop(*given)
        else:
            fresh = self.composer.reword(*given, turn=secrets.randbelow(24))
        # What changes facts stands beside the one it was made of until the writer says which.
        instead = (one, fresh) if fresh.changes else (fresh,)
        before = draft.part(seat.part).offered
        return self._offer(seat, (*before[:number], *instead, *before[number + 1 :]))

    def decide(self, seat: Seat, act: str, number: int) -> Draft:
        """The changed facts of a rewording taken (`accept`) or not; only one of the two texts stays on the table."""
        fresh = self._offered(seat, number)
        before = self.load(seat.owner, seat.draft).part(seat.part).offered
        if not fresh.changes or not number:
            raise NotFound("没有等您确认的改动。", "请看看桌上的几种写法。")
        kept = replace(fresh, changes=()) if act == "accept" else before[number - 1]
        return self._offer(seat, (*before[: number - 1], kept, *before[number + 1 :]))

    def _accepted(self, seat: Seat, number: int) -> Suggestion:
        one = self._offered(seat, number)
        if one.changes:
            raise NotFound("这一种写法改动了事实，还没有确认。", "请先点“接受”或“保留原文”。")
        return one

    def _offered(self, seat: Seat, number: int) -> Suggestion:
        offered = self.here(seat).part(seat.part).offered
        if not 0 <= number < len(offered):
            raise NotFound("这几种写法已经换过了。", "请重新点“给我几种写法”。")
        return offered[number]

    def fill(self, seat: Seat) -> tuple[Draft, str]:
        """A first wording in every part that is empty, and a sentence on how many that were."""
        draft = self.here(seat)
        made = {
            one.part.id: bare(one.suggestion.text)
            for one in self.composer.draft(draft.profile, self.outline(draft), draft.facts)
        }
        empty = [part.id for part in self.parts(draft) if not draft.part(part.id).text.strip()]

        def put(draft: Draft) -> Draft:
            for part_id in empty:
                if not draft.part(part_id).text.strip():
                    draft = draft.with_text(part_id, made.get(part_id, ""))
            return draft

        told = f"写好了 {len(empty)} 个空着的部分，请逐个改成自己的；已有的文字没有动。"
        return self.change(seat, put, "写全稿"), told if empty else "每一部分都有文字了，没有动。"

    def settle(self, seat: Seat) -> Draft:
        """The part settled, or open again."""

        def turn(draft: Draft) -> Draft:
            part = draft.part(seat.part)
            return draft.with_part(replace(part, settled=not part.settled))

        return self.change(seat, turn)

    def add_facts(self, seat: Seat, text: str, part: str = "") -> Draft:
        """Facts typed or pasted, one a line; `part` says where they belong when that is known."""
        more = tuple(replace(fact, part=part) for fact in facts_from_text(text[:LONGEST]))
        if not more:
            raise NotFound("还没有写内容。", "请先写下一件事：何时、何事、结果。")
        return self.with_facts(seat, more)

    def answer(self, seat: Seat, asked: str, answer: str) -> tuple[Draft, bool]:
        """An answer put where its slot is open, and noted as a fact; whether there was such a slot."""
        if not answer:
            raise NotFound("还没有写回答。", "请先写下答案。")
        text = self.here(seat).part(seat.part).text
        slot = next((one for one in slots(text) if one.ask == asked), None)
        told = f"{asked}：{answer}" if slot and len(answer) < _SHORT_ANSWER else answer
        draft = self.add_facts(seat, told, seat.part)
        if slot is None:
            return draft, False
        filled = text[: slot.start] + answer.rstrip("。；") + text[slot.end :]
        return self.change(seat, lambda one: one.with_text(seat.part, filled), "填空"), True

    def with_facts(self, seat: Seat, more: tuple[Fact, ...]) -> Draft:
        """The draft with these facts too."""
        return self.change(seat, lambda draft: replace(draft, facts=numbered_facts(draft.facts, more)[:_MOST_FACTS]))

    def remove_fact(self, seat: Seat, fact_id: str) -> Draft:
        """The draft without a fact; texts written stay as they are."""
        return self.change(
            seat, lambda draft: replace(draft, facts=tuple(fact for fact in draft.facts if fact.id != fact_id))
        )

    def assign(self, seat: Seat, fact_id: str, part: str) -> Draft:
        """A fact given to a part; an empty part leaves it to the topic."""
        known = {one.id for one in self.parts(self.here(seat))}
        part = part if part in known else ""

        def give(draft: Draft) -> Draft:
            return replace(
                draft,
                facts=tuple(replace(fact, part=part) if fact.id == fact_id else fact for fact in draft.facts),
            )

        return self.change(seat, give)

    def proposals(self, seat: Seat, path: Path) -> tuple[Fact, ...]:
        """What a file of the writer's own offers as facts."""
        draft = self.here(seat)
        report = Parser(self.library.lexicon).parse(read(path))
        found = proposed(report, self.outline(draft), draft.profile.who)
        if not found:
            raise NotFound("这份文件里没有找到带时间、数字或结果的句子。", "可以换一份工作总结，或直接粘贴。")
        return found[:_MOST_PROPOSED]

    def questions(self, draft: Draft, part: Part) -> tuple[str, ...]:
        """What to ask the writer for this part: its open slots first, then for one real case."""
        open_slots = [slot.ask for slot in slots(draft.part(part.id).text)]
        asked = questions(part, Writer.of(draft.profile, self.outline(draft), draft.facts))
        return tuple(dict.fromkeys((*open_slots, *asked)))[:5]

    def examples(self, draft: Draft, part: Part, words: str) -> tuple[Source, ...]:
        """How others wrote this part."""
        profile = draft.profile
        likes = Facets(
            topics=part.topics,
            who=profile.who,
            level=profile.level or None,
            portfolio=profile.portfolio,
            meeting=draft.meeting,
        )
        found = self.library.corpus.search(
            Query(part.title or words, only=Facets(kind=part.kind), prefer=likes, limit=8)
        )
        return tuple(
            Source(str(number), hit.passage, hit.report.title, hit.report.meeting)
            for number, hit in enumerate(found.hits, 1)
        )

    def judged(self, draft: Draft, part: str) -> dict[str, tuple[tuple[int, int], ...]]:
        """Runs of a part's text worth marking, by what they are."""
        outline, text = self.outline(draft), draft.part(part).text
        supplied = Writer.of(draft.profile, outline, draft.facts).supplied
        return {
            "slot": tuple((run.start, run.end) for run in slots(text)),
            "residue": tuple(
                (run.start, run.end) for run in residue(text, Gazetteer.of(draft.profile, outline), supplied)
            ),
            "unsupported": tuple((run.start, run.end) for run in unsupported(text, supplied)),
            "borrowed": tuple((run.start, run.end) for run in self.sources.borrowed(text)) if text.strip() else (),
            "finding": tuple(
                (note.start, note.end) for note in self.inspection.open(draft) if note.part == part and _graver(note)
            ),
        }


def _graver(note: Noted) -> bool:
    return note.finding.severity != "hint" and note.finding.rule != "slot"


def bare(text: str) -> str:
    """A suggestion's text without citation marks: in the draft every word is the writer's to answer for."""
    return MARK.sub("", text)


def numbered(one: Suggestion) -> list[str]:
    """The texts of the numbered points of an alternative."""
    return [point.text for point in one.points if _POINT.match(point.text)]


def appended(text: str, point: str) -> str:
    """The text with one more point, counted on."""
    count = len(_POINT.findall(text))
    return text + _POINT.sub(f"{_NUMERALS[count % 10]}是", point, count=1)
