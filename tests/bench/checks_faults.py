"""Faults planted into clean reports: each a text that differs in one place, the place, and the rules that should tell it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant import resources
from assistant.checks.rulebook import listed
from index import Report

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Fault:
    """`text` is the spoilt report; the fault stands between `start` and `end` (a deletion: around them)."""

    family: str
    kind: str
    text: str
    start: int
    end: int


Planter = Callable[[Report, random.Random], Fault | None]


def faults(report: Report, seed: int, each: int = 1) -> Iterator[Fault]:
    """One fault of every kind that the report has room for."""
    dice = random.Random(f"{report.title}-{seed}")
    for planter in PLANTERS:
        for _ in range(each):
            fault = planter(report, dice)
            if fault is not None:
                yield fault


def _swapped(report: Report, family: str, kind: str, old: str, new: str, dice: random.Random) -> Fault | None:
    """`old` replaced by `new` in one of its places in the body."""
    body = report.sections[0].start if report.sections else 0
    places = [match.start() for match in re.finditer(re.escape(old), report.text) if match.start() >= body]
    if not places:
        return None
    at = dice.choice(places)
    text = report.text[:at] + new + report.text[at + len(old) :]
    return Fault(family, kind, text, at, at + max(1, len(new)))


def _sentence_end(report: Report, dice: random.Random, kinds: tuple[str, ...] = ("problems",)) -> int | None:
    """An offset behind a full stop inside one of these sections."""
    spans = [(s.start, s.end) for s in report.sections if s.kind in kinds]
    ends = [m.end() for a, b in spans for m in re.finditer("。(?=[\u4e00-\u9fff])", report.text[a:b])]
    starts = [a for a, b in spans for _ in re.finditer("。(?=[\u4e00-\u9fff])", report.text[a:b])]
    if not ends:
        return None
    which = dice.randrange(len(ends))
    return starts[which] + ends[which]


def _inserted(family: str, kind: str, sentences: tuple[str, ...], where: tuple[str, ...] = ("problems",)) -> Planter:
    def plant(report: Report, dice: random.Random) -> Fault | None:
        at = _sentence_end(report, dice, where)
        if at is None:
            return None
        added = dice.choice(sentences)
        start, end = (added.index("<"), added.index(">") - 1) if "<" in added else (0, len(added))
        bare = added.replace("<", "").replace(">", "")
        return Fault(family, kind, report.text[:at] + bare + report.text[at:], at + start, at + end)

    return plant


def _replaced(family: str, kind: str, pairs: tuple[tuple[str, str], ...]) -> Planter:
    def plant(report: Report, dice: random.Random) -> Fault | None:
        for old, new in dice.sample(pairs, len(pairs)):
            fault = _swapped(report, family, kind, old, new, dice)
            if fault is not None:
                return fault
        return None

    return plant


def _doubled_mark(report: Report, dice: random.Random) -> Fault | None:
    mark = dice.choice("，。、")
    return _swapped(report, "punctuation", "标点重复", mark, mark * 2, dice)


def _half_mark(report: Report, dice: random.Random) -> Fault | None:
    mark, half = dice.choice((("，", ","), ("；", ";"), ("：", ":"), ("（", "(")))
    return _swapped(report, "punctuation", "半角标点", mark, half, dice)


def _lost_quote(report: Report, dice: random.Random) -> Fault | None:
    fault = _swapped(report, "punctuation", "引号不配对", "”", "", dice)
    if fault is None:
        return None
    line = report.text.rfind("\n", 0, fault.start) + 1
    return Fault(fault.family, fault.kind, fault.text, line, fault.end + 200)


def _lost_heading(report: Report, dice: random.Random) -> Fault | None:
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


def _lost_aspect(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems" and len(s.children) >= 3), None)
    if section is None or report.genre != "self-examination":
        return None
    child = dice.choice(section.children)
    text = report.text[: child.start] + report.text[child.end :]
    return Fault("outline", "缺一个方面", text, section.start, section.heading_end)


def _swapped_aspects(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems" and len(s.children) >= 3), None)
    if section is None or report.genre != "self-examination":
        return None
    at = dice.randrange(len(section.children) - 1)
    one, two = section.children[at : at + 2]
    first, second = report.text[one.start : one.end].rstrip(), report.text[two.start : two.end].rstrip()
    gap = report.text[one.start + len(first) : two.start]
    text = report.text[: one.start] + second + gap + first + report.text[two.start + len(second) :]
    return Fault("outline", "方面顺序颠倒", text, one.start, two.end)


def _lost_part(report: Report, dice: random.Random) -> Fault | None:
    sections = [s for s in report.sections if s.kind in ("causes", "measures")]
    if not sections or report.genre != "self-examination":
        return None
    section = dice.choice(sections)
    if sum(s.kind == section.kind for s in report.sections) > 1:
        return None
    text = report.text[: section.start] + report.text[section.end :]
    return Fault("outline", "缺一个部分", text, 0, len(text))


def _other_year(report: Report, dice: random.Random) -> Fault | None:
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


def _mutilated(report: Report, dice: random.Random) -> Fault | None:
    """One character of a fixed expression that stands in the text is left out or becomes another one."""
    names = [e.canonical for e in resources.expressions() if len(_HAN.findall(e.canonical)) >= 8]
    names = [name for name in names if name in report.text]
    if not names:
        return None
    name = dice.choice(names)
    inner = [at for at in range(2, len(name) - 2) if _HAN.match(name[at]) and name[at] not in "和与及的"]
    at = dice.choice(inner)
    new = name[:at] + dice.choice(("", "们", "事")) + name[at + 1 :]
    return _swapped(report, "expressions", "固定提法漏字错字", name, new, dice)


def _disordered(report: Report, dice: random.Random) -> Fault | None:
    """A list of members in another order."""
    lists = [e.members for e in resources.expressions() if len(e.members) >= 3 and max(map(len, e.members)) <= 8]
    members = list(dice.choice(lists))
    said = members.copy()
    said[0], said[1] = said[1], said[0]
    at = _sentence_end(report, dice)
    if at is None:
        return None
    lead, listed = "对", "、".join(said)
    text = report.text[:at] + f"{lead}{listed}的要求落实不够，3月的会上也没有提出具体办法。" + report.text[at:]
    return Fault("expressions", "固定提法顺序颠倒", text, at + 1, at + 1 + len(listed))


def _incomplete(report: Report, dice: random.Random) -> Fault | None:
    lists = [e.members for e in resources.expressions() if len(e.members) >= 4 and max(map(len, e.members)) <= 8]
    members = list(dice.choice(lists))
    members.pop(dice.randrange(1, len(members)))
    at = _sentence_end(report, dice)
    if at is None:
        return None
    listed = "、".join(members)
    text = report.text[:at] + f"对{listed}的要求落实不够，3月的会上也没有提出具体办法。" + report.text[at:]
    return Fault("expressions", "固定提法缺项", text, at + 1, at + 1 + len(listed))


def _idiom(report: Report, dice: random.Random) -> Fault | None:
    """A character of a four-character phrase becomes another that the text uses."""
    phrases = [p for p in sorted(listed("idioms.txt")) if p in report.text]
    if not phrases:
        return None
    phrase = dice.choice(phrases)
    at = dice.randrange(4)
    other = dice.choice([c for c in "形实式事示势只治志智计际集济" if c != phrase[at]])
    return _swapped(report, "wording", "四字词语错一个字", phrase, phrase[:at] + other + phrase[at + 1 :], dice)


def _repeated_sentence(report: Report, dice: random.Random) -> Fault | None:
    section = next((s for s in report.sections if s.kind == "problems"), None)
    if section is None:
        return None
    found = [m[0] for m in re.finditer(r"[^。\n]{28,60}。", report.text[section.heading_end : section.end])]
    at = _sentence_end(report, dice, ("measures", "causes"))
    if not found or at is None:
        return None
    sentence = dice.choice(found)
    where = (at, at + len(sentence)) if at > section.start else (0, len(report.text))
    return Fault("similarity", "同一句话写两遍", report.text[:at] + sentence + report.text[at:], *where)


def _wrong_sum(report: Report, dice: random.Random) -> Fault | None:
    at = _sentence_end(report, dice, ("rectification", "problems"))
    if at is None:
        return None
    whole = dice.randrange(12, 40)
    done = whole - dice.randrange(3, 8)
    left = whole - done + dice.randrange(1, 3)
    said = f"列入清单{whole}项，完成{done}项，还有{left}项正在推进。"
    return Fault("contradictions", "数字对不上", report.text[:at] + said + report.text[at:], at, at + len(said))


PLANTERS: tuple[Planter, ...] = (
    _inserted(
        "leftovers",
        "遮字",
        (
            "在<mzshh>上没有说透。",
            "<dangshi>学习教育抓得不紧，4月才开班。",
            "维护<X中央>权威的自觉性还不够。",
            "在<ZZ>上还不够成熟。",
        ),
    ),
    _inserted(
        "leftovers",
        "占位",
        (
            "全年集中学习<XX>次。",
            "开展谈心谈话<xx>人次。",
            "<X月X日>召开会议研究。",
            "对<某某>同志的意见没有采纳。",
            "服务<××>建设不够主动。",
            "【此处填写事例】没有办成。",
        ),
    ),
    _inserted(
        "leftovers",
        "别的单位的说法",
        ("<作为一名税务干部>，我对4月的征期准备不足。", "<作为一线海关人员>，3月查验时不够细。"),
    ),
    _mutilated,
    _disordered,
    _incomplete,
    _inserted(
        "expressions",
        "提法写错",
        (
            "<党中央反对的坚决不做>。",
            "对<习总书记>重要讲话学得不深。",
            "坚持<以人民为中心的发展理念>不够。",
            "<习近平新世代中国特色社会主义思想>学得不透。",
            "落实<“一岗双责”责任>不到位。",
            "<自重、自警、自省、自励>做得不够。",
            "学习<党的二十届十中全会>精神不及时。",
        )[:6],
    ),
    _inserted(
        "expressions",
        "过时提法",
        ("推动<全面协调可持续发展>还有差距。", "<“两学一做”学习教育>抓得不紧。", "树立<情为民所系>的意识不够。"),
    ),
    _inserted(
        "expressions",
        "法规名称",
        (
            "学习<《党政领导干部廉洁从政若干准则》>不深入。",
            "对<《党员纪律处分条例》>掌握不牢。",
            "落实<《党支部工作条例》>不严。",
            "对<《中国共产党党章》>学得不透。",
            "对<《关于新形势下党内政治生活若干准则》>学得不深。",
        ),
    ),
    _lost_aspect,
    _swapped_aspects,
    _lost_part,
    _other_year,
    _inserted(
        "substance",
        "推给客观",
        (
            "<由于工作忙>，学习时间没有保证。",
            "<受编制等客观条件限制>，进度偏慢。",
            "因为<工学矛盾突出>，5月的集体学习没有参加。",
        ),
    ),
    _inserted(
        "substance",
        "明贬实褒",
        ("<对自己要求过高>，5月的总结改了六遍。", "工作中<过于认真>，4月曾经累倒。", "平时<不注意休息>，2月病了一次。"),
    ),
    _inserted(
        "links",
        "原因写成措施",
        ("<需要进一步加强理论学习>。", "<必须切实改进工作作风>。", "<要持续强化责任担当>。"),
        ("causes",),
    ),
    _wrong_sum,
    _inserted(
        "contradictions",
        "日期比例不可能",
        ("<13月5日>召开了专题会。", "<6月31日>前办结。", "群众<满意率达到105%>。", "<2月30日>组织了一次。"),
    ),
    _inserted("contradictions", "与规定不符", ("<每半年召开一次民主生活会>坚持得不好。",)),
    _inserted(
        "admissions",
        "慎重的承认",
        (
            "有的<统计数据有水分>，我没有纠正。",
            "过节时<收受过管理服务对象的红包>。",
            "一段时间里觉得<共产主义很遥远>。",
            "<存在违规吃喝>，我没有拒绝。",
            "对<个人有关事项漏报>一处房产。",
            "<用微信传递涉密>文件。",
        ),
    ),
    _lost_heading,
    _inserted(
        "numbering", "条数对不上", ("主要<有三个方面：>一是等，二是看。", "表现<在四个方面：>一是慢，二是软，三是散。")
    ),
    _half_mark,
    _doubled_mark,
    _lost_quote,
    _inserted(
        "punctuation",
        "数字写法",
        ("会议于3月<5号>召开。", "2024年<05>月办结。", "每月下去<3-5次>。", "每周<三、四次>开会。"),
    ),
    _replaced(
        "wording",
        "的地得",
        (("更好地", "更好的"), ("认真地", "认真的"), ("不断地", "不断得"), ("做得", "做的"), ("创造性地", "创造性的")),
    ),
    _inserted(
        "wording",
        "的地得（插入）",
        (
            "没有<创造性的>开展工作。",
            "没有<更好的>为企业解决难题。",
            "制度执行<的>不够严格。",
            "下<得>功夫不够。",
            "没有<认真的>学习贯彻全会精神。",
        ),
    ),
    _idiom,
    _inserted(
        "wording",
        "错别字",
        (
            "工作<按步就班>。",
            "遇事<推委扯皮>。",
            "整改没有<落道实处>。",
            "工作<布署>不细。",
            "对<台帐>管理不严。",
            "存在<侥辛心理>。",
            "<既使>知道也没有说。",
            "调查<反应强烈的问题>不够。",
        ),
    ),
    _inserted(
        "wording",
        "重复",
        (
            "对这件事<研究研究>得不深。",
            "对<历史虚无主义主义>问题反对不坚决。",
            "没有把<责任责任>压实。",
            "这是<的的>问题。",
            "<关于关于>这件事没有研究。",
            "<仍依旧>没有解决。",
        ),
    ),
    _repeated_sentence,
)
