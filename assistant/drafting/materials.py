"""Wording of others that a part can use: headings and sentences anybody of this voice could say, in the writer's terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant import resources
from assistant.domain import Part
from assistant.drafting.orders import plain
from assistant.drafting.portable import Porter
from assistant.drafting.writer import Writer
from index import Corpus, Facets, Hit, Passage, Query, ReportCard, nouns_of, words_of

_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[是要]|第[一二三四五六七八九十]{1,2}[，、是]|\d{1,2}[.．、]|[（(]|其[一二三四]|首先|其次|最后)"
)
_SECTION_TITLE = re.compile(r"方面$|怎么|为什么|为啥|原因|打算|措施$|问题$|不足$|在哪里$")
# What tells of a habit, a lack or a rule can be said by others too; what tells an event cannot.
_GENERAL = {
    "problems": re.compile(
        r"往往|习惯|总[是想觉]|常常|有时|容易|满足于|停留在|不够|不足|缺乏|欠缺|淡化|重[^，。]{1,6}轻|多[^。]{1,12}少|不愿|不敢|不善于|存在|差距|意识不|认识不"
    ),
    "causes": re.compile(r"思想|认识|宗旨|党性|根子|放松|淡化|归根|说到底|政绩观|权力观|作风|意识|习惯"),
    "measures": re.compile(r"建立|健全|完善|坚持|做到|落实|加强|定期|带头|严格|推动|实行|每[月季年周半]|一律"),
}
_KNOWN_TO = 3
_ENOUGH = 6
_SAMPLE = 4000


@dataclass(frozen=True, slots=True)
class Material:
    """A heading and sentences of one passage, already in the writer's terms, and where they come from."""

    heading: str
    sentences: tuple[str, ...]
    passage: Passage
    report: ReportCard


class Commonness:
    """Knows which words several writers use: a sentence of such words says nothing only its own writer could say."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        seen: dict[str, set[str]] = {}
        for owner, text in texts:
            seen.setdefault(owner, set()).update(words_of(text))
        counts = Counter(word for words in seen.values() for word in words)
        self._known = frozenset(word for word, count in counts.items() if count >= _KNOWN_TO)
        self._neutral = frozenset(word for text in _neutral_writing() for word in words_of(text))

    @classmethod
    def of(cls, corpus: Corpus) -> Commonness:
        """The commonness of a library's words. What ships with the program counts as writers too, so a small library serves."""
        passages = (passage for passage, _ in zip(corpus.passages(), range(_SAMPLE), strict=False))
        return cls([*_own_writing(), *((passage.report, passage.running) for passage in passages)])

    def neutral(self, text: str, own: Iterable[str] = ()) -> bool:
        """Whether every noun is one our own wording for all fields of work uses, or one of the writer's own terms."""
        mine = "".join(own)
        return all(noun in self._neutral or noun in mine for noun in nouns_of(text))

    def everyday(self, text: str, own: Iterable[str] = ()) -> bool:
        """Whether every word, verbs included, is known to several writers or the writer's own: 治警, 桶车 and 协审 are not."""
        mine = "".join(own)
        return all(
            len(word) < 2 or word in self._known or word in self._neutral or word in mine for word in words_of(text)
        )


def _own_writing() -> Iterator[tuple[str, str]]:
    for name in resources.names("data", "reports", suffix=".md"):
        yield name, resources.text("data", "reports", name)
    for number, text in enumerate(_neutral_writing()):
        yield f"own{number}", text


def _neutral_writing() -> Iterator[str]:
    for thread in resources.threads():
        yield "".join((*thread.problem, *thread.shows, *thread.weighs, *thread.cause, *thread.measure))
    yield from ("。".join(stock.phrases) for stock in resources.stock_phrases())
    yield from ("。".join(topic.signals) for topic in resources.topics())
    yield from ("。".join(question.asks) for question in resources.questions() if question.group == "general")


class Materials:
    """Finds and adapts material for the parts of one writer's report."""

    def __init__(self, corpus: Corpus, commonness: Commonness, writer: Writer) -> None:
        self._corpus, self._commonness, self._writer = corpus, commonness, writer
        self._porter = Porter(writer)
        self._known: dict[tuple[str, int], tuple[tuple[Material, ...], tuple[str, ...]]] = {}
        self._own = (*writer.supplied, *(term for field in writer.fields for term in (field.name, *field.terms)))

    def find(
        self, part: Part, used: frozenset[str] = frozenset(), limit: int = 60
    ) -> tuple[tuple[Material, ...], tuple[str, ...]]:
        """Materials for a part, best first, one a heading; and every step of the search that could not run."""
        every, degraded = self._every(part, limit)
        found = {one.heading: one for one in reversed(every) if one.passage.id not in used}
        ranked = tuple(reversed(found.values()))
        fitting = tuple(one for one in ranked if not part.topics or set(one.passage.topics) & set(part.topics))
        return (fitting if len(fitting) >= _ENOUGH else ranked), degraded

    def _every(self, part: Part, limit: int) -> tuple[tuple[Material, ...], tuple[str, ...]]:
        """What the search gives for a part, put over; the alternatives of one part look at the same."""
        key = (part.id, limit)
        if key not in self._known:
            writer = self._writer
            names = [topic.name for topic in resources.topics() if topic.id in part.topics]
            asked = " ".join((part.title, *names, *(field.name for field in writer.fields)))
            only = Facets(kind=part.kind, who=writer.profile.who)
            prefer = Facets(topics=part.topics, level=writer.profile.level or None, portfolio=writer.profile.portfolio)
            answer = self._corpus.search(Query(asked, only=only, prefer=prefer, limit=limit))
            put = tuple(one for hit in answer.hits if (one := self._material(hit)))
            self._known[key] = (put, answer.degraded)
        return self._known[key]

    def _material(self, hit: Hit) -> Material | None:
        passage = hit.passage
        if not _MARKER.match(passage.heading) and _SECTION_TITLE.search(passage.heading):
            return None
        heading = self._porter.heading(passage.heading)
        if heading is None or not self._anybodys(heading):
            return None
        body = passage.running.removeprefix(passage.heading)
        general = _GENERAL.get(passage.kind, _GENERAL["problems"])
        sentences = self._porter.sentences(body, lambda one: bool(general.search(one)) and self._anybodys(one))
        if not plain("。".join((heading, *sentences[:2]))):
            return None
        return Material(heading, sentences[:2], passage, hit.report)

    def _anybodys(self, text: str) -> bool:
        """Whether its words are everybody's: no thing and no deed of another field of work."""
        known = self._commonness
        return known.neutral(text, self._own) and known.everyday(text, self._own)
