"""Our own wording is held to what the drafter promises: it carries nobody's figure, post, level or field."""

from __future__ import annotations

import pytest

from assistant import resources
from assistant.domain import Profile
from assistant.drafting.writer import Writer
from assistant.verifying import Gazetteer, residue, unsupported

OUTLINE = resources.load_outline("2025")
WRITERS = (
    Profile("县长", "individual", "county", "某县政府", "某县", ("审计",)),
    Profile("村党支部书记", "individual", "village", "某村", "某村"),
    Profile("市委常委班子", "group", "city", "市委", "某市"),
    Profile("厂长", "individual", "unit", "某公司", "", (), "enterprise"),
)


@pytest.mark.parametrize("profile", WRITERS, ids=lambda profile: profile.role)
def test_threads_say_nothing_only_somebody_else_could_say(profile: Profile) -> None:
    writer = Writer.of(profile, OUTLINE)
    gazetteer = Gazetteer.of(writer.profile, OUTLINE)
    for thread in resources.threads():
        for text in (*thread.problem, *thread.shows, *thread.weighs, *thread.cause, *thread.measure):
            filled = writer.fill(text)
            strays = (*unsupported(filled, writer.supplied), *residue(filled, gazetteer, writer.supplied))
            assert strays == (), thread.id
            assert "$" not in filled


def test_every_topic_has_threads_for_both_voices() -> None:
    for topic in resources.topics():
        for who in ("individual", "group"):
            assert sum(thread.topic == topic.id and thread.who in (who, "both") for thread in resources.threads()) >= 2
