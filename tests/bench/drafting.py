"""Figures of the built-in drafter over many profiles: honesty first, then reach and time. `python -m tests.bench.drafting`."""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant import shelf
from assistant.domain import Fact, Outline, Profile, Suggestion
from assistant.drafting import Composer
from assistant.drafting.writer import Writer
from assistant.resources import lexicon, load_outline
from index import Corpus

MEETINGS = ("2024", "2025")
PROFILES = (
    Profile("副省长", "individual", "province", "某省人民政府", "某省", ("教育", "科技")),
    Profile("省交通运输厅副厅长", "individual", "province", "省交通运输厅", "某省", ("交通运输",)),
    Profile("省商务厅党组班子", "group", "province", "省商务厅", "某省", ("商务和招商引资",)),
    Profile("市委书记", "individual", "city", "某市市委", "某市"),
    Profile("市长", "individual", "city", "某市人民政府", "某市"),
    Profile("副市长", "individual", "city", "某市人民政府", "某市", ("教育", "卫生健康", "市场监管")),
    Profile("副市长", "individual", "city", "某市人民政府", "某市", ("住房和城乡建设", "生态环境")),
    Profile("市委常委、组织部部长", "individual", "city", "市委组织部", "某市", ("组织人事",)),
    Profile("市委常委班子", "group", "city", "市委", "某市"),
    Profile("市审计局局长", "individual", "city", "市审计局", "某市", ("审计",)),
    Profile("市民政局党组班子", "group", "city", "市民政局", "某市", ("民政",)),
    Profile("市公安局副局长", "individual", "city", "市公安局", "某市", ("公安",)),
    Profile("县委书记", "individual", "county", "县委", "某县"),
    Profile("县长", "individual", "county", "县人民政府", "某县", ("发展改革", "财政")),
    Profile("常务副县长", "individual", "county", "县人民政府", "某县", ("财政", "应急管理")),
    Profile("副县长", "individual", "county", "县人民政府", "某县", ("农业农村", "水利")),
    Profile("县委常委、宣传部部长", "individual", "county", "县委宣传部", "某县", ("宣传思想文化",)),
    Profile("县委常委班子", "group", "county", "县委", "某县"),
    Profile("县政府党组班子", "group", "county", "县人民政府", "某县"),
    Profile("县教育局局长", "individual", "county", "县教育局", "某县", ("教育",)),
    Profile("县信访局局长", "individual", "county", "县信访局", "某县", ("信访和社会工作",)),
    Profile("县行政审批局领导班子", "group", "county", "县行政审批局", "某县", ("政务服务和营商环境",)),
    Profile("镇党委书记", "individual", "township", "某镇党委", "某镇", ("乡镇（街道）全面工作",)),
    Profile("副镇长", "individual", "township", "某镇人民政府", "某镇", ("农业农村", "应急管理")),
    Profile("镇党委班子", "group", "township", "某镇党委", "某镇"),
    Profile("街道党工委书记", "individual", "township", "某街道党工委", "某街道", ("城市管理和综合执法",)),
    Profile("村党支部书记", "individual", "village", "某村党支部", "某村"),
    Profile("村党总支班子", "group", "village", "某村党总支", "某村"),
    Profile("社区党委书记", "individual", "village", "某社区党委", "某社区", ("社区（村）党组织",)),
    Profile("公司党委书记、董事长", "individual", "unit", "某集团有限公司", "", ("国有资产和国企",), "enterprise"),
    Profile("公司党委班子", "group", "unit", "某能源公司", "", ("能源和电力",), "enterprise"),
    Profile("大学党委书记", "individual", "unit", "某大学", "", ("高等学校",), "university"),
    Profile("县人民医院院长", "individual", "unit", "县人民医院", "", ("公立医院（单位）",), "hospital"),
    Profile("中学校长", "individual", "unit", "某中学", "", ("中小学校",), "school"),
)
_GROUP = re.compile(r"班子成员|常委会|本班子|党组(?!织)|支委会")
_OWN = re.compile(r"(?<![自])我(?![们国党军省市县区镇乡村校院局厅])|本人")
_WORK = ("problems", "measures")


