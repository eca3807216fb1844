"""Whether problems say anything: something concrete, one's own, and not an excuse or praise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant import resources
from assistant.checks.paper import Paper
from assistant.checks.rulebook import Found
from assistant.verifying import SLOT
from index import Section

CONCRETE = re.compile(
    r"\d|[一二三四五六七八九十百千两几]+(?:月|天|次(?!全会)|户|名|人(?!民)|件|年前|个月|家|所|亩|万|亿|岁|公里|份|场|位|遍)"
    r"|某(?:[省市县区镇乡村局厅街社项次]|位|个|企业|部门|单位|公司|学校|医院|同志|小区)"
    r"|(?:去年|今年|上半年|下半年|上个?月|年初|年底|前年|春节|汛期|暑期|年中|当天|那天|那次|有一次|一次)"
    r"|(?:比如|例如|譬如|如)[，：]?(?:在)?[^，。]{2,10}(?:项目|工程|小区|企业|会议|案件|事故|平台|改革|村|镇|学校|医院|中心)"
    r"|“[^”]{10,}”|群众说|[说问]：|《[^》]{4,}》|连续[两三四五]|两季|半个月|(?:党组|局务|常委|支部|党委|班子|办公|现场)会上|散会后|当面没|当场没"
    r"|(?<![各全本农每该些到下在入有关个别分民生重点大基层困难偏远惠贫帮扶招商示范包联系辖区部多相我进对和与及])[\u4e00-\u9fff]{2,3}(?:镇|乡|村|社区|小区|水库|林场|片区|大桥|大道|胡同|派出所|中学|小学|项目|工程|景区|市场)(?![级干党班振民委务两级])"
)
_OTHERS = re.compile(
    r"(?:(?<=[，。；：是])|(?m:^))(?:有的|部分|个别|一些|少数)(?:同志|党员(?:干部)?|干部|班子成员|领导干部|领导|医务人员|教职工|教师|职工|民警|同事|工作人员|人员)(?!反映|说|提出|认为我|批评)"
)
_EXCUSE = re.compile(
    r"(?:(?:业务|工作|事务性工作|任务|工作任务|教学任务|科研任务|日常事务|会议)(?:较为|太过?|过于|非常|很|比较|相对|又|也)?(?:繁忙|繁重|忙|重|太多|繁杂)|任务重、?时间紧|时间紧、?任务重|工作头绪(?:繁)?多|工学矛盾(?:较为)?突出|(?:很|太|比较|确实)忙)(?=[，。；、]|为|等|的|，?导致)"
    r"|(?:由于|受|因为)[^，。；]{0,18}(?:客观(?:条件|原因|因素|环境)|编制|体制机制|经费|大环境|历史原因|文凭|学历|文化水平|人手)[^，。；]{0,12}(?:限制|影响|制约|不足|紧张|有限|等因素|，)"
    r"|(?:人手|编制|经费|精力|时间|力量)(?:不足|有限|紧张|短缺|不够)(?=，?(?:导致|致使|没有|无法|难以|所以|顾不)|等(?:原因|因素|影响|限制))|(?:精力|时间)(?:顾不过来|顾不上|难以保证|不够用)"
    r"|客观(?:条件|原因|因素)(?:的)?(?:限制|制约|较多|所致|造成)|大环境(?:就是|如此|就这样|不好|使然|所致)|谁(?:来)?(?:干|做|管|上)[^，。；]{0,4}都(?:一样|这样|差不多)"
    r"|(?:前任|上届|上一任|历史)[^，。；]{0,4}(?:遗留|欠账)[^，。；]{0,8}(?:太多|较多|造成|所致|多[，。；])|上级[^，。；]{0,8}(?:不明确|不配套|没有明确|变化(?:快|频繁)|要求(?:太|过)(?:多|高|急))"
    r"|(?:单位|组织|领导|上级|党委|学校)(?:也|又)?(?:没有|未|不)(?:给|为|提供|安排|重视|支持)[^，。；]{0,14}(?:条件|机会|支持|时间|经费|平台)|(?:确实|实在|根本)?没有(?:时间|精力)(?:学习|顾|管|去|思考|研究|抓)|顾不过来|(?:太忙|事务杂|事情杂|人手少)[^。；]{0,6}(?:顾不上|顾不了|没办法|没法|难以)|客观上(?:跟不上|存在|有)|(?:案多人少|事多人少|人少事多|点多线长面广)(?:的)?(?:矛盾|问题)?(?:突出|，)"
)
_OWNED = re.compile(
    r"借口|理由|为由|强调客观|总(?:觉得|认为|是觉得|以为|说|是说|怪|强调)|认为|觉得|归咎|归结|推给|推说|以[^，。；]{2,12}(?:为|作)|误区"
)
_PRAISE = re.compile(
    r"能够|始终|坚持|认真(?!不)|积极(?!性)|切实|深刻(?:理解|认识|领会|感悟|把握)|取得|显著|坚定|自觉|高度重视|扎实|不断(?:增强|提高|提升|加强)|有效|全力"
)
_FAULT = re.compile(
    r"不|没|缺|欠|差距|问题|短板|弱|少|浮|淡|慢|难|怕|漏|松|仍|还|但|忽视|代替|应付|形式|只|空|重[^要大点视]{1,6}轻|有待|过于|片面|存在|失|误"
)
_DISGUISED = re.compile(
    r"(?:对自己|对工作|对下属|对同志|对干部|对部下)?(?:要求|标准)(?:过高|过严|太高|太严)|(?:工作)?(?:过于|太)(?:认真|投入|拼命|执着|追求完美|较真|操心|忙于工作)|(?:不注意|不太注意|忽视|顾不上)(?:了)?(?:身体|休息|自己的身体|劳逸结合|锻炼身体|家庭)|(?:工作|干事)(?:心|热情)(?:过于|太)(?:急切|急|高)|只顾(?:埋头)?(?:工作|干活)"
    r"|班子(?:总体|整体)?是(?:好的|团结的|有力的|过硬的)|(?:主流|总体|总的)(?:上)?是好的|问题是(?:前进|发展|成长)中的|(?:次要|枝节|局部)的问题|瑕不掩瑜|(?:有目共睹|群众公认)的(?:成绩|成效)"
)
_FEATS = re.compile(
    r"荣获|获得?[^，。；]{0,10}(?:表彰|称号|好评|奖|肯定|荣誉|认可)|(?:位居|名列|稳居|走在)[^，。；]{0,8}(?:前列|第一|首位|前茅)|圆满完成|超额完成|创(?:历史)?新高|考核[^，。；]{0,4}(?:第一|优秀)|成功创建|显著成(?:绩|效)|(?:高度评价|充分肯定|一致好评)|全[省市国县]推广|逆势增长|连续[三四五六七八九十两\d]+年"
)
_FEATS_MOST = 2
_CHAIN = re.compile(
    r"(?P<word>让|进一步|切实|不断|着力|持续|大力)[^。；]{2,40}[，、](?:(?P=word)[^。；，]{2,40}[，、]?){3,}"
)
_LONG = 150
_CHAIN_LEAST = 4
_PRAISE_SHARE = 0.35
_PROBLEM_SHARE = 0.5
_POINT = 30
_VOICE_MOST = 12


def findings(paper: Paper) -> Iterator[Found]:
    """Empty points, worn formulas, other people's faults, excuses, praise, slogans, endless sentences."""
    yield from _empty(paper)
    yield from _worn(paper)
    yield from _others(paper)
    for begin, stop in paper.spans("problems", "causes"):
        for match in _EXCUSE.finditer(paper.shown, begin, stop):
            clause = re.split("[。；\n]", paper.shown[max(begin, match.start() - 30) : match.end() + 8])
            if not _OWNED.search(clause[-1] if len(clause) < 3 else clause[-2]):
                yield Found("excuse", *match.span())
        for match in _DISGUISED.finditer(paper.shown, begin, stop):
            yield Found("disguised-praise", *match.span())
    yield from _feats(paper)
    yield from _praise(paper)
    yield from _share(paper)
    yield from _slogans(paper)
    yield from _long(paper)


