"""What ships with the program beside its code: knowledge of the field and the files it is kept in."""

from assistant.resources.files import folder, names, text
from assistant.resources.knowledge import genres, levels, masks, portfolios, posts, topics, unit_types
from assistant.resources.loading import BadFile
from assistant.resources.outlines import add_outline, load_outline, outlines, read_outline
from assistant.resources.words import lexicon

__all__ = [
    "BadFile",
    "add_outline",
    "folder",
    "genres",
    "levels",
    "lexicon",
    "load_outline",
    "masks",
    "names",
    "outlines",
    "portfolios",
    "posts",
    "read_outline",
    "text",
    "topics",
    "unit_types",
]
