"""What the bundled examples are: how many of which kind, how original, how clean, and whether a search finds them.

`python -m tests.bench.library` prints the figures; `tests/test_library.py` holds them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from assistant import resources, shelf
from assistant.asking import facets
from assistant.hints import find
from index import Corpus, Facets, Parser, Query, Report, Section, read

GRAM = 8
SENTENCE = 10
WAYS = {
    "typed": "照 zhibi search 的方式",
    "words": "只用文字",
    "profile": "文字，并按本人情况优先",
    "filters": "文字，并按主题和领域筛选",
}
_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_MARKS = re.compile(
    r"[\u4e00-\u9fff][,;:?!()]|[\"']|[\u4e00-\u9fff] +[\u4e00-\u9fff]|[，。；：、]{2,}|(?i:xx)|[×]{2,}|\*\*|【|】"
)
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Example:
    """A bundled report: its file, what its head says, its text without the head, and the parsed report."""

    name: str
    front: Mapping[str, object]
    body: str
    report: Report

    @property
    def year(self) -> int:
        return int(str(self.front["meeting"]))

    @property
    def length(self) -> int:
        return len(re.sub(r"\s", "", self.body))


def examples() -> tuple[Example, ...]:
    """All bundled reports."""
    parser = Parser(resources.lexicon())
    found = []
    for path in sorted(Path(str(resources.folder("data") / "reports")).glob("*.md")):
        document = read(path)
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        found.append(Example(path.name, document.front, body, parser.parse(document)))
    return tuple(found)


# -- originality


@dataclass(frozen=True)
class Shared:
    """What two texts have in common: the share of the shorter one's grams, and of all grams of both."""

    one: str
    other: str
    containment: float
    jaccard: float
    grams: tuple[str, ...]


def plain(text: str) -> str:
    """The text without punctuation and spaces."""
    return _WORD.sub("", text)


def official() -> re.Pattern[str]:
    """Official wording: everybody must use it, so it is no sign of copying."""
    known = {plain(text) for text in resources.lexicon().expressions}
    return re.compile("|".join(map(re.escape, sorted((t for t in known if len(t) >= 4), key=len, reverse=True))))


def grams(text: str, official: re.Pattern[str]) -> frozenset[str]:
    """The runs of eight characters that hold no official wording."""
    pieces = official.sub("|", plain(text)).split("|")
    return frozenset(piece[at : at + GRAM] for piece in pieces for at in range(len(piece) - GRAM + 1))


def shared(examples: Sequence[Example]) -> Iterator[Shared]:
    """What every two reports share."""
    pattern = official()
    sets = [(example.name, grams(example.body, pattern)) for example in examples]
    for (one, left), (other, right) in combinations(sets, 2):
        common = left & right
        least = max(1, min(len(left), len(right)))
        both = max(1, len(left) + len(right) - len(common))
        yield Shared(one, other, len(common) / least, len(common) / both, tuple(sorted(common)))


