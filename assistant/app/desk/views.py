"""How the desk looks: the outline, the alternatives, the text with its marks, versions, facts."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.app.markup import Html, joined, tag
from assistant.app.reading import empty
from assistant.chat.finding import KIND_NAMES
from assistant.desk import Draft, PartText, Version, length, state
from assistant.drafting import part_of
from assistant.verifying import slots

if TYPE_CHECKING:
    from assistant.domain import Fact, Outline, Part, Suggestion

Runs = Mapping[str, Iterable[tuple[int, int]]]
WHY = {
    "slot": "等您补充（点一下，光标就到那里）",
    "residue": "像是别人的情况，请改成自己的",
    "unsupported": "您的事实里没有依据，请核对",
    "borrowed": "与示例原文相同，请换成自己的话",
    "finding": "检查时查出的，右边“检查”里有说明",
}
_NAMES = {
    "slot": "待补",
    "residue": "像别人的",
    "unsupported": "没有依据",
    "borrowed": "与示例相同",
    "finding": "检查查出",
}
_CSS = {"空": "empty", "草稿": "draft", "有待补": "open", "已定": "done"}
_NUMERALS = "一二三四五六七八九十"
_OWN = re.compile(r"&#91;F(\d{1,3})&#93;")
_POINT = re.compile(r"^[一二三四五六七八九十]是")

# Every button of the desk tells the server through one event; a list of parts beside a fact does so when it changes.
ON_LOAD = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act],button[data-passage],button[data-back]');
  if (button && !button.disabled) trigger('select', {...button.dataset});
});
element.addEventListener('change', (event) => {
  const list = event.target.closest('select[data-act]');
  if (list) trigger('select', {...list.dataset, part: list.value});
});
// What was clicked is drawn anew; whoever goes by the keyboard stays where they were.
let last = null;
element.addEventListener('click', (event) => { last = event.target.closest('button[data-act]'); });
watch('value', () => {
  if (!last || document.activeElement !== document.body) return;
  const names = ['act', 'part', 'n', 'p'].filter((name) => last.dataset[name]);
  const wanted = names.map((name) => `[data-${name}="${CSS.escape(last.dataset[name])}"]`).join('');
  element.querySelector(wanted)?.focus({preventScroll: true});
});
"""


def name(part: Part) -> str:
    """What a part is called on the screen."""
    known = KIND_NAMES.get(part.kind, part.title)
    return f"（{_NUMERALS[(part.aspect - 1) % 10]}）{part.title}" if part.aspect else known


def outline(draft: Draft, parts: Sequence[Part], here: str, found: Mapping[str, int]) -> Html:
    """The parts with their state, their length and how much the check found, under their sections."""
    rows: list[Html] = []
    section = ""
    for part in parts:
        if part.aspect and part.section != section:
            rows.append(tag("div", part.section, css="zd-section"))
        section = part.section if part.aspect else ""
        rows.append(_row(draft.part(part.id), part, part.id == here, found.get(part.id, 0)))
    done = sum(length(draft.part(part.id).text) for part in parts)
    ready = sum(state(draft.part(part.id)) == "已定" for part in parts)
    glance = tag("button", "概览", css="zd-quiet zd-glance", type="button", data_act="overview")
    total = tag("div", f"全文 {done} 字 · 定稿 {ready}/{len(parts)} 部分", glance, css="zd-total")
    return tag("nav", total, *rows, css="zd-outline", aria_label="提纲")


def _row(own: PartText, part: Part, here: bool, found: int) -> Html:
    how = state(own)
    count = length(own.text)
    told = f"{count}/{part.words} 字" if part.words else f"{count} 字"
    share = min(100, round(100 * count / part.words)) if part.words else 0
    return tag(
        "button",
        tag("span", name(part), css="zd-name"),
        tag("span", how, css=f"zd-state zd-{_CSS[how]}"),
        tag("span", told, tag("span", f"查出 {found} 处", css="zd-found") if found else "", css="zd-count"),
        tag("span", tag("span", style=f"width:{share}%"), css="zd-meter"),
        css="zd-part zd-here" if here else "zd-part",
        type="button",
        data_act="part",
        data_part=part.id,
        aria_current="true" if here else None,
    )


def heading(part: Part, meeting: str) -> Html:
    """Which part is being written, and for what."""
    target = f"，约 {part.words} 字" if part.words else ""
    return tag(
        "div",
        tag("h2", name(part) if not part.aspect else part.title, css="zd-title"),
        tag("span", f"{meeting} · {KIND_NAMES.get(part.kind, '')}{target}", css="zb-path"),
        css="zd-head",
    )


def saved(own: PartText, at: float) -> Html:
    """That the text is kept, and what it still wants."""
    left = len(slots(own.text))
    words = [f"已保存 {_clock(at)}", f"{length(own.text)} 字"] + ([f"待补 {left} 处"] if left else [])
    return tag("div", " · ".join(words), css="zd-saved", role="status")


def unsaved(why: str) -> Html:
    """That the text is not kept where it stands, and why."""
    return tag("div", why, css="zd-saved zd-unsaved", role="alert")


