"""Faults of a report's order, marks and expressions: each a report with one place spoilt."""

from __future__ import annotations

import random
import re

from assistant import resources
from assistant.checks.rulebook import listed
from index import Report
from tests.bench.planting import Fault, sentence_end, swapped

_HAN = re.compile(r"[\u4e00-\u9fff]")


def doubled_mark(report: Report, dice: random.Random) -> Fault | None:
    mark = dice.choice("，。、")
    return swapped(report, "punctuation", "标点重复", mark, mark * 2, dice)


def half_mark(report: Report, dice: random.Random) -> Fault | None:
    mark, half = dice.choice((("，", ","), ("；", ";"), ("：", ":"), ("（", "(")))
    return swapped(report, "punctuation", "半角标点", mark, half, dice)


def lost_quote(report: Report, dice: random.Random) -> Fault | None:
    fault = swapped(report, "punctuation", "引号不配对", "”", "", dice)
    if fault is None:
        return None
    line = report.text.rfind("\n", 0, fault.start) + 1
    return Fault(fault.family, fault.kind, fault.text, line, fault.end + 200)


def lost_heading(report: Report, dice: random.Random) -> Fault | None:
    """The second or third child of a section loses its number to the next."""
    sections = [s for s in report.sections if len(s.children) >= 3 and all(c.number for c in s.children)]
    if not sections:
        return None
    child = dice.choice(dice.choice(sections).children[1:])
    at = report.text.find(child.number or "", child.start)
    old = child.number or ""
    new = re.sub(
        "[一二三四五六七八九]|[1-9]",
        lambda m: {"二": "四", "三": "五"}.get(m[0], "八" if not m[0].isdigit() else "9"),
        old,
        count=1,
    )
    return Fault("numbering", "序号跳号", report.text[:at] + new + report.text[at + len(old) :], at, at + len(new))


def lost_aspect(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems" and len(s.children) >= 3), None)
    if section is None or report.genre != "self-examination":
        return None
    child = dice.choice(section.children)
    text = report.text[: child.start] + report.text[child.end :]
    return Fault("outline", "缺一个方面", text, section.start, section.heading_end)


def swapped_aspects(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems" and len(s.children) >= 3), None)
    if section is None or report.genre != "self-examination":
        return None
    at = dice.randrange(len(section.children) - 1)
    one, two = section.children[at : at + 2]
    first, second = report.text[one.start : one.end].rstrip(), report.text[two.start : two.end].rstrip()
    gap = report.text[one.start + len(first) : two.start]
    text = report.text[: one.start] + second + gap + first + report.text[two.start + len(second) :]
    return Fault("outline", "方面顺序颠倒", text, one.start, two.end)


def lost_part(report: Report, dice: random.Random) -> Fault | None:
    sections = [s for s in report.sections if s.kind in ("causes", "measures")]
    if not sections or report.genre != "self-examination":
        return None
    section = dice.choice(sections)
    if sum(s.kind == section.kind for s in report.sections) > 1:
        return None
    text = report.text[: section.start] + report.text[section.end :]
    return Fault("outline", "缺一个部分", text, 0, len(text))


def other_year(report: Report, dice: random.Random) -> Fault | None:
    """The title says another year than the text."""
    match = re.search(r"(20\d\d)年度", report.text)
    if report.genre != "self-examination" or report.title_line is None or match is None:
        return None
    line = report.text.split("\n")[report.title_line - 1]
    found = re.search(r"(20\d\d)年度", line)
    if found is None:
        return None
    start = report.text.find(line)
    other = str(int(found[1]) - 1)
    front = re.sub(rf"(?m)^(title: .*){found[1]}", rf"\g<1>{other}", report.text[:start])
    front = re.sub(r"(?m)^meeting: .*$", f'meeting: "{other}"', front)
    text = front + line.replace(found[1], other) + report.text[start + len(line) :]
    return Fault("leftovers", "年度没有改", text, 0, len(text))


def mutilated(report: Report, dice: random.Random) -> Fault | None:
    """One character of a fixed expression that stands in the text is left out or becomes another one."""
    names = [e.canonical for e in resources.expressions() if len(_HAN.findall(e.canonical)) >= 8]
    names = [name for name in names if name in report.text]
    if not names:
        return None
    name = dice.choice(names)
    inner = [at for at in range(2, len(name) - 2) if _HAN.match(name[at]) and name[at] not in "和与及的"]
    at = dice.choice(inner)
    new = name[:at] + dice.choice(("", "们", "事")) + name[at + 1 :]
    return swapped(report, "expressions", "固定提法漏字错字", name, new, dice)


def disordered(report: Report, dice: random.Random) -> Fault | None:
    """A list of members in another order."""
    lists = [e.members for e in resources.expressions() if len(e.members) >= 3 and max(map(len, e.members)) <= 8]
    members = list(dice.choice(lists))
    said = members.copy()
    said[0], said[1] = said[1], said[0]
    at = sentence_end(report, dice)
    if at is None:
        return None
    lead, listed = "对", "、".join(said)
    text = report.text[:at] + f"{lead}{listed}的要求落实不够，3月的会上也没有提出具体办法。" + report.text[at:]
    return Fault("expressions", "固定提法顺序颠倒", text, at + 1, at + 1 + len(listed))


def incomplete(report: Report, dice: random.Random) -> Fault | None:
    lists = [e.members for e in resources.expressions() if len(e.members) >= 4 and max(map(len, e.members)) <= 8]
    members = list(dice.choice(lists))
    members.pop(dice.randrange(1, len(members)))
    at = sentence_end(report, dice)
    if at is None:
        return None
    listed = "、".join(members)
    text = report.text[:at] + f"对{listed}的要求落实不够，3月的会上也没有提出具体办法。" + report.text[at:]
    return Fault("expressions", "固定提法缺项", text, at + 1, at + 1 + len(listed))


def idiom(report: Report, dice: random.Random) -> Fault | None:
    """A character of a four-character phrase becomes another that the text uses."""
    phrases = [p for p in sorted(listed("idioms.txt")) if p in report.text]
    if not phrases:
        return None
    phrase = dice.choice(phrases)
    at = dice.randrange(4)
    other = dice.choice([c for c in "形实式事示势只治志智计际集济" if c != phrase[at]])
    return swapped(report, "wording", "四字词语错一个字", phrase, phrase[:at] + other + phrase[at + 1 :], dice)


def repeated_sentence(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems"), None)
    if section is None:
        return None
    found = [m[0] for m in re.finditer(r"[^。\n]{28,60}。", report.text[section.heading_end : section.end])]
    at = sentence_end(report, dice, ("measures", "causes"))
    if not found or at is None:
        return None
    sentence = dice.choice(found)
    where = (at, at + len(sentence)) if at > section.start else (0, len(report.text))
    return Fault("similarity", "同一句话写两遍", report.text[:at] + sentence + report.text[at:], *where)


def wrong_sum(report: Report, dice: random.Random) -> Fault | None:
    at = sentence_end(report, dice, ("rectification", "problems"))
    if at is None:
        return None
    whole = dice.randrange(12, 40)
    done = whole - dice.randrange(3, 8)
    left = whole - done + dice.randrange(1, 3)
    said = f"列入清单{whole}项，完成{done}项，还有{left}项正在推进。"
    return Fault("contradictions", "数字对不上", report.text[:at] + said + report.text[at:], at, at + len(said))
