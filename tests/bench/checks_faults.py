"""Faults planted into clean reports: each a text that differs in one place, the place, and the rules that should tell it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from index import Report
from tests.bench.checks_spoiling import (
    disordered,
    doubled_mark,
    half_mark,
    idiom,
    incomplete,
    lost_aspect,
    lost_heading,
    lost_part,
    lost_quote,
    mutilated,
    other_year,
    repeated_sentence,
    swapped_aspects,
    wrong_sum,
)
from tests.bench.planting import Fault, Planter, inserted, replaced


def faults(report: Report, seed: int, each: int = 1) -> Iterator[Fault]:
    """One fault of every kind that the report has room for."""
    dice = random.Random(f"{report.title}-{seed}")
    for planter in PLANTERS:
        for _ in range(each):
            fault = planter(report, dice)
            if fault is not None:
                yield fault


PLANTERS: tuple[Planter, ...] = (
    inserted(
        "leftovers",
        "遮字",
        (
            "在<mzshh>上没有说透。",
            "<dangshi>学习教育抓得不紧，4月才开班。",
            "维护<X中央>权威的自觉性还不够。",
            "在<ZZ>上还不够成熟。",
        ),
    ),
    inserted(
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
    inserted(
        "leftovers",
        "别的单位的说法",
        ("<作为一名税务干部>，我对4月的征期准备不足。", "<作为一线海关人员>，3月查验时不够细。"),
    ),
    mutilated,
    disordered,
    incomplete,
    inserted(
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
    inserted(
        "expressions",
        "过时提法",
        ("推动<全面协调可持续发展>还有差距。", "<“两学一做”学习教育>抓得不紧。", "树立<情为民所系>的意识不够。"),
    ),
    inserted(
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
    lost_aspect,
    swapped_aspects,
    lost_part,
    other_year,
    inserted(
        "substance",
        "推给客观",
        (
            "<由于工作忙>，学习时间没有保证。",
            "<受编制等客观条件限制>，进度偏慢。",
            "因为<工学矛盾突出>，5月的集体学习没有参加。",
        ),
    ),
    inserted(
        "substance",
        "明贬实褒",
        ("<对自己要求过高>，5月的总结改了六遍。", "工作中<过于认真>，4月曾经累倒。", "平时<不注意休息>，2月病了一次。"),
    ),
    inserted(
        "links",
        "原因写成措施",
        ("<需要进一步加强理论学习>。", "<必须切实改进工作作风>。", "<要持续强化责任担当>。"),
        ("causes",),
    ),
    wrong_sum,
    inserted(
        "contradictions",
        "日期比例不可能",
        ("<13月5日>召开了专题会。", "<6月31日>前办结。", "群众<满意率达到105%>。", "<2月30日>组织了一次。"),
    ),
    inserted("contradictions", "与规定不符", ("<每半年召开一次民主生活会>坚持得不好。",)),
    inserted(
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
    lost_heading,
    inserted(
        "numbering", "条数对不上", ("主要<有三个方面：>一是等，二是看。", "表现<在四个方面：>一是慢，二是软，三是散。")
    ),
    half_mark,
    doubled_mark,
    lost_quote,
    inserted(
        "punctuation",
        "数字写法",
        ("会议于3月<5号>召开。", "2024年<05>月办结。", "每月下去<3-5次>。", "每周<三、四次>开会。"),
    ),
    replaced(
        "wording",
        "的地得",
        (("更好地", "更好的"), ("认真地", "认真的"), ("不断地", "不断得"), ("做得", "做的"), ("创造性地", "创造性的")),
    ),
    inserted(
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
    idiom,
    inserted(
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
    inserted(
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
    repeated_sentence,
)