def news(text: str) -> Html:
    """What came of an act, told where one is looking."""
    return tag("p", text, css="zd-news", role="status")


def forgotten(fact: Fact) -> Html:
    """That a fact is gone, and a button to have it back."""
    back = tag(
        "button",
        "放回去",
        css="zd-quiet",
        type="button",
        data_act="remember",
        data_words=fact.text,
        data_part=fact.part,
    )
    return joined((f"已删去一件事实：{fact.text[:30]}{'……' if len(fact.text) > 30 else ''}", back))


def asked_for(plan: Outline) -> Html:
    """What a meeting asks for, before one begins."""
    aspects = [tag("li", aspect.text) for aspect in plan.aspects]
    return tag("div", tag("p", f"主题：{plan.theme}", css="zd-theme"), tag("ol", *aspects, css="zd-asks"))


def busy(text: str) -> Html:
    """That something is going on whose end is not known."""
    bar = tag("div", tag("div", css="zd-moving"), css="zb-progress")
    return tag("div", tag("span", f"{text}……"), bar, css="zb-busy", role="status")


def marked(text: str, runs: Runs, begin: int = 0, end: int | None = None) -> Html:
    """A stretch of a text with its marked runs; where two overlap the graver stays."""
    end = len(text) if end is None else end
    taken: list[tuple[int, int, str]] = []
    for what in WHY:
        for first, last in runs.get(what, ()):
            first, last = max(first, begin), min(last, end)
            if first < last and not any(first < other[1] and other[0] < last for other in taken):
                taken.append((first, last, what))
    pieces: list[str] = []
    for first, last, what in sorted(taken):
        pieces += [text[begin:first], tag("mark", text[first:last], css=f"zb-{what}", title=WHY[what])]
        begin = last
    return joined((*pieces, text[begin:end]))


def preview(text: str, runs: Runs) -> Html:
    """The text as it stands with everything marked that wants a look."""
    if not text.strip():
        return empty("这一部分还是空的。点“给我几种写法”挑一种来改，或者直接在上面写；右边可以先补几件自己的事。")
    counts = {what: len(tuple(found)) for what, found in runs.items()}
    if not any(counts.values()):
        return tag("div", "没有待补、没有照搬、没有别人的痕迹。读一遍，满意就点“定稿”。", css="zd-clean", role="status")
    legend = [tag("mark", f"{_NAMES[what]} {count}", css=f"zb-{what}") for what, count in counts.items() if count]
    head = tag("div", tag("strong", "还要看一眼"), *legend, css="zd-legend")
    return tag("section", head, tag("div", marked(text, runs), css="zd-preview"), css="zd-sheet")


def alternatives(own: PartText) -> Html:
    """The alternatives on the table, each to be taken whole or point by point."""
    if not own.offered:
        return empty("没有更多写法了。可以先在右边补几件自己的事，再试一次。")
    notes = [tag("p", note, css="zb-note") for note in own.notes]
    close = tag("button", "收起", css="zd-quiet", type="button", data_act="close")
    head = tag("div", tag("strong", f"{len(own.offered)} 种写法，挑一种来改"), close, css="zd-bar")
    return tag("section", head, *notes, *(_card(one, number) for number, one in enumerate(own.offered)), css="zd-cards")


def _card(one: Suggestion, number: int) -> Html:
    counts = (
        ("待补", one.slots),
        ("像别人的", one.residue),
        ("没有依据", one.unsupported),
        ("与示例相同", one.borrowed),
    )
    facts = [f"{length(one.text)} 字", *(f"{label} {len(found)} 处" for label, found in counts if found)]
    take = tag("button", "采用这一种", css="zd-take", type="button", data_act="adopt", data_n=str(number))
    name = f"写法 {number + 1}" + (f"（写法 {number} 改写而来，待确认）" if one.changes else "")
    head = tag(
        "div",
        tag("strong", name),
        tag("span", " · ".join(facts), css="zb-path"),
        *(() if one.changes else (take,)),
        css="zd-bar",
    )
    asked = (_changes(one, number),) if one.changes else ()
    return tag("article", head, *asked, *_points(one, number), css="zd-card")


def _changes(one: Suggestion, number: int) -> Html:
    """The facts a rewriting changed, to be accepted or not before anything is taken."""
    rows = [
        tag("li", f"{change.what}　原：{change.before or '（没有）'}　现：{change.after or '（没有）'}")
        for change in one.changes
    ]
    acts = (("accept", "接受"), ("refuse", "保留原文"))
    buttons = [
        tag("button", label, css="zd-take", type="button", data_act=act, data_n=str(number)) for act, label in acts
    ]
    lead = tag("strong", "改写动了事实，请您定：")
    return tag("div", lead, tag("ul", *rows), tag("div", *buttons, css="zd-bar"), css="zd-changes", role="alert")


