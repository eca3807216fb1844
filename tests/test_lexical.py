"""The lexical index finds Chinese words wherever they stand, counts phrases exactly, and never trusts a damaged file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import Lexical, LexicalBroken
from index.wording import fold

TEXTS = (
    "一是理论学习不够系统，读原著停留在划线摘抄。",
    "二是担当作为不够，遇到断头路的历史遗留问题绕着走。",
    "斗争精神有所弱化，怕得罪人，信奉多一事不如少一事。",
    "每月安排两个半天集中读书，带着学校食堂的问题去学。",
    "落实中央八项规定精神不严，ＡＢＣ公司的招待费超标。",
)


@dataclass(frozen=True)
class Line:
    number: int
    text: str

    @property
    def searched(self) -> str:
        return self.text


def lines(texts: tuple[str, ...] | list[str], start: int = 1) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start)]


def filled(folder: Path | None, texts: tuple[str, ...] | list[str] = TEXTS) -> Lexical:
    index = Lexical.create(folder)
    index.add(lines(texts))
    index.commit()
    return index


def best(index: Lexical, text: str, **more: object) -> list[int]:
    return index.candidates(text, 10, **more).numbers.tolist()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("理论学习", 1),
        ("担当", 2),
        ("不敢担当作为", 2),
        ("得罪人", 3),
        ("读书", 4),
        ("abc", 5),
        ("食堂", 4),
        ("八项规定", 5),
    ],
)
def test_words_are_found_inside_sentences(query: str, first: int) -> None:
    assert best(filled(None), query)[0] == first


def test_scores_fall_and_belong_to_their_passages() -> None:
    matches = filled(None).candidates("担当作为不够系统", 10)
    numbers, scores = matches.numbers, matches.scores
    assert numbers[0] == 2
    assert sorted(scores.tolist(), reverse=True) == scores.tolist()
    assert len(numbers) == len(scores)


def test_one_character_finds_every_passage_that_has_it() -> None:
    assert sorted(best(filled(None), "学")) == [1, 4]


@pytest.mark.parametrize("query", ["", "，。！", " ", "“”", '+-&|!(){}[]^"~*?:\\/ AND OR NOT', "\u200b"])
def test_no_query_is_an_error(query: str) -> None:
    index = filled(None)
    assert set(best(index, query)) <= {1, 2, 3, 4, 5}
    assert index.phrase(query, 5)[0] >= 0


def test_removed_passages_are_not_found() -> None:
    index = filled(None)
    index.remove([2, 3])
    index.commit()
    assert best(index, "担当 得罪人") == []
    assert index.phrase("担当", 5)[0] == 0
    assert index.numbers().tolist() == [1, 4, 5]
    assert index.state().count == 3


def test_a_search_can_be_confined_without_changing_the_scores() -> None:
    index = filled(None)
    matches = index.candidates("不够", 10)
    confined = index.candidates("不够", 10, among=[2, 4])
    assert confined.numbers.tolist() == [2]
    assert confined.scores[0] == pytest.approx(dict(zip(matches.numbers, matches.scores, strict=True))[2])


def test_it_is_told_how_much_of_a_text_has_been_found() -> None:
    def share(text: str) -> float:
        matches = filled(None).candidates(text, 10)
        return float(matches.scores[0] / matches.worth)

    assert share("担当作为不够") > 0.8
    assert share("担当作为不够") > 2 * share("担当航天飞机发射场的夜空")


def test_disk_and_memory_rank_alike(tmp_path: Path) -> None:
    on_disk, in_memory = filled(tmp_path / "i"), filled(None)
    for query in ("学习不够", "问题", "担当作为"):
        assert best(on_disk, query) == best(in_memory, query)
    on_disk.close()


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    filled(tmp_path / "i").close()
    index = Lexical.open(tmp_path / "i")
    index.add(lines(["新来的一段话讲形式主义。"], 6))
    index.commit()
    assert best(index, "形式主义") == [6]
    assert best(index, "担当") == [2]
    index.close()


letters = st.text(alphabet="学习不够担当作为Aa１1，。 \n　", max_size=12)


@settings(max_examples=80, deadline=None)
@given(st.lists(letters, min_size=1, max_size=8), letters)
def test_phrase_counts_equal_a_scan(texts: list[str], phrase: str) -> None:
    if not phrase.strip():
        return
    index = filled(None, texts)
    wanted = seen(phrase)
    expected = [number for number, text in enumerate(texts, 1) if wanted in seen(text)]
    count, found = index.phrase(phrase, 100)
    assert count == len(expected)
    assert sorted(found.tolist()) == expected


def seen(text: str) -> str:
    return "".join("␣" if character.isspace() else character for character in fold(text))


def test_a_phrase_found_often_is_counted_whole_and_listed_in_part() -> None:
    count, found = filled(None, ["形式主义"] * 7).phrase("形式主义", 3)
    assert count == 7
    assert len(found) == 3


def damaged_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("how", ["gone", "short", "garbled", "one bit"])
@pytest.mark.parametrize("suffix", [".idx", ".pos", ".term", ".fast", ".fieldnorm", ".store", "meta.json"])
def test_every_damage_is_noticed_at_opening(tmp_path: Path, suffix: str, how: str) -> None:
    folder = tmp_path / "i"
    filled(folder).close()
    path = next(path for path in damaged_files(folder) if path.name.endswith(suffix))
    content = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
    elif how == "short":
        path.write_bytes(content[: len(content) // 2])
    elif how == "garbled":
        path.write_bytes(b"\xa5" * len(content))
    else:
        content[0] ^= 0x80
        path.write_bytes(content)
    with pytest.raises(LexicalBroken):
        Lexical.open(folder)


def test_an_undamaged_index_with_removals_opens(tmp_path: Path) -> None:
    index = filled(tmp_path / "i")
    index.remove([1])
    index.commit()
    index.close()
    assert json.loads((tmp_path / "i" / "meta.json").read_text())["segments"]
    reopened = Lexical.open(tmp_path / "i")
    assert reopened.numbers().tolist() == [2, 3, 4, 5]
    reopened.close()
