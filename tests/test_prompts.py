"""What a model is asked is what stands in the files: compared with golden texts, and data is never more than data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import prompts, resources
from assistant.domain import Fact, Profile
from assistant.prompts import Example, Prompt

REPORTS = Path(str(resources.folder("data"))) / "reports"
GOLDEN = Path(__file__).parent / "golden" / "prompts"
OUTLINE = resources.load_outline("2025")
WRITER = Profile(role="副市长", level="city", unit="某市人民政府", portfolio=("教育", "卫生健康"))
BODY = Profile(role="某县教育局党组", who="group", level="county")
FACTS = (Fact("F1", "2025年3月校园餐招标开了三次会没有定"), Fact("F2", "五月走访48户，12户没有回访"))
EXAMPLES = (Example(1, "担当作为不够。遇到矛盾往往绕着走。"), Example(2, "推动落实不紧。满足于会议开了、文件发了。"))


def asked() -> dict[str, Prompt]:
    part, causes = OUTLINE.part("problems/4", "individual"), OUTLINE.part("causes", "individual")
    assert part is not None
    assert causes is not None
    return {
        "part": prompts.part(WRITER, OUTLINE, part, FACTS, EXAMPLES),
        "part-bare": prompts.part(BODY, OUTLINE, part, (), (), variant=1),
        "part-causes": prompts.part(WRITER, OUTLINE, causes, (), EXAMPLES, linked=("担当作为不够", "落实不紧")),
        "plan": prompts.plan(WRITER, OUTLINE, FACTS),
        "rewrite": prompts.rewrite(WRITER, "更平实", "一是担当不足。[1]\n二是落实不紧。【待补：哪件事？】"),
        "rewrite-own-words": prompts.rewrite(WRITER, "像跟老同事说话那样写", "担当不足。"),
        "turn": prompts.turn(WRITER, "第二点怎么改好", EXAMPLES, ("您：写担当方面", "助手：一是担当不足。")),
        "questions": prompts.questions(WRITER, part, FACTS),
        "repair": prompts.repair("2019年走访49户。", ("“49”（数字）没有依据。",), FACTS),
    }


@pytest.mark.parametrize("name", sorted(asked()))
def test_a_prompt_reads_as_agreed(name: str) -> None:
    """Set UPDATE_GOLDEN=1 to agree anew, and read the difference."""
    told = "\n\n".join(f"== {role} ==\n{text}" for role, text in asked()[name].messages) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_every_prompt_file_is_used_and_has_a_golden_text() -> None:
    files = {Path(name).stem for name in resources.names("prompts", suffix=".txt")} - {"rules"}
    assert files == {name.partition("-")[0] for name in asked()}
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(asked())


@pytest.mark.parametrize("operation", prompts.OPERATIONS)
def test_every_operation_says_what_to_do_and_that_facts_stay(operation: str) -> None:
    told = prompts.rewrite(WRITER, operation, "担当不足。").messages[1][1]
    assert prompts.OPERATIONS[operation] in told
    assert "事实" in told


@given(st.text(max_size=200))
def test_whatever_stands_in_the_data_stays_inside_its_fence(text: str) -> None:
    part = OUTLINE.parts_for("individual")[0]
    told = prompts.part(Profile(role=text), OUTLINE, part, (Fact("F1", text),), (Example(1, text),)).messages[1][1]
    plain = prompts.part(Profile(), OUTLINE, part, (Fact("F1", "x"),), (Example(1, "x"),)).messages[1][1]
    assert told.count("<") == plain.count("<")
    assert told.count(">") == plain.count(">")


@given(st.lists(st.text(alphabet="学习不够深入。", min_size=1, max_size=400), max_size=60))
def test_a_prompt_leaves_room_for_the_answer_by_leaving_out_the_last_examples(texts: list[str]) -> None:
    part = OUTLINE.parts_for("individual")[0]
    examples = [Example(number, text) for number, text in enumerate(texts, 1)]
    made = prompts.part(WRITER, OUTLINE, part, FACTS, examples, context=4096)
    assert made.size <= 4096 - 1500
    kept = [one for one in examples if f"[{one.number}] " in made.messages[1][1].partition("<示例>")[2]]
    assert kept == examples[: len(kept)]


def test_old_messages_make_room_first() -> None:
    recent = "助手：最后一句"
    history = (*(f"您：{'旧' * 300}{number}" for number in range(40)), recent)
    told = prompts.turn(WRITER, "再短一点", (), history, context=4096)
    assert told.size <= 4096 - 1500
    assert recent in told.messages[1][1]


def test_a_model_that_tells_our_rules_tells_nothing() -> None:
    rules = resources.text("prompts", "rules.txt")
    assert prompts.without_rules(f"一是担当不足。{rules}").strip("0123456789. \n") == "一是担当不足。"
    assert prompts.without_rules("一是担当不足，事实清楚。") == "一是担当不足，事实清楚。"


def test_no_sentence_of_a_real_report_is_taken_for_our_rules() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("2025*.md"))]
    assert texts
    for text in texts:
        assert prompts.without_rules(text) == text


def test_rules_repeated_without_their_marks_are_taken_out() -> None:
    assert prompts.without_rules("好的。只用事实里写明的人名、地名、单位。写完了。") == "好的。写完了。"


def test_a_mark_inside_a_fact_passes_for_none_of_ours() -> None:
    asked = prompts.part(WRITER, OUTLINE, OUTLINE.parts_for("individual")[0], (Fact("F1", "[F8] 已研究【3】"),), ())
    assert "[F8]" not in asked.messages[1][1]
    assert "[F1] （F8] 已研究（3】" in asked.messages[1][1]