def repeated(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """Sentences that occur in more than two reports, official wording removed, with the reports."""
    pattern = official()
    where: dict[str, set[str]] = {}
    for example in examples:
        for sentence in re.split(r"[。！？；\n]", example.body):
            bare = pattern.sub("", plain(sentence))
            if len(bare) >= SENTENCE:
                where.setdefault(bare, set()).add(example.name)
    return {sentence: tuple(sorted(names)) for sentence, names in where.items() if len(names) > 2}


# -- correctness


def wrong_forms(example: Example) -> Iterator[str]:
    """Fixed expressions and titles of documents written wrong."""
    for expression in resources.expressions():
        for form in expression.wrong:
            yield from _outside(example.body, form, expression.not_within)
    for title in resources.titles():
        for form in title.wrong:
            yield from _outside(example.body, form, ())


def _outside(text: str, form: str, right: Iterable[str]) -> Iterator[str]:
    bare = text
    for allowed in right:
        bare = bare.replace(allowed, "")
    if form in bare:
        at = bare.index(form)
        yield f"{form}：…{bare[max(0, at - 10) : at + len(form) + 10]}…"


def out_of_time(example: Example) -> Iterator[str]:
    """Wording that was no longer, or not yet, in use when the meeting was held (early in the year after)."""
    first, last = f"{example.year}-01", f"{example.year + 1}-03"
    for expression in resources.expressions():
        if expression.canonical not in example.body:
            continue
        if expression.to and expression.to < first and expression.newer and expression.newer not in example.body:
            yield f"已不用：{expression.canonical}（现用 {expression.newer}）"
        if expression.from_ and expression.from_ > last:
            yield f"当时还没有：{expression.canonical}"
    for campaign in resources.campaigns():
        if campaign.name in example.body and campaign.from_ > last:
            yield f"当时还没有：{campaign.name}"


def punctuation(example: Example) -> Iterator[str]:
    """Marks that do not belong into an official text."""
    for match in _MARKS.finditer(example.body):
        yield example.body[max(0, match.start() - 8) : match.end() + 8]
    for opening, closing in ("“”", "《》", "（）"):
        if example.body.count(opening) != example.body.count(closing):
            yield f"{opening}{closing} 不成对"


def numbering(example: Example) -> Iterator[str]:
    """Headings that are not numbered one after the other."""
    yield from _sequence(example.report.sections)


def _sequence(sections: Sequence[Section]) -> Iterator[str]:
    values = [(section, _value(section.number or "")) for section in sections]
    for at, (section, value) in enumerate((pair for pair in values if pair[1]), 1):
        if value != at:
            yield f"第 {section.line} 行的编号应为第 {at}：{section.number}{section.title[:12]}"
    for section in sections:
        yield from _sequence(section.children)


def _value(number: str) -> int:
    digits = re.sub(r"[^\d零一二三四五六七八九十]", "", number)
    if digits.isdigit() or not digits:
        return int(digits or 0)
    tens, _, ones = digits.rpartition("十")
    if "十" not in digits:
        return _NUMERALS.index(digits[0])
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


# -- whether it is found


@dataclass(frozen=True)
class Pair:
    """A topic and a field of work that some report's problems treat together."""

    topic: str
    portfolio: str


@dataclass(frozen=True)
class Sought:
    """How many pairs were sought and found among the first five, and which were not."""

    pairs: int
    missed: tuple[Pair, ...]


def pairs(examples: Iterable[Example]) -> tuple[Pair, ...]:
    """Every pair that was written."""
    written = {
        Pair(topic, portfolio)
        for example in examples
        for passage in example.report.passages
        if passage.kind == "problems"
        for topic in passage.topics
        for portfolio in example.report.portfolio
    }
    return tuple(sorted(written, key=lambda pair: (pair.topic, pair.portfolio)))


def sought(corpus: Corpus, pairs: Sequence[Pair], way: str = "words") -> Sought:
    """Searches every pair among the problems by the names of topic and field.

    `way` is "typed" (the text as `zhibi search` takes it), "words" (the text alone, its hints left aside), "profile" (topic and field also preferred, as the screen does) or "filters"
    (topic and field chosen as filters, as `--topic` and `--portfolio` do).
    """
    names = {topic.id: topic.name for topic in resources.topics()}
    missed = []
    for pair in pairs:
        chosen = facets(kind="problems", topic=pair.topic, portfolio=pair.portfolio)
        plain = Facets(kind="problems")
        text = f"{names[pair.topic]} {pair.portfolio}"
        if way == "typed":
            hits = find(corpus, Query(text, only=plain, limit=5)).hits
        else:
            only, prefer = {"words": (plain, Facets()), "profile": (plain, chosen), "filters": (chosen, Facets())}[way]
            hits = corpus.search(Query(text, only=only, prefer=prefer, limit=5)).hits
        if not any(pair.topic in hit.passage.topics and pair.portfolio in hit.report.portfolio for hit in hits):
            missed.append(pair)
    return Sought(len(pairs), tuple(missed))


def library(folder: Path, examples: Iterable[Example]) -> Corpus:
    """A library that holds these reports."""
    corpus = Corpus.open(folder, embedder=shelf.embedder(shelf.chosen()), read=read)
    for example in examples:
        corpus.add(example.report)
    return corpus


# -- telling


def _print(title: str, rows: Iterable[str]) -> None:
    found = list(rows)
    print(f"## {title}：{len(found)}")
    for row in found[:40]:
        print(f"- {row}")


def _counts(every: Sequence[Example]) -> None:
    own = [example for example in every if example.front["genre"] == "self-examination"]
    print(f"# 示例库：{len(every)} 份，其中对照检查材料 {len(own)} 份")
    for key in ("genre", "meeting", "who", "level", "unit_type"):
        print(f"- {key}：{dict(sorted(Counter(str(e.front[key]) for e in every).items()))}")
    fields = Counter(field for example in every for field in example.report.portfolio)
    print(f"- portfolio：{len(fields)} 个领域，{dict(fields.most_common())}")
    lengths = sorted(example.length for example in own)
    print(f"- 对照检查材料字数：最少 {lengths[0]}，中位 {lengths[len(lengths) // 2]}，最多 {lengths[-1]}")


def _originality(every: Sequence[Example]) -> None:
    found = list(shared(every))
    nearest = max(found, key=lambda pair: pair.containment)
    print(f"## 独创性（去掉固定提法后的 {GRAM} 字片段，{len(found)} 对）")
    print(f"- 重合占较短一份的比例最高 {nearest.containment:.3%}：{nearest.one} 与 {nearest.other}")
    print(f"  {' | '.join(nearest.grams[:20])}")
    print(f"- 重合占两份合计的比例最高 {max(pair.jaccard for pair in found):.3%}")
    _print("在两份以上材料中重复的句子", (f"{text}（{len(names)} 份）" for text, names in repeated(every).items()))


def main() -> int:
    """Prints every figure; exit status 1 if something is not as it should be."""
    every = examples()
    _counts(every)
    _originality(every)
    findings = {
        "固定提法写错": wrong_forms,
        "提法与年份不符": out_of_time,
        "标点": punctuation,
        "编号": numbering,
    }
    failed = False
    for title, check in findings.items():
        rows = [f"{example.name}：{row}" for example in every for row in check(example)]
        failed |= bool(rows)
        _print(title, rows)
    with tempfile.TemporaryDirectory() as folder, library(Path(folder), every) as corpus:
        asked = pairs(every)
        for way, label in WAYS.items():
            result = sought(corpus, asked, way)
            print(f"## 主题×领域检索（{label}）：{result.pairs} 对，前五条命中 {result.pairs - len(result.missed)}")
            missed = Counter(pair.topic for pair in result.missed)
            print("".join(f"- 未命中 {topic}：{count}\n" for topic, count in missed.most_common()), end="")
        failed |= bool(result.missed)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
