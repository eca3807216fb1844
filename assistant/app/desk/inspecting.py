"""The check of a draft at the desk, without a screen: findings brought back to the parts they stand in, and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.app.desk.downloads import NOT_WRITTEN, assembled
from assistant.app.markup import clean
from assistant.checks import check, mechanical
from assistant.checks.printed import inspection
from assistant.desk import Beside
from index import SUFFIXES, NotFound, Parser, Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from assistant.app.desk.work import Seat, Work
    from assistant.desk import Draft
    from assistant.domain import Finding
    from assistant.domain import Inspection as Printed
    from assistant.drafting import Assembled
    from index import Document

_KEPT = 64
_OTHERS = 8
_SHORTEST = 200
_MOST_DISMISSED = 500
_MOST_BESIDE = 12
_LONGEST_BESIDE = 200_000
FIXED, DISMISSED = "改正", "不算问题"


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding where it stands: the part and the span in its text; in no part when it is about the whole."""

    number: int
    finding: Finding
    part: str
    start: int
    end: int
    words: str

    @property
    def key(self) -> str:
        """What the draft remembers when the writer says that this is no problem."""
        return f"{self.finding.rule}|{' '.join(self.words.split())[:80]}"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a check found, of what it could say nothing, and the revision it looked at."""

    found: tuple[Noted, ...]
    unseen: tuple[str, ...]
    revision: int


class Inspection:
    """Checks drafts and remembers the last outcome of each; a restart forgets them, a click brings them back."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._last: OrderedDict[str, Inspected] = OrderedDict()
        self._lock = threading.Lock()

    def run(self, draft: Draft) -> Inspected:
        """Every rule over the whole draft as it would go out."""
        one, _, others, findings = self._checked(draft)
        placed = [(finding, one.placed(finding.start, finding.end)) for finding in findings]
        found = tuple(_noted(draft, number, *there) for number, there in enumerate(placed))
        inspected = Inspected(found, _unseen(draft, others), draft.revision)
        self._keep(draft.id, inspected)
        return inspected

    def printed(self, draft: Draft, day: date) -> Printed:
        """What there is to mend, for the file; what the writer waved aside is left out."""
        one, document, others, findings = self._checked(draft)
        notes = (_noted(draft, 0, finding, one.placed(finding.start, finding.end)) for finding in findings)
        left = [note.finding for note in notes if not waved(draft, note)]
        return inspection(draft.title, document, left, _unseen(draft, others), day=day)

    def _checked(self, draft: Draft) -> tuple[Assembled, Document, tuple[Document, ...], list[Finding]]:
        work = self._work
        one = assembled(work, draft)
        document = shelf.document(one.text, f"{_stem(draft.title)}.md")
        others = self._others(draft)
        findings = check(
            document,
            Parser(work.library.lexicon).parse(document),
            profile=draft.profile,
            facts=draft.facts,
            outline=work.outline(draft),
            library=work.sources,
            against=others,
            known=work.library.outlines,
        )
        return one, document, others, [finding for finding in findings if _meant(finding)]

    def _keep(self, draft: str, inspected: Inspected) -> None:
        with self._lock:
            self._last[draft] = inspected
            self._last.move_to_end(draft)
            while len(self._last) > _KEPT:
                self._last.popitem(last=False)

    def known(self, draft: Draft) -> Inspected | None:
        """The last outcome as far as it still holds: words gone or changed take their finding with them."""
        last = self._last.get(draft.id)
        if last is None:
            return None
        still = (_still(draft, note) for note in last.found)
        return replace(last, found=tuple(note for note in still if note is not None))

    def renewed(self, draft: Draft) -> None:
        """A draft that has been checked once is checked again when it has changed: that takes a moment only."""
        last = self._last.get(draft.id)
        if last is not None and last.revision != draft.revision:
            self.run(draft)

    def open(self, draft: Draft) -> tuple[Noted, ...]:
        """What was found, still holds, and was not waved aside."""
        last = self.known(draft)
        return tuple(note for note in last.found if not waved(draft, note)) if last else ()

    def fix(self, seat: Seat, number: int, words: str) -> Draft:
        """The fix of one finding put into its part; `words` are those it marked when it was shown."""
        return self._fixed(seat, [self._one(seat, number, words)])

    def fix_all(self, seat: Seat) -> Draft:
        """Every fix of marks, numbers and slips; wording is mended one by one, under the writer's eyes."""
        return self._fixed(seat, [note for note in self.open(self._work.here(seat)) if safe(note)])

    def wave(self, seat: Seat, number: int, words: str, *, rule: bool = False) -> Draft:
        """A finding (or all of its rule) waved aside for this draft, remembered with it."""
        note = self._one(seat, number, words)
        key = note.finding.rule if rule else note.key

        def put(draft: Draft) -> Draft:
            kept = (*(one for one in draft.dismissed if one != key), key)
            return replace(draft, dismissed=kept[-_MOST_DISMISSED:])

        return self._work.change(seat, put, DISMISSED)

    def recall(self, seat: Seat) -> Draft:
        """Everything waved aside taken up again."""
        return self._work.change(seat, lambda draft: replace(draft, dismissed=()))

    def _one(self, seat: Seat, number: int, words: str) -> Noted:
        last = self.known(self._work.here(seat))
        found = next((note for note in last.found if note.number == number), None) if last else None
        if found is None or clean(found.words) != clean(words):
            raise NotFound("检查结果已经变了。", "请点“再查一遍”。")
        return found

    def _fixed(self, seat: Seat, notes: Iterable[Noted]) -> Draft:
        ordered = sorted(notes, key=lambda note: note.start, reverse=True)

        def put(draft: Draft) -> Draft:
            reached: dict[str, int] = {}
            for note in ordered:
                text = draft.part(note.part).text
                fits = text[note.start : note.end] == note.words and note.end <= reached.get(note.part, len(text))
                if fits and note.finding.fix is not None:
                    draft = draft.with_text(note.part, text[: note.start] + note.finding.fix + text[note.end :])
                    reached[note.part] = note.start
            return draft

        return self._work.change(seat, put, FIXED)

    def compare(self, seat: Seat, path: Path) -> None:
        """One more text the draft must not resemble: last year's, a colleague's. Nothing else is done with it."""
        document = read(path)
        if not document.text.strip():
            raise Unreadable("这份文件里没有文字。", "请换一份。")
        desk = self._work.desk
        if len(desk.beside(seat.owner, seat.draft)) >= _MOST_BESIDE:
            raise Unreadable(f"已经有 {_MOST_BESIDE} 份在比对了。", "请先去掉一份。")
        desk.put_beside(seat.owner, seat.draft, Beside(clean(path.name)[:120], document.text[:_LONGEST_BESIDE]))

    def _others(self, draft: Draft) -> tuple[Document, ...]:
        """What this paper must not be found to share with: texts put beside it, and the owner's other drafts."""
        desk = self._work.desk
        texts = [(one.name, one.text) for one in desk.beside(draft.owner, draft.id)]
        for card in desk.drafts(draft.owner)[: _OTHERS + 1]:
            if card.id != draft.id:
                other = self._work.load(draft.owner, card.id)
                texts.append((card.title, "\n\n".join(part.text for part in other.parts if part.text.strip())))
        return tuple(shelf.document(text, _file_name(name)) for name, text in texts if len(text) >= _SHORTEST)


