"""The data files: each loads, refers to what exists, and classifies what it is there to classify."""

import re
from collections import Counter
from string import Template

import pytest

from assistant import resources
from assistant.domain import Outline
from index import Block, Document, Lexicon, Parser, Report

TOPICS = {topic.id for topic in resources.topics()}
GROUPS = ("economy", "livelihood", "security", "party", "unit")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return resources.lexicon()


def parsed(parser: Parser, text: str) -> Report:
    blocks, start = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            blocks.append(Block(line, "", number, start))
        start += len(line) + 1
    return parser.parse(Document("测试.txt", text, tuple(blocks)))


def report(*headings: str) -> str:
    numbers = "一二三四五六七八九十"
    body = "\n".join(f"{numbers[i]}、{heading}\n正文写在这里，说一件具体的事情。" for i, heading in enumerate(headings))
    return f"某县副县长2024年度民主生活会个人对照检查材料\n按照安排，现将本人情况报告如下。\n{body}\n"


HEADINGS = {
    "problems": (
        "存在主要问题",
        "深刻检视存在的问题",
        "找准查实存在的突出问题",
        "检视剖析",
        "存在的主要问题",
        "存在的突出问题",
        "查摆出的突出问题",
        "检视出的问题",
        "对照检查情况",
        "存在的差距和不足",
        "对照“五个带头”查摆的主要问题",
    ),
    "causes": (
        "存在问题原因分析",
        "原因剖析",
        "产生问题的原因分析",
        "存在问题的原因",
        "问题根源剖析",
        "思想根源",
        "问题产生的根源",
        "产生上述问题的主要原因",
        "存在突出问题的原因剖析",
        "对问题的原因进行深刻剖析",
    ),
    "measures": (
        "整改措施及今后打算",
        "整改举措",
        "努力方向和整改措施",
        "下步努力方向和改进措施",
        "今后努力方向",
        "下一步整改措施",
        "整改思路和打算",
        "针对存在问题的整改措施",
    ),
    "rectification": (
        "上年度民主生活会查摆问题整改落实情况",
        "上年度整改措施落实情况",
        "上次民主生活会整改情况",
        "上一年度民主生活会整改措施落实情况",
        "2023年度民主生活会整改落实情况",
        "主题教育专题民主生活会查摆问题整改情况",
    ),
    "preparation": (
        "准备情况",
        "会前准备",
        "专题民主生活会准备情况",
        "学习研讨征求意见谈心谈话情况",
        "学习研讨、征求意见、谈心谈话情况",
    ),
    "statement": (
        "个人有关事项",
        "需要说明的情况",
        "有关情况说明",
        "需要说明的问题",
        "个人有关事项报告情况",
        "需要向组织报告的事项",
    ),
    "case": ("典型案例剖析", "反面典型案例", "案例反思", "以案为鉴", "反面典型案例剖析反思", "对照典型案例查摆问题"),
}


@pytest.mark.parametrize(("kind", "heading"), [(kind, heading) for kind, all_ in HEADINGS.items() for heading in all_])
def test_headings_as_officials_write_them_are_of_the_right_kind(lexicon: Lexicon, kind: str, heading: str) -> None:
    sections = parsed(Parser(lexicon), report(heading, "最后一部分")).sections
    assert sections[0].kind == kind


def test_each_genre_is_told_by_its_title(lexicon: Lexicon) -> None:
    titles = {
        "某局局长2024年度述职述廉报告": "duty",
        "某街道办事处2024年度工作总结": "summary",
        "某市委常委班子2025年度民主生活会对照检查材料": "self-examination",
        "某支部党员检视剖析材料": "self-examination",
    }
    parser = Parser(lexicon)
    read = {title: parsed(parser, f"{title}\n正文写在这里，说一件事。\n").genre for title in titles}
    assert read == titles


def test_a_heading_keyword_belongs_to_one_kind_only() -> None:
    for genre in resources.genres():
        words = Counter(word for kind in genre.kind for word in kind.headings)
        assert [word for word, count in words.items() if count > 1] == []