def points(section: Section) -> Iterator[tuple[int, int, int]]:
    """The points of a section as start, end of the heading sentence, end; children without points are points themselves."""
    for holder in section.children or (section,):
        if holder.points:
            yield from ((one.start, one.start + len(one.text), one.end) for one in holder.points)
        elif holder is not section:
            yield holder.start, holder.heading_end, holder.end


def _empty(paper: Paper) -> Iterator[Found]:
    own = _own_words(paper)
    for section in paper.sections("problems"):
        for start, head, end in points(section):
            body = paper.shown[start:end]
            if len(body) < _POINT or CONCRETE.search(_without_number(body)):
                continue
            # An open slot is told as such: it already asks for the case that is missing.
            if SLOT.search(paper.text, start, end):
                continue
            if own and own.search(body[head - start :]) and len(body) > 4 * _POINT:
                continue
            yield Found("empty-point", start, head)


def _without_number(text: str) -> str:
    """A point without its own number and the numbers of official wording."""
    text = re.sub(r"^\s*[（(]?[\d一二三四五六七八九十]+[)）.．、是，]", "", text)
    return re.sub(r"“[^”]{1,9}”|十[九八四五]届[^，。]{2,6}全会|二十届[^，。]{2,6}全会|一[次个条](?!小)|第一", "", text)


