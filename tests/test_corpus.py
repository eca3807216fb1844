"""What a library promises: what was taken in is found, by function first, and nothing that fails looks like success."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from small_library import ROADS, TEACHER, document, open_library, parse, texts, write

from index.corpus import Corpus
from index.errors import EmbeddingUnavailable, Fault, NotFound
from index.report import Facets, Query

ROOT = Path(__file__).parents[1]


# -- taking in and out


def test_files_are_taken_in_and_one_bad_file_never_stops_the_rest(tmp_path: Path) -> None:
    files = [write(tmp_path, "甲.txt", TEACHER), write(tmp_path, "乙.bad", "x"), write(tmp_path, "丙.txt", ROADS)]
    steps: list[tuple[int, int, str]] = []
    with open_library(tmp_path / "lib") as corpus:
        done = corpus.ingest(files, progress=lambda *step: steps.append(step))
        assert [card.title for card in done.added] == ["教育局长对照检查", "交通局班子对照检查"]
        assert [(Path(failure.source).name, failure.remedy) for failure in done.failed] == [
            ("乙.bad", "请换一个文件。")
        ]
        assert steps == [(1, 3, "甲.txt"), (2, 3, "乙.bad"), (3, 3, "丙.txt")]
        assert texts(corpus, "断头路")[0].startswith("二是") or "断头路" in texts(corpus, "断头路")[0]


def test_taking_in_twice_changes_nothing(tmp_path: Path) -> None:
    path, copy = write(tmp_path, "甲.txt", TEACHER), write(tmp_path, "副本.txt", TEACHER)
    with open_library(tmp_path / "lib") as corpus:
        corpus.ingest([path])
        before = corpus.state()
        again = corpus.ingest([path, copy])
        assert again.added == ()
        assert len(again.unchanged) == 1
        assert corpus.state() == before


def test_an_edited_file_replaces_its_report(tmp_path: Path) -> None:
    path = write(tmp_path, "甲.txt", TEACHER)
    with open_library(tmp_path / "lib") as corpus:
        corpus.ingest([path])
        write(tmp_path, "甲.txt", TEACHER.replace("校外培训机构", "民办幼儿园"))
        corpus.ingest([path])
        assert len(corpus.reports()) == 1
        assert corpus.phrase("校外培训机构").total == 0
        assert corpus.phrase("民办幼儿园").total == 1


def test_files_of_one_name_in_two_folders_are_two_reports(tmp_path: Path) -> None:
    files = [write(tmp_path / "a", "材料.txt", TEACHER), write(tmp_path / "b", "材料.txt", ROADS)]
    with open_library(tmp_path / "lib") as corpus:
        corpus.ingest(files)
        assert len(corpus.reports()) == 2


def test_a_removed_report_answers_nothing_any_more(library: Corpus) -> None:
    gone = library.reports()[0]
    library.remove(gone.id)
    assert all(hit.report.id != gone.id for hit in library.search(Query("理论学习 读书")).hits)
    assert library.phrase("理论学习").total == 0
    with pytest.raises(NotFound):
        library.report(gone.id)
    with pytest.raises(NotFound):
        library.remove(gone.id)


def test_a_report_and_a_passage_come_back_whole(library: Corpus) -> None:
    wanted = parse(document(TEACHER, "教育.txt"))
    assert library.report(wanted.id) == wanted
    assert library.passage(wanted.passages[2].id) == wanted.passages[2]
    with pytest.raises(NotFound):
        library.passage("没有")


def test_everything_is_there_after_opening_again(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(TEACHER))
        before = corpus.search(Query("担当 学习"))
    with open_library(tmp_path / "lib") as corpus:
        assert corpus.search(Query("担当 学习")) == before


# -- searching


def test_a_filter_is_hard(library: Corpus) -> None:
    assert texts(library, "学习 担当", only=Facets(kind="causes", who="group")) == [
        "斗争精神有所弱化，怕得罪人，信奉多一事不如少一事。"
    ]
    assert texts(library, only=Facets(topics=("duty", "nothing"))) == texts(library, only=Facets(topics=("duty",)))
    for facets in (Facets(meeting="2024"), Facets(level="county"), Facets(portfolio=("教育", "体育"))):
        assert {hit.report.title for hit in library.search(Query("不够", only=facets)).hits} == {"教育局长对照检查"}
    assert library.search(Query("学习", only=Facets(meeting="1999"))).hits == ()


def test_a_preference_moves_but_does_not_exclude(library: Corpus) -> None:
    plain = library.search(Query("问题"))
    moved = library.search(Query("问题", prefer=Facets(kind="measures", portfolio=("教育",), who="individual")))
    assert {hit.passage.id for hit in plain.hits} == {hit.passage.id for hit in moved.hits}
    assert moved.hits[0].passage.text.startswith("每月安排")
    assert moved.hits[0].why["kind"] > 0


def test_scores_fall_and_are_the_sum_of_their_parts(library: Corpus) -> None:
    hits = library.search(Query("担当作为不够", prefer=Facets(kind="problems", meeting="2025"))).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(sum(hit.why.values()) == pytest.approx(hit.score, abs=0.001) for hit in hits)


def test_without_words_the_facets_list(library: Corpus) -> None:
    assert len(texts(library, only=Facets(kind="problems"))) == 4
    assert texts(library, "，。！", only=Facets(kind="causes")) == texts(library, only=Facets(kind="causes"))


@pytest.mark.parametrize("query", ["学", "x", "？", "", "🙂", "\x00", "a" * 5000, "一二三" * 2000, "\ud800学"])
@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_no_query_is_an_error(library: Corpus, query: str, mode: str) -> None:
    assert len(library.search(Query(query, mode=mode)).hits) <= 10


def test_an_unknown_mode_is_told(library: Corpus) -> None:
    with pytest.raises(Fault, match="fuzzy"):
        library.search(Query("学习", mode="fuzzy"))


def test_excluded_reports_do_not_answer(library: Corpus) -> None:
    first = library.search(Query("不够")).hits[0].report.id
    assert all(hit.report.id != first for hit in library.search(Query("不够", exclude=(first,))).hits)


def test_nearly_the_same_passage_is_shown_once(tmp_path: Path) -> None:
    long = (
        "遇到断头路的历史遗留问题绕着走，{}个村的群众多次反映，至今没有拿出管用的办法，责任主要在我，根子在担当不够，"
        "总觉得前任留下的账不该由本届来还，说到底是把个人的得失看得重了，把群众出行的难处看得轻了。"
    )
    with open_library(tmp_path / "lib") as corpus:
        for number in range(6):
            corpus.add(
                document(f"报告{number}\n{long.format(number)}\n第{number}份材料独有的整改内容是修桥{number * 7}座。")
            )
        found = texts(corpus, "断头路的历史遗留问题")
        assert sum("断头路" in text for text in found) == 1
        assert len(corpus.ranked(Query("断头路的历史遗留问题"))) >= 6


def test_no_report_takes_more_than_its_share(tmp_path: Path) -> None:
    def about(name: str, count: int) -> str:
        words = ["读书", "调研", "谈话", "走访", "培训", "宣讲", "考核", "督查", "座谈", "值班"]
        return name + "\n" + "\n".join(f"{name}关于{word}的学习安排第{at}条。" for at, word in enumerate(words[:count]))

    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(about("大报告", 10)))
        assert len(corpus.search(Query("学习安排")).hits) == 10
        for number in range(4):
            corpus.add(document(about(f"小报告{number}", 3)))
        hits = corpus.search(Query("大报告学习安排")).hits
        assert len(hits) == 10
        assert sum(hit.report.title == "大报告" for hit in hits) == 3


def test_a_repeated_official_heading_is_not_searched(tmp_path: Path) -> None:
    official = "#problems* 带头担当作为干事创业方面"
    with open_library(tmp_path / "lib") as corpus:
        corpus.add(document(f"甲\n{official}\n下乡调研次数少。\n#measures 修路的办法\n明年开工三条。"))
        assert texts(corpus, "干事创业", mode="lexical") == []
        assert texts(corpus, "修路", mode="lexical") == ["明年开工三条。"]


def test_filters_reach_what_lies_deep(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib") as corpus:
        crowd = "\n".join(f"学习不够深入的表现之{number}，次数为{number * 13}。" for number in range(600))
        corpus.add(document(f"人多\n@who=group\n{crowd}"))
        corpus.add(document("人少\n@who=individual\n很长的一段话，说的是别的许多事情，只在末尾提到学习。"))
        for mode in ("lexical", "dense", "hybrid"):
            hits = corpus.search(Query("学习不够深入", only=Facets(who="individual"), mode=mode)).hits
            assert [hit.report.title for hit in hits] == ["人少"]


def test_passages_are_handed_out_by_function(library: Corpus) -> None:
    assert [passage.kind for passage in library.passages(Facets(kind="measures"))] == ["measures", "measures"]
    assert len(list(library.passages())) == 8


# -- embedders


class Meaning:
    """An embedder that knows what a few everyday words mean."""

    name, dimension = "意义", 2

    def __init__(self, fingerprint: str = "意义/1", dimension: int = 2) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.broken = False
        self.asked = 0

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += len(texts)
        return np.array([self.query(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def query(self, text: str) -> np.ndarray:
        if self.broken:
            raise EmbeddingUnavailable("嵌入服务没有答复。", "请检查服务。")
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[int("得罪人" in text or "和事佬" in text)] = 1
        return vector


def test_meaning_finds_what_words_do_not(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", embedder=Meaning()) as corpus:
        corpus.add(document(TEACHER))
        corpus.add(document(ROADS))
        assert texts(corpus, "和事佬", mode="lexical") == []
        assert "得罪人" in texts(corpus, "和事佬")[0]
        assert "得罪人" in texts(corpus, "和事佬", mode="dense")[0]


def test_a_failing_embedder_leaves_words_and_says_so(tmp_path: Path) -> None:
    embedder = Meaning()
    with open_library(tmp_path / "lib", embedder=embedder) as corpus:
        corpus.add(document(ROADS))
        embedder.broken = True
        answer = corpus.search(Query("得罪人"))
        assert "得罪人" in answer.hits[0].passage.text
        assert len(answer.degraded) == 1
        assert "嵌入服务没有答复" in answer.degraded[0]


def test_a_report_is_taken_in_without_vectors_and_gets_them_later(tmp_path: Path) -> None:
    embedder = Meaning()
    embedder.broken = True
    with open_library(tmp_path / "lib", embedder=embedder) as corpus:
        corpus.add(document(ROADS))
        embedder.broken = False
        answer = corpus.search(Query("得罪人"))
        assert answer.hits
        assert "reindex" in answer.degraded[0]
        corpus.reindex()
        answer = corpus.search(Query("和事佬"))
        assert answer.degraded == ()
        assert "得罪人" in answer.hits[0].passage.text


@pytest.mark.parametrize("other", [Meaning("意义/2"), Meaning("意义/1", 3)], ids=["other model", "other width"])
def test_vectors_of_two_embedders_are_never_mixed(tmp_path: Path, other: Meaning) -> None:
    with open_library(tmp_path / "lib", embedder=Meaning()) as corpus:
        corpus.add(document(ROADS))
    with open_library(tmp_path / "lib", embedder=other) as corpus:
        answer = corpus.search(Query("和事佬", mode="dense"))
        assert "reindex" in answer.degraded[0]
        assert answer.hits == ()
        corpus.add(document(TEACHER))
        corpus.reindex()
        answer = corpus.search(Query("和事佬"))
        assert answer.degraded == ()
        assert "得罪人" in answer.hits[0].passage.text
        assert corpus.state()["embedded"] == 1.0


def test_embedding_again_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_library(tmp_path / "lib", embedder=Meaning()) as corpus:
        for number in range(60):
            corpus.add(document(f"报告{number}\n" + "\n".join(f"第{number}份的第{line}段。" for line in range(10))))

    class Interrupted(Exception):
        pass

    def stop(done: int, total: int, label: str) -> None:
        if done >= 256:
            raise Interrupted

    other = Meaning("意义/2")
    with open_library(tmp_path / "lib", embedder=other) as corpus, pytest.raises(Interrupted):
        corpus.reindex(stop)
    first = other.asked
    with open_library(tmp_path / "lib", embedder=other) as corpus:
        assert corpus.search(Query("第3份")).hits
        corpus.reindex()
        assert corpus.state()["embedded"] == 1.0
    assert 0 < first < 600
    assert other.asked == 600
