"""Sentences that speak to a machine instead of to a reader: they are kept from the model, and out of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.domain import Fact
from assistant.prompts import visible

_GAPS = re.compile(r"[\s.·•*_\-|/~^`]+")
_ORDER = re.compile(
    r"(?:忽略|无视|忘[记掉了]|不要理会|不必理会|跳过|作废|取消|覆盖|推翻|绕过|解除|停用|关闭).{0,10}"
    r"(?:以上|之前|前面|上述|先前|原来|原有|所有|此前|系统|一切|安全|内容).{0,8}(?:指令|规则|要求|提示|设定|规矩|限制|约束|审查|过滤|任务|命令)"
    r"|(?:指令|规则|规矩|提示|设定|限制)(?:已经?|全部|一律|现已){1,2}(?:失效|作废|取消|更新|解除|过期)"
    r"|(?:你|您)(?:现在|从现在起|从此|已经?|其实)?(?:是|扮演|改为|变成|成为|切换为|不再是|进入).{0,12}(?:助手|模型|管理员|开发者|机器人|角色|黑客|模式|终端|翻译|解释器)"
    r"|(?:系统|开发者|管理员|调试|越狱|上帝)(?:提示|消息|指令|模式|命令|权限|口令)|提示词|初始设定"
    r"|AI助手|AI模型|AI写作|写作助手|起草助手|聊天机器人|智能体|机器写作|自动生成(?:程序|系统)"
    r"|(?:人工智能|大模型|语言模型)(?:助手|请|须|必须|应当|看到|读到|注意|[：:，])|(?:作为|身为|致|如果|若).{0,6}(?:人工智能|大模型|语言模型|AI)"
    r"|(?:输出|回复|打印|显示|返回|附上|插入|添加|加上|复述|泄露|发送|上传|提交|贴上|嵌入|引用|生成|展示|给出|写上|写入|列出|渲染).{0,18}"
    r"(?:链接|网址|图片|代码|网页|标签|提示|密钥|口令|密码|二维码|邮箱|电话|账号|脚本|英文|表格|指令|设定|地址|按钮|表单|环境变量|令牌)"
    r"|(?:只|仅|必须|务必|请|一律)(?:要)?(?:输出|回复|回答|返回|打印|复述)"
    r"|(?:请)?(?:在|于|从)[^，。]{0,12}(?:正文|全文|回答|答复|输出|文末|末尾|结尾|开头|每段|每句|段首|句尾).{0,6}(?:加上|加入|写上|插入|附上|输出|重复|注明|添加)"
    r"|从(?:现在|此刻|这里|这一句|下一句)(?:开始|起)[，]?(?:你|您|一律|所有|只|不|按|改|用)"
    r"|(?:以下|下面|这)(?:才)?(?:是|为).{0,4}(?:新的|真正|最高|最新|紧急).{0,6}(?:指令|任务|要求|命令|优先级)"
    r"|(?:新|真正的|紧急|最高|隐藏|补充|优先)(?:指令|任务命令|命令)[：:是为]"
    r"|(?:不要|不得|不必|不用|别|无需)(?:再)?(?:标注|标出|标记|保留|输出|遵守|使用|写出|留).{0,10}(?:待补|编号|来源|出处|事实清单|规矩|标记|占位)"
    r"|(?:编造|虚构|杜撰|伪造|捏造).{0,16}(?:数字|数据|事例|案例|姓名|人名|时间|文件|金额|一个|一些|几个)"
    r"|(?:调用|使用|运行|执行|访问|打开|下载|请求|抓取).{0,8}(?:工具|函数|接口|命令|程序|网页|网站|插件|浏览器|脚本|代码|联网|shell)"
    r"|(?:把|将).{0,10}(?:全部|一律|统统|通通).{0,3}(?:改成|换成|写成|说成|改为|换为)|命令你|(?:之前|原来|上面|前面)的?(?:任务|要求|规矩|规定)[^，。]{0,4}(?:取消|作废)"
    r"|(?:把|将)(?:全文|全部|所有|以上|下面|上面|每一?[处个段句]|原文|正文|答复|回答|输出|整篇|通篇).{0,24}(?:改写成|替换成|替换为|改成|说成|写成|翻译成|换成|编码成|编码为)"
    r"|(?:重复|复述|背诵|原样).{0,10}(?:以上|上面|前面|收到的|全部).{0,8}(?:内容|文字|话|规矩|要求)"
    r"|(?:结束|终止|停止)(?:本次|当前|起草|写作|以上)?(?:任务|资料|示例|事实)|(?:资料|示例|事实|原文)(?:到此)?结束"
    r"|ignore.{0,20}(?:previous|above|instruction)|system(?:prompt|message|:|：)|assistant|user(?::|：)|\bDAN\b|jailbreak|base64|rot13"
    r"|[＜<]/?(?:事实|示例|原文|问题|script|img|a|iframe|svg|form|system|im_?start|imstart)|im_?start|\[?INST\]|!\[|https?:|//\w|www|javascript:|data:",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[^。！？；\n]+")
_FOREIGN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ<>＜＞{}\[\]|@#$^*_=+~`·\\/\u200b-\u200f\u2060]")
WITHHELD = "像是写给机器的指令，没有交给模型，请核对"


def is_order(text: str) -> bool:
    """Whether a sentence tells a machine what to do."""
    return bool(_ORDER.search(_GAPS.sub("", unicodedata.normalize("NFKC", visible(text)))))


def holds_order(text: str) -> bool:
    """Whether a text holds such a sentence, also one that is spread over several or written with gaps."""
    return is_order(text) or any(is_order(sentence) for sentence in _SENTENCES.findall(text))


def plain(text: str) -> bool:
    """Whether a wording of others is plain office Chinese: no foreign letters, no signs of addresses or code, no order."""
    return not _FOREIGN.search(text) and not holds_order(text)


def screened(facts: Sequence[Fact]) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """The facts a model may be given, and a notice for each that is withheld."""
    kept = tuple(fact for fact in facts if not holds_order(fact.text))
    known = {fact.id for fact in kept}
    return kept, tuple(f"事实 {fact.id} {WITHHELD}。" for fact in facts if fact.id not in known)
