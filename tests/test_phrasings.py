"""Sentences as clerks type them, each with what it means where it is said: tests/phrasings.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import resources
from assistant.chat import Conversation
from assistant.chat.asked import Asked
from assistant.chat.following import Step
from assistant.chat.meaning import meant
from assistant.domain import Suggestion
from assistant.prompts import OPERATIONS

LEXICON = resources.lexicon()
LINES = Path(__file__).with_name("phrasings.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in LINES if line and not line.startswith("#")]
TEXT = Suggestion("excerpt", "一是推动工作等靠多。二是跟踪问效不紧。")
WRITTEN = Conversation(meeting="2025", suggestions=(TEXT,), shown=1, part="problems/4", part_meeting="2025")
BEFORE = {
    "无": Conversation(meeting="2025"),
    "稿": WRITTEN,
    "说法": Conversation(meeting="2025", suggestions=(TEXT,), shown=1, asked=Asked("phrase", "等靠思想")),
    "示例": Conversation(meeting="2025", suggestions=(TEXT,), shown=1, asked=Asked("examples", "担当作为", "problems")),
    "改": Conversation(meeting="2025", suggestions=(TEXT,), shown=1, pending=TEXT),
}


def described(one: Step | Asked) -> str:
    if isinstance(one, Asked):
        return (
            f"phrase “{one.words}”"
            if one.intent == "phrase"
            else {"source": f"why “{one.words}”"}.get(one.intent, one.intent)
        )
    marks = (
        [f"p{one.point}"] * bool(one.point) + [f"n{one.number}"] * bool(one.number) + [f"s{one.size}"] * bool(one.size)
    )
    wish = one.operation if one.operation in OPERATIONS else f"“{one.operation}”" if one.operation else ""
    return " ".join(filter(None, (one.what, *marks, wish, f"“{one.text}”" if one.text else "")))


@pytest.mark.parametrize(("before", "text", "wanted"), ROWS, ids=[f"{row[0]}-{row[1][:24]}" for row in ROWS])
def test_what_a_clerk_types_is_understood(before: str, text: str, wanted: str) -> None:
    assert described(meant(BEFORE[before], text, LEXICON)) == wanted


@given(st.text(max_size=300), st.sampled_from(sorted(BEFORE)))
def test_any_text_means_something_and_is_never_a_crash(text: str, before: str) -> None:
    assert described(meant(BEFORE[before], text, LEXICON))
