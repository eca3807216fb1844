"""The values of a conversation and the events of one turn. None of them changes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from assistant.chat.asked import Asked
from assistant.chat.checking import Checking
from assistant.domain import Fact, Outline, Profile, Suggestion
from index import Passage

if TYPE_CHECKING:
    from assistant.domain import Part
    from index import Corpus, Lexicon


class Composer(Protocol):
    """Whoever proposes texts for one part of an outline."""

    def suggest(
        self, profile: Profile, outline: Outline, part_id: str, facts: tuple[Fact, ...], count: int
    ) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Alternatives, best first, and every step that could not run, in Chinese."""


@runtime_checkable
class Streaming(Protocol):
    """A composer whose text can be watched as it grows."""

    def writing(
        self, profile: Profile, outline: Outline, part_id: str, facts: tuple[Fact, ...], count: int
    ) -> Generator[str, None, tuple[tuple[Suggestion, ...], tuple[str, ...]]]:
        """The text so far, again and again, and at the end what `suggest` gives."""


@runtime_checkable
class Reviser(Protocol):
    """A composer that changes single points of its suggestions."""

    def reword(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: tuple[Fact, ...],
        suggestion: Suggestion,
        number: int,
    ) -> Suggestion:
        """The suggestion with one point said otherwise."""

    def drop(
        self,
        profile: Profile,
        outline: Outline,
        part_id: str,
        facts: tuple[Fact, ...],
        suggestion: Suggestion,
        number: int,
    ) -> Suggestion:
        """The suggestion without one point."""


@runtime_checkable
class Rewriter(Protocol):
    """A composer that rewrites any text as asked: one with a model."""

    def rewrite(
        self, profile: Profile, outline: Outline, facts: tuple[Fact, ...], text: str, operation: str, whole: Suggestion
    ) -> Generator[str, None, Suggestion]:
        """The text as it grows, and at the end `whole` with `text` in it rewritten."""


@runtime_checkable
class Talker(Protocol):
    """A composer that can talk about the work: one with a model."""

    def reply(
        self, profile: Profile, outline: Outline, facts: tuple[Fact, ...], text: str, history: tuple[str, ...]
    ) -> Generator[str, None, tuple[str, tuple[str, ...]]]:
        """The answer as it grows, and at the end the answer (empty where there is none) with what to know of it."""

    def ask(self, profile: Profile, part: Part, facts: tuple[Fact, ...]) -> tuple[str, ...]:
        """Questions that help the writer remember a real case; none where the model fails."""


@dataclass(frozen=True)
class Tools:
    """What a turn works with. `outline` gives what a meeting asks of a writer and raises a Fault for an unknown one;
    `meetings` are the outlines the checks know, those that ship unless some are given.
    """

    corpus: Corpus
    composer: Composer
    outline: Callable[[str, Profile], Outline]
    lexicon: Lexicon
    count: int = 3
    meetings: tuple[Outline, ...] = ()

    @cached_property
    def checking(self) -> Checking:
        """The rules over texts of the conversation."""
        return Checking(self.corpus, self.lexicon, self.meetings)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a piece worth marking: `what` is slot, residue, unsupported or borrowed."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph-like part of an answer. `style` is text, title, label, draft, quote, note or growing (a text not yet finished,
    shown until the next piece); `mark` numbers a quote.
    """

    text: str
    style: str = "text"
    spans: tuple[Span, ...] = ()
    mark: str = ""


def joined(pieces: Sequence[Piece], piece: Piece) -> list[Piece]:
    """The answer with one piece more; what was growing has made room for it."""
    return [*(one for one in pieces if one.style != "growing"), piece]


@dataclass(frozen=True, slots=True)
class Source:
    """A passage an answer rests on, with its mark ("1") and the report it stands in; the mark “参” is for reading on."""

    mark: str
    passage: Passage
    title: str
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the user or the assistant said. `replies` are next questions worth offering."""

    role: str
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...] = ()
    replies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole message as plain text."""
        return "\n".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything a next turn depends on. `suggestions` are the alternatives of the last written part, `shown` counts them;
    `asked` is what was looked up last, if nothing was written since, and `seen` which wordings or passages were shown of it; `written` are
    the parts written so far, `pending` a rewriting with changed facts that waits to be accepted.
    """

    profile: Profile = field(default_factory=Profile)
    meeting: str = ""
    facts: tuple[Fact, ...] = ()
    messages: tuple[Message, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    shown: int = 0
    part: str = ""
    part_meeting: str = ""
    degraded: tuple[str, ...] = ()
    asked: Asked | None = None
    seen: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    pending: Suggestion | None = None

    def saying(self, message: Message) -> Conversation:
        """The conversation with one message more."""
        return replace(self, messages=(*self.messages, message))


@dataclass(frozen=True, slots=True)
class Status:
    """What is being done right now; `part` and `meeting` say which part of which report the growing text will be, if one."""

    text: str
    part: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages the answer rests on."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over: the new conversation and, if a part was written, the alternative shown."""

    conversation: Conversation
    suggestion: Suggestion | None = None


Event = Status | Passages | Piece | Done
