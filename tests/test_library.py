"""The bundled examples: enough of every kind, original, clean, and found. `python -m tests.bench.library` prints the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import resources
from index import Corpus, Section
from tests.bench import library as measured
from tests.bench.library import Example


@pytest.fixture(scope="module")
def every() -> tuple[Example, ...]:
    return measured.examples()


@pytest.fixture(scope="module")
def own(every: tuple[Example, ...]) -> tuple[Example, ...]:
    return tuple(example for example in every if example.front["genre"] == "self-examination")


@pytest.fixture(scope="module")
def corpus(every: tuple[Example, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with measured.library(tmp_path_factory.mktemp("library"), every) as corpus:
        yield corpus


def test_every_year_voice_and_level_has_its_examples(own: tuple[Example, ...]) -> None:
    assert len(own) >= 40
    assert all(count >= 6 for count in Counter(example.year for example in own).values())
    assert {example.year for example in own} == {2021, 2022, 2023, 2024, 2025}
    voices = Counter(example.front["who"] for example in own)
    assert voices["individual"] >= 28
    assert voices["group"] >= 12
    levels = {example.front["level"] for example in own}
    assert levels == {"province", "city", "county", "township", "village", "unit"}


def test_most_fields_of_work_are_written_about(every: tuple[Example, ...]) -> None:
    known = {portfolio.name for portfolio in resources.portfolios()}
    written = {field for example in every for field in example.report.portfolio}
    assert len(written & known) >= 30


def test_the_other_genres_have_two_examples_each(every: tuple[Example, ...]) -> None:
    genres = Counter(str(example.front["genre"]) for example in every)
    assert all(genres[genre.id] >= 2 for genre in resources.genres())


def test_examples_are_as_long_as_real_ones(own: tuple[Example, ...]) -> None:
    assert [example.name for example in own if not 3000 <= example.length <= 6000] == []


def test_invented_people_and_figures_are_marked_as_such(every: tuple[Example, ...]) -> None:
    assert [example.name for example in every if example.front.get("illustrative") is not True] == []


def test_no_two_reports_share_more_than_one_percent(every: tuple[Example, ...]) -> None:
    close = [pair for pair in measured.shared(every) if pair.containment > 0.01 or pair.jaccard > 0.01]
    assert [(pair.one, pair.other, pair.grams[:5]) for pair in close] == []


def test_no_sentence_occurs_in_more_than_two_reports(every: tuple[Example, ...]) -> None:
    assert measured.repeated(every) == {}


@pytest.mark.parametrize(
    "check", [measured.wrong_forms, measured.out_of_time, measured.punctuation, measured.numbering]
)
def test_wording_punctuation_and_numbering_are_right(every: tuple[Example, ...], check: object) -> None:
    assert callable(check)
    assert [(example.name, finding) for example in every for finding in check(example)] == []


def test_every_topic_and_field_written_about_is_found_among_the_first_five(
    every: tuple[Example, ...], corpus: Corpus
) -> None:
    asked = measured.pairs(every)
    assert len(asked) > 300
    assert measured.sought(corpus, asked, "filters").missed == ()
    assert measured.sought(corpus, asked, "typed").missed == ()


# -- the measure itself


def test_copied_text_is_noticed(own: tuple[Example, ...]) -> None:
    stolen = own[1].body.split("\n\n")[3]
    copy = replace(own[0], name="copy.md", body=own[0].body + stolen)
    assert max(pair.containment for pair in measured.shared([copy, own[1]])) > 0.01
    thrice = [replace(own[0], name=f"{number}.md") for number in range(3)]
    assert measured.repeated(thrice)


def test_a_wrong_form_and_a_word_of_another_time_are_noticed(own: tuple[Example, ...]) -> None:
    form = next(form for expression in resources.expressions() for form in expression.wrong)
    late = next(one for one in resources.expressions() if one.from_ and one.from_ > "2022-03")
    early = next(example for example in own if example.year == 2021)
    assert list(measured.wrong_forms(replace(early, body=early.body + form)))
    assert list(measured.out_of_time(replace(early, body=early.body + late.canonical)))


@pytest.mark.parametrize("slip", ["工作,不实", "工作，，不实", "XX市", "“工作", "**工作**"])
def test_a_slip_of_punctuation_is_noticed(own: tuple[Example, ...], slip: str) -> None:
    assert list(measured.punctuation(replace(own[0], body=own[0].body + slip)))


def test_a_number_left_out_is_noticed(own: tuple[Example, ...]) -> None:
    def numbered(*numbers: str) -> tuple[Section, ...]:
        return tuple(Section(number, "标题", "problems", line, 0, 0, 0) for line, number in enumerate(numbers, 1))

    report = replace(own[0].report, sections=numbered("一、", "二、", "四、"))
    assert list(measured.numbering(replace(own[0], report=report)))
    long = tuple(
        f"{number}、" for number in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    )
    assert not list(measured.numbering(replace(own[0], report=replace(report, sections=numbered(*long)))))


def test_the_measure_reads_the_bundled_files(every: tuple[Example, ...]) -> None:
    folder = Path(str(resources.folder("data") / "reports"))
    assert sorted(example.name for example in every) == sorted(path.name for path in folder.glob("*.md"))
