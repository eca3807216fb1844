"""What a sentence means in its conversation: an answer to what waits, a step about the text written, more of what was found, or
something new.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.asked import Asked, is_another, is_for_desk, quoted, understand
from assistant.chat.following import Step, asked_about, is_next, rewriting, step

if TYPE_CHECKING:
    from assistant.chat.values import Conversation
    from index import Lexicon

_YES = re.compile(
    r"^(?:好的?|行|可以|同意|接受|确认|采用|要|用|是的?|对|没问题|就这[样么]?|改吧|嗯)(?:了|吧|的|啊|，?就?这[样么](?:改|吧)?|，?改吧)*[。！!]?$"
)
_NO = re.compile(
    r"^(?:先)?(?:不(?:用|要|改|行|同意|接受|可以|采用|对|是|好)|保留|留着?|算了|取消|别改|拒绝|(?:还是)?用?(?:回)?原(?:文|来))[^？?]{0,12}$"
)
_MORE = re.compile(
    r"^(?:请|帮我|那)*(?:还有(?:没有)?|再(?:来|找|给|看|说|换|查|多)|多(?:来|找|给)|换(?:一批|几[个条]|一组|点|一?些)|更多|下一批|继续)"
    r"[^，。]{0,10}$|^(?:还)?有没有(?:更|别的|其他|再)[^，。]{0,8}$|^没了吗[？?]?$"
)
_OTHERWISE = re.compile(r"^(?:口语|书面|正式|平实|通俗|简短|委婉|直白|严肃)[一些]?[点些]的?")
_LIKE_THIS = re.compile(
    r"^(?:就|那)?(?:照着?|按照?|参照|仿照|参考)(?:这个|这些|上面|它|他们|第.个)[^，。]{0,8}(?:写|来)"
)
_SOURCE = re.compile(r"出自|出处|来源|原话|哪(?:里|儿)?(?:来|抄|引|摘)|哪(?:份|篇)材料|谁(?:写|说)的")
_COMMAND_FIRST = re.compile(r"^(?P<ask>[^\n：:]{2,30}?)\s*[：:\n]\s*(?P<text>.{10,})$", re.DOTALL)
_COMMAND_LAST = re.compile(r"^(?P<text>.{20,}?)\s*\n\s*(?P<ask>[^\n]{2,24})$", re.DOTALL)
_PASTED = 90
_EDGES = ' \n“”"‘’「」'


def meant(conversation: Conversation, text: str, lexicon: Lexicon) -> Step | Asked:
    """What the user wants of the assistant now."""
    text = text.strip()
    plain = " ".join(text.split())
    waiting = _answer(plain) if conversation.pending else None
    own = waiting or _about_own_text(text)
    if own:
        return own
    last = conversation.asked
    if last and (_MORE.match(plain) or _OTHERWISE.match(plain)):
        return replace(last, intent="more")
    if last and _LIKE_THIS.match(plain):
        return replace(last, intent="write", words=plain)
    words = quoted(plain)
    if words and _SOURCE.search(plain):
        return Asked("source", words)
    on_text = conversation.suggestions and not is_for_desk(plain)
    if on_text and (is_next(plain) or not is_another(plain)) and (found := step(plain)):
        return found
    asked = understand(plain, lexicon, written=bool(conversation.suggestions))
    about = "" if conversation.suggestions or asked.intent not in ("search", "write") else asked_about(plain)
    return Asked(about, plain) if about in ("missing", "questions", "check") else asked


def _answer(text: str) -> Step | None:
    if _NO.match(text):
        return Step("keep")
    return Step("accept") if _YES.match(text) else None


def _about_own_text(text: str) -> Step | None:
    """A text the user has put into the message: to be checked, to be rewritten, or laid down without a word."""
    for form in (_COMMAND_FIRST, _COMMAND_LAST):
        found = form.match(text)
        if found and (doing := _doing(found["ask"])):
            return replace(doing, text=found["text"].strip(_EDGES))
    if len(text) > _PASTED and text.count("。") + text.count("；") > 1:
        return Step("paste", text=text)
    return None


def _doing(ask: str) -> Step | None:
    if asked_about(ask) == "check":
        return Step("check")
    operation = rewriting(ask)
    return step(ask) if operation else None
