from dataclasses import replace
from pathlib import Path

import pytest

from assistant import checks, resources
from assistant.domain import Finding, OutlineAspect
from index import Parser, read

PARSER = Parser(resources.lexicon())

LEAD = "按照省委部署和会议主题，会前开展谈心谈话，征求意见，现将情况报告如下。\n\n"
DONE = "一、上年度整改情况\n\n2024年度会上提出的3条意见，办结3条。个人有关事项如实填报，没有变化。\n\n"
OWN_ASPECTS = ("守正创新、勇毅前行", "务实为民、久久为功", "严管厚爱、清正廉洁", "团结协作、凝聚合力")
HEADS = [aspect.text for aspect in resources.load_outline("2025").aspects]


def report(
    problem: str = "2025年5月我到某村调研，只看了路边两户。",
    *,
    title: str = "某市副市长2025年度民主生活会个人对照检查材料",
    lead: str = LEAD,
    done: str = DONE,
    heads: list[str] = HEADS,
    cause: str = "一是学得浅。2025年读书笔记只有6页。\n\n二是想得少。平时问得少。",
    measure: str = "（一）每月20日前到村里去一次，由我记台账。\n\n（二）6月底前办结3件事，市教育局负责。",
) -> str:
    asked = "".join(
        f"（{number}）{head}\n\n{problem if place == 0 else f'2025年{place + 2}月有{place + 3}件事没有办好，分别写明。'}\n\n"
        for place, (number, head) in enumerate(zip("一二三四五六", heads, strict=False))
    )
    case = "三、典型案例剖析\n\n2025年通报的一起案例，我对照了自己。\n\n"
    return (
        f"{title}\n\n{lead}{done}二、存在的突出问题\n\n{asked}{case}"
        f"四、原因剖析\n\n{cause}\n\n五、整改措施\n\n{measure}\n\n以上检查，请批评指正。\n"
    )


def found(tmp_path: Path, written: str, *, name: str = "稿.txt") -> tuple[tuple[Finding, ...], str]:
    path = tmp_path / name
    path.write_text(written, encoding="utf-8")
    document = read(path)
    return checks.check(document, PARSER.parse(document)), document.text


def assert_told(tmp_path: Path, rule: str, written: str, place: str = "") -> None:
    findings, text = found(tmp_path, written)
    places = [text[one.start : one.end] for one in findings if one.rule == rule]
    assert places, {one.rule for one in findings}
    assert any(place in words or words in place for words in places), places


def test_the_plain_report_these_tests_spoil_has_no_warning(tmp_path: Path) -> None:
    findings, _ = found(tmp_path, report())
    assert [one for one in findings if one.severity != "hint"] == []


