"""What a model is asked: texts in `prompts/` with $names, one typed function each. Retrieved and written text is only ever a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import Template

from assistant import resources
from assistant.domain import Fact, Outline, Part, Profile

OPERATIONS = {
    "润色": "润色，句子通顺、用语规范，意思和篇幅不变。",
    "扩写": "扩写到原来的一倍半左右，把话说透，不增加新的事实。",
    "缩写": "缩写到原来的六成左右，保留事实和要点。",
    "续写": "从【待补：未完成…】处接着写完，前面的文字原样保留，去掉这个标记。",
    "换一种说法": "换一种说法，意思不变，句式和用词都要不同。",
    "更具体": "写得更具体：笼统的话改成做法和表现；需要新的事实时写成【待补：要问的问题】。",
    "更平实": "写得更平实，去掉套话、排比和口号。",
    "改成班子口吻": "改成领导班子的口吻，“我”改为“班子”。",
    "改成个人口吻": "改成个人的口吻，“班子”改为“我”。",
}
_FORMS = {
    "problems": "先一句概括，再用“一是…二是…”分点，每点先点出问题，再写表现和事例，最后说危害。",
    "causes": "用“一是…二是…”分点，从理想信念、宗旨意识、担当作风等方面往思想根子上找，与查摆的问题对应。",
    "measures": "用“一是…二是…”分点，每点有做法、对象和时限，时限不清楚的写成【待补：完成时限】。",
    "rectification": "用“一是…二是…”分点，逐项写上年度问题的整改做法和结果，没有结果的写成【待补：…】。",
}
_PLAIN = "写成一个自然段。"
_ANSWER_ROOM = 2500
_ECHO = 8
_MARK = re.compile(r"[\[［【](?=\s*F?\d)")
_HIDDEN = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]?")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: messages in order, each a role (system or user) and a text."""

    messages: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """At most how many tokens it is: Chinese text is under one a character with every tokeniser in use."""
        return sum(len(text) for _, text in self.messages)


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of somebody's wording, with the number it is cited by."""

    number: int
    text: str


def visible(text: str) -> str:
    """The text without characters nobody sees (zero width, direction marks, tags, soft hyphens); line breaks stay."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in _HIDDEN)


def quoted(text: str) -> str:
    """Text as data on one line: nothing hidden in it, and nothing that could close the fence around it."""
    return _SPACES.sub(" ", visible(text.replace("\t", " "))).replace("<", "＜").replace(">", "＞").strip()


def without_rules(text: str) -> str:
    """The text without sentences that repeat our own rules: a model that was talked into telling them tells nothing.

    Punctuation and gaps do not hide a repetition.
    """
    rules = _signs(resources.text("prompts", "rules.txt"))
    runs = {rules[at : at + _ECHO] for at in range(len(rules) - _ECHO + 1)}
    return "".join(sentence for sentence in _SENTENCES.findall(text) if not _repeats(_signs(sentence), runs))


def _signs(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _repeats(text: str, runs: set[str]) -> bool:
    return any(text[at : at + _ECHO] in runs for at in range(len(text) - _ECHO + 1))


def part(
    profile: Profile,
    outline: Outline,
    asked: Part,
    facts: Sequence[Fact],
    examples: Sequence[Example],
    *,
    linked: Sequence[str] = (),
    variant: int = 0,
    context: int = 8192,
) -> Prompt:
    """One part of the report; the last examples are left out where the model cannot read them all."""
    values = {
        "section": quoted(asked.section or asked.title),
        "title": quoted(asked.title),
        "meeting": quoted(outline.name),
        "theme": quoted(outline.theme) or "见通知",
        "writer": described(profile),
        "words": str(asked.words or 300),
        "form": _FORMS.get(asked.kind, _PLAIN),
        "variant": f"这是第 {variant + 1} 种写法，请换一个角度和句式。" if variant else "",
        "facts": _facts(facts),
        "linked": "要与已经写好的问题对应：\n<问题>\n" + _lines(linked) + "\n</问题>" if linked else "",
    }
    bare = _made("part", values | {"examples": ""})
    room = context - _ANSWER_ROOM - bare.size
    return _made("part", values | {"examples": _examples(examples, room)})


def plan(profile: Profile, outline: Outline, facts: Sequence[Fact]) -> Prompt:
    """What to write in each part of the whole report."""
    parts = _lines(f"{one.id}：{one.title}" for one in outline.parts_for(profile.who))
    return _made(
        "plan",
        {
            "meeting": quoted(outline.name),
            "theme": quoted(outline.theme) or "见通知",
            "writer": described(profile),
            "parts": parts,
            "facts": _facts(facts),
        },
    )


def rewrite(profile: Profile, operation: str, text: str, facts: Sequence[Fact] = ()) -> Prompt:
    """One of OPERATIONS on a text, or any other wish in the writer's words; with facts, those may be taken in."""
    asked = OPERATIONS.get(operation, quoted(operation))
    known = f"确要补充事实时，只用下面写明的，并标编号：\n<事实>\n{_facts(facts)}\n</事实>" if facts else ""
    values = {"operation": asked, "writer": described(profile), "text": _block(text), "facts": known}
    return _made("rewrite", values)


