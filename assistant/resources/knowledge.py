"""What the program knows of the field, one function a family; each reads its data file once."""

from __future__ import annotations

from functools import cache

from assistant.resources import entries as e
from assistant.resources.files import names, text
from assistant.resources.loading import Model, check, entries, parse

_DATA = "data"


@cache
def genres() -> tuple[e.GenreEntry, ...]:
    """The genres, the self-examination first."""
    found = (_genre(name) for name in names(_DATA, "genres", suffix=".toml"))
    return tuple(sorted(found, key=lambda genre: (genre.id != "self-examination", genre.id)))


def _genre(name: str) -> e.GenreEntry:
    written = text(_DATA, "genres", name)
    return check(e.GenreEntry, parse(written, name), written, name)


@cache
def topics() -> tuple[e.TopicEntry, ...]:
    """The lasting topics with the words that signal them."""
    return _family(e.TopicEntry, "topics.toml", "topic")


@cache
def masks() -> tuple[e.MaskEntry, ...]:
    """The masks that sample sites use, in the order they are to be tried."""
    return _family(e.MaskEntry, "masks.toml", "mask")


@cache
def portfolios() -> tuple[e.PortfolioEntry, ...]:
    """The fields of work."""
    return _family(e.PortfolioEntry, "portfolios.toml", "portfolio")


@cache
def levels() -> tuple[e.LevelEntry, ...]:
    """The levels from province to unit."""
    return entries(e.LevelEntry, text(_DATA, "levels.toml"), "levels.toml", "level", beside=("unit_type",))


@cache
def unit_types() -> tuple[e.UnitTypeEntry, ...]:
    """The kinds of unit: department, enterprise, university …."""
    return entries(e.UnitTypeEntry, text(_DATA, "levels.toml"), "levels.toml", "unit_type", beside=("level",))


@cache
def posts() -> tuple[e.PostsEntry, ...]:
    """Posts and bodies by level."""
    return _family(e.PostsEntry, "posts.toml", "posts")


@cache
def expressions() -> tuple[e.ExpressionEntry, ...]:
    """Fixed expressions with their time, their newer form and their wrong forms."""
    return _family(e.ExpressionEntry, "expressions.toml", "expression")


@cache
def campaigns() -> tuple[e.CampaignEntry, ...]:
    """Study campaigns, oldest first."""
    return _family(e.CampaignEntry, "campaigns.toml", "campaign")


@cache
def eras() -> tuple[e.EraEntry, ...]:
    """Times that are over with the words that tell of them."""
    return _family(e.EraEntry, "eras.toml", "era")


@cache
def congresses() -> tuple[e.CongressEntry, ...]:
    """Party congresses and plenums, oldest first."""
    return _family(e.CongressEntry, "congresses.toml", "congress")


@cache
def titles() -> tuple[e.TitleEntry, ...]:
    """Titles of regulations and laws, in force and replaced."""
    return _family(e.TitleEntry, "titles.toml", "title")


@cache
def stock_phrases() -> tuple[e.StockPhraseEntry, ...]:
    """Worn formulas by topic."""
    return _family(e.StockPhraseEntry, "stock_phrases.toml", "stock")


@cache
def questions() -> tuple[e.QuestionEntry, ...]:
    """Questions that elicit a real case, by topic and group of portfolios."""
    return _family(e.QuestionEntry, "questions.toml", "question")


@cache
def threads() -> tuple[e.ThreadEntry, ...]:
    """Faults followed through from problem to measure, in our own words."""
    files = ((name, text(_DATA, "threads", name)) for name in names(_DATA, "threads", suffix=".toml"))
    return tuple(thread for name, written in files for thread in entries(e.ThreadEntry, written, name, "thread"))


@cache
def frames() -> tuple[e.FrameEntry, ...]:
    """Sentences of our own for fixed places in a part."""
    return _family(e.FrameEntry, "frames.toml", "frame")


@cache
def terms() -> tuple[e.TermsEntry, ...]:
    """How each level and kind of unit calls itself and its neighbours."""
    return _family(e.TermsEntry, "terms.toml", "terms")


def _family(model: type[Model], name: str, table: str) -> tuple[Model, ...]:
    return entries(model, text(_DATA, name), name, table)