def safe(note: Noted) -> bool:
    """Whether its fix can be made without looking."""
    return bool(note.part) and mechanical(note.finding)


def waved(draft: Draft, note: Noted) -> bool:
    """Whether the writer said that this is no problem."""
    return note.key in draft.dismissed or note.finding.rule in draft.dismissed


def _meant(finding: Finding) -> bool:
    """Whether it is about what was written, not about a part that is still empty."""
    return NOT_WRITTEN[1:-1] not in finding.excerpt


def _noted(draft: Draft, number: int, finding: Finding, placed: tuple[str, int, int] | None) -> Noted:
    if placed is None:
        return Noted(number, finding, "", 0, 0, finding.excerpt)
    part, start, end = placed
    text = draft.part(part).text
    lead = len(text) - len(text.lstrip())
    words = text[start + lead : end + lead]
    return Noted(number, finding, part, start + lead, end + lead, words or finding.excerpt)


def _still(draft: Draft, note: Noted) -> Noted | None:
    """The finding where its words stand now, nearest to where they stood; None when they are gone."""
    if not note.part:
        return note
    text = draft.part(note.part).text
    if text[note.start : note.end] == note.words:
        return note
    places = [at for at in range(len(text)) if text.startswith(note.words, at)] if note.words else []
    if not places:
        return None
    at = min(places, key=lambda place: abs(place - note.start))
    return replace(note, start=at, end=at + len(note.words))


def _unseen(draft: Draft, others: tuple[Document, ...]) -> tuple[str, ...]:
    left = []
    if not draft.facts:
        left.append("没有核对事实：右边“事实”还空着。")
    if not others:
        left.append("没有与去年的、同事的材料比对：在上面添进来就查。")
    left.append("没有检查版式：导出的 Word 按公文格式排好；在外面改过的，请用命令 zhibi check 查。")
    return tuple(left)


def _file_name(title: str) -> str:
    """A name a finding can say and a file can have."""
    return f"{_stem(Path(title).stem if title.lower().endswith(tuple(SUFFIXES)) else title)}.txt"


def _stem(title: str) -> str:
    kept = "".join(c for c in title if c.isalnum() or c in "（）—-_ ").strip()
    return kept[:40] or "另一份稿子"
