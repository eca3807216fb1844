"""A draft handed out as a Word file, edited as a clerk would, and brought back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import shelf
from assistant.app.desk.downloads import whole
from assistant.app.desk.returning import lines_of, sent
from assistant.desk import Draft, Returned, returned
from assistant.domain import Outline, Part, Profile
from index import Document, Parser, read
from index.reading import Jail

docx = pytest.importorskip("docx")
OxmlElement, qn = docx.oxml.OxmlElement, docx.oxml.ns.qn
Word = Any
"""A Word file or a paragraph of one; python-docx names no types."""
TITLE = "副市长2025年度民主生活会个人对照检查材料"
OPENING = "按照通知要求，我认真学习、撰写材料，现将对照检查情况报告如下："
CLOSING = "以上对照检查，不当之处，请批评指正。"
TEXTS = {
    "opening": OPENING,
    "problems/1": "一是理论学习不够系统。对“十五五”规划学得浅。\n二是联系实际不够紧。2025年只到企业调研两次。",
    "problems/2": "一是党性锻炼有时放松。【待补：一件具体事例】二是参加组织生活不够经常。",
    "problems/3": "一是听群众意见不够。4月研究幼儿园布局，没有听家长意见，后来停了11所。",
    "problems/4": "一是遇到难事往后靠。灌区改造拖了半年。二是督办不紧，食品安全问题还有5个没有改完。",
    "problems/5": "一是落实一岗双责不够到位，谈话提醒少。",
    "causes": "一是理论武装不够扎实，学用脱节。二是宗旨意识有所淡化，到群众中去得少。三是担当精神有所减退。",
    "measures": "一是制定学习计划，每月自学不少于两天。二是每季度到分管领域听意见一次。三是6月底前办结5个遗留问题。",
    "closing": CLOSING,
}


@dataclass
class Office:
    """What the comparison needs of the desk: the outline of a meeting."""

    plan: Outline

    def outline(self, draft: Draft) -> Outline:
        return self.plan

    def parts(self, draft: Draft) -> tuple[Part, ...]:
        return self.plan.parts_for(draft.profile.who)


def written(texts: dict[str, str] | None = None, who: str = "individual", title: str = TITLE) -> Draft:
    draft = Draft("x", "local", title, "2025", Profile("副市长", who))
    for part, text in (TEXTS if texts is None else texts).items():
        draft = draft.with_text(part, text)
    return draft


Edit = Callable[[Word], None]


def compared(office: Office, parser: Parser, draft: Draft, document: Document) -> Returned:
    return returned(draft, office.parts(draft), sent(office, draft), lines_of(document, parser))


def editing(office: Office, parser: Parser, jail: Jail, folder: Path) -> Callable[..., Returned]:
    """The draft as a Word file in this folder, edited as a clerk would, and brought back."""

    def bring(edit: Edit, draft: Draft | None = None, layout: str = "gbt9704") -> Returned:
        one, path = draft or written(), folder / "稿子.docx"
        shelf.export_text(whole(office, one), path, layout)
        word = docx.Document(str(path))
        edit(word)
        word.save(str(path))
        return compared(office, parser, one, read(path, jail=jail))

    return bring


def at(word: Word, beginning: str) -> Word:
    return next(one for one in word.paragraphs if one.text.startswith(beginning))


def put(paragraph: Word, text: str) -> None:
    """Another text in a paragraph, its look kept."""
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    paragraph.runs[0].text = text


def after(paragraph: Word, text: str) -> Word:
    fresh = copy.deepcopy(paragraph._p)
    paragraph._p.addnext(fresh)
    added = type(paragraph)(fresh, paragraph._parent)
    put(added, text)
    return added


def gone(paragraph: Word) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def changed(found: Returned) -> dict[str, str]:
    return {change.part: change.new for change in found.changes}
