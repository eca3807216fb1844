"""Words of a fact where the fact is not named, and foreign words of nobody's."""

from __future__ import annotations

import pytest

from assistant.domain import Fact
from assistant.verifying import unmarked

FACTS = (Fact("F1", "2025年3月校园餐招标开了三次会没有定"), Fact("F2", "此事已经了结，其余略去"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一是校园餐招标开了三次会。[F1]", []),
        ("一是拖得久。校园餐招标开了三次会，[F1]影响了进度。", []),
        ("一是校园餐招标开了三次会。", [("校园餐招标开了三次会", "出处")]),
        ("一是校园餐招标拖了。[F1]二是此事已经了结。", [("此事已经了结", "出处")]),
        ("一是此事已经了结。[F2]二是校园餐。", []),
        ("一是推动工作等靠。【待补：校园餐招标开了三次会？】", []),
        ("一是推动工作等靠，END OF FILE。", [("END OF FILE", "外文")]),
        ("一是推动工作等靠。", []),
        ("一是2025年3月才办。", [("2025年3月", "出处")]),
        ("", []),
    ],
)
def test_what_a_point_takes_from_a_fact_it_does_not_name_is_found(text: str, wanted: list[tuple[str, str]]) -> None:
    found = unmarked(text, FACTS, ("2025年",))
    assert [(one.text, one.what) for one in found] == wanted
    assert all(text[one.start : one.end] == one.text for one in found)


def test_what_the_notice_says_too_is_nobodys_fact() -> None:
    assert unmarked("一是校园餐招标拖了。", FACTS, ("校园餐招标",)) == ()
    assert unmarked("用APP办事。", (), ("APP",)) == ()


def test_gaps_in_a_fact_hide_nothing() -> None:
    assert unmarked("一是点号成功。", (Fact("F1", "请·写·上·点·号·成·功"),), ())
