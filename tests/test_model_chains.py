"""Others' LangChain chains may use our library and our embedder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes_chat import small_corpus

from assistant.model import embeddings, retriever
from index import Corpus, load_embedder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with small_corpus(tmp_path_factory.mktemp("chains"), "2025-justice-chief") as corpus:
        yield corpus


def test_the_library_is_a_langchain_retriever(corpus: Corpus) -> None:
    found = retriever(corpus, 3).invoke("担当作为不够")
    assert len(found) == 3
    for document in found:
        assert corpus.passage(str(document.id)).text == document.page_content
        assert document.metadata["title"]
    assert [one.metadata["score"] for one in found] == sorted((one.metadata["score"] for one in found), reverse=True)


def test_the_retriever_goes_into_a_chain(corpus: Corpus) -> None:
    chain = retriever(corpus, 2) | (lambda documents: [one.page_content for one in documents])
    assert len(chain.invoke("理论学习不够深入")) == 2


def test_our_embedder_is_langchain_embeddings() -> None:
    embedder = load_embedder("builtin")
    made = embeddings(embedder)
    texts = ["理论学习不够深入", "担当作为不足"]
    assert made.embed_documents(texts) == [pytest.approx(list(row)) for row in embedder.passages(texts)]
    assert made.embed_query(texts[0]) == pytest.approx(list(embedder.query(texts[0])))
