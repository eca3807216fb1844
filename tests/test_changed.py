"""What a rewriting did to the facts of a text."""

from __future__ import annotations

import pytest

from assistant.verifying import changes


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("2025年3月开了三次会。", "2025年4月开了3次会。", [("日期", "2025年3月", "2025年4月")]),
        ("走访5户、开会3次。", "走访3户、开会5次。", [("数字", "5户", "3户"), ("数字", "3次", "5次")]),
        ("张强局长提了意见。", "李刚局长提了意见。", [("人名", "张强", "李刚")]),
        ("按《党章》办。", "按《准则》办。", [("文件", "《党章》", "《准则》")]),
        ("在四川省调研。", "在青海省调研。", [("地名", "四川省", "青海省")]),
        ("拖了6个月。[F2]", "拖了很久。", [("数字", "6个月", ""), ("事实", "[F2]", "")]),
        ("办得慢。", "办得慢，拖了6个月。", [("数字", "", "6个月")]),
        ("完成率百分之八十五。", "完成率92%。", [("数字", "百分之八十五", "92%")]),
        ("花了2,600万元。", "花了2600万元。", []),
        ("完成率百分之八十五，开会十二次。", "完成率85%，开会12次。", []),
        ("惠及十二万人。", "惠及12万人。", []),
        ("惠及1.5万人。", "惠及一万五千人。", []),
        ("【待补：哪一年、几次？】", "【待补：2025年几次？】", []),
        ("一是学得不深，二是干得不实。", "学习上浮在面上，工作上落得不实。", []),
        ("坚定“四个自信”，三个方面都有差距。", "三个方面都有差距，坚定“四个自信”。", []),
    ],
)  # fmt: skip
def test_a_changed_fact_is_named_as_it_was_and_as_it_is(
    before: str, after: str, wanted: list[tuple[str, str, str]]
) -> None:
    assert sorted((one.what, one.before, one.after) for one in changes(before, after)) == sorted(wanted)


def test_a_text_has_not_changed_against_itself() -> None:
    text = "2025年3月，张强局长在四川省按《党章》办了三件事，走访5户，完成85%。[F1]"
    assert changes(text, text) == ()
    assert len(changes(text, "")) == 8
