"""What must be known of a genre to read it: kinds of section, aspects by year, topics, masks, posts, portfolios.

All of it is data that somebody hands in (see `assistant.resources`); nothing here names a year or a phrase.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of section. `headings` are words that make a heading one of this kind; the longest match wins."""

    id: str
    name: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre of report: words that titles of it contain, and its kinds of section in their usual order."""

    id: str
    name: str
    titles: tuple[str, ...]
    kinds: tuple[Kind, ...]
    closings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of one year's outline; `place` is 1-based in official order."""

    meeting: str
    place: int
    text: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What tells that a text belongs to a meeting. `signals` are words only texts of that meeting use."""

    id: str
    year: int
    name: str
    theme: str
    signals: tuple[str, ...]
    genre: str = "self-examination"


@dataclass(frozen=True, slots=True)
class Topic:
    """A lasting topic (理论学习, 担当作为 …) with words that signal it."""

    id: str
    name: str
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mask:
    """A mask: a regular expression and what the matched text stands for (None when only the writer knows)."""

    pattern: str
    means: str | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A field of work. `names` are all its names, the first one ours; `vocabulary` are terms that signal it."""

    id: str
    names: tuple[str, ...]
    vocabulary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post or body as written in titles (副市长, 县委常委班子), with level and voice where the name fixes them."""

    name: str
    who: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the parser is told of the field. `expressions` are fixed expressions, removed before comparing texts;
    `level_signals` maps a level to words that only texts of that level use of themselves.
    """

    genres: tuple[Genre, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    topics: tuple[Topic, ...] = ()
    masks: tuple[Mask, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    posts: tuple[Post, ...] = ()
    expressions: tuple[str, ...] = ()
    level_signals: tuple[tuple[str, tuple[str, ...]], ...] = ()
