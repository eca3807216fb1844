"""The pile of wordings as files, so that a large library need not be read through at every start."""

from __future__ import annotations

import io
import zlib
from dataclasses import fields
from pathlib import Path

import numpy as np

from index.corpus.marks import Mark, read_mark, sweep, write_durably, write_mark
from index.ledger import Ledger
from index.phrases import RECIPE as _CUTS
from index.phrases import Pile

_KIND = "wordings"
_MARK = "wordings.json"
_WORTH_A_FILE = 2000


def save(home: Path, pile: Pile, library: str, head: tuple[int, str], *, unsaved: int) -> None:
    """Writes the pile if enough of it is new; a full disk costs the short cut, not the answer."""
    if unsaved < max(_WORTH_A_FILE, len(pile.pieces) // 10):
        return
    name = f"{_KIND}-{head[0]}-{head[1]}.npz"
    content = io.BytesIO()
    np.savez(content, **{field.name: getattr(pile, field.name) for field in fields(Pile)})
    try:
        write_durably(home / name, content.getvalue())
        crc = zlib.crc32(content.getbuffer())
        write_mark(home / _MARK, Mark(name, str(_CUTS), library, *head, pile.last, crc))
        sweep(home, _KIND, [name])
    except OSError:
        return


def load(home: Path, ledger: Ledger, library: str) -> Pile | None:
    """The stored pile as far as it belongs to this ledger; None if there is none that can be trusted."""
    mark = read_mark(home / _MARK)
    if mark is None or (mark.library, mark.recipe) != (library, str(_CUTS)):
        return None
    if not ledger.knows(mark.generation, mark.token):
        return None
    try:
        content = (home / mark.folder).read_bytes()
        if zlib.crc32(content) != mark.crc:
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            return Pile(**{field.name: kept[field.name] for field in fields(Pile)})
    except (OSError, ValueError, KeyError):
        return None
