"""A pile as it stands at one moment of a library: which passages are still there, and which clauses say the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.phrases.occurrences import Occurrences, occurrences
from index.phrases.pile import Pile, Spots

Codes32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Stand:
    """What every question asks of a pile, worked out once.

    `counts` how often each code occurs and `spots` where, `reports` the report of each piece (-1 if it is gone); for each
    clause `wording` is a number all clauses of the same words share, `owner` its report, `leads` whether it is its
    report's first with these words. `alike` holds the clauses by wording, `begins` where those of each wording begin.
    """

    pile: Pile
    counts: NDArray[np.int64]
    spots: Occurrences
    reports: Codes32
    wording: Codes32
    owner: Codes32
    leads: NDArray[np.bool_]
    alike: Codes32
    begins: Codes32

    def saying(self, wording: int) -> Spots:
        """The rising clauses of one wording that are still in the library."""
        found = np.sort(self.alike[self.begins[wording] : self.begins[wording + 1]]).astype(np.int64)
        return found[self.owner[found] >= 0]

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
    begins = np.concatenate([[0], np.cumsum(np.bincount(wording))])
    return Stand(
        pile=pile,
        counts=counts,
        spots=occurrences(pile.codes),
        reports=reports,
        wording=wording.astype(np.int32),
        owner=owner.astype(np.int32),
        leads=leads,
        alike=order.astype(np.int32),
        begins=begins.astype(np.int32),
    )


def clauses_at(stand: Stand, places: Spots) -> Spots:
    """The clauses of what is still in the library in which these rising places stand, each once."""
    clauses = stand.pile.clause_of(places)
    if len(clauses):
        clauses = clauses[np.concatenate([[True], np.diff(clauses) > 0])]
    return np.asarray(clauses[stand.owner[clauses] >= 0])