def turn(
    profile: Profile, text: str, examples: Sequence[Example], history: Sequence[str], *, context: int = 8192
) -> Prompt:
    """A turn of the chat; the oldest messages are left out first."""
    values = {"writer": described(profile), "text": quoted(text)}
    room = context - _ANSWER_ROOM - _made("turn", values | {"history": "", "examples": ""}).size
    said = _fitting([quoted(one) for one in reversed(history)], room // 3)
    known = _examples(examples, room - sum(map(len, said)))
    return _made("turn", values | {"history": "\n".join(reversed(said)), "examples": known})


def questions(profile: Profile, asked: Part, facts: Sequence[Fact], count: int = 3) -> Prompt:
    """Questions that help the writer remember a real case."""
    return _made(
        "questions",
        {
            "count": str(count),
            "title": quoted(asked.title),
            "writer": described(profile),
            "facts": _facts(facts),
        },
    )


def repair(text: str, problems: Iterable[str], facts: Sequence[Fact]) -> Prompt:
    """A text with what is wrong in it, to be put right."""
    return _made("repair", {"problems": _lines(problems), "facts": _facts(facts), "text": _block(text)})


def described(profile: Profile) -> str:
    """The writer in one line."""
    voice = "领导班子（用“班子”的口吻）" if profile.who == "group" else "个人（用“我”的口吻）"
    known = (profile.role, profile.unit, profile.region, "、".join(profile.portfolio))
    names = ("职务", "单位", "地方", "分管")
    told = (f"{name}：{quoted(value)}" for name, value in zip(names, known, strict=True) if value)
    return "，".join((voice, *told))


def _made(name: str, values: dict[str, str]) -> Prompt:
    written = Template(resources.text("prompts", f"{name}.txt")).substitute(values)
    told = re.sub(r"\n{2,}", "\n", written).strip()
    return Prompt((("system", resources.text("prompts", "rules.txt").strip()), ("user", told)))


def _facts(facts: Sequence[Fact]) -> str:
    # A mark inside a fact would pass for one of ours.
    return _lines(f"[{fact.id}] {_MARK.sub('（', fact.text)}" for fact in facts) or "（没有）"


def _examples(examples: Sequence[Example], room: int) -> str:
    told = [f"[{one.number}] {quoted(one.text)}" for one in examples]
    return "\n".join(_fitting(told, room)) or "（没有）"


def _fitting(texts: Sequence[str], room: int) -> list[str]:
    """The first texts that fit into so many characters together."""
    kept: list[str] = []
    for text in texts:
        room -= len(text) + 1
        if room < 0:
            break
        kept.append(text)
    return kept


def _block(text: str) -> str:
    """Text as data with its lines kept."""
    return _lines(line for line in text.splitlines() if line.strip())


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(quoted(text) for text in texts)
