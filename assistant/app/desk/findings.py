"""How the check looks at the desk: what an inspector would find, by worth, each with its place, reason and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.app.desk.inspecting import Inspected, Noted, safe, waved
from assistant.app.markup import Html, tag
from assistant.app.reading import empty
from assistant.checks import FAMILIES, SEVERITIES
from assistant.checks.summary import GRAVE

if TYPE_CHECKING:
    from assistant.desk import Draft

_TOGETHER = 4
_SLOT = "slot"
_ASKED = "点“查一遍”，看看审稿人会挑出什么：别人的痕迹、照抄、过时的提法、没有事例的空话、对不上的原因和措施……"


def pane(draft: Draft, inspected: Inspected | None, part_names: dict[str, str], beside: Sequence[str] = ()) -> Html:
    """Every open finding, the gravest families first; what was waved aside and what nobody checked at the end."""
    if inspected is None:
        return tag("div", _beside(beside), empty(_ASKED), css="zf-pane")
    every = [note for note in inspected.found if not waved(draft, note)]
    aside = len(inspected.found) - len(every)
    # Slots are counted everywhere else already; here they would bury the rest.
    open_slots = [note for note in every if note.finding.rule == _SLOT]
    shown = [note for note in every if note.finding.rule != _SLOT]
    groups = [_family(FAMILIES[name], some, part_names) for name, some in _by_worth(shown)]
    if open_slots:
        groups.append(_family("待补", open_slots, part_names, folded=True))
    foot = (_aside(aside, draft), _unseen(inspected.unseen))
    return tag("div", _beside(beside), _head(shown, inspected, draft), *groups, *foot, css="zf-pane")


def counted(notes: Iterable[Noted]) -> dict[str, int]:
    """How many findings that ought to be mended stand in each part."""
    counts: dict[str, int] = {}
    for note in notes:
        if note.part and note.finding.severity != "hint" and note.finding.rule != _SLOT:
            counts[note.part] = counts.get(note.part, 0) + 1
    return counts


def _head(shown: Sequence[Noted], inspected: Inspected, draft: Draft) -> Html:
    counts = [(name, sum(note.finding.severity == name for note in shown)) for name in SEVERITIES]
    marks = [tag("span", f"{GRAVE[name]} {count}", css=f"zf-count zf-{name}") for name, count in counts if count]
    fixes = sum(map(safe, shown))
    paper = tag("a", "打印检查结果", href=f"/drafts/{draft.id}.check.docx", download="", css="zf-paper")
    every = (_button(f"改好能直接改的 {fixes} 处", "fix-all"),) if fixes > 1 else ()
    stale = "稿子改过了，结果以再查一遍为准。" if inspected.revision != draft.revision and shown else ""
    clean = "" if shown else "没有查出问题。"
    told = (tag("span", f"{clean}{stale}", css="zb-path"),) if clean or stale else ()
    return tag("div", *marks, *told, *every, paper, css="zf-head", role="status")


def _by_worth(notes: Iterable[Noted]) -> list[tuple[str, list[Noted]]]:
    grouped: dict[str, list[Noted]] = {name: [] for name in FAMILIES}
    for note in notes:
        grouped[note.finding.family].append(note)
    return [(name, sorted(some, key=_gravity)) for name, some in grouped.items() if some]


def _gravity(note: Noted) -> tuple[int, str]:
    return SEVERITIES.index(note.finding.severity), note.finding.rule


def _family(title: str, notes: list[Noted], part_names: dict[str, str], *, folded: bool = False) -> Html:
    grave = not folded and any(note.finding.severity != "hint" for note in notes)
    head = tag("summary", tag("strong", title), tag("span", f"{len(notes)} 处", css="zb-count"))
    return tag("details", head, *_ruled(notes, part_names), css="zf-family", open="" if grave else None)


def _ruled(notes: list[Noted], part_names: dict[str, str]) -> list[Html]:
    """The findings rule by rule; of a rule with many places the further ones fold away."""
    shown: list[Html] = []
    for rule in dict.fromkeys(note.finding.rule for note in notes):
        some = [_finding(note, part_names) for note in notes if note.finding.rule == rule]
        shown += some[:_TOGETHER]
        if more := some[_TOGETHER:]:
            shown.append(tag("details", tag("summary", f"同类的还有 {len(more)} 处"), *more, css="zf-more"))
    return shown


def _finding(note: Noted, part_names: dict[str, str]) -> Html:
    one = note.finding
    place = part_names.get(note.part, "")
    what = f"{GRAVE[one.severity]}：{one.message}"
    told = not note.part or one.excerpt in one.message
    words = Html("") if told else tag("span", one.excerpt, css="zf-words")
    where = tag("span", place, css="zb-path") if place else Html("")
    inside = (tag("span", what, css="zf-message"), words, where)
    body = _go(note, inside) if note.part else tag("div", *inside, css="zf-go")
    advice = tag("p", one.advice, css="zf-advice") if one.advice else Html("")
    return tag("article", body, advice, _acts(note), css=f"zf-finding zf-is-{one.severity}")


def _go(note: Noted, inside: Sequence[Html]) -> Html:
    return tag(
        "button",
        *inside,
        css="zf-go",
        type="button",
        data_act="find",
        data_n=str(note.number),
        data_part=note.part,
        data_words=note.words,
        data_start=str(note.start),
        title=f"依据：{note.finding.basis}",
    )


def _acts(note: Noted) -> Html:
    number, words = str(note.number), note.words
    fix = note.finding.fix
    mended = f"改成“{fix}”" if fix and len(fix) <= 12 else "照此改" if fix else "删去"
    acts = [_button(mended, "fix", number, words)] if fix is not None and note.part else []
    acts += [_button("不算问题", "wave", number, words), _button("这类都不查", "wave-rule", number, words)]
    return tag("div", *acts, css="zd-acts")


def _beside(names: Sequence[str]) -> Html:
    """What the draft is compared with, each to be taken away."""
    if not names:
        return Html("")
    chips = [
        tag(
            "button",
            f"{name} ×",
            css="zf-beside",
            type="button",
            data_act="drop-beside",
            data_name=name,
            aria_label=f"不再与“{name}”比对",
        )
        for name in names
    ]
    return tag("div", tag("span", "比对：", css="zb-path"), *chips, css="zf-head")


def _aside(count: int, draft: Draft) -> Html:
    if not count and not draft.dismissed:
        return Html("")
    return tag("div", tag("span", f"不算问题的 {count} 处", css="zb-path"), _button("重新列出", "recall"), css="zd-bar")


def _unseen(left: Sequence[str]) -> Html:
    lines = [tag("li", text) for text in left]
    return tag("details", tag("summary", "没有查的"), tag("ul", *lines), css="zf-more zf-unseen")


def _button(label: str, act: str, number: str | None = None, words: str | None = None) -> Html:
    return tag("button", label, css="zd-quiet", type="button", data_act=act, data_n=number, data_words=words)
