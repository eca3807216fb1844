"""The draft at a glance: which aspects are answered, where the words come from, whose they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.app.desk.downloads import as_document, assembled
from assistant.app.desk.views import name
from assistant.app.markup import Html, tag
from assistant.checks.coverage import Covered, coverage
from assistant.desk import Draft, Lender, Share, lenders, shares
from assistant.export import STANDARD, layouts
from assistant.shelf import layout_folder
from index import NotFound, Parser

if TYPE_CHECKING:
    from assistant.app.desk.work import Work
    from assistant.domain import Borrowed, Citation, Part

_KINDS = (
    ("facts", "您的事实"),
    ("typed", "您自己写的"),
    ("worded", "程序的措辞"),
    ("borrowed", "与示例相同"),
    ("slots", "待补"),
)
_GAPS = {"problems": "还没有问题", "causes": "没有原因回应", "measures": "没有措施回应"}
_MOST_LENDERS = 8
_MOST_LOST = 4


@dataclass(frozen=True, slots=True)
class Overview:
    """What the pictures show, as values; `other` are the layouts besides the standard, by id and name,
    `fonts` those the standard one names.
    """

    draft: Draft
    parts: tuple[Part, ...]
    covered: tuple[Covered, ...]
    shares: tuple[Share, ...]
    lenders: tuple[Lender, ...]
    other: tuple[tuple[str, str], ...]
    fonts: tuple[str, ...]


def overview(work: Work, draft: Draft) -> Overview:
    """The values of a draft as it stands."""
    parts = work.parts(draft)
    whole = assembled(work, draft)
    report = Parser(work.library.lexicon).parse(as_document(whole.text))
    spans = {part: (start, end) for part, start, end in whole.places if draft.part(part).text.strip()}
    borrowed = {part.id: work.sources.borrowed(draft.part(part.id).text) for part in parts if part.id in spans}
    versions = {part: work.desk.versions(draft.owner, draft.id, part) for part in spans}
    cited = [one for part in draft.parts for offered in part.offered for one in offered.citations]
    known = layouts(layout_folder(work.library.setting))
    standard = next(one for one in known if one.id == STANDARD)
    runs = [run for found in borrowed.values() for run in found]
    return Overview(
        draft,
        parts,
        coverage(report, parts, spans),
        shares(draft, parts, borrowed, versions),
        lenders(runs, cited, _reports(work, runs, cited)),
        tuple((one.id, one.name) for one in known if one.id != STANDARD),
        tuple(dict.fromkeys(standard.fonts.model_dump().values())),
    )


def _reports(work: Work, runs: Sequence[Borrowed], cited: Sequence[Citation]) -> Mapping[str, tuple[str, str]]:
    """The report of each passage; one that was removed since is left out."""
    titles = {card.id: card.title for card in work.library.corpus.reports()}
    found: dict[str, tuple[str, str]] = {}
    for passage in {run.passage for run in runs} | {one.passage for one in cited if one.passage}:
        try:
            report = work.library.corpus.passage(passage).report
        except NotFound:
            continue
        found[passage] = (report, titles.get(report, ""))
    return found


def picture(one: Overview, here: str) -> Html:
    """All of it, each with the figures written out; `here` is the part to go back to."""
    close = tag("button", "收起", css="zd-quiet", type="button", data_act="part", data_part=here)
    head = tag("div", tag("strong", "概览"), close, css="zd-bar")
    blocks = (_chains(one), _origins(one), _lent(one), *((_layouts(one),) if one.other else ()))
    return tag("section", head, *blocks, css="zd-cards zp", aria_label="概览")


def _block(title: str, note: str, *inside: str) -> Html:
    return tag("article", tag("h3", title, css="zp-title"), tag("p", note, css="zp-note"), *inside, css="zd-card")


def _chains(one: Overview) -> Html:
    """Problem, cause and measure of each aspect in a table."""
    names = {part.id: part for part in one.parts}
    gaps = sum(bool(row.gap) for row in one.covered)
    told = f"{len(one.covered)} 个方面里 {gaps} 个有缺口。" if gaps else "每个方面都有问题、原因和措施。"
    heads = [tag("th", text, scope="col") for text in ("方面", "问题", "原因回应", "措施回应", "缺口")]
    rows = [_chain(row, names[row.part]) for row in one.covered]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), css="zp-table")
    how = "原因、措施引用了问题的话、说的是同一个话题或提到同一件事，才算回应；是按文字判断的，请自己再看一眼。"
    return _block("问题、原因、措施对得上吗", f"{told}{how}", table)


def _chain(row: Covered, part: Part) -> Html:
    link = tag("button", name(part), css="zp-go", type="button", data_act="part", data_part=part.id)
    why = [_GAPS[row.gap]] if row.gap else []
    if row.lost:
        more = "等" if len(row.lost) > _MOST_LOST else ""
        why.append("措施没再提到" + "、".join(f"“{word}”" for word in row.lost[:_MOST_LOST]) + more)
    cells = [tag("td", *_dots(count)) for count in (row.problems, row.causes, row.measures)]
    gap = tag("td", "；".join(why) or "没有", css="zp-gap" if row.gap else "zp-fine")
    return tag("tr", tag("th", link, scope="row"), *cells, gap)


def _dots(count: int) -> Iterator[Html]:
    """As many dots as points, up to six, and the figure."""
    if count:
        yield tag("span", "●" * min(count, 6), css="zp-dots", aria_hidden="true")
        yield tag("span", f"{count}", css="zp-count")
    else:
        yield tag("span", "缺", css="zp-none")


def _origins(one: Overview) -> Html:
    """Where the characters of each part come from."""
    if not any(share.total for share in one.shares):
        return _block("字从哪里来", "还没有写。")
    legend = [tag("span", tag("i", css=f"zp-{kind}", aria_hidden="true"), label) for kind, label in _KINDS]
    names = {part.id: part for part in one.parts}
    longest = max(share.total for share in one.shares)
    rows = [_origin(names[share.part], share, longest) for share in one.shares if share.total]
    whole = {kind: sum(getattr(share, kind) for share in one.shares) for kind, _ in _KINDS}
    total = sum(whole.values())
    told = f"全文 {total} 字：" + "，".join(
        f"{label} {whole[kind]}（{whole[kind] / total:.0%}）" for kind, label in _KINDS if whole[kind]
    )
    return _block("字从哪里来", f"{told}。", tag("div", *legend, css="zp-legend"), tag("ul", *rows, css="zp-bars"))


def _origin(part: Part, share: Share, longest: int) -> Html:
    counts = [(kind, label, getattr(share, kind)) for kind, label in _KINDS if getattr(share, kind)]
    pieces = [
        tag("span", css=f"zp-{kind}", style=f"flex-grow:{count}", title=f"{label} {count} 字")
        for kind, label, count in counts
    ]
    told = f"{share.total} 字：" + "，".join(f"{label} {count}" for _, label, count in counts)
    bar = tag("span", *pieces, css="zp-bar", style=f"width:{100 * share.total / longest:.1f}%", aria_hidden="true")
    link = tag("button", name(part), css="zp-go", type="button", data_act="part", data_part=part.id, title=name(part))
    return tag("li", link, tag("span", bar, css="zp-track"), tag("span", told, css="zp-told"))


def _lent(one: Overview) -> Html:
    """The reports words were taken from."""
    if not one.lenders:
        return _block("用了哪几篇示例的话", "没有一处与示例相同，桌上的写法也没有引用。")
    most = max(lender.characters for lender in one.lenders) or 1
    shown = one.lenders[:_MOST_LENDERS]
    left = len(one.lenders) - len(shown)
    note = "与示例一字不差的地方（12 字以上，官方说法不算），和桌上几种写法引用的示例。点题目看原文。"
    rows = tag("ul", *(_lender(lender, most) for lender in shown), css="zp-bars")
    return _block("用了哪几篇示例的话", note + (f"另有 {left} 篇更少。" if left else ""), rows)


def _lender(one: Lender, most: int) -> Html:
    title = one.title or "无题"
    link = tag("button", title, css="zp-go", type="button", data_passage=one.passage, title=title)
    told = [f"相同 {one.characters} 字"] if one.characters else []
    told += [f"引用 {one.cited} 次"] if one.cited else []
    width = f"width:{100 * one.characters / most:.1f}%"
    bar = tag(
        "span", tag("span", css="zp-borrowed", style="flex-grow:1"), css="zp-bar", style=width, aria_hidden="true"
    )
    return tag("li", link, tag("span", bar, css="zp-track"), tag("span", "，".join(told), css="zp-told"))


def _layouts(one: Overview) -> Html:
    """The other layouts the draft can be had in."""
    links = [
        tag("a", called, href=f"/drafts/{one.draft.id}.docx?layout={key}", download="", css="zd-link")
        for key, called in one.other
    ]
    fonts = "、".join(one.fonts)
    told = (
        f"“导出 Word”用国家标准版式，字体是{fonts}；打开文件的电脑上没有时，Word 会换用别的字体，版面会略有出入。另有："
    )
    return _block("换个版式导出 Word", told, tag("div", *links, css="zd-files"))