@pytest.mark.parametrize(
    ("rule", "sentence", "place"),
    [
        ("placeholder", "2025年集中学习XX次。", "XX"),
        ("placeholder", "2025年x月x日开会。", "x月x日"),
        ("placeholder", "对【此处填写事例】没有办。", "【此处填写事例】"),
        ("mask", "2025年dangshi学习教育抓得不紧。", "dangshi"),
        ("slot", "2025年【待补：哪个村？】没有去。", "【待补"),
        ("deleted-word", "2025年学习贯彻思想，抓得不紧。", "思想"),
        ("level-leak", "2025年为保证在全市的位次，争项目多。", "在全市的位次"),
        ("body-leak", "2025年我校在学科建设上缺乏办法。", "我校"),
        ("field-leak", "作为一线纪检监察干部，2025年我没有带头。", "纪检监察"),
        ("post-leak", "作为县委书记，2025年我没有带头。", "县委书记"),
        ("voice-leak", "2025年个别班子成员没有到会。", "个别班子成员"),
        ("markdown-mark", "2025年**重点**没有抓住。", "**重点**"),
        ("source-mark", "2025年重点没有抓住[2]。", "[2]"),
        ("source-mark", "2025年5月我到某村去了一次[F1]。", "[F1]"),
        ("leader-name", "2025年对习总书记讲话学得浅。", "习总书记"),
        ("thought-name", "2025年习近平新世代中国特色社会主义思想学得浅。", "新世代"),
        ("expression-wrong", "2025年党中央反对的坚决不做。", "党中央反对的坚决不做"),
        ("expression-order", "2025年对幸福感、安全感和获得感关心不够。", "幸福感、安全感和获得感"),
        ("expression-incomplete", "2025年政治意识、大局意识、核心意识还不够强。", "政治意识、大局意识、核心意识"),
        ("expression-mutilated", "2025年坚决维护党中央权威和集体统一领导还不够。", "党中央权威和集体统一领导"),
        ("expression-quotes", "2025年一岗双责抓得不紧。", "一岗双责"),
        ("expression-stale", "2025年精准扶贫抓得不紧。", "精准扶贫"),
        ("congress-stale", "2025年学习党的十九大精神不够。", "十九大"),
        ("congress-early", "2025年学习党的二十届五中全会精神不够。", "二十届五中全会"),
        ("title-wrong", "2025年学习《中国共产党党章》不够。", "《中国共产党党章》"),
        ("title-replaced", "2025年学习《中国共产党党员领导干部廉洁从政若干准则》不够。", "廉洁从政若干准则"),
        ("title-near", "2025年学习《中国共产党纪律处份条例》不够。", "处份"),
        ("title-undefined", "2025年学习《条例》不够。", "《条例》"),
        ("excuse", "由于工作忙，2025年没有去。", "工作忙"),
        ("disguised-praise", "2025年只顾埋头工作，不注意休息。", "不注意休息"),
        ("others-blamed", "2025年5月有一件事。有的干部不愿去。", "有的干部"),
        ("risky-admission", "2025年上报的指标没有完全做到实事求是。", "实事求是"),
        ("risky-admission", "2025年春节收受了下属的红包。", "红包"),
        ("date-impossible", "2025年2月30日开了会。", "2025年2月30日"),
        ("date-impossible", "2025年满意率达102%。", "满意率达102%"),
        ("sum-wrong", "2025年列了25项，完成20项，还有8项正在推进。", "25项"),
        ("rule-conflict", "2025年每半年召开一次民主生活会没有坚持。", "每半年"),
        ("count-mismatch", "2025年主要有三个方面：一是慢。二是软。", "三个方面"),
        ("half-width", "2025年去得少,问得少。", ","),
        ("double-mark", "2025年去得少，，问得少。", "，，"),
        ("unpaired", "2025年“一张蓝图没有绘到底。", "“"),
        ("nested-quotes", "2025年“读“原著”少”了。", "“"),
        ("straight-quotes", '2025年"一张蓝图"没有绘到底。', '"一张蓝图"'),
        ("stray-space", "2025年去得少， 问得少，听得也少。", " "),
        ("quotes-comma", "2025年“硬骨头”、“烫手山芋”没有接。", "”、"),
        ("mark-misused", "2025年纠正不够。如：某村没有去。", "。如："),
        (
            "mark-missing",
            "2025年5月到某村去，只看了路边的两户人家，没有往里走，也没有问一问村里的老人有什么难处，回来还写了一篇经验",
            "验",
        ),
        ("numeral-fixed", "2025年坚定4个自信不够。", "4个自信"),
        ("numeral-form", "2025年3月5号没有去。", "5号"),
        ("numeral-doubled", "2025年至少去10次以上。", "至少去10次以上"),
        ("typo", "2025年按步就班，没有新办法。", "按步就班"),
        ("typo-near", "2025年墨守程规，没有新办法。", "墨守程规"),
        ("usage", "2025年总起来看还不够。", "总起来看"),
        ("de", "2025年没有创造性的开展工作。", "创造性的"),
        ("de", "2025年制度坚持的不好。", "的"),
        ("de", "2025年下得功夫不够。", "得"),
        ("doubled", "2025年历史虚无主义主义问题没有管。", "主义主义"),
        ("redundant", "2025年仍依旧没有办。", "仍依旧"),
        ("grammar", "2025年加强对干部八小时以外进行监督。", "加强对"),
        ("fragment", "2025年按照原则而，没有办。", "而"),
    ],
)
def test_a_fault_is_told_at_its_place(tmp_path: Path, rule: str, sentence: str, place: str) -> None:
    assert_told(tmp_path, rule, report(sentence), place)


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("title-incomplete", report(title="2025年度民主生活会对照检查材料")),
        ("year-leak", report(title="某市副市长2024年度民主生活会个人对照检查材料")),
        ("year-leak", report(lead=LEAD.replace("会议主题", "《关于开好2024年度民主生活会的通知》"))),
        ("aspect-missing", report(heads=HEADS[:3] + HEADS[4:])),
        ("aspect-order", report(heads=[HEADS[1], HEADS[0], *HEADS[2:]])),
        ("aspect-wording", report(heads=[HEADS[0].replace("政治能力", "政治本领"), *HEADS[1:]])),
        ("part-missing", report(done="")),
        ("part-essential", report().replace("四、原因剖析\n\n一是学得浅。2025年读书笔记只有6页。\n\n二是想得少。平时问得少。\n\n五", "四")),
        ("part-announced", report(lead=LEAD.replace("征求意见", "对整改落实情况进行了梳理"), done="")),
        ("theme-missing", report()),
        ("measures-undated", report(measure="（一）加强理论学习，提高思想认识，改进工作作风，增强工作本领，做好各项工作，服务人民群众。\n\n（二）强化宗旨意识，深入基层，密切联系群众，办好实事好事，解决难题。")),
        ("cause-as-measure", report(cause="一是学得浅。需要进一步加强理论学习。\n\n二是想得少。平时问得少。")),
        ("empty-point", report("一是理论学习不够系统深入。对党的创新理论学习不深不透，满足于一知半解，学用结合不够紧密，入脑入心不够。\n\n二是政治站位不高。从政治上看问题不够，把握大局能力不强。")),
        ("done-but-open", report(done="一、上年度整改情况\n\n去年查摆的12个问题已全部整改到位。其中3个问题还在推进整改，需要长期坚持。\n\n")),
        ("number-gap", report(measure="（一）每月20日前去一次。\n\n（三）6月底前办结3件事。")),
        ("number-mark", report(cause="1、学得浅。2025年读书笔记只有6页。\n\n2、想得少。平时问得少。")),
        ("list-alone", report("一是学得浅。2025年读书笔记只有6页。")),
        ("repeated-within", report("2025年我到某村调研只看了路边的两户人家就回来写了一篇经验材料。", cause="一是学得浅。2025年我到某村调研只看了路边的两户人家就回来写了一篇经验材料。\n\n二是想得少。")),
    ],
)  # fmt: skip
def test_a_fault_of_the_whole_is_told(tmp_path: Path, rule: str, written: str) -> None:
    assert_told(tmp_path, rule, written)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("下一步加强学习，改进作风。", True),
        ("已办结2条，下一步解决剩下的1条。", False),
        ("上年的事已办结。下一步加强学习。", True),
    ],
)
def test_a_plan_among_results_is_told_unless_the_result_comes_first(tmp_path: Path, sentence: str, told: bool) -> None:
    findings, _ = found(tmp_path, report(done=f"{DONE.rstrip()}{sentence}\n\n"))
    assert ("result-as-plan" in {one.rule for one in findings}) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年为群众提供更好的服务，这件事没有办成。",
        "2025年学习总书记讲话，我只读了一遍。",
        "2025年全市筹措办学资金1.2亿元，慢了2个月。",
        "2025年“放管服”改革中，有3件事没有办成。",
        "2025年8:30开会，我迟到了10分钟。",
        "2025年某局一名科长收受好处费被立案，我没有警觉。",
        "2025年讲着讲着就走了题，听的人有28名。",
        "2025年我坚决反对搞小圈子，但只在会上说了1次。",
        "党史学习教育以来，我读书48本，能讲的不到5本。",
        "从严治党以来，2025年我只查了3件。",
    ],
)
def test_good_wording_is_left_alone(tmp_path: Path, sentence: str) -> None:
    findings, _ = found(tmp_path, report(sentence))
    assert [(one.rule, one.excerpt) for one in findings if one.severity != "hint"] == []


