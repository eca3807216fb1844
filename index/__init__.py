"""The library of example reports: reading, parsing, storing and finding. This is the package's only door."""

from index.corpus import WEIGHTS, Corpus, Found, Weights, lock_holder
from index.embedding import Embedder, load_embedder, standing_in, usable_embedder
from index.errors import EmbeddingUnavailable, Fault, LibraryBusy, LibraryDamaged, NotFound, Unreadable
from index.lexicon import Aspect, Genre, Kind, Lexicon, Mask, Meeting, Portfolio, Post, Topic
from index.likeness import Likeness, Official, Run
from index.parsing import Parser, wrapped
from index.reading import SUFFIXES, Limits, find_files, read
from index.report import (
    Answer,
    Block,
    Document,
    Facets,
    Failure,
    Hit,
    Ingested,
    MaskedWord,
    Passage,
    Phrase,
    PhraseUse,
    Point,
    Query,
    Report,
    ReportCard,
    Section,
)
from index.wording import nouns as nouns_of
from index.wording import value_of
from index.wording import words as words_of

__all__ = [
    "SUFFIXES",
    "WEIGHTS",
    "Answer",
    "Aspect",
    "Block",
    "Corpus",
    "Document",
    "Embedder",
    "EmbeddingUnavailable",
    "Facets",
    "Failure",
    "Fault",
    "Found",
    "Genre",
    "Hit",
    "Ingested",
    "Kind",
    "Lexicon",
    "LibraryBusy",
    "LibraryDamaged",
    "Likeness",
    "Limits",
    "Mask",
    "MaskedWord",
    "Meeting",
    "NotFound",
    "Official",
    "Parser",
    "Passage",
    "Phrase",
    "PhraseUse",
    "Point",
    "Portfolio",
    "Post",
    "Query",
    "Report",
    "ReportCard",
    "Run",
    "Section",
    "Topic",
    "Unreadable",
    "Weights",
    "find_files",
    "load_embedder",
    "lock_holder",
    "nouns_of",
    "read",
    "standing_in",
    "usable_embedder",
    "value_of",
    "words_of",
    "wrapped",
]