@pytest.mark.parametrize("outline", resources.outlines(), ids=lambda outline: outline.id)
def test_every_outline_is_whole(outline: Outline) -> None:
    assert all(set(aspect.topics) <= TOPICS and aspect.topics for aspect in outline.aspects)
    assert len({aspect.text for aspect in outline.aspects}) == len(outline.aspects)
    assert all(len(aspect.short) <= 20 for aspect in outline.aspects)
    voices = ("individual", "group") if outline.for_whom == "both" else (outline.for_whom,)
    for who in voices:
        ids = [part.id for part in outline.parts_for(who)]
        assert len(ids) == len(set(ids))
        assert [i for i in ids if i.startswith("problems/")] == [f"problems/{a.place}" for a in outline.aspects]
        assert ids.index("problems/1") < ids.index("causes") < ids.index("measures") < ids.index("closing")
        assert all(part.words > 0 for part in outline.parts_for(who))


def test_every_year_since_2015_has_an_outline_and_the_official_number_of_aspects() -> None:
    numbers = {outline.id: len(outline.aspects) for outline in resources.outlines()}
    assert {str(year) for year in range(2015, 2026)} <= set(numbers)
    assert [numbers[year] for year in ("2018", "2021", "2022", "2023", "2024", "2025")] == [3, 5, 6, 6, 4, 5]


def test_groups_report_preparation_and_individuals_their_own_affairs() -> None:
    outline = resources.load_outline("2025")
    group = {part.kind for part in outline.parts_for("group")}
    individual = {part.kind for part in outline.parts_for("individual")}
    assert group ^ individual == {"preparation", "statement"}
    assert {"case", "rectification"} <= group & individual
    assert "case" not in {part.kind for part in resources.load_outline("2024").parts}


def test_a_signal_belongs_to_one_meeting() -> None:
    signals = Counter(signal for outline in resources.outlines() for signal in outline.signals)
    assert [signal for signal, count in signals.items() if count > 1] == []


def test_no_two_meetings_of_a_year_share_an_aspect_in_the_lexicon(lexicon: Lexicon) -> None:
    texts = Counter((aspect.meeting[:4], aspect.text) for aspect in lexicon.aspects)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("theory", "我把学习当成软任务，原著没有读完，中心组研讨时念的是别人写好的稿子，创新理论没有真正学懂弄通。"),
        ("people", "接访时群众说等了三年，我答应的民生实事没有兑现，走访入户少，老百姓的诉求压在我手里。"),
        (
            "style",
            "那次调研路线是提前定好的，我听汇报多、看现场少，回来又要基层填报表、拍照留痕，形式主义就是这样来的。",
        ),
        ("integrity", "亲戚请我吃饭，席间有做工程的老板，还要送购物卡。家属和身边工作人员我也提醒得少，廉洁上有漏洞。"),
        ("duty", "这个项目从三月拖到十月，我怕担责不敢拍板，把矛盾推诿给别的部门，落实不力，进度滞后。"),
        (
            "governance",
            "“一岗双责”没有扛起来，分管单位有人被立案，我此前没有谈话提醒，党支部的三会一课也是补的记录，压力传导没有到底。",
        ),
        (
            "centralism",
            "会前没有酝酿，上会我先表态，不同意见没让人说完，民主集中制成了我一个人说了算，自我批评也是一团和气。",
        ),
        ("ideology", "网上帖子传了两天才回应，舆情研判晚了，公众号这块意识形态阵地长期没人管，舆论引导被动。"),
    ],
)
def test_counting_signals_tells_the_topic_of_a_plain_paragraph(topic: str, said: str) -> None:
    scores = {entry.id: sum(signal in said for signal in entry.signals) for entry in resources.topics()}
    assert max(scores, key=lambda name: scores[name]) == topic


def test_every_topic_has_enough_signals_to_count() -> None:
    assert len(TOPICS) == 13
    assert all(len(set(topic.signals)) >= 20 for topic in resources.topics())


