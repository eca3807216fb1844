"""What is said about the text written last: “再具体一点”, “第二点换个说法”, “用第一个”, “还缺什么”, “为什么用这个来源”."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERALS = {mark: value for value, mark in enumerate("一二三四五六七八九十", 1)}
_NUMBER = r"([一二三四五六七八九十]|\d{1,2})"
_POINT = re.compile(rf"第\s*{_NUMBER}\s*个?(?:点|条|句|个问题)")
_USE = re.compile(rf"^(?:就|还是)?(?:用|选|要)第\s*{_NUMBER}\s*(?:个|种|版|篇|段)(?:吧|写法)?[。！]?$")
_SIZE = re.compile(r"(\d{2,4})\s*(?:个)?字")
_DROP = re.compile(r"(?:去掉|删掉|删去|删除|不要)(?:了)?")
_MISSING = re.compile(
    r"还?(?:缺|差|少)(?:了)?(?:些|点)?(?:什么|哪些)|哪些(?:地方)?(?:没写|要补|待补)|还要补(?:什么|哪些)"
)
_QUESTIONS = re.compile(r"问我|(?:提|问)[几两三]?个?问题|帮我(?:想|回忆)")
_WHY = re.compile(
    r"为什么[^，。]{0,6}(?:用|引|选)[^，。]{0,8}(?:来源|出处|示例|例子|材料|一?条)|(?:来源|出处|依据)(?:是什么|是哪|在哪|呢)|哪来的"
)
_CHECK = re.compile(r"^(?:请|帮我|再)*(?:检查|审一?[审下]|核对|把把关)")
_OPERATIONS = (
    ("续写", re.compile(r"接着写|继续写|续写|没写完|写完整?$")),
    ("缩写", re.compile(r"缩写|精简|压缩|缩短|缩到|短[一些]?[点些]|再短|太长")),
    ("扩写", re.compile(r"扩写|展开|写长|长[一些]?[点些]|太短|丰富")),
    ("更具体", re.compile(r"具体[一些]?[点些]?|太空|太虚|太笼统")),
    ("更平实", re.compile(r"平实|朴实|直白|少点套话|套话太多|口号")),
    ("改成班子口吻", re.compile(r"班子(?:的)?口[吻气]")),
    ("改成个人口吻", re.compile(r"个人(?:的)?口[吻气]|第一人称")),
    ("润色", re.compile(r"润色|通顺|打磨|改得?好[一点些]")),
    ("换一种说法", re.compile(r"换(?:一种|一个|个|种)?说法|换句话说|重写|改写|另写")),
)
_ASKS = re.compile(r"怎么|如何|怎样|看看别人|帮我写|写第|方面|部分")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Step:
    """What to do to the text written last. `point` and `number` are 1-based, 0 where none was named."""

    what: str
    point: int = 0
    number: int = 0
    size: int = 0
    operation: str = ""


def step(text: str) -> Step | None:
    """The step meant, or None where the sentence asks for something new."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    point = _number(_POINT.search(text))
    if chosen := _USE.match(text):
        return Step("use", number=_number(chosen))
    for what, pattern in (("missing", _MISSING), ("questions", _QUESTIONS), ("why", _WHY), ("check", _CHECK)):
        if pattern.search(text):
            return Step(what, point)
    if point and _DROP.search(text):
        return Step("drop", point)
    if _ASKS.search(text) and not point:
        return None
    size = _SIZE.search(text)
    operation = next((name for name, pattern in _OPERATIONS if pattern.search(text)), "缩写" if size else "")
    whole = point or operation != "换一种说法" or text.startswith(("把", "这", "上面", "再"))
    return (
        Step("rewrite", point, size=int(size[1]) if size else 0, operation=operation) if operation and whole else None
    )


def _number(match: re.Match[str] | None) -> int:
    return (_NUMERALS.get(match[1]) or int(match[1])) if match else 0
