"""Looking a wording up: what others say, counted, in its place, however it was mistyped."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_library import ROADS, TEACHER, document, open_library

from index.corpus import Corpus
from index.errors import EmbeddingUnavailable
from index.phrases import Stand, Wording, exact, nearly, piled, stand
from index.phrases.folding import folded

HOSPITAL = """医院班子对照检查
@who=group level=unit meeting=2025 portfolio=卫生健康
#problems/duty 查摆的问题
一是担当作为不够，遇到科室之间的历史遗留问题绕着走。
二是“接地气”的宣教太少，病房里贴的都是文件，病人看不懂。
#causes 原因剖析
碰到硬骨头就绕着走，斗争精神有所弱化，怕得罪人。"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Corpus]:
    with open_library(tmp_path / "lib") as corpus:
        for name, text in (("教育", TEACHER), ("交通", ROADS), ("医院", HOSPITAL)):
            corpus.add(document(text, f"{name}.txt"))
        yield corpus


def texts(corpus: Corpus, text: str, limit: int = 20) -> list[str]:
    return [phrase.text for phrase in corpus.phrases(text, limit)]


def test_the_clause_is_shown_without_its_marker_and_not_the_paragraph(library: Corpus) -> None:
    assert texts(library, "担当")[0] == "担当作为不够"
    assert all(len(text) < 25 for text in texts(library, "担当"))


def test_the_same_words_in_several_reports_are_one_wording_with_all_its_places(library: Corpus) -> None:
    phrase = library.phrases("怕得罪人")[0]
    assert (phrase.text, phrase.count) == ("怕得罪人", 2)
    assert {use.title for use in phrase.uses} == {"交通局班子对照检查", "医院班子对照检查"}
    assert phrase.kind == "causes"
    assert {use.section for use in phrase.uses} == {("原因剖析",)}


def test_every_place_leads_to_the_very_words_in_the_report(library: Corpus) -> None:
    for asked in ("担当", "绕着走", "学习", "接地气"):
        for phrase in library.phrases(asked):
            for use in phrase.uses:
                found = library.report(use.report).text[use.start : use.end]
                assert folded(found)[0].tolist()[:2] == folded(phrase.text)[0].tolist()[:2] or phrase.count > 1
                assert found in use.context
                assert library.passage(use.passage).start <= use.start


def test_what_holds_the_words_comes_before_what_is_only_like_them(library: Corpus) -> None:
    found = texts(library, "绕着走")
    held = ["绕着走" in text for text in found]
    assert held[0]
    assert held == sorted(held, reverse=True)


@pytest.mark.parametrize("asked", ["担当做为", "担当作", "担当作作为", "担作当为", "斗争精申"])
def test_a_wrong_missing_doubled_or_swapped_character_still_finds_the_words(library: Corpus, asked: str) -> None:
    wanted = "斗争精神有所弱化" if asked.startswith("斗争") else "担当作为不够"
    assert wanted in texts(library, asked)


def test_quotes_marks_width_and_capitals_are_no_obstacle(library: Corpus) -> None:
    assert texts(library, "接 地气")[0] == "“接地气”的宣教太少"
    library.add(document("某报告\n#problems 问题\n一是ＡＢ角制度落实不到位，缺人顶岗。", "ab.txt"))
    assert texts(library, "ab角")[0] == "ＡＢ角制度落实不到位"


def test_one_character_and_twenty_are_answered_and_nothing_asks_for_nothing(library: Corpus) -> None:
    assert any("难" in text for text in texts(library, "难"))
    assert texts(library, "遇到断头路的历史遗留问题绕着走")[0] == "遇到断头路的历史遗留问题绕着走"
    assert texts(library, "") == texts(library, "，。") == texts(library, "担当", 0) == []


def test_wordings_nearly_alike_are_shown_once(library: Corpus) -> None:
    for number, word in enumerate(("不够", "还不够", "仍不够")):
        library.add(document(f"报告{number}\n#problems 问题\n一是服务基层的主动性{word}，下去得少。", f"{number}.txt"))
    found = [phrase for phrase in library.phrases("服务基层") if "主动性" in phrase.text]
    assert [phrase.count for phrase in found] == [3]


def test_a_set_phrase_of_several_reports_is_offered_by_itself(library: Corpus) -> None:
    for number, (before, after) in enumerate(
        (("年初把", "写进计划"), ("多次强调", "四个字"), ("干部谈到", "都有顾虑"))
    ):
        library.add(document(f"报告{number}\n#problems 问题\n{before}动真碰硬{after}。", f"{number}.txt"))
    found = {phrase.text: phrase.count for phrase in library.phrases("碰硬")}
    assert found["动真碰硬"] == 3


