"""Whether a text is the writer's own: borrowed runs, residue of somebody else, unsupported facts, open slots."""

from assistant.verifying.borrowed import Library
from assistant.verifying.changed import changes
from assistant.verifying.facts import states_figure, unsupported
from assistant.verifying.formulas import official
from assistant.verifying.residue import Gazetteer, residue
from assistant.verifying.slots import MARK, SLOT, outside_slots, slots
from assistant.verifying.unmarked import unmarked

__all__ = [
    "MARK",
    "SLOT",
    "Gazetteer",
    "Library",
    "changes",
    "official",
    "outside_slots",
    "residue",
    "slots",
    "states_figure",
    "unmarked",
    "unsupported",
]
