"""How Chinese text is cut for searching: folded characters, words with their parts, and overlapping pairs of characters."""

from __future__ import annotations

import re
import unicodedata

RECIPE = 1
"""Changes whenever the cuts change, so that an index made with other cuts is known to be stale."""

_LONGEST = 64
_GAP = "␣"
_SPACE = re.compile(r"\s")
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f]+")
_PLAIN = re.compile("[\t\n -~·—‘’“”、-〗一-鿿！-～]*")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_LONE = re.compile("[\ud800-\udfff]")
_SIGNS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_STOP = frozenset("的了和是在与及等对为以把被将也都而并就还又之其于中上下着过地得有我你他这那")


def fold(text: str) -> str:
    """The text with full-width forms, compatibility characters and capitals made alike; half characters are dropped."""
    if _PLAIN.fullmatch(text):
        return text.translate(_NARROW).lower()  # what nearly all text needs, at a third of the time
    return unicodedata.normalize("NFKC", _LONE.sub("", text)).lower()


def value_of(numeral: str) -> int:
    """The number a numeral below a hundred million stands for: 三 → 3, 十二万 → 120000, 二〇二五 → 2025, 7 → 7, ③ → 3; 0 for what is none."""
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or not set(numeral) <= _SIGNS.keys() | _UNITS.keys():
        return 0
    if len(numeral) > 1 and not set(numeral) & _UNITS.keys():
        return int("".join(str(_SIGNS[sign]) for sign in numeral))
    above, ten_thousand, below = numeral.rpartition("万")
    return 10_000 * (_below_ten_thousand(above) or 1) * bool(ten_thousand) + _below_ten_thousand(below)


def _below_ten_thousand(numeral: str) -> int:
    total = digit = 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _SIGNS[sign]
    return total + digit


def words(text: str) -> list[str]:
    """The words of a folded text in order, long ones also by their parts; punctuation is left out."""
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word[0].isalnum()]


def nouns(text: str) -> list[str]:
    """The nouns of a text in order, names of people, places and bodies included."""
    import rjieba

    return [word for word, tag in rjieba.tag(text) if tag.startswith("n") and len(word) > 1]


def pairs(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters that stand side by side in a folded text."""
    return [run[at : at + 2] for run in _HAN_RUN.findall(text) for at in range(len(run) - 1)]


def tokens(text: str) -> list[str]:
    """What a text is found by: its words and its pairs, without words that carry nothing unless there are no others."""
    folded = fold(text)
    found = words(folded)
    telling = [word[:_LONGEST] for word in found if word not in _STOP]
    return (telling or found) + pairs(folded)


def sequence(text: str) -> list[str]:
    """Every overlapping pair of characters, punctuation and spaces included, so that a run of pairs is an exact phrase."""
    folded = _SPACE.sub(_GAP, fold(text))
    return [folded[at : at + 2] for at in range(len(folded) - 1)] or [folded] * bool(folded)


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends where words do and neither begins nor ends with a word that carries nothing."""
    import rjieba

    cuts, at = [0], 0
    for word in rjieba.cut(text):
        at += len(word)
        cuts.append(at)
    if start not in cuts or end not in cuts:
        return False
    return text[start] not in _STOP and text[end - 1] not in _STOP
