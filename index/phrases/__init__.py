"""Wordings: how others say a thing, counted over the whole library, found by its characters with one of them wrong at most."""

from index.phrases.grouping import Group, chosen, grouped, meant, stock
from index.phrases.matching import Matches, exact, nearly
from index.phrases.pile import RECIPE, Pile, Wording, heading_above, joined, piled
from index.phrases.stand import Stand, stand
from index.phrases.telling import Said, opening, said

__all__ = [
    "RECIPE",
    "Group",
    "Matches",
    "Pile",
    "Said",
    "Stand",
    "Wording",
    "chosen",
    "exact",
    "grouped",
    "heading_above",
    "joined",
    "meant",
    "nearly",
    "opening",
    "piled",
    "said",
    "stand",
    "stock",
]
