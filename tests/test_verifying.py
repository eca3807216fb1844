"""What the verifier finds in a text, and what it leaves in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import shelf
from assistant.domain import Profile
from assistant.resources import lexicon, load_outline
from assistant.verifying import Gazetteer, Library, residue, slots, unsupported

MAYOR = Profile("副市长", "individual", "city", "某市人民政府", "某市", ("教育", "卫生健康"))
TOWN = Profile("镇党委班子", "group", "township", "某镇党委", "某镇")


def found(text: str, profile: Profile = MAYOR, supplied: tuple[str, ...] = ()) -> dict[str, str]:
    gazetteer = Gazetteer.of(profile, load_outline("2025"))
    return {stray.text: stray.what for stray in residue(text, gazetteer, (profile.role, profile.unit, *supplied))}


@pytest.mark.parametrize(
    ("text", "word", "what"),
    [
        ("在全市的位次靠后。", "在全市的位次", "层级"),
        ("省市县委决策部署落实不够。", "省市县委", "层级"),
        ("作为县委书记，抓得不紧。", "县委书记", "职务"),
        ("对高标准农田建设抓得不紧。", "高标准农田", "领域"),
        ("党史学习教育以来，学得不深。", "党史学习教育", "时效"),
        ("某县的做法值得学。", "某县", "地名"),
        ("2019年以来进展慢。", "2019", "年份"),
    ],
)
def test_residue_of_somebody_else_is_named_by_kind(text: str, word: str, what: str) -> None:
    assert found(text).get(word) == what


def test_the_writers_own_words_are_no_residue() -> None:
    assert found("分管的教育工作中，校园安全和师德师风抓得不细，县（市、区）反映的问题答复慢。") == {}
    assert found("村（社区）反映的问题，班子研究得少。", TOWN) == {}


def test_what_the_writer_supplied_may_stand() -> None:
    text = "2024年在某县调研时没有走进教室。"
    assert set(found(text)) == {"2024", "某县"}
    assert found(text, supplied=("2024年到某县调研",)) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("去年走访37个村，解决12.6%的问题。", ["37", "12.6%"]),
        ("2025年3月4日到现场。", ["2025年3月4日"]),
        ("拖了三个月，涉及二十多户。", ["三个月", "二十多户"]),
        ("没有学好《某某市工作细则》。", ["《某某市工作细则》"]),
        ("张强局长提过意见。", ["张强"]),
    ],
)
def test_names_dates_figures_and_titles_need_a_fact(text: str, words: list[str]) -> None:
    assert [stray.text for stray in unsupported(text, ())] == words
    assert unsupported(text, (text,)) == ()


def test_fixed_expressions_regulations_and_numbering_are_not_figures() -> None:
    text = "1.坚持“四个意识”“两个维护”，落实中央八项规定精神，学习《中国共产党纪律处分条例》，一是认识不足，第一责任人担责。[1][F2]"
    assert unsupported(text, ()) == ()


def test_slots_carry_their_question_and_hide_their_text_from_the_other_checks() -> None:
    text = "在教育工作中，【待补：2024年在某县发生的37件事】。"
    (slot,) = slots(text)
    assert text[slot.start : slot.end].startswith("【待补：")
    assert slot.ask == "2024年在某县发生的37件事"
    assert unsupported(text, ()) == ()
    assert found(text) == {}


def test_a_run_copied_from_the_library_is_found_with_its_passage(tmp_path: Path) -> None:
    with shelf.open_corpus(library=tmp_path / "library") as corpus:
        source = tmp_path / "示例.md"
        source.write_text(
            "# 对照检查材料\n\n一、存在问题\n\n一是作风漂浮。下去调研总是先看安排好的点，回来照着材料写报告。\n",
            encoding="utf-8",
        )
        corpus.ingest([source])
        library = Library(corpus, lexicon().expressions)
        text = "我也一样，下去调研总是先看安排好的点，回来再补。【待补：下去调研总是先看安排好的点】"
        (run,) = library.borrowed(text)
        assert text[run.start : run.end] == "下去调研总是先看安排好的点，回来"
        assert "调研" in corpus.passage(run.passage).text
        assert library.borrowed("增强“四个意识”、坚定“四个自信”、做到“两个维护”。") == ()


@pytest.mark.parametrize(
    "formula",
    [
        "现将对照检查情况报告如下。",
        "现将班子对照检查情况汇报如下：",
        "以上是我的对照检查，不妥之处，敬请各位领导、同志们批评指正。",
        "深入开展谈心谈话，广泛征求意见建议，认真查摆存在的突出问题，深刻剖析产生问题的原因，明确了今后努力方向和整改措施。",
    ],
)
def test_what_everybody_writes_is_nobodys(tmp_path: Path, formula: str) -> None:
    other = tmp_path / "别人的.md"
    other.write_text(
        f"# 某镇镇长对照检查材料\n\n我到任两年，{formula}\n\n一、存在的问题\n\n学得少。\n", encoding="utf-8"
    )
    with shelf.open_corpus(library=tmp_path / "library") as corpus:
        corpus.ingest([other])
        assert Library(corpus, lexicon().expressions).borrowed(f"今年情况不同，{formula}") == ()


def test_a_short_phrase_of_many_reports_is_nobodys_but_a_sentence_that_three_copied_is_theirs(tmp_path: Path) -> None:
    phrase = "把群众的小事当成自己的大事来办"
    copied = "下雨天我在办公室看监控，没有到堤上去看一眼"
    heads = ("春天到河边看水", "夏天下地量苗情", "秋天收粮看晒场", "冬天入户问冷暖")
    with shelf.open_corpus(library=tmp_path / "library") as corpus:
        for place, head in enumerate(heads):
            path = tmp_path / f"{place}.md"
            text = f"# 某镇镇长对照检查材料\n\n一、存在的问题\n\n{head}，{phrase}，{heads[place - 1]}。\n\n我有错。{copied}，这是不对的。\n"
            path.write_text(text, encoding="utf-8")
            corpus.ingest([path])
        library = Library(corpus, lexicon().expressions)
        assert library.borrowed(f"我常说，{phrase}，却没有做到。") == ()
        assert library.borrowed(f"去年七月，{copied}，过后也没有问。")
