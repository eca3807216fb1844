"""What is said about the text written last: “再具体一点”, “第二点换个说法”, “用第一个”, “还缺什么”, “这句话出自哪”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.chat.asked import NUMBER
from index import value_of

LAST = -1
_POINT = re.compile(rf"第\s*{NUMBER}\s*个?(?:点|条|句|个问题)")
_LAST_POINT = re.compile(r"最后(?:那|这)?(?:一)?(?:点|条|句)")
_USE = re.compile(
    rf"^(?:那)?(?:就|还是|我)?(?:用|选|要|回到|采用|按)?(?:回)?第\s*{NUMBER}\s*(?:个|种|版|篇|段|次)(?:的|写法|挺|更|最|比较|好|吧|不错|可以|就行)*[。！]?$"
)
_USE_BEFORE = re.compile(
    r"^(?:那)?(?:就|还是)?(?:用|要|回到|恢复|选)?(?:上|前)一?(?:个|种|版|稿)(?:更|比较|挺)?(?:好|吧|行|合适|写法|[一些点])*[。！]?$"
    r"|^(?:还是|就)?(?:用|要|回到)?(?:刚才|原先|之前|先前)(?:的)?那?一?(?:个|版|稿|种)?(?:好|吧|的)*$|^(?:撤销|撤回|还原|退回)(?:一下|上一步|刚才的?修改)?$"
    r"|^(?:改错了|改坏了|不要这个)?[，,]?(?:恢复|换回|改回|退回)(?:到)?(?:原来|上一版|刚才|之前)?的?(?:样子|那版)?(?:吧)?$"
)
_NEXT = re.compile(
    r"^(?:那)?(?:接着|继续|再|写|来|帮我|好[，,]?)*下一?个?(?:部分|方面|节|块)(?:吧)?$|^接下来(?:写)?(?:什么|啥|哪一?部分)[？?]?$"
)
_SIZE = re.compile(rf"{NUMBER}\s*(?:个)?字")
_LONGER = re.compile(r"不够|不足|太少|不少于|以上|至少|加到|写到|凑")
_DROP = re.compile(r"(?:去掉|删掉|删去|删除|删|不要|去了|拿掉|划掉)(?:了|吧)?")
_MISSING = re.compile(
    r"还?(?:缺|差|少)(?:了)?(?:些|点)?(?:什么|哪些|啥|内容|哪)|(?:哪些|哪里|哪儿|什么)(?:地方|内容)?(?:还)?(?:没写|没有写|没填|要补|需要补|待补|没补)"
    r"|还有(?:些)?(?:什么|啥|哪些)(?:地方)?(?:是)?(?:要|需要|得|该)我?(?:来)?(?:补|填|提供|写|准备)|还(?:需|要)要?(?:我|补|填|写)?(?:补充?|提供|填|写|准备)(?:什么|哪些|啥)|待补的?(?:有|还有|地方)"
)
_QUESTIONS = re.compile(
    r"问问?我|问我?[几两三]个|(?:提|问)[几两三]?个?问题|帮我(?:想|回忆)|想不起来|(?:给|来)?点?(?:提示|启发)(?:一下|我)?$|不知道写(?:什么|啥)|没(?:什么|啥)可写"
)
_WHY = re.compile(
    r"为什么[^，。]{0,6}(?:用|引|选|这[么样]写)[^，。]{0,8}|(?:来源|出处|依据)(?:是什么|是哪|在哪|呢|是啥)|(?:哪|哪里|哪儿)来的|从哪(?:里|儿)?(?:来|抄|引|摘)|出自|是真的(?:吗|么|假)|哪些是(?:我|别人|示例)的|谁的(?:例子|事例?|情况)"
)
_CHECK = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|给我|再|先|你)*(?:把)?(?:检查|审一?[审下核]|审核|核对|校对|把把?关|挑挑|挑一?下|挑毛病)"
    r"|^(?:请|麻烦|帮我|帮忙|给我|再|先)*查一?[查下](?:一?遍|这一?[段篇份稿]|上面|全文|第.{1,3}[点条]|有没有.*|吧)*$"
)
_WRONG = re.compile(
    r"(?:有没有|有什么|有无|哪里有|还有|有啥)(?:什么|啥)?(?:问题|毛病|错|不妥|硬伤|纰漏)(?!的|要|可)|错别字|挑毛病|帮我?(?:把)?把?关"
    r"|(?:过时|错误|不当|不规范|不准确)的?(?:提法|说法|表述)|查重|(?:和|跟|与)(?:别人|去年|示例|范文|同事)[^，。]{0,6}(?:重复|雷同|一样|太像|相似)|(?:交|拿)[^，。]{0,6}(?:行吗|可以吗|了吗)|给领导看(?:行|可以)|(?:数字|日期|名称|人名|提法|格式)[^，。]{0,2}对不对|挑错|抄(?:了|的)?(?:示例|别人)"
    r"|这[样么]写?(?:行不行|可不可以|合不合适|妥不妥|行吗|可以吗|合适吗)"
)
_ELSEWHERE = re.compile(r"方面|部分|别人怎|单位|领域|一般|常见")
_OPERATIONS = (
    (
        "续写",
        re.compile(
            r"^(?:请|你)?(?:再)?(?:接着|继续)(?:写|说|往下写)?(?:下去|完|吧)?$|续写|^(?:接着)?往下写|没写完|写完整?$"
        ),
    ),
    (
        "缩写",
        re.compile(
            r"缩写|精简|精炼|简练|压缩|缩短|缩到|压到|控制在|短[一些]?[点些]|简短|再短|太长|啰嗦|啰唆|以内$|不超过"
        ),
    ),
    ("扩写", re.compile(r"扩写|扩到|展开|写长|长[一些]?[点些]|太短|丰富|多写|写多|充实")),
    (
        "更具体",
        re.compile(
            r"具体[一些]?[点些]?|太空|空洞|太虚|太笼统|(?<!老)(?<!朴)(?<!平)实[一些]?[点些在]|更实|写实|落到实处"
        ),
    ),
    (
        "更平实",
        re.compile(
            r"平实|朴实|朴素|直白|通俗|口语|说人话|少[点些]?(?:套话|官话|空话)|(?:套话|官话|排比|口号)|接地气|太官"
        ),
    ),
    ("改成班子口吻", re.compile(r"班子(?:的)?(?:口[吻气]|名义)")),
    ("改成个人口吻", re.compile(r"个人(?:的)?(?:口[吻气]|名义)|第一人称")),
    ("润色", re.compile(r"润色|通顺|打磨|顺一?顺|修改一下|改一?改|改一?下|完善|优化|改得?好[一点些]")),
    (
        "换一种说法",
        re.compile(r"换(?:一种|一个|个|种|一?下)?(?:说法|表述|讲法|写法)|换句话说|重写|改写|另写|重新(?:写|说)"),
    ),
)
# A wish in the writer's own words: it goes to the model as it stands.
_WISH = re.compile(
    r"^(?:请|麻烦|帮我)?(?:把|将)[^。]{0,16}(?:改|写|说|换|合并|调|拆|提到|放到|加|删|挪)"
    r"|^(?:还)?不够[^，。？?]{1,8}$|太[^，。？?]{1,6}了$|重复了?$|^(?:再|更|稍微?|语气|口气|写得|说得|改得|改成|写成|分成|加上?|补上?|合并|不要|别)[^？?]{0,22}$"
    r"|(?:一点儿?|一些|[点些])(?:吧|就好|更好)?$"
)
_ASKS = re.compile(r"怎么|如何|怎样|看看别人|帮我写|写第|方面|部分")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Step:
    """What to do to the text written last. `point` and `number` are 1-based, 0 where none was named, LAST the last one.

    `operation` is one of the operations known, or the writer's own words; `text` a text that came with the sentence.
    """

    what: str
    point: int = 0
    number: int = 0
    size: int = 0
    operation: str = ""
    text: str = ""


def step(text: str) -> Step | None:
    """The step meant, or None where the sentence asks for something new."""
    text = " ".join(text.split()).rstrip("。！!")
    if not text or len(text) > _LONGEST:
        return None
    point = _point(text)
    if chosen := _USE.match(text):
        return Step("use", number=value_of(chosen[1]))
    if _NEXT.match(text):
        return Step("next")
    if _USE_BEFORE.match(text):
        return Step("use", number=LAST)
    if about := asked_about(text):
        return Step(about, point)
    if point and _DROP.search(text):
        return Step("drop", point)
    if _ASKS.search(text) and not point and not _COLLOQUIAL.match(text):
        return None
    return _rewriting(text, point)


_COLLOQUIAL = re.compile(r"^(?:口语|通俗|平实|直白)[一些]?[点些]的?(?:怎么|咋)[说讲写]")


def asked_about(text: str) -> str:
    """Which question about a text a sentence is: missing, questions, why or check; empty when it is none of them."""
    known = (("missing", _MISSING), ("why", _WHY), ("questions", _QUESTIONS), ("check", _CHECK), ("check", _WRONG))
    found = next((what for what, pattern in known if pattern.search(text)), "")
    return "" if found and _ELSEWHERE.search(text) and not _CHECK.search(text) else found


def is_next(text: str) -> bool:
    """Whether a sentence asks for the part that follows."""
    return bool(_NEXT.match(text))


def rewriting(text: str) -> str:
    """The operation a sentence names, or nothing."""
    return next((name for name, pattern in _OPERATIONS if pattern.search(text)), "")


def _rewriting(text: str, point: int) -> Step | None:
    found = _SIZE.search(text)
    size = value_of(found[1]) if found else 0
    if size and _LONGER.search(text):
        return Step("rewrite", point, size=size, operation="扩写")
    operation = rewriting(text) or ("缩写" if size else "")
    if (
        operation == "换一种说法"
        and not point
        and not text.startswith(("把", "将", "这", "上面", "整段", "全文", "再换个说法"))
    ):
        return None
    if not operation and (point or _WISH.search(text)):
        operation = text
    return Step("rewrite", point, size=size, operation=operation) if operation else None


def _point(text: str) -> int:
    if _LAST_POINT.search(text):
        return LAST
    found = _POINT.findall(text)
    # Two points named are a wish about both, not about the first.
    return value_of(found[0]) if len(found) == 1 else 0
