"""Understanding a question by rules: what is wanted, and the part, topic, field and year it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import value_of

if TYPE_CHECKING:
    from assistant.domain import Outline, Part
    from index import Lexicon

NUMBER = r"([一二两三四五六七八九十百千零]{1,7}|\d{1,4})"
"""A number as it is typed: 3, 三, 十二, 三百."""
_ORDINAL = re.compile(rf"第\s*{NUMBER}\s*个?\s*(?:方面|部分|个带头|条)")
_YEAR = re.compile(r"(20\d\d)\s*年?")
_QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{1,60})[”\"」』’']")

_ANOTHER = re.compile(
    r"^(?:请|再|帮我|给我|不满意[，,]?|[都太]*不(?:太)?[好行][，,]?)*(?:换一?[种个段篇版](?:写法|说法)?|再?来一?[种个段篇版]|再写一?[种个段遍版]|下一[种个段版]|重新写|重写"
    r"|还有(?:没有)?(?:别的|其他|其它)?(?:的)?写法|(?:有没有|有)(?:别的|其他)写法|不满意)[^，。]{0,6}$"
)
_PHRASE = re.compile(
    r"^(?P<words>.+?)(?:这句话|这个意思|这个说法|这个词|这一句)?[，,、]?\s*(?:应该|可以|一般|通常|还能|还可以|别人|大家|材料里)*"
    r"(?:(?:怎么|怎样|如何|咋)(?:说|写|表述|表达|讲|提)(?:好|合适|规范|更好|比较好|得好|才好|出来)?(?:一?些|一?点)?|换个?(?:一个)?说法|换(?:一种|种)说法|有(?:什么|哪些|没有)?别?的?(?:说法|表述|提法))"
    r"[呢啊呀吗么]?[？?。！!]*$"
)
_PHRASE_FIRST = re.compile(
    r"^(?:查(?:一下|查)?(?:说法|提法|表述)|换个说法|(?:怎么|怎样|如何)(?:说|表述|表达))[：:，,\s]*(?P<words>.+?)[？?。]*$"
)
# A wording in quotation marks is looked up however it is asked for.
_SAID = re.compile(
    r"怎么[说讲写提用]|怎样[说写]|如何[说表]|咋[说写]|说法|表述|讲法|提法|换个[词说]|换(?:一)?种[词说]|同义|替代|近义|还能[说讲]"
)
_EXAMPLES = re.compile(
    r"(?:看看|看一下|看下|找找|找几|参考|学习)[^，。]{0,8}(?:别人|人家|其他|示例|例子|范文|范例|怎么写)|(?:别人|人家|其他人|同行|(?:兄弟|别的|其他|外)(?:单位|[省市县区局乡镇村])|别处|外地|别的地方)[^，。]{0,6}(?:怎么|怎样|如何|是咋)"
    r"|写(?:什么|些什么|哪些|点什么|啥)(?:问题|内容)?[？?]?$"
    r"|有(?:没有|无|什么|哪些)?.{0,24}(?:例子|示例|范例|范文|参考)|举.{0,2}例|(?:案例|例子|材料)[^，。]{0,3}参考|[几一两三]个?(?:例子|范例)|(?:例子|范例|示例)[？?。]*$"
)
_WRITE = re.compile(r"写(?!得|的|材料(?:的时候|时))|起草|草拟|拟一|拟个|[来要给我](?:一?[段份篇版]|几句)|生成|撰")
_LEAD = re.compile(
    r"^(?:请问|请|麻烦|帮我|帮忙|给我|替我|我想|我要|想|查一下|查查|找一下|看看|看一下|问一下|问下)*(?:把|将|关于)?"
)
_COMMAND = re.compile(
    r"看看|看一下|看下|找找|找一下|请问|请|帮我|给我|有没有|有无|有什么|有哪些|参考一?下?|别人|人家|其他人|其他单位|同行|兄弟单位|是?(?:怎么|怎样|如何)写的?"
    r"|的?(?:例子|示例|范例|范文|写法)|[一几两三]个|举个?例|[吗呢？?。！!]"
)
_HELLO = re.compile(
    r"^(?:你好|您好|在吗|嗨|hello|hi|help|帮助|怎么用|你(?:都)?(?:能|会)(?:做|干)?(?:什么|啥|些什么)|你?能帮我(?:做什么|改材料|写材料|写)吗?|使用说明)[！!。？?]*$",
    re.IGNORECASE,
)

_THANKS = re.compile(
    r"^(?:谢谢|多谢|辛苦了?|好的?|行|嗯|知道了|明白了?|ok|可以)(?:了|您|你|啊|吧)*[！!。~]*$", re.IGNORECASE
)

# The first that matches decides: "问题的原因" is about causes, "上年度问题整改落实" about last year.
_KINDS = (
    ("rectification", re.compile(r"上一?年度|去年|上一?次|整改落实|整改情况|整改完成")),
    ("preparation", re.compile(r"准备情况|会前准备|谈心谈话|征求意见")),
    ("statement", re.compile(r"个人有关事项|有关事项|情况说明|需要说明")),
    ("case", re.compile(r"案例|以案")),
    ("causes", re.compile(r"原因|根源|症结|剖析")),
    ("measures", re.compile(r"措施|整改|打算|努力方向|改进|举措|下一步|怎么改")),
    ("opening", re.compile(r"开头|开篇|引言|前言|开场")),
    ("closing", re.compile(r"结尾|结束语|收尾|结语|表态")),
    ("problems", re.compile(r"问题|不足|差距|短板|毛病|缺点|表现")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks. `intent` is write, another, phrase, examples, search, hello or thanks, of what was found before
    more or its source, where a text can be put, and missing, questions or check where nothing was written yet; empty fields were not named.
    """

    intent: str
    words: str
    kind: str = ""
    ordinal: int = 0
    topics: tuple[str, ...] = ()
    portfolio: tuple[str, ...] = ()
    meeting: str = ""


