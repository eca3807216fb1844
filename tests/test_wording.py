"""Text is cut the same way however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording import fold, pairs, sequence, tokens, value_of


def test_folding_is_the_same_by_the_short_way_and_the_long_way() -> None:
    for point in [*range(9, 0xD800), *range(0xE000, 0x10000)]:
        character = chr(point)
        assert fold(character) == unicodedata.normalize("NFKC", character).lower(), hex(point)


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    assert all(token and not any(character.isspace() for character in token) for token in tokens(text))
    assert all(not any(character.isspace() for character in gram) for gram in sequence(text))


@pytest.mark.parametrize(("typed", "same"), [("ＡＢＣ１２", "abc12"), ("：（）", ":()"), ("Word", "word")])
def test_width_and_capitals_make_no_difference(typed: str, same: str) -> None:
    assert fold(typed) == same


def test_pairs_do_not_cross_punctuation() -> None:
    assert pairs("担当，作为") == ["担当", "作为"]


def test_words_without_meaning_are_left_out_unless_there_is_nothing_else() -> None:
    assert "的" not in tokens("群众的利益")
    assert tokens("的") == ["的"]


def _spelled(number: int) -> str:
    if number >= 10_000:
        rest = number % 10_000
        return _spelled(number // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (_spelled(rest) if rest else "")
    said, gap = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        said += ("零" if gap and said and digit else "") + ("零一二三四五六七八九"[digit] + unit if digit else "")
        gap = not digit
    return said


@given(st.integers(1, 99_999_999))
def test_a_number_written_out_is_read_back(number: int) -> None:
    assert value_of(_spelled(number)) == value_of(str(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("十二", 12), ("两百", 200), ("十二万", 120_000), ("二〇二五", 2025), ("⑫", 12), ("", 0), ("好", 0), ("三好", 0)],
)
def test_numerals_of_every_kind_are_read(numeral: str, number: int) -> None:
    assert value_of(numeral) == number
