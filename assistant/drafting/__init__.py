"""Drafting without a model: from examples, the writer's facts and our own frames to honest first wording."""

from assistant.drafting.assembling import Assembled, assemble, listed, numbered, title_of
from assistant.drafting.composer import Composer, DraftedPart
from assistant.drafting.modelled import ModelComposer
from assistant.drafting.notes import facts_for, facts_from_text, part_of, proposed, questions
from assistant.drafting.resolving import own_text, unfinished
from assistant.drafting.revising import without_point
from assistant.drafting.threads import Meaning

__all__ = [
    "Assembled",
    "Composer",
    "DraftedPart",
    "Meaning",
    "ModelComposer",
    "assemble",
    "facts_for",
    "facts_from_text",
    "listed",
    "numbered",
    "own_text",
    "part_of",
    "proposed",
    "questions",
    "title_of",
    "unfinished",
    "without_point",
]