def understand(text: str, lexicon: Lexicon, *, written: bool = False) -> Asked:
    """The question as understood; `written` says that a part was written before, so that “换一种” means something."""
    text = " ".join(text.split())
    if not re.search(r"\w", text) or _HELLO.match(text):
        return Asked("hello", text)
    if _THANKS.match(text):
        return Asked("thanks", text)
    if is_for_desk(text):
        return Asked("desk", text)
    if written and is_another(text):
        return Asked("another", text)
    intent, words = _intent(text)
    return Asked(
        intent,
        words,
        kind=_kind(text),
        ordinal=_ordinal(text),
        topics=_topics(text, lexicon),
        portfolio=_portfolio(text, lexicon),
        meeting=found[1] if (found := _YEAR.search(text)) else "",
    )


_DESK = re.compile(
    r"(?:放|存|加|粘|贴|搬|导)[^，。]{0,4}写作台|^(?:请|帮我)?(?:复制|导出|下载|保存|存一下|打印)(?:一下|全文|正文|这段|成?word|文档)*[。！]?$",
    re.IGNORECASE,
)


def is_for_desk(text: str) -> bool:
    """Whether a sentence asks for what the desk does: keeping, copying, taking away."""
    return bool(_DESK.search(text))


def is_another(text: str) -> bool:
    """Whether a sentence asks for the next alternative."""
    return bool(_ANOTHER.match(text))


def quoted(text: str) -> str:
    """What stands between quotation marks, or nothing."""
    found = _QUOTED.search(text)
    return found[1] if found else ""


def _intent(text: str) -> tuple[str, str]:
    """The intent, and the words it is about."""
    if _EXAMPLES.search(text):
        return "examples", _subject(text)
    if _SAID.search(text) and (words := quoted(text)):
        return "phrase", words
    phrase = _PHRASE_FIRST.match(text) or _PHRASE.match(text)
    if phrase and not _names_a_part(phrase["words"]):
        return "phrase", _bare(phrase["words"])
    if _WRITE.search(text):
        return "write", text
    return "search", _subject(text)


def _subject(text: str) -> str:
    """What the question is about, without the words that only ask."""
    return _COMMAND.sub("", text).strip(" ：:，,。、的") or text


def _names_a_part(words: str) -> bool:
    """Whether the words mean a part of the report rather than a wording: “担当作为方面的问题”, “第三个方面”, “开头”."""
    if _QUOTED.search(words):
        return False
    if _ORDINAL.search(words):
        return True
    return bool(_kind(words)) and bool(re.search(r"方面|部分|对照检查|材料|开头|结尾|上年度|这[段块节]|情况", words))


def _bare(words: str) -> str:
    """The words without “请问”, “帮我” and quotation marks."""
    return _LEAD.sub("", words, count=1).strip(" ：:，,。“”\"'") or words


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "")


def _ordinal(text: str) -> int:
    found = _ORDINAL.search(text)
    if not found:
        return 0
    return value_of(found[1])


def _topics(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Topics named outright; failing that, the one with most signal words."""
    named = tuple(topic.id for topic in lexicon.topics if topic.name in text)
    if named:
        return named
    weights = {topic.id: sum(len(word) for word in topic.signals if word in text) for topic in lexicon.topics}
    best = max(weights.values(), default=0)
    return tuple(topic for topic, weight in weights.items() if weight == best)[:1] if best else ()


def _portfolio(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(
        field.names[0] for field in lexicon.portfolios if any(len(name) > 1 and name in text for name in field.names)
    )


def parts_meant(asked: Asked, outline: Outline, who: str) -> tuple[Part, ...]:
    """The parts of the outline the question may mean: one when it is clear, several when the user has to choose."""
    kind = asked.kind or ("problems" if asked.ordinal or asked.topics or _shares_words(asked.words, outline) else "")
    parts = tuple(part for part in outline.parts_for(who) if part.kind == kind)
    by_place = tuple(part for part in parts if asked.ordinal and part.aspect == asked.ordinal)
    if by_place or len(parts) < 2:
        return by_place or parts
    weights = {part.id: _closeness(asked, part) for part in parts}
    best = max(weights.values())
    return tuple(part for part in parts if weights[part.id] == best)[:1] if best else parts


def _closeness(asked: Asked, part: Part) -> float:
    """How well a part fits the topics named and the words used; its first topic is what it is mainly about."""
    named = [len(part.topics) - part.topics.index(topic) for topic in asked.topics if topic in part.topics]
    first = 3 if part.topics and part.topics[0] in asked.topics else 0
    return first + 0.1 * sum(named) + 2 * max(0, _common_run(asked.words, part.title) - 1)


def _shares_words(words: str, outline: Outline) -> bool:
    return any(_common_run(words, aspect.text) > 3 for aspect in outline.aspects)


def _common_run(left: str, right: str) -> int:
    """Length of the longest run of characters both share, “带头” and “方面” not counted."""
    left, right = (re.sub(r"带头|方面|问题|存在", " ", text) for text in (left, right))
    sizes = range(min(len(left), len(right), 12), 1, -1)
    for size in sizes:
        runs = {left[at : at + size] for at in range(len(left) - size + 1)}
        if any(" " not in run and run in right for run in runs):
            return size
    return 0
