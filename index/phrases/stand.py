"""A pile as it stands at one moment of a library: which passages are still there, and which clauses say the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.phrases.pile import Pile, Spots

Codes32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Stand:
    """What every question asks of a pile, worked out once.

    `counts` how often each code occurs, `reports` the report of each piece (-1 if it is gone); for each clause `wording`
    is a number all clauses of the same words share, `owner` its report, `leads` whether it is its report's first with
    these words.
    """

    pile: Pile
    counts: NDArray[np.int64]
    reports: Codes32
    wording: Codes32
    owner: Codes32
    leads: NDArray[np.bool_]

    @property
    def gone(self) -> float:
        """The share of pieces that are no longer in the library."""
        return float(np.mean(self.reports < 0)) if len(self.reports) else 0.0


def stand(pile: Pile, reports: Codes32) -> Stand:
    """The pile with what belongs to its pieces at this moment."""
    _, wording = np.unique(pile.prints, return_inverse=True)
    owner = reports[pile.piece_of(pile.clauses)] if len(pile.clauses) else np.zeros(0, dtype=np.int32)
    order = np.lexsort((owner, wording))
    same = (np.diff(wording[order]) == 0) & (np.diff(owner[order]) == 0)
    leads = np.ones(len(order), dtype=bool)
    leads[order[1:][same]] = False
    counts = np.bincount(pile.codes, minlength=1 << 16)
    return Stand(pile, counts, reports, wording.astype(np.int32), owner.astype(np.int32), leads)


def clauses_at(stand: Stand, places: Spots) -> Spots:
    """The clauses of what is still in the library in which these rising places stand, each once."""
    clauses = stand.pile.clause_of(places)
    if len(clauses):
        clauses = clauses[np.concatenate([[True], np.diff(clauses) > 0])]
    return np.asarray(clauses[stand.owner[clauses] >= 0])
