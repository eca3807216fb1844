"""Words and marks: what lists of literal strings and of patterns can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found, listed
from assistant.resources.entries import Certainty, Entry, Pattern, Text, Texts
from assistant.resources.loading import entries

_REPEATED = re.compile(r"([\u4e00-\u9fff]{2,12})(?P<between>[和及与]?)\1")
_BESIDE = re.compile(r"(?<![\u4e00-\u9fff])(?P<a>[\u4e00-\u9fff]{5,14})[，、；](?=(?P<b>[\u4e00-\u9fff]{5,18}))")
_BEFORE = "要再多去来先得该能可想好会们我你他细也就是来真们时起儿"
"""What stands before a verb that is doubled to soften it."""
_VERB_ENDS = "”’。，；、？！再吧看一"


class WordsEntry(Entry):
    """Literal mistakes, written `wrong=right`, and the rule they are reported by."""

    rule: Text
    pairs: Texts


class PatternEntry(Entry):
    """A mistake as a regular expression; `fix` is the replacement, `right` one that a person must fit into the sentence,
    `what` a sentence for the reader.
    """

    rule: Text
    find: Pattern
    fix: str | None = None
    right: str = ""
    what: str = ""
    certainty: Certainty = "high"
    on: bool = True


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    right: dict[str, tuple[str, str]]


def findings(paper: Paper) -> Iterator[Found]:
    """Misspelt words, worn mistakes, repeated words and everything the patterns describe."""
    words = _words()
    for match in words.pattern.finditer(paper.shown):
        rule, right = words.right[match[0]]
        yield Found(rule, match.start(), match.end(), {"right": right}, right if rule == "typo" else None)
    for entry, pattern in _patterns():
        for match in pattern.finditer(paper.shown):
            yield _found(entry, match, paper)
    yield from _doubled(paper)
    yield from _echoes(paper)


def _found(entry: PatternEntry, match: re.Match[str], paper: Paper) -> Found:
    fix = None if entry.fix is None else match.expand(entry.fix)
    says = {"what": entry.what or "核对一下"}
    if fix is not None:
        says["right"] = f"{fix}{_after(paper, match)}"
        says["found"] = f"{match[0]}{_after(paper, match)}"
    elif entry.right:
        says["right"] = match.expand(entry.right)
    elif entry.rule in ("doubled", "redundant"):
        says["right"] = "只留一个"
    else:
        says["right"] = _suggested(match[0])
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Found(entry.rule, start, match.end(), says, fix.strip() if fix is not None else None)


def _after(paper: Paper, match: re.Match[str]) -> str:
    """Two characters that follow, so that 的 or a mark is shown with what it stands before."""
    following = paper.shown[match.end() : match.end() + 2]
    return following.split("\n")[0] if len(match[0]) < 6 else ""


def _suggested(text: str) -> str:
    digits = str.maketrans("0123456789", "零一二三四五六七八九")
    marks = str.maketrans("()", "（）")
    return text.translate(digits) if "个" in text or text[0].isdigit() else text.translate(marks)


def _doubled(paper: Paper) -> Iterator[Found]:
    """A run of characters that stands twice, as it does after a slip of the hand."""
    for match in _REPEATED.finditer(paper.shown):
        one = match[1]
        if one.startswith("一") or (len(one) == 2 and (match["between"] or _tried(match, paper.shown))):
            continue
        if len(one) == 2 and not _is_word(match, paper.shown):
            continue
        if match["between"] and re.match("[\u4e00-\u9fff]", paper.shown[match.end() :][:1]) and "习近平" not in one:
            continue
        yield Found("doubled", match.start(), match.end(), {"right": one}, one)


def _tried(match: re.Match[str], text: str) -> bool:
    """Whether a doubled pair is the way verbs are softened (研究研究) or drawn out (讲着讲着)."""
    one = match[1]
    if one[0] == one[1] or one[1] in "着一":
        return True
    softened = (
        match.start() == 0
        or not re.match("[\u4e00-\u9fff]", text[match.start() - 1])
        or text[match.start() - 1] in _BEFORE
    )
    return softened and text[match.end() : match.end() + 1] in _VERB_ENDS and one in listed("doubled_verbs.txt")


def _echoes(paper: Paper) -> Iterator[Found]:
    """Two clauses side by side of which one is contained in the other."""
    for match in _BESIDE.finditer(paper.shown):
        one, other = match["a"], match["b"]
        if one != other and (one in other or other in one):
            yield Found("redundant", *match.span(), {"right": max(one, other, key=len)})


def _is_word(match: re.Match[str], text: str) -> bool:
    """Whether the repeated pair is a word where it stands, not the seam of two others (就业创业创新)."""
    import rjieba

    low = max(0, match.start() - 6)
    reached, cuts = low, {low}
    for word in rjieba.cut(text[low : match.end() + 4], False):
        reached += len(word)
        cuts.add(reached)
    middle = match.start() + len(match[1])
    return middle in cuts and (match.start() in cuts or match.end() in cuts)


@cache
def _words() -> _Words:
    found = entries(WordsEntry, resources.text("data", "typos.toml"), "typos.toml", "words")
    right = {wrong: (entry.rule, good) for entry in found for wrong, good in (pair.split("=") for pair in entry.pairs)}
    ordered = sorted(right, key=lambda word: (-len(word), word))
    return _Words(re.compile("|".join(map(re.escape, ordered))), right)


@cache
def _patterns() -> tuple[tuple[PatternEntry, re.Pattern[str]], ...]:
    found = entries(PatternEntry, resources.text("data", "patterns.toml"), "patterns.toml", "pattern")
    return tuple((entry, re.compile(entry.find, re.MULTILINE)) for entry in found if entry.on)