MASKED = [
    ("dangshi学习教育专题mzshh", ["党史", "民主生活会"]),
    ("从严治X，X中央", ["从严治党", "党中央"]),
    ("提高ZZ站位", ["政治"]),
    ("全面贯彻思想，树立", ["全面贯彻习近平新时代中国特色社会主义思想"]),
    ("对思想的丰富内涵理解不深", ["对习近平新时代中国特色社会主义思想的"]),
    ("2022年x月x日，共xx条，20xx年度，至少x-x篇", [None, None, None, None]),
    ("某某同志和XX领域", [None, None]),
    ("在××村调研", [None]),
    ("【待补：时间、地点】", [None]),
]


@pytest.mark.parametrize(("text", "means"), MASKED)
def test_masks_are_found_and_undone(lexicon: Lexicon, text: str, means: list[str | None]) -> None:
    found = parsed(Parser(lexicon), f"某县副县长对照检查材料\n{text}，这一段说的是工作情况。\n").masks
    assert [mask.means for mask in found] == means


@pytest.mark.parametrize(
    "text",
    [
        "学习APP、QQ群、GDP增速、X光机、CT、5G、A级景区、PPP项目、12345热线",
        "**一、存在主要问题**",
        "**（一）县委常委班子的问题**",
        "全面贯彻思想政治工作条例，深入学习贯彻思想政治工作要求",
        "某市、某县、某镇、某村、某局的同志",
        "HPV疫苗、DRG付费、XML文件、Excel表、Python、2×3米、长×宽",
        "发挥工作组的作用，中央空调",
    ],
)
def test_ordinary_words_are_no_masks(lexicon: Lexicon, text: str) -> None:
    assert [found[0] for mask in lexicon.masks for found in re.finditer(mask.pattern, text)] == []


@pytest.mark.parametrize("text", ["在**镇调研", "按照**乡的安排", "**县2024年度"])
def test_stars_before_a_place_are_a_mask(lexicon: Lexicon, text: str) -> None:
    assert [found[0] for mask in lexicon.masks for found in re.finditer(mask.pattern, text)] == ["**"]


