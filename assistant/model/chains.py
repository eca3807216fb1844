"""For others' LangChain chains: the library as a retriever, our embedder as embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import Corpus, Embedder, Query

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_core.retrievers import BaseRetriever


def retriever(corpus: Corpus, limit: int = 10) -> BaseRetriever:
    """A LangChain retriever over an open library: passages, best first, with their place in the metadata."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.retrievers import BaseRetriever

    class LibraryRetriever(BaseRetriever):
        def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
            return _documents(corpus, query, limit)

    # Annotations are strings here, and LangChain looks the signature up when it is asked, not by name.
    return LibraryRetriever()


def _documents(corpus: Corpus, query: str, limit: int) -> list[Document]:
    from langchain_core.documents import Document

    hits = corpus.search(Query(query, limit=limit)).hits
    return [
        Document(
            id=hit.passage.id,
            page_content=hit.passage.text,
            metadata={
                "title": hit.report.title,
                "source": hit.report.source,
                "section": " › ".join(hit.passage.section_path),
                "kind": hit.passage.kind,
                "score": hit.score,
            },
        )
        for hit in hits
    ]


def embeddings(embedder: Embedder) -> Embeddings:
    """Our embedder as LangChain embeddings."""
    from langchain_core.embeddings import Embeddings

    class OwnEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in row] for row in embedder.passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(value) for value in embedder.query(text)]

    return OwnEmbeddings()
