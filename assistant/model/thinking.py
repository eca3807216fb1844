"""What a reasoning model says to itself, kept out of its answer."""

from __future__ import annotations

OPEN, CLOSE = "<think>", "</think>"


class Spoken:
    """Passes on what is spoken of a text that arrives in pieces; thinking between <think> and </think> is left out."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, piece: str) -> str:
        """What may be shown after this piece."""
        self._held += piece
        shown = ""
        while True:
            tag = CLOSE if self._thinking else OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            shown += "" if self._thinking else before
            self._held, self._thinking = after, not self._thinking
        keep = _beginning(self._held, tag)
        ready, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown + ("" if self._thinking else ready)

    def rest(self) -> str:
        """What was held back and is no thinking after all."""
        held, self._held = self._held, ""
        return "" if self._thinking else held


def spoken(text: str) -> str:
    """A whole answer without thinking; servers that swallow the opening tag leave a lone closing one."""
    return text.rpartition(CLOSE)[2].strip()


def _beginning(text: str, tag: str) -> int:
    """How many characters at the end may be the beginning of the tag."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-size:])), 0)
