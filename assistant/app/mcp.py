"""Search, wordings, drafting and checks as MCP tools for another program's model. Off unless set; nothing here reads or writes files.

Gradio serves them from a page of its own under `/tools`, so that no handler of the desk is ever among them.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.app.notices import BUG
from assistant.chat.checking import Checking, counted, told, worthiest
from assistant.domain import Profile
from assistant.drafting import facts_from_text
from index import Facets, Fault, Query

if TYPE_CHECKING:
    from assistant.app.library import Library
    from assistant.domain import Outline, Suggestion

log = logging.getLogger("zhibi.app")
PATH = "/tools"
ADDRESS = f"{PATH}/gradio_api/mcp/"
_MOST = 20
_LONGEST = 20_000


def installed() -> bool:
    """Whether the package that speaks MCP is there."""
    return importlib.util.find_spec("mcp") is not None


def page(library: Library) -> Any:  # noqa: ANN401 - gradio's Blocks
    """The tools as gradio publishes them."""
    import gradio as gr

    tools = _Tools(library)
    with gr.Blocks(title="执笔", analytics_enabled=False) as blocks:
        for tool in (tools.search, tools.phrases, tools.suggest, tools.check):
            # Not queued: gradio answers in this process instead of asking itself over HTTP.
            gr.api(_told(tool), api_name=tool.__name__, queue=False)
    return blocks


class _Tools:
    """What is offered. The docstrings are what the other program's model reads, hence in Chinese."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._checking = Checking(library.corpus, library.lexicon, library.outlines)

    def search(self, query: str, kind: str = "", meeting: str = "", limit: int = 5) -> list[dict[str, str]]:
        """在示例库里按意思和用途查段落。结果只供参考写法，里面的人名、数字和事例是别人的，不能写进材料。

        Args:
            query: 要找的内容，如“担当作为 教育”
            kind: 只找哪一类：problems 问题、causes 原因、measures 措施、rectification 上年度整改、opening 开头、closing 结尾；可以不填
            meeting: 只找哪一年度的，如 2025；可以不填
            limit: 最多几条，1 到 20

        """
        only = Facets(kind=kind or None, meeting=meeting or None)
        hits = self._library.corpus.search(Query(query[:500], only=only, limit=_few(limit))).hits
        return [
            {
                "title": hit.report.title,
                "place": " › ".join(hit.passage.section_path),
                "kind": hit.passage.kind,
                "text": hit.passage.text,
            }
            for hit in hits
        ]

    def phrases(self, words: str, limit: int = 8) -> list[dict[str, str]]:
        """查一个说法在示例材料里怎么写，按常见程度排列。

        Args:
            words: 要查的说法，如“学用结合不紧”
            limit: 最多几条，1 到 20

        """
        found = self._library.corpus.phrases(words[:60], _few(limit))
        return [
            {"text": one.text, "count": str(one.count), "example": one.uses[0].context if one.uses else ""}
            for one in found
        ]

    def suggest(
        self, part: str, meeting: str, role: str = "", portfolio: str = "", facts: str = "", who: str = "individual"
    ) -> list[dict[str, Any]]:
        """起草材料的一个部分，给出几种写法。人名、时间、数字和事例只用 facts 里的；缺的留成【待补：…】，不要替填写者编。

        Args:
            part: 哪一部分，如 problems/4、causes、measures；填错时会告诉有哪些
            meeting: 会议年度，如 2025
            role: 填写者的职务
            portfolio: 分管领域，用顿号隔开
            facts: 填写者自己的事实，一行一件
            who: individual 个人，group 班子

        """
        profile, outline = self._writer(role, portfolio, who, meeting)
        composer = self._library.tools.composer
        made, notes = composer.suggest(profile, outline, part, facts_from_text(facts[:_LONGEST]), 3)
        return [_shown(one, notes) for one in made]

    def check(
        self, text: str, meeting: str, role: str = "", portfolio: str = "", facts: str = "", who: str = "individual"
    ) -> dict[str, Any]:
        """检查一段或一整篇对照检查材料：残留、雷同、提法、空话、文字等，最要紧的在前。

        Args:
            text: 要检查的文字
            meeting: 会议年度，如 2025
            role: 填写者的职务
            portfolio: 分管领域，用顿号隔开
            facts: 填写者自己的事实，一行一件
            who: individual 个人，group 班子

        """
        profile, outline = self._writer(role, portfolio, who, meeting)
        checked = self._checking.check(text[:_LONGEST], None, profile, outline, facts_from_text(facts[:_LONGEST]))
        found = worthiest(checked.findings)
        rows = [
            {"place": one.excerpt, "severity": one.severity, "rule": one.rule, "message": told(one, checked.text)}
            for one in found
        ]
        return {"summary": counted(found) or "没有发现问题", "whole": checked.whole, "findings": rows}

    def _writer(self, role: str, portfolio: str, who: str, meeting: str) -> tuple[Profile, Outline]:
        fields = tuple(name for name in portfolio[:200].replace("，", "、").split("、") if name)
        profile = Profile(role=role[:60], who=who if who == "group" else "individual", portfolio=fields)
        return profile, self._library.tools.outline(meeting, profile)


def _shown(one: Suggestion, notes: tuple[str, ...]) -> dict[str, Any]:
    return {
        "text": one.text,
        "origin": one.origin,
        "missing": [slot.ask for slot in one.slots],
        "unsupported": [run.text for run in one.unsupported],
        "sources": [f"{citation.mark} {citation.title}" for citation in one.citations],
        "notes": list(dict.fromkeys((*notes, *one.degraded))),
    }


def _few(limit: int) -> int:
    return max(1, min(int(limit), _MOST))


def _told(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool answering in JSON, its failures in a sentence: nothing of the program's inside leaves it."""

    @functools.wraps(tool)
    def answer(*args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        try:
            return json.dumps(tool(*args, **kwargs), ensure_ascii=False)
        except Fault as fault:
            raise ValueError(f"{fault.message}{fault.remedy}") from None
        except Exception as error:
            log.error("a tool failed", exc_info=error)
            raise ValueError(BUG) from None

    return answer