@dataclass
class Tally:
    """Counts over all suggestions."""

    suggestions: int = 0
    seconds: list[float] = field(default_factory=list)
    draft_seconds: list[float] = field(default_factory=list)
    bad: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    work_parts: int = 0
    borrowed: list[float] = field(default_factory=list)
    reworded: list[float] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    facts_given: int = 0
    facts_used: int = 0
    unflagged: int = 0
    similar: list[float] = field(default_factory=list)

    def note(self, what: str, found: bool, where: str) -> None:
        """Counts a fault and keeps the first example of it."""
        if found:
            self.bad[what] += 1
            self.examples.setdefault(what, where)


def facts_of(outline: Outline, profile: Profile) -> tuple[Fact, ...]:
    """One made-up fact for every problem part."""
    parts = [part for part in outline.parts_for(profile.who) if part.kind == "problems"]
    return tuple(
        Fact(f"F{number}", f"3月下旬检查时发现第{number}件事拖了45天，群众找了两趟", "", part.topics[0], part.id)
        for number, part in enumerate(parts, 1)
    )


def measure(composer: Composer, corpus: Corpus) -> Tally:
    """All profiles × both meetings × all parts, with facts in every second case."""
    tally, judge = Tally(), Judge(corpus)
    for number, profile in enumerate(PROFILES):
        for meeting in MEETINGS:
            outline = load_outline(meeting)
            facts = facts_of(outline, profile) if number % 2 else ()
            for part in outline.parts_for(profile.who):
                began = time.perf_counter()
                made, _ = composer.suggest(profile, outline, part.id, facts, 3)
                tally.seconds.append((time.perf_counter() - began) / max(1, len(made)))
                for one in made:
                    _judge(tally, judge, one, profile, outline, part.kind, f"{profile.role}/{meeting}/{part.id}: ")
                tally.similar += [
                    _alike(a.text, b.text) for a in made for b in made if a is not b and part.kind == "problems"
                ]
                used = {fact for point in made[0].points for fact in point.facts}
                given = {fact.id for fact in facts if fact.part == part.id}
                tally.facts_given += len(given)
                tally.facts_used += len(given & used)
                _reword(tally, composer, profile, outline, part.id, facts, made[0])
            began = time.perf_counter()
            drafted = composer.draft(profile, outline, facts)
            tally.draft_seconds.append(time.perf_counter() - began)
            tally.sources.append(len({c.report for one in drafted for c in one.suggestion.citations if c.report}))
    return tally


def _judge(
    tally: Tally, judge: Judge, one: Suggestion, profile: Profile, outline: Outline, kind: str, where: str
) -> None:
    tally.suggestions += 1
    tally.words.update(f"{stray.what} {stray.text}" for stray in (*one.residue, *one.unsupported))
    tally.note("residue", bool(one.residue), where + str([stray.text for stray in one.residue]))
    tally.note("unsupported", bool(one.unsupported), where + str([stray.text for stray in one.unsupported]))
    stale = [stray.text for stray in one.residue if stray.what == "时效"]
    tally.note("stale", bool(stale), where + str(stale))
    voice = _GROUP if profile.who == "individual" else _OWN
    bare = re.sub(r"【[^】]*】", "", one.text).replace(profile.role, "").replace(outline.theme, "")
    wrong = voice.findall(bare)
    tally.note("voice", bool(wrong), where + str(wrong))
    if kind in _WORK:
        tally.work_parts += 1
        writer = Writer.of(profile, outline)
        terms = [term for f in writer.fields for term in (f.name, *f.terms)]
        tally.note("no own term", not any(term in one.text for term in terms), where + one.text[:80])
    length = judge.longest_unflagged(one)
    tally.unflagged = max(tally.unflagged, length)
    tally.borrowed.append(sum(run.end - run.start for run in one.borrowed) / max(1, len(one.text)))


def _reword(
    tally: Tally,
    composer: Composer,
    profile: Profile,
    outline: Outline,
    part: str,
    facts: tuple[Fact, ...],
    one: Suggestion,
) -> None:
    if not one.borrowed:
        return
    fresh = one
    for number in range(1, 6):
        fresh = composer.reword(profile, outline, part, facts, fresh, number)
    before = sum(run.end - run.start for run in one.borrowed) / len(one.text)
    after = sum(run.end - run.start for run in fresh.borrowed) / len(fresh.text)
    tally.reworded.append((before - after) / before)


def _alike(one: str, other: str) -> float:
    a, b = ({text[i : i + 4] for i in range(len(text) - 3)} for text in (one, other))
    return len(a & b) / max(1, len(a | b))


