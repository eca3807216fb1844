"""Passages as cards, and a passage in its place: the report around it, its headings, the passage highlighted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.app.markup import Html, tag
from assistant.chat import Source

if TYPE_CHECKING:
    from index import Passage, Report, Section

WHO_NAMES = {"individual": "个人", "group": "班子"}
LEVEL_NAMES = {
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇（街道）",
    "village": "村（社区）",
    "unit": "单位（部门）",
}
NO_SOURCES = "回答用到的示例段落会列在这里。点开一条，可以看到它在原材料里的位置。"
NO_REPORT = "点一份材料的名称，可以在这里通读全文。"
NO_USE = "点一条用例，可以在这里看到它在原材料里的位置。"

# Every button that names a passage, a report or an action tells the server through one event.
ON_LOAD = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-passage],[data-report],[data-remove],[data-back]');
  if (button) trigger('select', {...button.dataset});
});
// A tab that is only now being opened has no size yet, or is not even there before.
const show = (turn) => {
  const found = element.querySelector('.zb-here');
  const room = element.closest('.block');
  if (!room.offsetParent && turn < 40) { setTimeout(() => show(turn + 1), 50); return; }
  if (found) found.scrollIntoView({block: 'center'});
  else room.scrollTo({top: 0});
};
watch('value', () => show(0));
show(0);
"""
# The window with the sources also answers the marks inside the chat.
ON_LOAD_SOURCES = (
    ON_LOAD
    + """
document.addEventListener('click', (event) => {
  const mark = event.target.closest('#chat .zb-cite');
  const place = mark && [...mark.classList].find((name) => name.startsWith('zb-p-'));
  if (place) trigger('select', {passage: place.slice(5)});
});
"""
)


def empty(text: str) -> Html:
    """What a panel says while it has nothing to show."""
    return tag("div", text, css="zb-empty")


def cards(sources: tuple[Source, ...]) -> Html:
    """The cited passages, one card each."""
    if not sources:
        return empty(NO_SOURCES)
    return passage_cards(sources)


def passage_cards(sources: tuple[Source, ...]) -> Html:
    """Passages, one card each."""
    return tag("div", *(_card(source) for source in sources), css="zb-cards")


def _card(source: Source) -> Html:
    passage = source.passage
    path = " › ".join(part[:24] for part in passage.section_path[-2:])
    text = passage.running if len(passage.running) <= 96 else f"{passage.running[:96]}……"
    return tag(
        "button",
        tag("span", source.mark, css="zb-number"),
        tag("span", source.title, css="zb-card-title"),
        tag("span", path, css="zb-path"),
        tag("span", text, css="zb-card-text"),
        css="zb-card",
        type="button",
        data_passage=passage.id,
    )


def in_place(report: Report, passage: Passage | None = None, *, back: str = "") -> Html:
    """A report to read, scrolled to the passage if there is one; `back` names where a button leads back to."""
    button = (tag("button", f"← {back}", css="zb-back", type="button", data_back="1"),) if back else ()
    head = tag("div", tag("strong", report.title), tag("span", about(report), css="zb-path"), css="zb-report-head")
    return tag("article", *button, head, *_paragraphs(report, passage), css="zb-report")


def about(report: Report) -> str:
    """Year, voice, post and level of a report, as far as known."""
    known = (
        f"{report.meeting}年度" if report.meeting else "",
        WHO_NAMES.get(report.who or "", ""),
        report.role or "",
        LEVEL_NAMES.get(report.level or "", ""),
        "、".join(report.portfolio),
    )
    return " · ".join(filter(None, known))


def _paragraphs(report: Report, passage: Passage | None) -> Iterator[Html]:
    headings = {section.start: "zb-h1" for section in report.sections}
    headings |= {child.start: "zb-h2" for section in report.sections for child in _below(section) if not child.run_in}
    at = 0
    front = _front(report.text)
    for number, line in enumerate(report.text.split("\n"), 1):
        start, at = at, at + len(line) + 1
        if line.strip() and start >= front and number != report.title_line:
            yield _paragraph(line, start, headings.get(start, ""), passage)


def _front(text: str) -> int:
    """Where the text begins behind the front matter of a Markdown file."""
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    return end + 5 if end > 0 else 0


def _below(section: Section) -> Iterator[Section]:
    for child in section.children:
        yield child
        yield from _below(child)


def _paragraph(line: str, start: int, css: str, passage: Passage | None) -> Html:
    if passage is None or passage.end <= start or passage.start >= start + len(line):
        return tag("p", line.lstrip("# ") if css else line, css=css)
    begin, end = max(0, passage.start - start), min(len(line), passage.end - start)
    return tag("p", line[:begin], tag("mark", line[begin:end], css="zb-here"), line[end:], css=css)
