"""Lists on the screen: wordings found, the reports of the library, and how far long work has come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.app.markup import Html, joined, tag
from assistant.app.reading import LEVEL_NAMES, WHO_NAMES, empty

if TYPE_CHECKING:
    from index import Failure, Phrase, PhraseUse, ReportCard

_USES = 6
_SHOWN = 500


def phrase_list(found: tuple[Phrase, ...], asked: str) -> Html:
    """Wordings with their counts, each opening to the places where it stands."""
    if not found:
        return empty(f"示例库里没有“{asked}”的相近说法。可以换一两个字，或只留最要紧的词再查。")
    most = max(phrase.count for phrase in found)
    return tag("div", *(_phrase(phrase, most, number == 0) for number, phrase in enumerate(found)), css="zb-phrases")


def _phrase(phrase: Phrase, most: int, opened: bool) -> Html:
    bar = tag("span", css="zb-bar", style=f"width:{max(4, round(64 * phrase.count / most))}px")
    head = tag("summary", tag("strong", phrase.text), bar, tag("span", f"{phrase.count} 处", css="zb-count"))
    uses = [phrase_use(use, phrase.text) for use in phrase.uses[:_USES]]
    return tag("details", head, *uses, css="zb-phrase", open="" if opened else None)


def phrase_use(use: PhraseUse, words: str) -> Html:
    """A place where a wording stands, to be opened."""
    before, found, after = use.context.partition(words) if words else (use.context, "", "")
    context = joined((before, tag("mark", found, css="zb-same") if found else "", after))
    place = " › ".join((use.title, *(part[:20] for part in use.section[-1:])))
    return tag(
        "button",
        tag("span", context),
        tag("span", place, css="zb-path"),
        css="zb-use",
        type="button",
        data_passage=use.passage,
    )


def report_table(reports: Iterable[ReportCard], wanted: str = "", *, filling: bool = False) -> Html:
    """The library as a table; `wanted` are words that must all occur in a row."""
    every = tuple(reports)
    rows = [card for card in every if all(word in _searched(card) for word in wanted.split())]
    if not every:
        return empty(
            "正在收入内置示例，请稍候……" if filling else "示例库还是空的。在上面选几份材料上传，就能查、能写了。"
        )
    if not rows:
        return empty(f"没有含“{wanted}”的材料。")
    head = tag("tr", *(tag("th", name, scope="col") for name in ("材料", "年度", "口径", "分管领域", "段落", "")))
    count = f"共 {len(every)} 份" if len(rows) == len(every) else f"{len(rows)} 份符合，共 {len(every)} 份"
    body = tag("table", tag("thead", head), tag("tbody", *(_row(card) for card in rows[:_SHOWN])), css="zb-table")
    return joined((tag("div", count, css="zb-total"), body))


def _searched(card: ReportCard) -> str:
    who = WHO_NAMES.get(card.who or "", "")
    level = LEVEL_NAMES.get(card.level or "", "")
    return " ".join((card.title, card.meeting or "", who, card.role or "", level, *card.portfolio))


def _row(card: ReportCard) -> Html:
    who = WHO_NAMES.get(card.who or "", "")
    badge = (tag("span", "内置", css="zb-badge"),) if card.bundled else ()
    title = tag("button", card.title, css="zb-link", type="button", data_report=card.id)
    remove = tag(
        "button", "移除", css="zb-remove", type="button", data_remove=card.id, aria_label=f"移除《{card.title}》"
    )
    cells = (who, "、".join(card.portfolio[:3]), str(card.passages))
    return tag(
        "tr",
        tag("td", title, *badge),
        tag("td", card.meeting or ""),
        *(tag("td", cell) for cell in cells),
        tag("td", remove),
    )


def progress_bar(text: str, done: int, total: int) -> Html:
    """How far long work has come, in words and as a bar."""
    share = round(100 * done / total) if total else 0
    bar = tag("div", tag("div", style=f"width:{share}%"), css="zb-progress")
    return tag("div", tag("span", text), bar, css="zb-busy", role="status")


def outcome(added: int, unchanged: int, failed: tuple[Failure, ...]) -> Html:
    """What became of an upload, one sentence for each file refused."""
    parts = (
        f"收入 {added} 份" if added else "",
        f"{unchanged} 份已经在库里" if unchanged else "",
        f"{len(failed)} 份没有收入" if failed else "",
    )
    head = tag("p", "，".join(filter(None, parts)) + "。")
    lines = [tag("li", tag("strong", _name(one.source)), f"：{one.message}{one.remedy}") for one in failed]
    return tag("div", head, tag("ul", *lines) if lines else "", css="zb-outcome", role="status")


def _name(source: str) -> str:
    return source.replace("\\", "/").rsplit("/", 1)[-1]