def _points(one: Suggestion, number: int) -> list[Html]:
    runs: Runs = {
        "slot": [(run.start, run.end) for run in one.slots],
        "residue": [(run.start, run.end) for run in one.residue],
        "unsupported": [(run.start, run.end) for run in one.unsupported],
        "borrowed": [(run.start, run.end) for run in one.borrowed],
    }
    at, count, shown = 0, 0, []
    for point in one.points:
        begin, at = at, at + len(point.text)
        is_point = bool(_POINT.match(point.text))
        count += is_point
        words = tag("p", _cited(marked(one.text, runs, begin, at), one))
        buttons = (_buttons(number, count),) if is_point and not one.changes else ()
        shown.append(tag("div", words, *buttons, css="zd-point"))
    return shown or [tag("div", tag("p", marked(one.text, runs)), css="zd-point")]


def _cited(html: Html, one: Suggestion) -> Html:
    """The marks [1] of the text as buttons that open the passage, those of the writer's facts as badges."""
    html = Html(_OWN.sub(lambda found: tag("span", f"事实{found[1]}", css="zd-own"), html))
    for citation in one.citations:
        if citation.passage:
            shown = str(citation.mark).strip("[]")
            button = tag("button", shown, css="zb-cite", type="button", data_passage=citation.passage)
            html = Html(html.replace(f"&#91;{shown}&#93;", button))
    return html


def _buttons(number: int, point: int) -> Html:
    acts = (("keep", "留这一点"), ("reword", "换一种说法"), ("drop", "去掉"))
    return tag(
        "span",
        *(
            tag("button", label, css="zd-quiet", type="button", data_act=act, data_n=str(number), data_p=str(point))
            for act, label in acts
        ),
        css="zd-acts",
    )


def history(versions: Sequence[Version], now: str) -> Html:
    """Every text that stood here, with what it has more and less than the present one."""
    close = tag("button", "收起", css="zd-quiet", type="button", data_act="close")
    head = tag(
        "div",
        tag("strong", "历史版本"),
        tag("span", "绿色是那一版有而现在没有的，划线是后来加的", css="zb-path"),
        close,
        css="zd-bar",
    )
    if not versions:
        return tag("section", head, empty("还没有历史版本。"), css="zd-cards")
    return tag("section", head, *(_version(one, now) for one in versions[:30]), css="zd-cards")


def _version(one: Version, now: str) -> Html:
    info = tag("span", f"{_clock(one.made, day=True)} · {one.what} · {length(one.text)} 字", css="zb-path")
    if one.text == now:
        here = tag("span", "现在的文字", css="zd-state zd-done")
        return tag("article", tag("div", info, here, css="zd-bar"), css="zd-card")
    back = tag("button", "恢复这一版", css="zd-take", type="button", data_act="restore", data_n=str(one.number))
    body = tag("p", *_difference(now, one.text))
    return tag("article", tag("div", info, back, css="zd-bar"), body, css="zd-card")


def _difference(now: str, then: str) -> list[Html]:
    pieces: list[Html] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, now, then, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(joined((then[c:d],)))
            continue
        if b > a:
            pieces.append(tag("del", now[a:b]))
        if d > c:
            pieces.append(tag("ins", then[c:d]))
    return pieces


def facts(draft: Draft, known: Sequence[Part], plan: Outline) -> Html:
    """The writer's facts, each with the part it goes to."""
    if not draft.facts:
        return empty("还没有事实。写下真人真事——何时、何事、什么结果；稿子里的名字、数字和事例只从这里来。")
    return tag("div", *(_fact(fact, draft, known, plan) for fact in draft.facts), css="zd-facts")


def _fact(fact: Fact, draft: Draft, known: Sequence[Part], plan: Outline) -> Html:
    fitting = part_of(replace(fact, part=""), plan, draft.profile.who)
    guess = next((name(part) for part in known if part.id == fitting), "未定")
    options = [tag("option", f"自动：{guess}", value="", selected=None if fact.part else "")]
    options += [
        tag("option", name(part), value=part.id, selected="" if part.id == fact.part else None) for part in known
    ]
    chosen = tag("select", *options, data_act="assign", data_fact=fact.id, aria_label="用在哪一部分")
    gone = tag(
        "button",
        "删去",
        css="zd-quiet",
        type="button",
        data_act="forget",
        data_fact=fact.id,
        aria_label=f"删去：{fact.text[:20]}",
    )
    return tag("div", tag("p", fact.text), tag("div", chosen, gone, css="zd-bar"), css="zd-fact")


def files(draft: Draft) -> Html:
    """The finished paper."""
    return tag("div", _file(draft, "docx", "导出 Word"), css="zd-files")


def other_files(draft: Draft) -> Html:
    """What else can be taken away."""
    return tag("div", _file(draft, "md", "下载 Markdown"), _file(draft, "json", "存成文件"), css="zd-files")


def _file(draft: Draft, kind: str, label: str) -> Html:
    return tag("a", label, href=f"/drafts/{draft.id}.{kind}", download="", css=f"zd-link zd-{kind}")


def _clock(at: float, *, day: bool = False) -> str:
    return time.strftime("%m月%d日 %H:%M" if day else "%H:%M:%S", time.localtime(at))