def _own_words(paper: Paper) -> re.Pattern[str] | None:
    own = paper.profile.portfolio if paper.profile else paper.report.portfolio
    words = {
        term
        for field in resources.portfolios()
        if any(name in (field.id, field.name, *field.aliases) for name in own)
        for term in field.vocabulary
        if len(term) >= 3
    }
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else None


def _worn(paper: Paper) -> Iterator[Found]:
    told: set[str] = set()
    sections = list(paper.sections("problems", "causes"))
    for start, end in paper.sentences:
        if not any(section.start <= start < section.end for section in sections):
            continue
        match = _stock().search(paper.shown, start, end)
        if match and match[0] not in told and not CONCRETE.search(_without_number(paper.shown[start:end])):
            told.add(match[0])
            yield Found("stock-sentence", *match.span())


@cache
def _stock() -> re.Pattern[str]:
    phrases = {phrase for entry in resources.stock_phrases() for phrase in entry.phrases if len(phrase) >= 5}
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))))


def _others(paper: Paper) -> Iterator[Found]:
    if paper.report.who != "individual":
        return
    for section in paper.sections("problems", "causes"):
        for match in _OTHERS.finditer(paper.shown, section.start, section.end):
            yield Found("others-blamed", *match.span())


def _feats(paper: Paper) -> Iterator[Found]:
    """A paragraph that lists achievements where problems are asked for; last year's rectification may report results."""
    for block in paper.document.blocks:
        if paper.kind_at(block.start) not in ("opening", "problems", "causes", "preparation"):
            continue
        for match in re.finditer(r"[^。\n]{20,}。?", paper.shown[block.start : block.end]):
            feats = _FEATS.findall(match[0])
            if len(feats) > _FEATS_MOST:
                start = block.start + match.start()
                yield Found("achievements", start, start + len(match[0]), {"what": str(len(feats))})


def _praise(paper: Paper) -> Iterator[Found]:
    for section in paper.sections("problems"):
        spans = [(a, b) for a, b in paper.sentences if section.heading_end <= a < section.end]
        whole = sum(end - start for start, end in spans)
        good = [(a, b) for a, b in spans if _praising(paper.shown[a:b])]
        share = sum(end - start for start, end in good) / max(1, whole)
        if share > _PRAISE_SHARE and good:
            yield Found("praise-share", *good[0], {"what": f"{share:.0%}"})


def _praising(sentence: str) -> bool:
    return len(_PRAISE.findall(sentence)) >= 1 and not _FAULT.search(sentence)


def _share(paper: Paper) -> Iterator[Found]:
    """How much of a self-examination is about problems and causes."""
    problems = list(paper.sections("problems", "causes"))
    whole = sum(section.end - section.start for section in paper.report.sections)
    share = sum(section.end - section.start for section in problems) / max(1, whole)
    if problems and paper.report.genre == "self-examination" and whole > 1500 and share < _PROBLEM_SHARE:
        yield Found("problem-share", problems[0].start, problems[0].heading_end, {"what": f"{share:.0%}"})


def _slogans(paper: Paper) -> Iterator[Found]:
    for match in _CHAIN.finditer(paper.shown):
        count = len(re.findall(rf"(?:^|[，、；]){match['word']}", match[0]))
        if count >= _CHAIN_LEAST and not CONCRETE.search(match[0]):
            yield Found("slogan-chain", *match.span(), {"what": str(count), "found": match["word"]})


def _long(paper: Paper) -> Iterator[Found]:
    first = paper.report.sections[0].start if paper.report.sections else 0
    for start, end in paper.sentences:
        if end - start > _LONG and start >= first and "“" not in paper.shown[start:end]:
            yield Found("long-sentence", start, end, {"what": str(end - start)})