def test_a_count_of_what_is_done_and_what_is_not_is_no_contradiction(tmp_path: Path) -> None:
    written = report(done="一、上年度整改情况\n\n上年度查摆出的9条问题，已整改到位8条，1条正在推进。\n\n")
    findings, _ = found(tmp_path, written)
    assert "done-but-open" not in {one.rule for one in findings}


def test_official_wording_is_never_a_fault(tmp_path: Path) -> None:
    for outline in resources.outlines():
        findings, _ = found(
            tmp_path, report(f"2025年5月学习“{outline.theme}”，只读了1遍。") if outline.theme else report()
        )
        wrong = {one.rule for one in findings} & {
            "expression-wrong",
            "expression-mutilated",
            "thought-name",
            "typo",
            "typo-near",
        }
        assert not wrong, (outline.id, wrong)


def test_what_was_right_for_an_old_meeting_is_only_called_aged(tmp_path: Path) -> None:
    path = Path(__file__).parents[1] / "data" / "reports" / "2021-county-education.md"
    document = read(path)
    findings = checks.check(document, PARSER.parse(document))
    aged = [one for one in findings if one.rule == "expression-aged"]
    assert aged
    assert all(one.severity == "hint" for one in aged)
    assert "expression-stale" not in {one.rule for one in findings}


