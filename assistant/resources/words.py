"""The lexicon: what is known of the field, in the form the index asks for."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain import Outline
from assistant.resources import entries as e
from assistant.resources import knowledge
from assistant.resources.outlines import outlines
from index import Aspect, Genre, Kind, Lexicon, Mask, Meeting, Portfolio, Post, Topic

# Shorter pieces ("学懂", "理论学习") are ordinary words: removing them would hide what two texts share.
_LONG = 6


def lexicon(extra_outlines: Iterable[Outline] = ()) -> Lexicon:
    """Everything the parser is told; `extra_outlines` (a user's own) replace shipped ones with the same id."""
    extra = {outline.id: outline for outline in extra_outlines}
    kept = [outline for outline in outlines() if outline.id not in extra]
    asked = sorted([*kept, *extra.values()], key=lambda outline: (outline.year, outline.id))
    return Lexicon(
        genres=tuple(_genre(genre) for genre in knowledge.genres()),
        aspects=_aspects(asked),
        meetings=tuple(Meeting(o.id, o.year, o.name, o.theme, o.signals, o.genre) for o in asked),
        topics=tuple(Topic(topic.id, topic.name, topic.signals) for topic in knowledge.topics()),
        masks=tuple(Mask(mask.pattern, mask.means) for mask in knowledge.masks()),
        portfolios=tuple(
            Portfolio(field.id, (field.name, *field.aliases), field.vocabulary) for field in knowledge.portfolios()
        ),
        posts=tuple(post for posts in knowledge.posts() for post in _posts(posts)),
        expressions=_fixed(asked),
        level_signals=tuple((level.id, level.signals) for level in knowledge.levels()),
    )


def _genre(entry: e.GenreEntry) -> Genre:
    kinds = tuple(Kind(kind.id, kind.name, kind.headings) for kind in entry.kind)
    return Genre(entry.id, entry.name, entry.titles, kinds, entry.closings)


def _aspects(asked: Iterable[Outline]) -> tuple[Aspect, ...]:
    """A branch meeting often repeats the leaders' aspects; given twice, neither meeting could be told by them."""
    found: dict[tuple[int, str], Aspect] = {}
    for outline in asked:
        for aspect in outline.aspects:
            found.setdefault((outline.year, aspect.text), Aspect(outline.id, aspect.place, aspect.text, aspect.topics))
    return tuple(found.values())


def _fixed(asked: Iterable[Outline]) -> tuple[str, ...]:
    """Wording everybody must use, longest first, so that removing one leaves no torn piece of another."""
    found = {expression.canonical for expression in knowledge.expressions()}
    found.update(m for expression in knowledge.expressions() for m in expression.members if len(m) >= _LONG)
    found.update(name for campaign in knowledge.campaigns() for name in (campaign.name, *campaign.short))
    found.update(name for congress in knowledge.congresses() for name in (congress.name, *congress.names))
    found.update(title.title for title in knowledge.titles())
    for outline in asked:
        found.update([outline.theme, *(aspect.text for aspect in outline.aspects if len(aspect.text) >= _LONG)])
    return tuple(sorted(filter(None, found), key=lambda text: (-len(text), text)))


def _posts(entry: e.PostsEntry) -> tuple[Post, ...]:
    alone = tuple(Post(name, "individual", entry.level) for name in entry.individual)
    return alone + tuple(Post(name, "group", entry.level) for name in entry.group)
