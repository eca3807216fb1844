"""Text is cut the same way however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording import fold, pairs, sequence, tokens


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
