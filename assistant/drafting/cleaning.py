"""What a model may not put into a text, taken out: images, links, HTML, hidden characters, talk around the text, orders."""

from __future__ import annotations

import html
import re

from assistant.drafting.orders import is_order
from assistant.prompts import visible

_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]\n]*)\]\s*\([^)\n]*\)")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_BLOCK = re.compile(r"<(script|style|svg|iframe|object)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z!?][^<>]*(?:>|\Z)", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}:)?//[^\s，。；）】]+|(?:javascript|data|vbscript|mailto|file|ftp):[^\s，。；）】]+"
    r"|www\.[^\s，。；）】]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|io|top|xyz|example|invalid|test)\b(?:/[^\s，。；）】]*)?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)|\*\*|__|`", re.MULTILINE)
_AROUND = re.compile(r"^(?:好的|当然|以下是|下面是|根据您|这是)[^。\n]{0,40}[：:。！]\s*\n+")
_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")
_BLANKS = re.compile(r"[ \t\u3000]{2,}")
_FAMILIES = (("图片", _IMAGE), ("网页代码", _BLOCK), ("网页代码", _TAG), ("链接定义", _REFERENCE), ("网址", _ADDRESS))


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it may be shown, and in Chinese what was taken out of it. A cleaned text stays as it is."""
    removed: dict[str, None] = {}
    shown = visible(text)
    if len(shown) < len(text.replace("\r", "")):
        removed["看不见的字符"] = None
    while True:
        before, shown = shown, _once(shown, removed)
        if shown == before:
            break
    return shown, tuple(removed)


def _once(text: str, removed: dict[str, None]) -> str:
    text = html.unescape(text)
    text = _FENCE.sub("", _AROUND.sub("", visible(text)))
    linked = _LINK.sub(r"\1", _IMAGE.sub("", text)) if "](" in text or "![" in text else text
    if linked != text:
        removed["图片或链接"] = None
    text = linked
    for name, pattern in _FAMILIES:
        without = pattern.sub("", text)
        if without != text:
            removed[name] = None
        text = without
    text = _BLANKS.sub("", _MARKUP.sub("", text))
    return _without_orders(text, removed).strip()


def _without_orders(text: str, removed: dict[str, None]) -> str:
    kept = [sentence for sentence in _SENTENCE.findall(text) if not is_order(sentence)]
    if len("".join(kept)) < len(text):
        removed["像是指令的话"] = None
    return "".join(kept)
