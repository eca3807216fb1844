"""What ships with the program beside its code: knowledge of the field and the files it is kept in."""

from assistant.resources.files import folder, names, text
from assistant.resources.knowledge import (
    campaigns,
    congresses,
    eras,
    expressions,
    frames,
    genres,
    levels,
    masks,
    portfolios,
    posts,
    questions,
    stock_phrases,
    terms,
    threads,
    titles,
    topics,
    unit_types,
)
from assistant.resources.loading import BadFile
from assistant.resources.outlines import add_outline, load_outline, outlines, read_outline
from assistant.resources.words import lexicon

__all__ = [
    "BadFile",
    "add_outline",
    "campaigns",
    "congresses",
    "eras",
    "expressions",
    "folder",
    "frames",
    "genres",
    "levels",
    "lexicon",
    "load_outline",
    "masks",
    "names",
    "outlines",
    "portfolios",
    "posts",
    "questions",
    "read_outline",
    "stock_phrases",
    "terms",
    "text",
    "threads",
    "titles",
    "topics",
    "unit_types",
]
