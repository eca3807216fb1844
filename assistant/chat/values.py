"""The values of a conversation and the events of one turn. None of them changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from assistant.domain import Fact, Outline, Profile

if TYPE_CHECKING:
    from assistant.domain import Suggestion
    from index import Corpus, Lexicon, Passage


class Composer(Protocol):
    """Whoever proposes texts for one part of an outline."""

    def suggest(
        self, profile: Profile, outline: Outline, part_id: str, facts: tuple[Fact, ...], count: int
    ) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Alternatives, best first, and every step that could not run, in Chinese."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a turn works with. `outline` gives what a meeting asks of a writer and raises a Fault for an unknown one."""

    corpus: Corpus
    composer: Composer
    outline: Callable[[str, Profile], Outline]
    lexicon: Lexicon
    count: int = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a piece worth marking: `what` is slot, residue, unsupported or borrowed."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph-like part of an answer. `style` is text, title, label, draft, quote or note; `mark` numbers a quote."""

    text: str
    style: str = "text"
    spans: tuple[Span, ...] = ()
    mark: str = ""


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
    """Everything a next turn depends on. `suggestions` are the alternatives of the last written part, `shown` counts them."""

    profile: Profile = field(default_factory=Profile)
    meeting: str = ""
    facts: tuple[Fact, ...] = ()
    messages: tuple[Message, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    shown: int = 0
    part: str = ""
    part_meeting: str = ""
    degraded: tuple[str, ...] = ()

    def saying(self, message: Message) -> Conversation:
        """The conversation with one message more."""
        return replace(self, messages=(*self.messages, message))


@dataclass(frozen=True, slots=True)
class Status:
    """What is being done right now."""

    text: str


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