def test_the_limit_is_kept(library: Corpus) -> None:
    assert len(texts(library, "的", 2)) == 2


def test_taking_in_and_out_is_seen_at_the_next_question(library: Corpus) -> None:
    card = library.add(document("新报告\n#problems 问题\n一是纸上谈兵的毛病没有改。", "新.txt"))
    assert texts(library, "纸上谈兵")[0] == "纸上谈兵的毛病没有改"
    library.remove(card.id)
    assert not any("纸上谈兵" in text for text in texts(library, "纸上谈兵"))
    library.add(document("新报告\n#problems 问题\n一是纸上谈兵的毛病没有改。", "新.txt"))
    assert [phrase.count for phrase in library.phrases("纸上谈兵")][:1] == [1]


def test_a_reader_beside_the_writer_sees_what_it_took_in(library: Corpus, tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", writable=False) as reader:
        assert texts(reader, "断头路")
        library.add(document("新报告\n#problems 问题\n一是纸上谈兵的毛病没有改。", "新.txt"))
        assert texts(reader, "纸上谈兵")


class Meaning:
    """Knows that two expressions mean the same, as a trained model would, and may break."""

    name, dimension, fingerprint = "meaning", 2, "meaning#2"
    broken = False

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        if self.broken:
            raise EmbeddingUnavailable("模型不见了。", "请检查。")
        near = [0.9 if "斗争精神" in text else 0.1 for text in texts]
        return np.array([[one, np.sqrt(1 - one * one)] for one in near], dtype=np.float32)

    def query(self, text: str) -> np.ndarray:
        if self.broken:
            raise EmbeddingUnavailable("模型不见了。", "请检查。")
        return np.array([1, 0], dtype=np.float32)


def test_the_same_meaning_in_other_words_is_found_and_a_broken_model_costs_only_that(tmp_path: Path) -> None:
    model = Meaning()
    with open_library(tmp_path / "lib", embedder=model) as corpus:
        corpus.add(document(ROADS, "交通.txt"))
        assert texts(corpus, "不敢亮剑") == ["斗争精神有所弱化"]
        model.broken = True
        assert texts(corpus, "不敢亮剑") == []
        assert texts(corpus, "斗争精神")[0] == "斗争精神有所弱化"


def test_several_threads_get_the_same_answer(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(ROADS, "交通.txt"))
        answers: list[list[str]] = []
        threads = [threading.Thread(target=lambda: answers.append(texts(corpus, "担当"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [answers[0]] * 6
        assert answers[0]


def test_a_large_library_keeps_its_index_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    home = tmp_path / "lib"
    body = "\n".join(f"第{number}段说到要把第{number}件实事办好，办不好不撒手。" for number in range(2100))
    with open_library(home) as corpus:
        corpus.add(document(f"大报告\n#measures 措施\n{body}", "大.txt"))
        before = texts(corpus, "办不好")
    kept = list(home.glob("wordings-*"))
    assert len(kept) == 1
    with open_library(home) as corpus:
        assert texts(corpus, "办不好") == before
        corpus.add(document(ROADS, "交通.txt"))
        assert texts(corpus, "断头路")
    kept[0].write_bytes(b"\0" * 100)
    with open_library(home, writable=False) as corpus:
        assert texts(corpus, "办不好") == before


# -- the arrays beneath

HAN = st.text(st.sampled_from("学习担当作为不够深入怕得罪人，。、“”A１ "), max_size=30)


def _stand(rows: list[str]) -> Stand:
    pile = piled(Wording(number, "", text) for number, text in enumerate(rows, 1))
    return stand(pile, np.zeros(len(pile.numbers), dtype=np.int32))


@settings(max_examples=60)
@given(st.lists(HAN, max_size=6), st.text(st.sampled_from("学习担当作为不够"), min_size=1, max_size=4))
def test_exact_matches_are_those_of_a_plain_search(rows: list[str], asked: str) -> None:
    ready = _stand(rows)
    plain = ["".join(map(chr, folded(row)[0].tolist())) for row in rows]
    expected = sum(row.startswith(asked, at) for row in plain for at in range(len(row)))
    assert len(exact(ready, folded(asked)[0]).places) == expected


@settings(max_examples=80)
@given(st.text(st.sampled_from("学习担当作为不够"), min_size=3, max_size=8), st.data())
def test_one_wrong_character_is_always_forgiven(words: str, data: st.DataObject) -> None:
    ready = _stand([f"前面的话，{words}，后面的话。"])
    at = data.draw(st.integers(0, len(words) - 1))
    wrong = words[:at] + "错" + words[at + 1 :]
    assert len(nearly(ready, folded(wrong)[0]).places) >= 1
