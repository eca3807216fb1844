"""Passages as reports have them, made up: as many as are wanted, the same for the same seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from index.report import Passage, Report

PER_REPORT = 60
_KINDS = ("problems", "causes", "measures", "statement")
_TOPICS = ("theory", "duty", "people", "integrity", "discipline", "reform")
_PORTFOLIOS = ("教育", "交通运输", "卫生健康", "农业农村", "生态环境", "应急管理", "财政", "城市管理")
_WHO = ("individual", "group")
_LEVELS = ("province", "city", "county", "township")
_OPENINGS = ["一是", "二是", "三是", "其一", "第一", "有的", "对照要求", "从检查情况看", "去年以来", "今年上半年"]
_FAULTS = [
    "理论学习不够系统",
    "担当作为不够主动",
    "调查研究不够深入",
    "联系群众不够紧密",
    "执行制度不够严格",
    "统筹协调不够有力",
    "攻坚克难办法不多",
    "督促检查流于形式",
    "批评同志顾虑较多",
    "分管领域监管偏软",
    "风险研判不够及时",
    "政策落地存在温差",
]
_PLACES = [
    "城关镇",
    "开发区",
    "某县",
    "下辖乡镇",
    "市直部门",
    "基层站所",
    "帮扶村",
    "重点项目",
    "窗口单位",
    "产业园区",
    "老旧小区",
    "灌区",
]
_MATTERS = [
    "农村公路养护",
    "校外培训监管",
    "医保基金使用",
    "高标准农田建设",
    "安全生产检查",
    "饮用水源保护",
    "信访积案化解",
    "营商环境评价",
    "惠民资金发放",
    "专项债券项目",
    "防汛物资储备",
    "村级账务公开",
    "食堂采购",
    "危房改造",
    "就业培训",
    "污水管网",
    "公车管理",
    "工程招标",
]
_DEEDS = [
    "只听汇报没有到现场",
    "看台账多、看现场少",
    "拖了{n}个月才研究",
    "涉及{n}户群众没有回音",
    "结余资金{n}万元未及时盘活",
    "会议开了{n}次没有结论",
    "以文件落实文件",
    "把任务层层转给下面",
    "群众反映{n}次后才派人核实",
    "整改清单里还有{n}项没有销号",
]
_ROOTS = [
    "根子在于宗旨意识有所淡化",
    "说到底是怕得罪人",
    "归根结底是政绩观有偏差",
    "主要是把学习当成软任务",
    "深层原因是斗争精神不足",
    "反映出责任没有压实",
    "说明对上级要求领会不深",
    "折射出作风还不扎实",
]
_ENDINGS = ["必须认真反思。", "教训很深。", "责任主要在我。", "需要马上纠正。", "群众有意见。", "至今想来仍感不安。"]


def passage_text(chance: random.Random) -> str:
    """One passage of sixty to two hundred characters."""
    parts = [f"{chance.choice(_OPENINGS)}，{chance.choice(_FAULTS)}。"]
    for _ in range(chance.randint(1, 4)):
        deed = chance.choice(_DEEDS).format(n=chance.randint(2, 999))
        parts.append(f"{chance.choice(_PLACES)}{chance.choice(_MATTERS)}工作，{deed}，")
    return "".join(parts) + chance.choice(_ROOTS) + "，" + chance.choice(_ENDINGS)


def reports(passages: int, seed: int = 1) -> Iterator[Report]:
    """Reports with that many passages altogether."""
    for number in range(-(-passages // PER_REPORT)):
        yield _report(number, min(PER_REPORT, passages - number * PER_REPORT), random.Random(f"{seed}/{number}"))


def queries(count: int, seed: int = 2) -> list[str]:
    """Questions in the words of the reports, from four to thirty characters."""
    chance = random.Random(seed)
    forms = ("{m}", "{f}", "{p}{m}", "{m}{f}", "在{m}方面{f}，{r}")
    return [
        chance.choice(forms).format(
            m=chance.choice(_MATTERS), f=chance.choice(_FAULTS), p=chance.choice(_PLACES), r=chance.choice(_ROOTS)
        )
        for _ in range(count)
    ]


def _report(number: int, count: int, chance: random.Random) -> Report:
    texts = [passage_text(chance) for _ in range(count)]
    text = "\n".join(texts)
    id = hashlib.sha256(f"{number}\n{text}".encode()).hexdigest()[:16]
    passages, start = [], 0
    for place, words in enumerate(texts):
        kind, topics = _KINDS[place * len(_KINDS) // count], (chance.choice(_TOPICS),)
        name = f"{id}-{place}"
        passages.append(Passage(name, id, (), kind, None, topics, "", words, start, start + len(words), words))
        start += len(words) + 1
    portfolio = tuple(chance.sample(_PORTFOLIOS, 2))
    meeting = str(chance.randint(2021, 2025))
    facts = (chance.choice(_WHO), None, chance.choice(_LEVELS), portfolio, meeting)
    return Report(id, f"对照检查材料{number}", f"{number}.txt", "self-examination", *facts, text, (), tuple(passages))
