"""The model that comes with the program, the scripts that made it, and what serves when a model is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import BuiltinEmbedder, StandIn, StaticEmbedder, assurance, standing_in, usable_embedder
from index.embedding.sayings import read_sayings
from index.errors import Unreadable
from index.training.fitting import folded
from index.training.pairs import Pair, concepts, held_out, sayings, scenes, written
from index.training.prose import of_law, of_report, split
from index.training.vocabulary import counted, parts, tokenizer
from tests.small_library import TEACHER, open_library, write

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "data" / "embedding"
MEANT = [
    ("怕得罪人，老好人", "奉行好人主义，对违规问题不敢较真碰硬", "建立难题领办清单，逐项明确完成时限"),
    ("花公家的钱不心疼", "厉行节约意识不强，存在铺张浪费现象", "理论学习不够系统深入"),
    ("看病排长队", "医疗服务供给不足，就医流程不够便捷", "农村公路管护责任没有落实"),
]


@pytest.fixture(scope="module")
def model() -> StaticEmbedder:
    return StaticEmbedder(MODEL)


@pytest.mark.parametrize(("said", "official", "other"), MEANT)
def test_everyday_words_are_nearer_to_the_official_wording_than_to_another_matter(
    model: StaticEmbedder, said: str, official: str, other: str
) -> None:
    near, far = model.passages([official, other]) @ model.query(said)
    assert near > far + 0.1


def test_the_model_is_small_and_comes_with_our_own_card_only() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= 24_000_000
    names = {path.name for path in MODEL.iterdir()}
    assert names == {
        "MODEL_CARD.md",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "sayings.tsv",
        "tokenizer.json",
    }


def test_what_people_say_leads_to_the_official_wording_and_names_lead_nowhere(model: StaticEmbedder) -> None:
    official = model.passages(["奉行好人主义，不愿批评、不敢批评", "农村公路管护责任没有落实"])
    near, far = official @ model.reworded(model.query("老好人，谁都不想得罪")).official
    assert near > far + 0.1
    assert not model.reworded(np.zeros(model.dimension, dtype=np.float32)).official.any()


def test_the_model_loads_without_the_heavy_packages_and_gives_the_same_vectors_in_another_process(
    model: StaticEmbedder,
) -> None:
    program = (
        "import sys; from pathlib import Path; from index.embedding import StaticEmbedder\n"
        f"row = StaticEmbedder(Path({str(MODEL)!r})).query('担当作为')\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "sys.stdout.buffer.write(row.tobytes())"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "99", "RAYON_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert np.array_equal(np.frombuffer(ran.stdout, dtype=np.float32), model.query("担当作为"))


def test_the_nearest_thing_people_say_is_found_among_thousands(model: StaticEmbedder) -> None:
    said = [text for _, texts in read_sayings(MODEL) for text in texts]
    vectors = model.passages(said)
    for text in (
        *said[::997],
        "开会只听不说",
        "下雨天没人管的井盖",
        "批评人怕伤了和气",
        "孩子上学远",
        "项目说好了不见动静",
    ):
        vector = model.query(text)
        assert model.reworded(vector).near == pytest.approx(float((vectors @ vector).max()), abs=1e-5), text


@given(st.text(max_size=60))
def test_any_text_has_a_vector_and_an_assurance(text: str) -> None:
    model = StaticEmbedder(MODEL) if not _MADE else _MADE[0]
    _MADE[:] = [model]
    row = model.query(text)
    assert row.shape == (256,)
    assert np.isfinite(row).all()
    assert 0 <= assurance(model, text) <= 1 + 1e-6


_MADE: list[StaticEmbedder] = []


def test_a_plain_thought_is_understood_better_than_a_string_of_names(model: StaticEmbedder) -> None:
    assert assurance(model, "怕得罪人") > assurance(model, "战国无双织田信长石田三成光荣株式会社")
    assert assurance(BuiltinEmbedder(), "怕得罪人") == 0


@pytest.mark.slow
def test_sentence_transformers_serves_the_shipped_model_alike(model: StaticEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for row in MEANT for text in row]
    theirs = SentenceTransformer(str(MODEL), device="cpu").encode(texts, normalize_embeddings=True)
    assert np.allclose(model.passages(texts), theirs, atol=2e-3)


def test_a_hub_name_that_is_not_on_this_machine_is_stood_in_for_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    chosen = usable_embedder("nobody/no-such-model", builtin=MODEL)
    assert "nobody/no-such-model" in standing_in(chosen)
    assert chosen.fingerprint == StaticEmbedder(MODEL).fingerprint
    with open_library(tmp_path / "library", embedder=chosen) as corpus:
        corpus.ingest([write(tmp_path, "a.txt", TEACHER)])
        from index import Query

        answer = corpus.search(Query("读书少"))
        assert answer.hits
        assert "nobody/no-such-model" in answer.degraded[0]
        assert corpus.search(Query("读书少", mode="lexical")).degraded == ()


def test_a_missing_model_of_our_own_is_stood_in_for_by_hashed_words(tmp_path: Path) -> None:
    chosen = usable_embedder(builtin=tmp_path / "nothing")
    assert isinstance(chosen, StandIn)
    assert chosen.fingerprint == BuiltinEmbedder().fingerprint
    assert "内置" in standing_in(chosen)
    assert standing_in(usable_embedder(builtin=MODEL)) == ""


def test_pairs_are_read_once_each_and_a_bad_line_is_named(tmp_path: Path) -> None:
    row = {"a": "怕得罪人", "b": "奉行好人主义", "not": "敢于碰硬"}
    lines = [json.dumps(row, ensure_ascii=False)] * 2
    (tmp_path / "pairs-a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert written(tmp_path) == (Pair("怕得罪人", "奉行好人主义", "敢于碰硬"),)
    (tmp_path / "pairs-b.jsonl").write_text('{"a": "甲"}', encoding="utf-8")
    with pytest.raises(Unreadable, match="第 1 行"):
        written(tmp_path)


def test_a_group_of_wordings_hangs_on_its_first(tmp_path: Path) -> None:
    path = tmp_path / "groups.txt"
    path.write_text("# 说明\n甲、乙 | 丙、丁\n", encoding="utf-8")
    assert concepts(path) == (Pair("乙", "甲"), Pair("丙", "甲"), Pair("丁", "甲"))


def test_the_same_pairs_are_held_out_every_time() -> None:
    pairs = [Pair(f"第{number}句", "官话") for number in range(600)]
    learnt, kept = held_out(pairs)
    assert (learnt, kept) == held_out(pairs)
    assert set(learnt) | set(kept) == set(pairs)
    assert 25 < len(kept) < 90


def test_the_pairs_of_the_project_are_enough_and_whole() -> None:
    folder = ROOT / "data" / "training"
    pairs = written(folder)
    groups = [*concepts(folder / "concepts.txt"), *concepts(folder / "synonyms.txt")]
    assert len(pairs) + len(groups) >= 4000
    said, seen = sayings(folder), scenes(folder)
    assert len(said) + len(seen) >= 4000
    assert all(pair.unlike for pair in (*pairs, *said))


def test_things_said_are_paired_with_official_wordings_in_turn_and_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "sayings-a.txt").write_text("# 说明\n官一／官二 | 口一、口二 ≠ 别的\n", encoding="utf-8")
    assert sayings(tmp_path) == (
        Pair("官二", "官一", "别的"),
        Pair("口一", "官一", "别的"),
        Pair("口二", "官二", "别的"),
    )
    (tmp_path / "sayings-b.txt").write_text("官一 | 口一", encoding="utf-8")
    with pytest.raises(Unreadable, match="第 1 行"):
        sayings(tmp_path)


def test_what_is_typed_is_paired_with_the_scene_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "scenes-a.txt").write_text("一段事 | 口一、口二\n", encoding="utf-8")
    assert scenes(tmp_path) == (Pair("口一", "一段事"), Pair("口二", "一段事"))
    (tmp_path / "scenes-b.txt").write_text("一段事", encoding="utf-8")
    with pytest.raises(Unreadable, match="第 1 行"):
        scenes(tmp_path)


def test_prose_gives_pairs_by_itself() -> None:
    assert list(split("学习不够深入，读原著少，联系实际的思考更少，多停在划线摘抄")) == [
        Pair("学习不够深入", "读原著少，联系实际的思考更少，多停在划线摘抄")
    ]
    report = "# 某局对照检查\n## 二、原因剖析\n一是党性锻炼放松。把组织生活当成例行公事，自我检视不经常。\n"
    assert Pair("原因剖析", "党性锻炼放松。把组织生活当成例行公事，自我检视不经常。") in list(of_report(report))
    law = "某条例\n第一章 总则\n" + "".join(
        f"第{n}条 县级以上人民政府应当加强领导，落实工作责任。\n" for n in "一二三四五"
    )
    assert any(pair.one == "某条例 总则" for pair in of_law(law))


def test_the_tokenizer_cuts_words_it_has_seen_and_knows_their_parts() -> None:
    made = tokenizer(counted(["理论学习不够深入，理论学习流于形式"] * 40), 60)
    assert "理论" in made.encode("理论2024", add_special_tokens=False).tokens
    assert made.encode("12 与 2024", add_special_tokens=False).tokens[0] == "0"
    ids = made.get_vocab()
    inside = parts(made)
    assert {ids["理"], ids["论"]} <= set(inside[ids["理论"]])
    assert inside[ids["理"]] == []


def test_folding_adds_to_each_piece_the_share_of_what_is_inside_it() -> None:
    table = np.array([[1, 0], [0, 1], [2, 2]], dtype=np.float32)
    assert np.allclose(folded(table, [[], [], [0, 1]], 0.5), [[1, 0], [0, 1], [2.25, 2.25]])


def test_reindexing_with_a_model_that_cannot_be_had_says_so_and_leaves_the_library_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = str(ROOT / "data" / "reports" / "2023-town-head.md")
    library = ["--library", str(tmp_path / "library")]
    assert command(monkeypatch, "ingest", report, *library) == 0
    capsys.readouterr()
    assert command(monkeypatch, "reindex", "--embedding", "nobody/no-such-model", *library) == 0
    assert "nobody/no-such-model" in capsys.readouterr().err
    assert command(monkeypatch, "search", "读书给杂事让路", "--json", *library) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["degraded"] == []
    assert any("读书班" in hit["text"] for hit in answer["hits"])


def command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    from assistant import cli

    monkeypatch.setattr(sys, "argv", ["zhibi", *arguments])
    try:
        cli.main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0
