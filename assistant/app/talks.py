"""The conversations of one server: each under its owner, kept after every turn, also one that was stopped."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.chat import Conversation, packed, title_of, unpacked
from index import NotFound

if TYPE_CHECKING:
    from assistant.desk import Conversations, Desk
    from assistant.domain import Fact

_PATIENCE = 4.0
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a window has it: its id in the store (empty before anything was said) and the revision read."""

    owner: str
    id: str = ""
    seen: int = 0
    conversation: Conversation = field(default_factory=Conversation)


class Talks:
    """Conversations over the database of the drafts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[str, _Running] = {}
        self._lock = threading.Lock()

    @property
    def _store(self) -> Conversations:
        return self._desk.conversations

    def load(self, owner: str, talk_id: str) -> Talk:
        """The conversation with this id; NotFound when this owner has none."""
        kept = self._store.load(owner, talk_id)
        return Talk(owner, kept.id, kept.revision, unpacked(kept.body))

    def going_on(self, owner: str, talk_id: str) -> Talk:
        """The conversation a window goes on with; a new one where it was deleted meanwhile, so that what is typed is answered."""
        if not talk_id:
            return Talk(owner)
        try:
            return self.load(owner, talk_id)
        except NotFound:
            return Talk(owner)

    def newest(self, owner: str) -> Talk:
        """The conversation changed last; an empty one where there is none."""
        cards = self._store.cards(owner)
        return self.load(owner, cards[0].id) if cards else Talk(owner)

    def keep(self, talk: Talk, conversation: Conversation) -> Talk:
        """The conversation after a turn, stored."""
        title = title_of(talk.conversation if talk.conversation.messages else conversation)
        kept = self._store.save(talk.owner, talk.id, talk.seen, title, packed(conversation))
        return replace(talk, id=kept.id, seen=kept.revision, conversation=conversation)

    def remove(self, owner: str, talk_id: str) -> None:
        """Delete a conversation for good."""
        self._store.remove(owner, talk_id)

    def choices(self, owner: str) -> list[tuple[str, str]]:
        """The owner's conversations as choices, the one changed last first."""
        return [
            (f"{card.title}（{time.strftime('%m-%d %H:%M', time.localtime(card.changed))}）", card.id)
            for card in self._store.cards(owner)
        ]

    def facts(self, owner: str) -> tuple[tuple[Fact, ...], str]:
        """The facts of the draft worked on last, and its title: what the writer has stated holds in the chat too."""
        cards = self._desk.drafts(owner)
        return (self._desk.load(owner, cards[0].id).facts, cards[0].title) if cards else ((), "")

    def begin(self, window: str) -> None:
        """A turn begins in this window."""
        with self._lock:
            over = [name for name, turn in self._running.items() if turn.over.is_set()]
            for name in over[:-_REMEMBERED]:
                del self._running[name]
            self._running[window] = _Running()

    def began(self, window: str) -> bool:
        """Whether anything was said in this window yet."""
        with self._lock:
            return window in self._running

    def end(self, window: str, talk_id: str) -> None:
        """The turn of this window is over and stored under this id."""
        with self._lock:
            running = self._running.get(window)
        if running:
            running.talk = talk_id
            running.over.set()

    def stopped(self, window: str, talk_id: str) -> str:
        """The id of the conversation once the turn stopped in this window is stored; it takes a moment to break off."""
        with self._lock:
            running = self._running.get(window)
        if running and running.over.wait(_PATIENCE):
            with self._lock:
                self._running.pop(window, None)
            return running.talk or talk_id
        return talk_id


class _Running:
    def __init__(self) -> None:
        self.over = threading.Event()
        self.talk = ""


def window_of(request: Any) -> str:  # noqa: ANN401 - gradio's Request
    """The window a request comes from."""
    return str(getattr(request, "session_hash", "") or "")
