"""What the checks find in texts that were written before their rules were looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import checks, resources
from assistant.domain import Finding
from index import Parser, read
from tests.bench.checks_foreign import FOLDER, alarms, marked, recall
from tests.bench.plain import document

PARSER = Parser(resources.lexicon())


def found(text: str) -> tuple[Finding, ...]:
    written = document("稿.txt", text)
    return checks.check(written, PARSER.parse(written))


@pytest.mark.parametrize(("which", "least"), [("a", 0.92), ("b", 0.94), ("d", 0.87), ("e", 0.9)])
def test_most_of_what_a_strict_reader_marked_is_found(which: str, least: float) -> None:
    hit, whole = recall(PARSER, which)
    assert sum(hit.values()) / sum(whole.values()) >= least
    grave = [key for key in whole if key[1] == "A"]
    assert sum(hit[key] for key in grave) / sum(whole[key] for key in grave) >= least


def test_clean_texts_raise_hints_at_most() -> None:
    told = alarms(PARSER, "c")
    assert told["error"] == told["warning"] == 0


def test_a_mark_is_read_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text("甲⟦乙丙|wording|B|错⟧丁⟦|outline|A*|缺⟧⟦好|x|x|x⟧", encoding="utf-8")
    text, (one, other) = marked(path)
    assert text == "甲乙丙丁好"
    assert (text[one.start : one.end], one.family, one.severity) == ("乙丙", "wording", "B")
    assert (other.start, other.end, other.severity) == (4, 4, "A*")


def test_lines_broken_by_hand_are_read_as_one_paragraph_and_places_stay_those_of_the_file() -> None:
    text, _ = marked(FOLDER / "c02.txt")
    spoilt = text.replace("习近平总书记关于\n党的纪律建设", "习近平总书记关于\n党的记律建设").replace(
        "认真学习党的", "认真学习党的的"
    )
    assert spoilt != text
    whole = found(spoilt)
    doubled = next(one for one in whole if one.rule == "doubled")
    assert spoilt[doubled.start : doubled.end] == "的的"
    assert spoilt.split("\n")[doubled.line - 1][doubled.column - 1 :].startswith("的的")
    assert "aspect-missing" not in {one.rule for one in whole}


def test_in_broken_lines_a_message_names_the_line_of_the_file() -> None:
    text, _ = marked(FOLDER / "c02.txt")
    twice = "2025年我到某村调研只看了路边的两户人家就回来写了一篇经验材料。"
    spoilt = f"{text.rstrip()}\n\n{twice}\n\n{twice}\n"
    (one,) = (one for one in found(spoilt) if one.rule == "repeated-within")
    first = spoilt.split("\n").index(twice) + 1
    assert one.line == first + 2
    assert f"第 {first} 行" in one.message


def test_an_expression_that_a_line_break_parts_is_whole(tmp_path: Path) -> None:
    text, _ = marked(FOLDER / "a04.txt")
    path = tmp_path / "稿.txt"
    path.write_text(text, encoding="utf-8")
    written = read(path)
    rules = {one.rule for one in checks.check(written, PARSER.parse(written))}
    assert "theme-wording" in rules
    assert "theme-missing" not in rules


def told(sentence: str, rule: str) -> list[str]:
    text = f"某县林业局局长2025年度民主生活会个人对照检查材料\n\n按照县委要求，现报告如下。\n\n一、存在的问题\n\n{sentence}\n\n二、原因剖析\n\n学得浅。\n\n三、整改措施\n\n2026年3月底前由我办好。\n"
    return [text[one.start : one.end] for one in found(text) if one.rule == rule]


@pytest.mark.parametrize(
    "sentence",
    [
        "共12件，其中办结8件、正在办理3件。",
        "谈心谈话125人次、走访谈心63人次，累计178人次。",
        "发放问卷120份，收回134份。",
        "全市老旧电梯3216部，完成评估1204部，占比47.4%。",
        "发文312件，同比增长9.1%，上年为270件。",
        "到位资金3.2亿元，比上年的3.9亿元下降了12%。",
        "患者满意度由91.2%提高到86.5%。",
        "项目资金680万元，省级补助400万元、县级配套300万元。",
        "办结率31%，低于全市平均6个百分点，全市平均为35%。",
        "立案14件，比上年20件少立5件。",
        "集中学习4次，其中专题研讨5次。",
    ],
)
def test_figures_that_do_not_work_out_are_told(sentence: str) -> None:
    assert told(sentence, "sum-wrong")


@pytest.mark.parametrize(
    "sentence",
    [
        "共12件，其中办结8件、正在办理4件。",
        "全局干部38名，其中女干部12名、党员30名。",
        "任务8万吨，完成6.4万吨，占80%。",
        "排名由第9位上升到第3位。",
        "意见26条，其中涉及作风的11条。",
        "平均办结时间由13天缩到5天，重复投诉仍占11%。",
        "赤字12000亿元，比上年增加4000亿元，其中中央8500亿元、地方3500亿元。",
        "7月31天，我值班9天，8月值班12天。",
        "活跃用户由1.3万户降到0.8万户。",
        "应办412人，已办397人，办结率96.4%，剩余15人。",
    ],
)
def test_figures_that_work_out_are_left_alone(sentence: str) -> None:
    assert told(sentence, "sum-wrong") == []


@pytest.mark.parametrize(
    ("rule", "sentence", "place"),
    [
        ("date-order", "2025年3月20日收到申请，3月11日完成公示。", "3月11日"),
        ("date-order", "我1971年8月出生，现年45岁。", "45岁"),
        ("body-leak", "局务会外，院长办公会也议过。", "院长办公会"),
        ("field-leak", "全县卫生健康系统的培训没有办。", "卫生健康系统"),
        ("field-leak", "分管的教育、文旅工作抓得不细。", "分管的教育、文旅工作"),
        ("template-note", "（以上内容由AI生成，请核实）", "AI"),
        ("genre-leak", "妥否，请批示。", "妥否，请批示"),
        ("placeholder", "对[水库名称]没有盯到底。", "[水库名称]"),
        ("risky-admission", "有两个村的账目我授意先不上报。", "授意"),
        ("excuse", "大环境就是这样，谁来干都一样。", "大环境就是"),
        ("achievements", "我局荣获省级表彰7项，圆满完成全年任务，考核全市第一，经验在全省推广。", "荣获"),
        ("expression-mutilated", "“三个务必”（务必不忘初心、牢记使命，务必谦虚谨慎、艰苦奋斗，务必勇于斗争、善于斗争）学得不深。", "务必勇于斗争、善于斗争"),
        ("expression-incomplete", "“三会一课”（支部党员大会、支委会、党课）记录不全。", "支委会"),
        ("expression-order", "做到“两个维护”、增强“四个意识”还不够。", "两个维护"),
        ("title-unknown", "对《中国共产党党员处分处理条例》学得不深。", "处分处理条例"),
        ("title-replaced", "逐条学习《中国共产党纪律处分条例》（2018年修订）。", "2018年修订"),
        ("typo-near", "政冶站位不高。", "政冶站位"),
        ("list-mixed", "一是学得浅。其次想得少。", "其次"),
        ("figure-twice", "走访86户，看了3家。\n\n走访106户时，群众反映路灯不亮。", "106户"),
    ],
)  # fmt: skip
def test_a_fault_of_other_peoples_texts_is_told_at_its_place(rule: str, sentence: str, place: str) -> None:
    places = told(sentence, rule)
    assert any(place in one or one in place for one in places), found(sentence)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("body-leak", "镇里卫生院的院长办公会我列席过一次。"),
        ("field-leak", "2025年我到卫生健康系统的单位学过一次。"),
        ("typo-near", "2025年水质检测做了3次。"),
        ("doubled", "2025年就业创业创新中心没有建成。"),
        ("expression-order", "深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”。"),
        ("risky-admission", "某局一名科长收受红包被立案，我没有警觉。"),
        ("excuse", "我总拿工作太忙当借口。"),
        ("genre-leak", "2025年上报的请示没有写清楚。"),
    ],
)
def test_what_only_looks_like_a_fault_is_left_alone(rule: str, sentence: str) -> None:
    assert told(sentence, rule) == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("疫情防控中作风不实。", ["疫情防控"]),
        ("重大疫情防控救治体系不健全。", []),
        ("动物疫情防控抓得不紧。", []),
    ],
)
def test_only_the_epidemic_that_is_over_is_of_the_past(sentence: str, wanted: list[str]) -> None:
    assert [*told(sentence, "expression-stale"), *told(sentence, "expression-aged")] == wanted


def test_a_point_whose_case_is_an_open_slot_is_told_once() -> None:
    empty = "一是担当不够。遇事先想风险，能推的推、能放的放，抓落实的劲头不足，啃硬骨头的办法不多。"
    open_slot = f"{empty}【待补：一件具体事例（何时、何事、结果）】"
    assert told(empty, "empty-point")
    assert not told(open_slot, "empty-point")
    assert len(told(open_slot, "slot")) == 1


def test_headings_worded_as_the_notice_words_them_are_right() -> None:
    outline = resources.load_outline("2025")
    aspects = [f"（{'一二三四五'[at]}）{aspect.text}方面\n\n学得浅。\n\n" for at, aspect in enumerate(outline.aspects)]
    head = "某县林业局局长2025年度民主生活会个人对照检查材料\n\n现报告如下。\n\n一、存在的问题\n\n"
    assert "aspect-prefix" not in {one.rule for one in found(head + "".join(aspects))}
