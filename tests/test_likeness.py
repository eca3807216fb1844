"""What somebody may rely on who asks where a text was borrowed from."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.likeness import LEAST, Likeness, Official

OFFICIAL = Official(["增强“四个意识”、坚定“四个自信”、做到“两个维护”", "习近平新时代中国特色社会主义思想"])
SOURCE = "2024年3月，在推进老旧小区改造时，我只看了街道报来的进度表，没有到现场核对，结果三栋楼的管网漏装。"
HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"


def library(*texts: str) -> Likeness:
    return Likeness([(str(number), text) for number, text in enumerate(texts)], OFFICIAL)


def test_a_copied_sentence_is_found_with_its_place_in_the_source() -> None:
    text = "一是作风不实。" + SOURCE + "教训很深。"
    (run,) = library("别的话，没有关系。", "前言。" + SOURCE).runs(text)
    assert run.key == "1"
    assert text[run.start : run.end] in SOURCE
    assert run.length >= 30
    assert ("前言。" + SOURCE)[run.key_start : run.key_end].startswith("年")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("，", "、").replace("。", "；"),
        lambda text: text.replace("2024年3月", "2025年11月"),
        lambda text: text.replace("没有到现场核对", "没有去现场核对"),
    ],
    ids=["punctuation", "digits", "one word"],
)
def test_small_changes_do_not_hide_a_copy(change: Callable[[str], str]) -> None:
    changed = change(SOURCE)
    covered = sum(run.end - run.start for run in library(SOURCE).runs(changed))
    assert covered >= 0.8 * len(changed)


def test_swapped_clauses_are_both_found() -> None:
    first, second = "对群众反映的停车难问题只批示不过问", "把开会当成落实、把发文当成完成任务"
    runs = library(f"{first}，{second}。").runs(f"{second}，而且{first}。")
    assert len(runs) == 2


def test_official_wording_is_nobodys_property() -> None:
    text = "坚持用习近平新时代中国特色社会主义思想武装头脑，增强“四个意识”、坚定“四个自信”、做到“两个维护”。"
    assert (
        library("深学习近平新时代中国特色社会主义思想，增强“四个意识”、坚定“四个自信”、做到“两个维护”。").runs(text)
        == ()
    )
    assert OFFICIAL.share(text) > 0.7


def test_short_coincidences_are_not_called_borrowed() -> None:
    assert library("没有到现场核对数字").runs("我没有到现场核对就签字了") == ()


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=LEAST, max_value=40))
@settings(max_examples=60, deadline=None)
def test_every_run_of_at_least_the_guaranteed_length_is_found(seed: int, length: int) -> None:
    chance = random.Random(seed)

    def noise(count: int) -> str:
        return "".join(chance.choice(HAN) for _ in range(count))

    shared = noise(length)
    text = noise(30) + shared + noise(30)
    runs = library(noise(25) + shared + noise(25), noise(80)).runs(text)
    covered = {i for run in runs for i in range(run.start, run.end)}
    assert set(range(30, 30 + length)) <= covered


def test_empty_and_tiny_texts_have_nothing_in_common() -> None:
    assert library("").runs(SOURCE) == ()
    assert library(SOURCE).runs("") == ()
    assert Likeness([], OFFICIAL).runs(SOURCE) == ()