DATED = "（一）{}前办结3件事，由我负责。\n\n（二）6月底前建好台账，市教育局负责。"
LISTED = "（一）每月20日前到村里去一次，由我记台账。\n（二）6月底前办结3件事，市教育局负责。"


@pytest.mark.parametrize(
    ("rule", "written", "place"),
    [
        ("deadline-past", report(measure=DATED.format("2024年12月底")), "2024年12月底前"),
        ("date-impossible", report("2025年谈话比上年下降了200%。"), "200%"),
        ("personal-data", report("2025年5月村民的电话13805211234我没有回。"), "13805211234"),
        ("personal-data", report("2025年5月身份证110101190001011237的事没有办。"), "110101190001011237"),
        ("year-leak", report(lead=LEAD.replace("会议主题", "围绕2024年度民主生活会主题")), "2024年度"),
        ("risky-admission", report("2025年我同意了办公室违规发放补贴2万元。"), "违规发放"),
        ("number-gap", report(cause="（一）学得浅。（二）想得少。（四）怕得罪人。"), "（四）"),
        ("double-mark", report("2025年5月我到某村只看了路边两户！！"), "！！"),
        ("congress-stale", report(measure="（一）6月底前学习贯彻党的二十届三中全会精神，读2遍。"), "二十届三中"),
    ],
)
def test_what_a_strict_reading_found(tmp_path: Path, rule: str, written: str, place: str) -> None:
    assert_told(tmp_path, rule, written, place)


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("deadline-past", report(measure=DATED.format("2026年6月底"))),
        ("date-impossible", report("2025年谈话比上年增长了200%，另一项下降到80%。")),
        ("personal-data", report("2025年5月第20250511号文件我没有看，涉及资金13800元。")),
        ("heading-stop", report(measure=LISTED)),
        ("heading-style-mixed", report(measure=LISTED)),
    ],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, rule: str, written: str) -> None:
    findings, _ = found(tmp_path, written)
    assert rule not in {one.rule for one in findings}


def test_the_offices_own_outline_counts_as_the_newest_meeting_and_as_a_year(tmp_path: Path) -> None:
    own = replace(
        resources.load_outline("2025"),
        id="2026",
        year=2026,
        held="2027-01 至 2027-02",
        aspects=tuple(OutlineAspect(place, f"{words}等方面", words, ()) for place, words in enumerate(OWN_ASPECTS, 1)),
    )
    known = (*resources.outlines(), own)
    path = tmp_path / "稿.txt"
    path.write_text(report(heads=list(OWN_ASPECTS)) + "推进“十四五”规划收尾。\n", encoding="utf-8")
    document = read(path)
    parsed = PARSER.parse(document)
    shipped = {one.rule for one in checks.check(document, parsed)}
    findings = checks.check(document, parsed, known=known)
    assert checks.newest_outline(known) == own
    assert "year-leak" not in shipped
    assert any("2026年度" in one.message for one in findings if one.rule == "year-leak")


def test_every_rule_can_be_reached_and_every_finding_has_a_rule() -> None:
    known = {rule.id for rule in checks.rules()}
    folder = Path(checks.__file__).parent
    used = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    listed = "".join(resources.text("data", name) for name in ("patterns.toml", "typos.toml"))
    assert [rule for rule in known if f'"{rule}"' not in used + listed] == []
