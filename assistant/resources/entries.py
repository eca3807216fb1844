"""What an entry of each data file must look like; anything else is refused, so a typing error cannot hide."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Certainty = Literal["high", "medium", "low"]
Who = Literal["individual", "group", "both"]
Level = Literal["province", "city", "county", "township", "village", "unit"]
PortfolioGroup = Literal["economy", "livelihood", "security", "party", "unit"]
Text = Annotated[str, Field(min_length=1)]
Texts = tuple[Text, ...]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式写错了：{error}") from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_compiles)]


class Strict(BaseModel):
    """Unknown keys are errors and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Entry(Strict):
    """Where a fact comes from and how sure it is; an entry without its own takes those of its file."""

    source: Text
    certainty: Certainty


class KindEntry(Strict):
    """A kind of section in a genre file."""

    id: Identifier
    name: Text
    headings: Texts


class GenreEntry(Entry):
    """A genre file."""

    id: Identifier
    name: Text
    titles: Texts
    closings: Texts = ()
    kind: Annotated[tuple[KindEntry, ...], Field(min_length=1)]


class AspectEntry(Strict):
    """An aspect of an outline file."""

    text: Text
    short: Text
    topics: Annotated[Texts, Field(min_length=1)]
    certainty: Certainty = "high"


class PartEntry(Strict):
    """A part of an outline file; the part `problems` stands for one part an aspect."""

    kind: Literal[
        "opening", "preparation", "rectification", "statement", "problems", "case", "causes", "measures", "closing"
    ]
    title: str = ""
    who: Who = "both"
    words: Annotated[int, Field(ge=0, le=20000)] = 0
    required: bool = True


class OutlineEntry(Entry):
    """An outline file: what the notice of one meeting asks for."""

    id: Identifier
    year: Annotated[int, Field(ge=2000, le=2100)]
    name: Text
    genre: Identifier = "self-examination"
    theme: str = ""
    held: str = ""
    for_whom: Who = "both"
    signals: Texts = ()
    aspect: Annotated[tuple[AspectEntry, ...], Field(min_length=1)]
    part: Annotated[tuple[PartEntry, ...], Field(min_length=1)]


class TopicEntry(Entry):
    """A lasting topic."""

    id: Identifier
    name: Text
    signals: Annotated[Texts, Field(min_length=1)]


class MaskEntry(Entry):
    """A mask and what it stands for."""

    pattern: Pattern
    means: Text | None = None


class DocumentEntry(Strict):
    """A regulation or law a portfolio works by."""

    title: Text
    note: str = ""
    certainty: Certainty = "medium"


class DatedEntry(Strict):
    """A term of a portfolio that belongs to a time, and the newer one."""

    term: Text
    from_: Month | None = Field(default=None, alias="from")
    to: Month | None = None
    newer: str = ""
    note: str = ""


class PortfolioEntry(Entry):
    """A field of work. `telling` are words by which an example is known to be of this field and not for others, `people`
    those of the vocabulary that name persons or bodies.
    """

    id: Identifier
    name: Text
    group: PortfolioGroup
    aliases: Texts = ()
    roles: Texts = ()
    vocabulary: Annotated[Texts, Field(min_length=6)]
    people: Texts = ()
    telling: Texts = ()
    problems: Texts = ()
    measures: Texts = ()
    document: tuple[DocumentEntry, ...] = ()
    dated: tuple[DatedEntry, ...] = ()


class UnitTypeEntry(Entry):
    """How a kind of unit speaks of itself, and the words that show a text was written for another kind."""

    id: Literal["party", "government", "department", "enterprise", "university", "hospital", "school"]
    name: Text
    looks_up: Texts
    looks_down: Texts
    bodies: Texts
    self_names: Texts
    signals: Texts
    betrays: Texts


class LevelEntry(Entry):
    """How a level speaks of itself, and the words that show a text was written for another level."""

    id: Level
    name: Text
    looks_up: Texts
    looks_down: Texts
    bodies: Texts
    self_names: Texts
    ranking: Texts
    signals: Texts
    betrays: Texts


class PostsEntry(Entry):
    """The posts and bodies of one level; without a level, those whose name does not fix it."""

    level: Level | None = None
    individual: Texts
    group: Texts


class ExpressionEntry(Entry):
    """A fixed expression: its exact form, its members in order, its time, and wrong forms as literal strings.

    A wrong form inside one of `not_within` is right ("习总书记" in "学习总书记"). `names` are what a list of members is
    called ("三会一课").
    """

    canonical: Text
    members: Texts = ()
    names: Texts = ()
    from_: Month | None = Field(default=None, alias="from")
    to: Month | None = None
    newer: str = ""
    wrong: Texts = ()
    not_within: Texts = ()
    note: str = ""


class CampaignEntry(Entry):
    """A study campaign and its time; `short` are other names it goes by."""

    name: Text
    short: Texts = ()
    from_: Month = Field(alias="from")
    to: Month
    newer: str = ""


class EraEntry(Entry):
    """A time that is over, and words said then only."""

    name: Text
    words: Texts
    to: Month


class CongressEntry(Entry):
    """A party congress or plenum with its first and last day."""

    name: Text
    kind: Literal["congress", "plenum"]
    from_: Annotated[str, Field(alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")]
    to: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    subject: str = ""
    names: Texts = ()


class TitleEntry(Entry):
    """A regulation or law: the exact title, short and wrong forms, and what replaced it."""

    title: Text
    state: Literal["in force", "replaced", "expired"]
    since: Month | None = None
    until: Month | None = None
    replaced_by: str = ""
    short: Texts = ()
    wrong: Texts = ()
    note: str = ""


class StockPhraseEntry(Entry):
    """Worn formulas of one topic that say nothing without a case."""

    topic: Text
    phrases: Annotated[Texts, Field(min_length=1)]


class QuestionEntry(Entry):
    """A question that elicits one real case; `$portfolio` and `$term` are filled in by the asker."""

    topic: Text
    group: Literal["general", "economy", "livelihood", "security", "party", "unit"] = "general"
    asks: Annotated[Texts, Field(min_length=1)]


class ThreadEntry(Entry):
    """One fault followed through in our own words: headings, how it shows, what it weighs, causes, measures, question."""

    id: Identifier
    topic: Text
    who: Who = "both"
    problem: Annotated[Texts, Field(min_length=2)]
    shows: Annotated[Texts, Field(min_length=2)]
    weighs: Texts = ()
    cause: Annotated[Texts, Field(min_length=1)]
    measure: Annotated[Texts, Field(min_length=1)]
    ask: Text


class FrameEntry(Entry):
    """One sentence or paragraph of our own for a place in a part; `$names` are filled in by the drafter."""

    kind: Text
    use: Text
    who: Who = "both"
    text: Text


class TermsEntry(Entry):
    """How a level or a kind of unit calls its whole field, itself, those above and those below."""

    level: str = ""
    unit_type: str = ""
    whole: Text
    ours: Text
    up: Text
    down: Text
    body: Text