def test_portfolios_are_complete_and_no_name_is_claimed_twice() -> None:
    fields = resources.portfolios()
    assert len(fields) == 43
    names = Counter(name for field in fields for name in (field.name, *field.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    assert {field.group for field in fields} == set(GROUPS)
    assert all(field.problems and field.measures and field.roles for field in fields)


@pytest.mark.parametrize(
    ("said", "portfolio"),
    [("宣传", "pub"), ("卫生", "health"), ("医疗", "health"), ("住建", "housing"), ("发改", "dev"), ("人社", "hrss")],
)
def test_everyday_names_lead_to_the_portfolio(said: str, portfolio: str) -> None:
    assert [field.id for field in resources.portfolios() if said in (field.name, *field.aliases)] == [portfolio]


@pytest.mark.parametrize(
    ("title", "who", "level"),
    [
        ("某市副市长个人对照检查材料", "individual", "city"),
        ("某市市委常委班子对照检查材料", "group", "city"),
        ("某县县委书记对照检查材料", "individual", "county"),
        ("某区副区长对照检查材料", "individual", "county"),
        ("某省副省长对照检查材料", "individual", "province"),
        ("某镇党委班子对照检查材料", "group", "township"),
        ("某村党支部书记对照检查材料", "individual", "village"),
        ("某市教育局党组班子对照检查材料", "group", "city"),
        ("某县人民医院院长对照检查材料", "individual", "unit"),
    ],
)
def test_a_title_tells_voice_and_level(lexicon: Lexicon, title: str, who: str, level: str) -> None:
    read = parsed(Parser(lexicon), f"{title}\n正文写在这里，说一件具体的事情。\n")
    assert (read.who, read.level) == (who, level)


def test_no_post_stands_in_two_levels() -> None:
    names = Counter(name for posts in resources.posts() for name in (*posts.individual, *posts.group))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_level_never_betrays_itself() -> None:
    for level in (*resources.levels(), *resources.unit_types()):
        own = {*level.bodies, *level.self_names, *level.signals, *level.looks_up, *level.looks_down}
        assert own & set(level.betrays) == set()
    assert [level.id for level in resources.levels()] == ["province", "city", "county", "township", "village", "unit"]
    assert len(resources.unit_types()) == 7


def test_no_right_wording_contains_a_wrong_form() -> None:
    right = [entry.canonical for entry in resources.expressions()]
    right += [title.title for title in resources.titles()]
    right += [name for campaign in resources.campaigns() for name in (campaign.name, *campaign.short)]
    right += [text for outline in resources.outlines() for text in (outline.theme, *(a.text for a in outline.aspects))]
    wrong = [form for entry in resources.expressions() for form in entry.wrong]
    wrong += [form for title in resources.titles() for form in title.wrong]
    assert [(form, text) for form in wrong for text in right if form in text] == []


def test_a_wrong_form_is_a_plain_string_that_differs_from_its_right_form() -> None:
    for entry in resources.expressions():
        assert all(re.search(r"[…（）a-zA-Z]", form) is None for form in entry.wrong)
        assert all(any(form in other for form in entry.wrong) for other in entry.not_within)
        assert entry.from_ is None or entry.to is None or entry.from_ <= entry.to


def test_out_of_time_expressions_name_a_newer_form_that_is_in_force() -> None:
    dated = {entry.canonical: entry for entry in resources.expressions()}
    followed = [entry for entry in resources.expressions() if entry.newer in dated]
    assert followed
    assert all(dated[entry.newer].to is None for entry in followed)


def test_congresses_and_campaigns_stand_in_order_of_time() -> None:
    congresses = [entry.from_ for entry in resources.congresses()]
    campaigns = [entry.from_ for entry in resources.campaigns()]
    assert congresses == sorted(congresses)
    assert campaigns == sorted(campaigns)
    assert all(entry.from_ <= entry.to for entry in resources.congresses())
    assert all(entry.from_ <= entry.to for entry in resources.campaigns())


def test_a_replaced_title_leads_to_one_in_force() -> None:
    state = {title.title: title.state for title in resources.titles()}
    replaced = [title for title in resources.titles() if title.state == "replaced"]
    assert replaced
    assert all(state[title.replaced_by] == "in force" for title in replaced)
    assert all(form.startswith("《") and form.endswith("》") for title in resources.titles() for form in title.wrong)


def test_stock_phrases_cover_every_topic() -> None:
    entries = resources.stock_phrases()
    phrases = [phrase for entry in entries for phrase in entry.phrases]
    assert {entry.topic for entry in entries} == TOPICS
    assert len(set(phrases)) == len(phrases) >= 150


def test_questions_cover_every_topic_and_group_and_can_be_filled_in() -> None:
    entries = resources.questions()
    covered = {(entry.topic, entry.group) for entry in entries}
    assert covered == {(topic, group) for topic in TOPICS for group in ("general", *GROUPS)}
    asks = [ask for entry in entries for ask in entry.asks]
    assert len(set(asks)) == len(asks) >= 120
    for ask in asks:
        filled = Template(ask).substitute(portfolio="教育", term="校园餐")
        assert "$" not in filled
        assert filled.rstrip("）")[-1] in "？写编"


def test_fixed_wording_comes_longest_first(lexicon: Lexicon) -> None:
    lengths = [len(text) for text in lexicon.expressions]
    assert lengths == sorted(lengths, reverse=True)
    assert resources.load_outline("2021").aspects[0].text in lexicon.expressions


def test_people_are_words_of_their_field_and_leave_enough_to_speak_of() -> None:
    for portfolio in resources.portfolios():
        assert {*portfolio.people} <= {*portfolio.vocabulary}, portfolio.name
        assert len({*portfolio.vocabulary} - {*portfolio.people}) >= 6, portfolio.name
