"""How a file brought back is shown: each part it changes beside the draft, to be taken or left, and what has no place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assistant.app.desk.views import name
from assistant.app.markup import Html, joined, tag
from assistant.app.reading import empty
from assistant.desk.difference import GONE, NEW

if TYPE_CHECKING:
    from assistant.app.desk.returning import Review
    from assistant.desk import Change, Leftover
    from assistant.domain import Part

TITLE = "*title"
_DOUBT = "文件里的文字和稿子几乎没有相同的，像是另一份材料。请先核对，要哪一部分再勾上。"
_AROUND = 40
"""Unchanged characters shown on either side of a change."""

# What is ticked and chosen goes along with the click. Whatever draws the table anew leaves the ticks as they were set.
ON_LOAD = """
const ticks = new Map();
const boxes = () => [...element.querySelectorAll('[data-change],[data-leftover]')];
const key = (one) => one.dataset.change ?? `#${one.dataset.leftover}`;
element.addEventListener('change', (event) => {
  if (event.target.matches('[data-change]')) ticks.set(key(event.target), event.target.checked);
  if (event.target.matches('[data-leftover]')) ticks.set(key(event.target), event.target.value);
});
watch('value', () => {
  for (const one of boxes()) {
    if (!ticks.has(key(one))) continue;
    if (one.matches('[data-change]')) one.checked = ticks.get(key(one)); else one.value = ticks.get(key(one));
  }
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-returned]');
  if (!button || button.disabled) return;
  const parts = boxes().filter((one) => one.dataset.change && one.checked).map(key);
  const put = boxes().filter((one) => one.dataset.leftover && one.value).map((one) => `${one.dataset.leftover}=${one.value}`);
  ticks.clear();
  trigger('apply', {returned: button.dataset.returned, parts: parts.join(' '), put: put.join(' ')});
});
"""


def review(one: Review, parts: Mapping[str, Part]) -> Html:
    """Everything a file would change, with a box to tick for each part; nothing of it is taken yet."""
    found = one.found
    doubt = (_DOUBT,) if found.doubtful else ()
    notes = [tag("p", note, css="zb-note") for note in (*doubt, *one.brought.notes, *map(_renamed, found.renamed))]
    head = _head(one.brought.source, found.nothing)
    if found.nothing:
        return tag(
            "section", head, *notes, empty("文件里的文字和写作台上的一样，没有改动。"), css="zd-cards zd-returned"
        )
    count = f"{len(found.changes)} 个部分有改动，{found.unchanged} 个没有变。"
    legend = tag("p", count, tag("ins", "文件里新写的"), " ", tag("del", "写作台上有、文件里没有的"), css="zd-marks")
    sure = not found.doubtful
    cards = [_title(found.title, sure)] if found.title else []
    cards += [_change(change, parts, one.older.get(change.part), sure) for change in found.changes]
    cards += [_leftover(left, place, parts) for place, left in enumerate(found.leftovers)]
    return tag("section", head, *notes, legend, *cards, css="zd-cards zd-returned")


def waiting(source: str) -> Html:
    """That a file brought back has not been dealt with, where something else lies on the table."""
    button = tag("button", "看改动", css="zd-quiet", type="button", data_returned="show")
    return tag("p", f"从“{source}”带回的改动还没有处理。", button, css="zd-news", role="status")


def _head(source: str, nothing: bool) -> Html:
    close = tag("button", "收起" if nothing else "不要了", css="zd-quiet", type="button", data_returned="close")
    take = tag("button", "采用选中的改动", css="zd-take zd-go-on", type="button", data_returned="take")
    title = tag("strong", f"从“{source}”带回"), tag("span", "还没有改动稿子", css="zb-path")
    return tag("div", *title, *(() if nothing else (take,)), close, css="zd-bar zd-stuck")


def _renamed(pair: tuple[str, str]) -> str:
    return f"标题“{pair[0]}”在文件里是“{pair[1]}”。写作台的标题照提纲，没有带回。"


def _title(title: str, sure: bool) -> Html:
    return tag("article", _tick(TITLE, "题目", sure), tag("p", tag("ins", title)), css="zd-card")


def _change(one: Change, parts: Mapping[str, Part], older: float | None, sure: bool) -> Html:
    part = parts.get(one.part)
    called = name(part) if part else one.part
    head = tag("div", _tick(one.part, called, sure and not one.missing and older is None), _counted(one), css="zd-bar")
    told = [tag("p", note, css="zd-aside") for note in _notes(one, parts, older)]
    return tag("article", head, *told, tag("p", *_pieces(one)), css="zd-card")


def _tick(value: str, called: str, on: bool) -> Html:
    box = tag("input", type="checkbox", data_change=value, checked="" if on else None)
    return tag("label", box, tag("strong", called), css="zd-tick")


def _counted(one: Change) -> Html:
    came = sum(len(text) for what, text in one.pieces if what == NEW)
    gone = sum(len(text) for what, text in one.pieces if what == GONE)
    counts = [f"多 {came} 字" if came else "", f"少 {gone} 字" if gone else ""]
    counts.append(f"填上 {one.filled} 处待补" if one.filled and one.new else "")
    return tag("span", " · ".join(filter(None, counts)) or "只是分段不同", css="zb-path")


def _notes(one: Change, parts: Mapping[str, Part], older: float | None) -> Iterator[str]:
    if one.missing:
        yield "文件里没有这一部分：标题和文字都没有。要清空它，才勾上。"
    if older is not None:
        at = time.strftime("%m月%d日 %H:%M", time.localtime(older))
        yield f"文件里是这一部分较早的一版（{at}），写作台上后来又改过。要换回那一版，才勾上。"
    if one.headless:
        yield "文件里没有这一部分的标题，是按文字认出来的。"
    if one.moved:
        names = "、".join(f"“{name(parts[part])}”" for part in one.moved if part in parts)
        yield f"有的段落像是从{names}移过来的。"


def _pieces(one: Change) -> Iterator[Html]:
    pieces = one.pieces
    for place, (what, text) in enumerate(pieces):
        if what == NEW:
            yield tag("ins", _breaks(text))
        elif what == GONE:
            yield tag("del", _breaks(text))
        else:
            yield joined((_shortened(text, place == 0, place == len(pieces) - 1),))


def _breaks(text: str) -> str:
    """A change that is only a new line would not be seen."""
    return text.replace("\n", "↵\n") if not text.strip() else text


def _shortened(text: str, first: bool, last: bool) -> str:
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(text) <= before + after + _AROUND:
        return text
    return f"{text[:before]} …… {text[len(text) - after :] if after else ''}"


def _leftover(one: Leftover, place: int, parts: Mapping[str, Part]) -> Html:
    options = [tag("option", "先不放", value="")]
    options += [tag("option", f"放在“{name(part)}”后面", value=part.id) for part in _from(parts, one.near)]
    chosen = tag("select", *options, data_leftover=str(place), aria_label="这一段放进哪一部分")
    head = tag("div", tag("strong", "没有归处"), tag("span", one.why, css="zb-path"), chosen, css="zd-bar")
    return tag("article", head, tag("p", tag("ins", one.text)), css="zd-card zd-leftover")


def _from(parts: Mapping[str, Part], near: str) -> list[Part]:
    """The parts to choose from, the one it stood nearest to first."""
    return sorted(parts.values(), key=lambda part: part.id != near)
