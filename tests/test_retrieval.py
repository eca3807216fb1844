"""Searching finds what a writer means: measured on our own queries, with the model that comes with the program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import settings, shelf
from assistant.hints import hints
from index import WEIGHTS, Corpus, Embedder, Query, read
from index.corpus.ranking import Signals, prominence
from index.training.pairs import concepts, sayings, scenes, written
from tests.bench.retrieval.figures import SYSTEMS, Figures, System, figures, found
from tests.bench.retrieval.sets import FIT, OURS, ROOT, TEST, UNSEEN, Prepared, asked_of_ours, ours

LEXICAL, DENSE, PLAIN, HYBRID, BOOSTED = SYSTEMS


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return shelf.embedder(settings.load())


@pytest.fixture(scope="module")
def prepared(embedder: Embedder) -> Iterator[Prepared]:
    with ours(embedder) as made:
        yield made


def reached(prepared: Prepared, embedder: Embedder, system: System, kind: str | None = None) -> Figures:
    asked = prepared.part(FIT, TEST, kind=kind)
    hits, _ = found(prepared, asked, system, embedder)
    return figures(prepared, asked, hits)


@pytest.mark.parametrize("kind", ["everyday", "function", "post", None])
def test_words_and_meaning_together_are_never_worse_than_words_alone(
    prepared: Prepared, embedder: Embedder, kind: str | None
) -> None:
    words = reached(prepared, embedder, LEXICAL, kind)
    both = reached(prepared, embedder, HYBRID, kind)
    assert both.ndcg >= words.ndcg
    assert both.recall20 >= words.recall20


def test_everyday_wording_is_found_much_better_with_meaning(prepared: Prepared, embedder: Embedder) -> None:
    assert (
        reached(prepared, embedder, HYBRID, "everyday").ndcg
        > 1.25 * reached(prepared, embedder, LEXICAL, "everyday").ndcg
    )


@pytest.mark.parametrize("kind", ["function", "post"])
def test_naming_a_part_or_a_post_helps(prepared: Prepared, embedder: Embedder, kind: str | None) -> None:
    assert reached(prepared, embedder, BOOSTED, kind).ndcg > reached(prepared, embedder, HYBRID, kind).ndcg


def test_a_search_says_what_each_score_is_made_of(prepared: Prepared, embedder: Embedder) -> None:
    with Corpus.open(prepared.folder, embedder=embedder, read=read, writable=False) as corpus:
        answer = corpus.search(Query("怎么改会议多文件多，措施", prefer=hints("怎么改会议多文件多，措施")))
    assert answer.degraded == ()
    assert {"dense", "rewording", "kind"} <= {part for hit in answer.hits for part in hit.why}
    for hit in answer.hits:
        assert hit.score == pytest.approx(sum(hit.why.values()), abs=1e-3)


def test_our_set_is_large_enough_and_graded(prepared: Prepared) -> None:
    asked = prepared.queries
    assert len(asked) >= 150
    assert len({one.text for one in asked}) == len(asked)
    assert 0.25 < len(prepared.part(UNSEEN)) / len(asked) < 0.42
    assert set(prepared.grades) == {one.id for one in asked}
    assert {grade for grades in prepared.grades.values() for grade in grades.values()} == {1.0, 2.0, 3.0}


def test_nothing_was_learnt_from_the_queries_it_is_measured_by() -> None:
    bare = re.compile(r"\W")
    folder = ROOT / "data" / "training"
    groups = [*concepts(folder / "concepts.txt"), *concepts(folder / "synonyms.txt")]
    pairs = [*written(folder), *sayings(folder), *scenes(folder), *groups]
    learnt = {bare.sub("", text) for pair in pairs for text in (pair.one, pair.other)}
    assert [one.text for one in asked_of_ours() if bare.sub("", one.text) in learnt] == []


def test_every_query_is_on_one_line_with_its_kind_and_split() -> None:
    rows = [json.loads(line) for line in (OURS / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["kind"] for row in rows} == {"everyday", "function", "post"}
    assert {row["split"] for row in rows} == {FIT, TEST, UNSEEN}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("为什么会怕得罪人，原因怎么写", "causes"),
        ("今后怎么加强学习，措施", "measures"),
        ("担当方面存在的问题", "problems"),
        ("去年提的问题改得怎么样", "rectification"),
        ("家属从业和房产情况怎么交代", "statement"),
        ("老厂家属院冬天冷", None),
        ("怕得罪人，当和事佬", None),
    ],
)
def test_a_query_tells_which_part_it_wants(text: str, kind: str | None) -> None:
    assert hints(text).kind == kind


def test_a_query_tells_post_field_and_year() -> None:
    wanted = hints("2024年分管教育的副市长学位不够怎么说")
    assert (wanted.who, wanted.level, wanted.meeting) == ("individual", "city", "2024")
    assert "教育" in wanted.portfolio
    assert hints("大学班子抓学术风气").who == "group"
    assert hints("编号120241号").meeting is None


def test_one_short_word_names_a_topic_only_beside_a_part_of_the_report() -> None:
    assert hints("讨论来讨论去").topics == ()
    assert hints("讨论少的原因").topics == ("centralism",)
    assert hints("一言堂").topics == ("centralism",)


@given(st.text(max_size=40))
def test_any_text_can_be_looked_at_for_hints(text: str) -> None:
    assert hints(text) == hints(text)


SCORES = st.lists(st.floats(0, 1, width=32), max_size=30).map(lambda values: np.array(values, dtype=np.float32))


SIGNALS = st.builds(Signals, *[st.floats(0, 1)] * 4)


@given(SIGNALS, SCORES)
def test_meaning_counts_within_its_bounds(signals: Signals, scores: np.ndarray) -> None:
    assert WEIGHTS.least <= WEIGHTS.meaning(signals) <= WEIGHTS.most
    assert 0 <= prominence(scores) <= 1


@pytest.mark.parametrize("worse", [{"assurance": 0.1}, {"familiarity": 0.2}, {"found": 0.9}, {"prominence": 1.0}])
def test_meaning_counts_for_a_question_that_is_understood_and_that_words_have_not_answered(
    worse: dict[str, float],
) -> None:
    open_question = Signals(assurance=0.6, familiarity=0.8, found=0.2, prominence=0.3)
    assert WEIGHTS.meaning(open_question) == WEIGHTS.most
    assert WEIGHTS.meaning(replace(open_question, **worse)) == WEIGHTS.least


def test_a_question_is_also_asked_in_official_wordings_unless_that_is_switched_off(
    prepared: Prepared, embedder: Embedder
) -> None:
    for weights, told in ((WEIGHTS, True), (replace(WEIGHTS, rewording=0.0), False)):
        with Corpus.open(prepared.folder, embedder=embedder, read=read, writable=False, weights=weights) as corpus:
            hits = corpus.search(Query("老好人，谁都不想得罪")).hits
        assert any("rewording" in hit.why for hit in hits) is told


def test_official_wordings_help_on_the_whole(prepared: Prepared, embedder: Embedder) -> None:
    assert reached(prepared, embedder, HYBRID).ndcg > reached(prepared, embedder, PLAIN).ndcg