class Judge:
    """Finds shared runs by brute force, independently of the fingerprints: every 13-character gram of the library."""

    def __init__(self, corpus: Corpus, size: int = 13) -> None:
        self._size = size
        self._official = sorted((e for e in lexicon().expressions if len(e) >= 4), key=len, reverse=True)
        self._grams = {gram for passage in corpus.passages() for gram in self._of(passage.text)}

    def _of(self, text: str) -> Iterator[str]:
        plain = re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", text).lower()
        yield from (plain[i : i + self._size] for i in range(len(plain) - self._size + 1))

    def longest_unflagged(self, one: Suggestion) -> int:
        """The longest run shared with the library that `borrowed` does not cover, 0 when there is none."""
        flagged = {i for run in one.borrowed for i in range(run.start, run.end)}
        hidden = re.sub(r"【[^】]*】|\[F?\d+\]", lambda m: "\0" * len(m[0]), one.text)
        for expression in self._official:
            hidden = hidden.replace(expression, "\0" * len(expression))
        kept = [(i, c.lower()) for i, c in enumerate(hidden) if re.match(r"[\u4e00-\u9fffA-Za-z\0]", c)]
        best = run = 0
        for at in range(len(kept) - self._size + 1):
            window = kept[at : at + self._size]
            shared = "".join(c for _, c in window) in self._grams and not any(i in flagged for i, _ in window)
            run = run + 1 if shared else 0
            best = max(best, run)
        return best + self._size - 1 if best else 0


def report(tally: Tally) -> dict[str, object]:
    """The figures as one object."""
    return {
        "profiles": len(PROFILES),
        "meetings": list(MEETINGS),
        "suggestions": tally.suggestions,
        "with residue": tally.bad["residue"],
        "with unsupported name, date or figure": tally.bad["unsupported"],
        "with stale expression": tally.bad["stale"],
        "wrong voice": tally.bad["voice"],
        "work parts without own portfolio term": f"{tally.bad['no own term']} of {tally.work_parts}",
        "longest borrowed run not flagged (characters)": tally.unflagged,
        "borrowed share, mean": round(statistics.mean(tally.borrowed), 4),
        "borrowed share, max": round(max(tally.borrowed), 4),
        "reduction of borrowed share by rewording, mean": round(statistics.mean(tally.reworded), 3)
        if tally.reworded
        else None,
        "likeness of alternatives (4-gram Jaccard, mean)": round(statistics.mean(tally.similar), 3),
        "facts used": f"{tally.facts_used} of {tally.facts_given}",
        "distinct sources per draft, mean": round(statistics.mean(tally.sources), 1),
        "milliseconds per suggestion, median": round(1000 * statistics.median(tally.seconds), 1),
        "seconds per whole draft, median": round(statistics.median(tally.draft_seconds), 2),
        "first examples": tally.examples,
        "strays": dict(tally.words.most_common(40)),
    }


def page(figures: dict[str, object]) -> str:
    """The figures as a page of Markdown."""
    rows = "\n".join(
        f"| {name} | {value} |" for name, value in figures.items() if name not in ("first examples", "strays")
    )
    faults = json.dumps({name: figures[name] for name in ("first examples", "strays")}, ensure_ascii=False)
    return (
        "# The built-in drafter in figures\n\nWritten by `python -m tests.bench.drafting -o docs/drafting.md` over the bundled library: "
        f"{len(PROFILES)} profiles (posts, levels, fields, both voices) × every part of the meetings {', '.join(MEETINGS)}, three alternatives a part, "
        "facts given to every second profile. Shared runs are judged by brute force (every 13-character gram of the library, official wording "
        "removed), independently of the fingerprints that flag them; `tests/test_drafting.py` plants a residue, a figure and a copy and sees them caught.\n\n"
        f"| measure | value |\n|---|---|\n{rows}\n\nFirst example of each fault and all strays: `{faults}`\n\n"
        "Times are of this machine while it was shared; compare them with each other only.\n"
    )


def main() -> None:
    """Prints the figures for the bundled library, or writes them as a page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("-o", "--output", type=Path)
    output = asked.parse_args().output
    with tempfile.TemporaryDirectory() as folder, shelf.open_corpus(library=Path(folder) / "library") as corpus:
        shelf.add_bundled(corpus)
        tally = measure(shelf.composer(shelf.chosen(Path(folder) / "library"), corpus), corpus)
    figures = report(tally)
    if output:
        output.write_text(page(figures), encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
