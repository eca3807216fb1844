"""Wordings beside the text: how others say it, counted, to be put in at the cursor or read in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.app.lists import phrase_use
from assistant.app.markup import Html, tag
from assistant.app.reading import empty

if TYPE_CHECKING:
    from index import Phrase

HINT = "查到的说法按出现次数列在这里；点“填入”放到光标处，再改成自己的话。"
MOST = 20
_USES = 3


def wordings(found: tuple[Phrase, ...], asked: str) -> Html:
    """Wordings with their counts; each may be put in, or opened to where it stands."""
    if not asked:
        return empty(HINT)
    if not found:
        return empty(f"示例库里没有“{asked}”的相近说法。换一两个字，或只留最要紧的词再查。")
    return tag("div", *(_wording(one) for one in found), css="zd-wordings")


def _wording(one: Phrase) -> Html:
    put = tag("button", "填入", css="zd-quiet zd-put", type="button", data_words=one.text)
    head = tag("div", tag("strong", one.text), tag("span", f"{one.count} 处", css="zb-count"), put, css="zd-bar")
    uses = [phrase_use(use, one.text) for use in one.uses[:_USES]]
    return tag("article", head, tag("details", tag("summary", "看出处"), *uses, css="zf-more"), css="zd-wording")
