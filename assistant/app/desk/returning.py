"""A file that was edited outside comes back into its draft: read, compared, and taken part by part when the user says so."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.desk.downloads import as_document, assembled
from assistant.desk import Change, Draft, Line, Returned, Sent, returned
from assistant.export import as_set, placed
from index import Document, Fault, NotFound, Parser, Report, Unreadable, read

if TYPE_CHECKING:
    from assistant.app.desk.work import Seat, Work

WHAT = "从 Word 带回"
_MOST = 32
_LONGEST = 20_000
_BLANKS = str.maketrans("", "", " \t\n\r\u3000")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was brought back and not dealt with yet: its lines, and what reading it had to tell."""

    source: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a file would change in its draft. `older` says of a part that the file has a text it had before, and when."""

    brought: Brought
    found: Returned
    older: Mapping[str, float]


class Returning:
    """The files brought back on one server, each until its changes are taken or put away. A restart forgets them: the
    user still has the file.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waiting: OrderedDict[tuple[str, str], Brought] = OrderedDict()
        self._lock = threading.Lock()

    def bring(self, seat: Seat, path: Path, name: str) -> None:
        """Read a file for the draft a window is at; Unreadable when it is plainly another report."""
        if path.suffix.lower() == ".pdf":
            raise Unreadable(
                "PDF 带不回来，它只有一行一行的字，没有段落。", "请在 Word 或 WPS 里另存为 .docx，再带回。"
            )
        document = read(path, name=name)
        brought = Brought(document.source, lines_of(document, Parser(self._work.library.lexicon)), document.notes)
        draft = self._work.here(seat)
        if self.compared(draft, brought).foreign:
            raise Unreadable("这份文件不像是这份稿子的。", "请核对打开的是哪一份稿子，或换一个文件。")
        with self._lock:
            self._waiting[draft.owner, draft.id] = brought
            while len(self._waiting) > _MOST:
                self._waiting.popitem(last=False)

    def review(self, draft: Draft) -> Review | None:
        """What the file that waits would change now; None where none waits."""
        brought = self._waiting.get((draft.owner, draft.id))
        if brought is None:
            return None
        found = self.compared(draft, brought)
        older = {change.part: at for change in found.changes if (at := self._made(draft, change)) is not None}
        return Review(brought, found, older)

    def _made(self, draft: Draft, change: Change) -> float | None:
        """When the text that came back stood in the part before, if it did."""
        versions = self._work.desk.versions(draft.owner, draft.id, change.part)
        return next((one.made for one in versions if change.new and _bare(one.text) == _bare(change.new)), None)

    def compared(self, draft: Draft, brought: Brought) -> Returned:
        """The draft beside the file."""
        return returned(draft, self._work.parts(draft), sent(self._work, draft), brought.lines)

    def close(self, seat: Seat) -> Draft:
        """The file put away, nothing of it taken."""
        self._waiting.pop((seat.owner, seat.draft), None)
        return self._work.here(seat)

    def take(self, seat: Seat, wanted: Iterable[str], put: Mapping[int, str], title: bool) -> tuple[Draft, str]:
        """The wanted parts' changes as one change of the draft, leftovers put behind the parts chosen for them.

        Fault when a part was changed meanwhile in this window or another: then nothing is taken.
        """
        draft = self._work.here(seat)
        review = self.review(draft)
        if review is None:
            raise NotFound("带回的文件已经放下了。", "请再点一次“从 Word 带回”选文件。")
        texts, chosen = self._texts(draft, review.found, frozenset(wanted), put)
        name = review.found.title if title else None

        def change(now: Draft) -> Draft:
            if any(now.part(part).text != draft.part(part).text for part in texts):
                raise Fault("这一部分刚刚又改过，", "请看一眼新的对照再采用。")
            for part, text in texts.items():
                now = now.with_text(part, text)
            return replace(now, title=name[:120]) if name else now

        after = self._work.change(seat, change, WHAT)
        left = len(review.found.leftovers) - len(put)
        if not left:
            self._waiting.pop((seat.owner, seat.draft), None)
        return after, _told(chosen, len(put), left, bool(name))

    def _texts(
        self, draft: Draft, found: Returned, wanted: frozenset[str], put: Mapping[int, str]
    ) -> tuple[dict[str, str], int]:
        """The new text of each part that gets one, and how many changed parts were wanted."""
        known = {part.id for part in self._work.parts(draft)}
        texts = {change.part: change.new for change in found.changes if change.part in wanted}
        chosen = len(texts)
        for place, part in put.items():
            if part in known and 0 <= place < len(found.leftovers):
                before = texts.get(part, draft.part(part).text).rstrip()
                texts[part] = f"{before}\n{found.leftovers[place].text}".strip()
        if any(len(text) > _LONGEST for text in texts.values()):
            raise Fault(f"有一部分超过 {_LONGEST} 字，放不下。", "请先在 Word 里删减，或少选一些。")
        return texts, chosen


def sent(work: Work, draft: Draft) -> tuple[Sent, ...]:
    """The draft as it leaves, paragraph by paragraph."""
    whole = assembled(work, draft)
    roles = dict(_roles(work, draft, whole.text, whole.places))
    found = []
    for block in as_document(whole.text).blocks:
        role, part = roles.get(block.line, ("text", ""))
        if text := as_set(block.text):
            found.append(Sent(text, role, part))
    return tuple(found)


def _roles(
    work: Work, draft: Draft, text: str, places: Iterable[tuple[str, int, int]]
) -> Iterable[tuple[int, tuple[str, str]]]:
    """What each line of the whole text is, and whose. Lines are counted as reading counts them."""
    yield 1, ("title", "")
    known = {part.id: part for part in work.parts(draft)}
    line = 2
    for part, start, end in places:
        first, last = _lines(text[:start]) + 1, _lines(text[:end])
        for heading in range(line, first):
            of_section = known[part].aspect is not None and heading < first - 2
            yield heading, ("section", "") if of_section else ("heading", part)
        for own in range(first, max(first, last) + 1):
            yield own, ("text" if draft.part(part).text.strip() else "unwritten", part)
        line = max(first, last) + 1


def _lines(text: str) -> int:
    return len(text.splitlines())


def lines_of(document: Document, parser: Parser) -> tuple[Line, ...]:
    """A file's paragraphs with what parsing knows of them."""
    report = parser.parse(document)
    kinds = dict(_kinds(report))
    return tuple(
        Line(
            paragraph.text,
            paragraph.heading if paragraph.style.startswith("heading") else 0,
            int(paragraph.style[-1]) if paragraph.style.startswith("heading") else 0,
            kinds.get(block.start, ""),
            paragraph.style in ("title", "byline"),
            block.line == report.closing,
        )
        for block, paragraph in placed(document, report)
    )


def _kinds(report: Report) -> Iterable[tuple[int, str]]:
    for section in report.sections:
        yield section.start, section.kind
        yield from ((child.start, child.kind) for child in section.children)


def _bare(text: str) -> str:
    return as_set(text.replace("\n", " ")).translate(_BLANKS)


def _told(parts: int, put: int, left: int, title: bool) -> str:
    done = ["换了题目"] if title else []
    done += [f"改了 {parts} 个部分"] if parts else []
    done += [f"放进了 {put} 段"] if put else []
    told = f"{WHAT}：{'，'.join(done)}；原来的文字在“历史版本”里，也可以撤销。" if done else "没有选任何改动。"
    return told + (f"还有 {left} 处没有归处，在下面。" if left else "")
