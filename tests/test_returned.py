"""What a writer may rely on when a draft comes back from Word: nothing applied unseen, nothing dropped, nothing invented."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import resources, shelf
from assistant.app.desk.downloads import whole
from assistant.app.desk.returning import lines_of, sent
from assistant.desk import Draft, Returned, difference, returned
from assistant.desk.difference import carried
from assistant.domain import Outline, Part, Profile
from assistant.export import layouts
from index import Document, Parser, Report, read
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


@pytest.fixture(scope="module")
def office() -> Office:
    return Office(next(one for one in resources.outlines() if one.id == "2025"))


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(resources.lexicon())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail() as one:
        yield one


def written(texts: dict[str, str] | None = None, who: str = "individual", title: str = TITLE) -> Draft:
    draft = Draft("x", "local", title, "2025", Profile("副市长", who))
    for part, text in (TEXTS if texts is None else texts).items():
        draft = draft.with_text(part, text)
    return draft


Edit = Callable[[Word], None]


@pytest.fixture
def edited(office: Office, parser: Parser, jail: Jail, tmp_path: Path) -> Callable[..., Returned]:
    """The draft as a Word file, edited as a clerk would, and brought back."""

    def bring(edit: Edit, draft: Draft | None = None, layout: str = "gbt9704") -> Returned:
        one, path = draft or written(), tmp_path / "稿子.docx"
        shelf.export_text(whole(office, one), path, layout)
        word = docx.Document(str(path))
        edit(word)
        word.save(str(path))
        return compared(office, parser, one, read(path, jail=jail))

    return bring


def compared(office: Office, parser: Parser, draft: Draft, document: Document) -> Returned:
    return returned(draft, office.parts(draft), sent(office, draft), lines_of(document, parser))


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


def sample(parser: Parser, report: Report, plan: Outline) -> Draft:
    """A bundled report as a draft: each part with the text that stands in its place."""
    draft = Draft("x", "local", report.title, plan.id, Profile("书记", report.who or "individual"))
    lines = report.text.split("\n")
    for part in plan.parts_for(draft.profile.who):
        found = [one for one in report.sections if one.kind == part.kind]
        if part.aspect is not None:
            found = [child for one in found for child in one.children if child.aspect == part.aspect]
        text = "\n".join(report.text[one.heading_end : one.end].strip() for one in found)
        if part.kind == "opening" and report.opening:
            text = lines[report.opening - 1]
        if part.kind == "closing" and report.closing:
            text = "\n".join(lines[report.closing - 1 :]).strip()
        draft = draft.with_text(part.id, text)
    return draft


def test_a_file_nobody_edited_changes_nothing_whatever_the_sample_and_the_layout(
    parser: Parser, jail: Jail, tmp_path: Path
) -> None:
    plans = {one.id: one for one in resources.outlines()}
    folder = Path(str(resources.folder("data"))) / "reports"
    names = [layout.id for layout in layouts()]
    kept = set()
    for number, file in enumerate(sorted(folder.glob("*.md"))):
        report = parser.parse(read(file))
        plan = plans.get(report.meeting or "", plans["2025"])
        office, draft = Office(plan), sample(parser, report, plan)
        path = tmp_path / "稿子.docx"
        shelf.export_text(whole(office, draft), path, names[number % len(names)])
        found = compared(office, parser, draft, read(path, jail=jail))
        assert found.nothing, (file.name, found)
        kept |= {draft.profile.who}
    assert kept == {"individual", "group"}


@pytest.mark.parametrize("layout", [one.id for one in layouts()])
@pytest.mark.parametrize("who", ["individual", "group"])
def test_every_layout_gives_the_draft_back(edited: Callable[..., Returned], layout: str, who: str) -> None:
    texts = TEXTS | ({"preparation": "一是认真学习。二是谈心谈话。"} if who == "group" else {"statement": "一是房产。"})
    assert edited(lambda word: None, written(texts, who), layout).nothing


_BITS = st.sampled_from(
    [
        "一、",
        "（一）",
        "(二)",
        "1. ",
        "一是",
        "工作",
        "带头固本培元、增强党性方面",
        "。",
        "，",
        "\n",
        "\n\n",
        '"',
        "**",
        "# ",
        "\u3000\u3000",
        " ",
        "\t",
        "\x0b",
        "\u200b",
        "\u202e",
        "\x00",
        "【待补：什么】",
        CLOSING,
        "[1]",
        "张三",
        "\u2028",
        "2026年1月9日",
        "\r\n",
        "存在的主要问题",
        "努力方向和整改措施",
        "---",
        "<b>&amp;",
        "\U0001f600",
        "\x85",
        "> ",
        "- ",
    ]
)
_WRITTEN = st.lists(_BITS, max_size=14).map("".join)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(TEXTS)), _WRITTEN),
    st.sampled_from([TITLE, "“标题”", "A" * 90, "一、怪题目", '关于"x"的报告', ""]),
)
def test_whatever_stands_in_a_draft_comes_back_as_it_was(texts: dict[str, str], title: str) -> None:
    office = Office(next(one for one in resources.outlines() if one.id == "2025"))
    draft = written(texts, title=title)
    lines = [
        SimpleNamespace(text=one.text, head=0, rank=0, kind="", top=False, closes=False) for one in sent(office, draft)
    ]
    assert returned(draft, office.parts(draft), sent(office, draft), lines).nothing


def test_a_changed_sentence_is_shown_and_the_rest_of_the_part_stays_as_it_was_stored(
    edited: Callable[..., Returned],
) -> None:
    def edit(word: Word) -> None:
        one = at(word, "二是宗旨意识")
        put(one, one.text.replace("到群众中去得少", "一年只下乡三次"))

    found = edited(edit)
    # The points of the causes stand in one line on the desk and in paragraphs of their own on paper.
    assert changed(found) == {"causes": TEXTS["causes"].replace("到群众中去得少", "一年只下乡三次")}
    pieces = found.changes[0].pieces
    assert ("gone", "到群众中去得少") in pieces
    assert ("new", "一年只下乡三次") in pieces
    assert found.unchanged == 11


def test_a_slot_filled_in_word_comes_back_filled(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        put(at(word, "一是党性锻炼"), "一是党性锻炼有时放松。3月的组织生活会请了假。二是参加组织生活不够经常。")

    found = edited(edit)
    assert changed(found) == {"problems/2": "一是党性锻炼有时放松。3月的组织生活会请了假。二是参加组织生活不够经常。"}
    assert found.changes[0].filled == 1


def test_a_part_written_over_its_placeholder_is_the_text_alone(edited: Callable[..., Returned]) -> None:
    assert changed(edited(lambda word: put(at(word, "【待补：这一部分"), "上年度问题都整改到位。"))) == {
        "rectification": "上年度问题都整改到位。"
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("（二）带头固本培元", "（二）带头固本培元、增强党性方面存在的问题"),
        ("（二）带头固本培元", "（二）固本培元方面"),
        ("（二）带头固本培元", "2. 带头固本培元、增强党性"),
        ("（二）带头固本培元", "（二）党性修养上的差距"),
        ("五、产生问题的原因剖析", "五、问题根源剖析"),
        ("五、产生问题的原因剖析", "四、我的思想根子"),
        ("三、查摆出的主要问题", "三、存在的突出问题"),
    ],
)
def test_a_heading_edited_a_little_or_much_is_known_again(edited: Callable[..., Returned], old: str, new: str) -> None:
    found = edited(lambda word: put(at(word, old), new))
    assert not found.changes
    assert not found.leftovers
    assert [theirs for _, theirs in found.renamed] == [new]


def test_a_heading_run_into_its_text_is_known_again(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        heading, text = at(word, "（四）"), at(word, "一是遇到难事")
        put(heading, f"{heading.text}。{text.text}")
        gone(text)

    assert edited(edit).nothing


def test_a_paragraph_moved_to_another_part_is_there_and_told(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        one = at(word, "二是联系实际")
        at(word, "一是听群众意见")._p.addnext(one._p)

    found = edited(edit)
    assert changed(found) == {
        "problems/1": "一是理论学习不够系统。对“十五五”规划学得浅。",
        "problems/3": f"{TEXTS['problems/3']}\n二是联系实际不够紧。2025年只到企业调研两次。",
    }
    assert next(one for one in found.changes if one.part == "problems/3").moved == ("problems/1",)


def test_a_part_taken_out_is_told_as_missing_not_emptied_silently(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        gone(at(word, "（三）"))
        gone(at(word, "一是听群众意见"))

    (one,) = edited(edit).changes
    assert (one.part, one.new, one.missing) == ("problems/3", "", True)


def test_text_whose_heading_was_taken_out_is_known_by_its_words(edited: Callable[..., Returned]) -> None:
    found = edited(lambda word: gone(at(word, "（三）")))
    assert found.nothing


def test_a_new_section_is_left_over_with_its_heading_and_all_its_text(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        before = at(word, "三是6月底前")
        heading = after(before, "七、需要说明的其他情况")
        after(after(heading, "去年交流任职，分工有调整。"), "前任分管的事项由我继续负责。")

    found = edited(edit)
    assert not found.changes
    (one,) = found.leftovers
    assert one.text == "七、需要说明的其他情况\n去年交流任职，分工有调整。\n前任分管的事项由我继续负责。"
    assert "七、需要说明" in one.why
    assert one.near == "measures"


def test_a_lower_heading_inside_a_part_is_text_of_the_part(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        after(after(at(word, "三是担当精神"), "（一）从思想上看"), "理论学习抓得不紧，用得不好。")

    assert changed(edited(edit)) == {"causes": f"{TEXTS['causes']}\n（一）从思想上看\n理论学习抓得不紧，用得不好。"}


def test_a_name_under_the_title_and_words_before_the_aspects_are_left_over_not_dropped(
    edited: Callable[..., Returned],
) -> None:
    def edit(word: Word) -> None:
        after(word.paragraphs[0], "（2026年1月9日）")
        after(at(word, "三、查摆"), "对照五个方面，我还有这些不足。")

    found = edited(edit)
    assert {one.text for one in found.leftovers} == {"（2026年1月9日）", "对照五个方面，我还有这些不足。"}
    assert not found.changes


def test_another_title_is_proposed(edited: Callable[..., Returned]) -> None:
    found = edited(lambda word: put(word.paragraphs[0], "某市副市长2025年度民主生活会发言提纲"))
    assert found.title == "某市副市长2025年度民主生活会发言提纲"
    assert not found.changes
    assert not found.leftovers


def test_a_signature_behind_the_closing_belongs_to_the_closing(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        after(after(at(word, CLOSING[:6]), "王某"), "2026年1月9日")

    assert changed(edited(edit)) == {"closing": f"{CLOSING}\n王某\n2026年1月9日"}


def test_a_closing_written_in_word_only_finds_its_part(edited: Callable[..., Returned]) -> None:
    texts = {part: text for part, text in TEXTS.items() if part != "closing"}
    found = edited(lambda word: after(at(word, "三是6月底前"), "以上汇报，请同志们批评指正。"), written(texts))
    assert changed(found) == {"closing": "以上汇报，请同志们批评指正。"}


def test_paragraphs_joined_and_split_in_word_come_back_so(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        second = at(word, "二是联系实际")
        first = at(word, "一是理论学习不够系统")
        put(first, first.text + second.text)
        gone(second)

    assert changed(edited(edit)) == {"problems/1": TEXTS["problems/1"].replace("\n", "")}


def test_tracked_changes_are_read_as_accepted_and_told_and_comments_too(
    office: Office, parser: Parser, jail: Jail, tmp_path: Path
) -> None:
    draft, path = written(), tmp_path / "修订.docx"
    shelf.export_text(whole(office, draft), path)
    word = docx.Document(str(path))
    one = at(word, "一是落实一岗双责")
    text = one.runs[0]
    text.text = "一是落实一岗双责不够到位，"
    for kind, tag, words in (("w:del", "w:delText", "谈话提醒少。"), ("w:ins", "w:t", "全年只谈了两次话。")):
        mark, run, inner = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(tag)
        mark.set(qn("w:id"), "1")
        mark.set(qn("w:author"), "科长")
        inner.text = words
        run.append(inner)
        mark.append(run)
        one._p.append(mark)
    word.add_comment(one.runs, "这里再核实", author="科长")
    word.save(str(path))
    document = read(path, jail=jail)
    found = compared(office, parser, draft, document)
    assert changed(found) == {"problems/5": "一是落实一岗双责不够到位，全年只谈了两次话。"}
    assert any("修订" in note for note in document.notes)
    assert any("批注" in note for note in document.notes)


def test_headings_numbered_by_words_automatic_lists_are_known(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        numbering = word.part.numbering_part.element
        abstract, num = OxmlElement("w:abstractNum"), OxmlElement("w:num")
        abstract.set(qn("w:abstractNumId"), "90")
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for name, value in (("start", "1"), ("numFmt", "chineseCountingThousand"), ("lvlText", "（%1）")):
            child = OxmlElement(f"w:{name}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
        numbering.insert(0, abstract)
        num.set(qn("w:numId"), "90")
        reference = OxmlElement("w:abstractNumId")
        reference.set(qn("w:val"), "90")
        num.append(reference)
        numbering.append(num)
        for beginning in ("（一）", "（二）", "（三）", "（四）", "（五）"):
            one = at(word, beginning)
            put(one, one.text.removeprefix(beginning))
            properties = one._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = 90
        put(at(word, "一是听群众意见"), "一是听群众意见不够，开会多、走访少。")

    assert changed(edited(edit)) == {"problems/3": "一是听群众意见不够，开会多、走访少。"}


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_text_and_markdown_come_back_like_word(office: Office, parser: Parser, tmp_path: Path, suffix: str) -> None:
    draft, path = written(), tmp_path / f"稿子{suffix}"
    text = whole(office, draft)
    path.write_text(text.replace("灌区改造拖了半年", "灌区改造拖了一年"), encoding="gb18030")
    found = compared(office, parser, draft, read(path))
    assert changed(found) == {"problems/4": TEXTS["problems/4"].replace("半年", "一年")}
    assert not found.leftovers


def test_a_report_of_somebody_else_is_doubted_and_any_other_text_is_refused(office: Office, parser: Parser) -> None:
    other = TEXTS | {part: f"{number}、别人写的事，说法各不相同。" * 20 for number, part in enumerate(TEXTS)}
    theirs = shelf.document(whole(office, written(other)))
    draft = written(TEXTS | {"measures": "每月到分管领域听一次意见，当场答复、限期办结，结果向服务对象公开。" * 10})
    found = compared(office, parser, draft, theirs)
    assert found.doubtful
    assert not found.foreign
    assert compared(office, parser, draft, shelf.document("今天天气很好，我们去公园散步。\n" * 9)).foreign


def test_a_draft_written_wholly_in_word_is_neither_doubted_nor_refused(edited: Callable[..., Returned]) -> None:
    def edit(word: Word) -> None:
        for number, paragraph in enumerate(one for one in word.paragraphs if one.text.startswith("【待补")):
            put(paragraph, f"{number}、这一部分全是在外面写的，一个字也没有在写作台上写过。" * 12)

    found = edited(edit, written({}))
    assert len(found.changes) == 10
    assert not found.foreign
    assert not found.doubtful


_LINES = [
    "七、其他情况",
    "（一）从思想上看",
    "（二）带头固本培元方面的差距",
    "五、整改措施",
    "三、存在的突出问题",
    "新写的一段话，原来没有。",
    "以上汇报，请批评指正。",
    "王某",
    "2026年1月9日",
    "一是理论学习不够系统，用得更少。",
    "1. 到基层调研少。去年只去了三次。",
    "某市副市长发言提纲",
]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_whatever_is_done_to_the_paragraphs_none_is_dropped(data: st.DataObject) -> None:
    office = Office(next(one for one in resources.outlines() if one.id == "2025"))
    draft, parser = written(), Parser(resources.lexicon())
    leaving = sent(office, draft)
    kept = data.draw(st.lists(st.integers(0, len(leaving) - 1), min_size=1, max_size=30))
    if data.draw(st.booleans()):
        kept = sorted(set(kept))
    theirs = [leaving[at].text for at in kept]
    for line in data.draw(st.lists(st.sampled_from(_LINES), max_size=5)):
        theirs.insert(data.draw(st.integers(0, len(theirs))), line)
    found = compared(office, parser, draft, shelf.document("\n".join(theirs), "稿子.txt"))
    after = {part.id: draft.part(part.id).text for part in office.parts(draft)} | changed(found)
    told = [*(one.text for one in found.leftovers), *(theirs for _, theirs in found.renamed)]
    shown = "\n".join([found.title or TITLE, *after.values(), *told])
    # Only headings and what stands for an empty part may be known again without being shown: the desk has its own.
    own = {one.text for one in leaving if one.role not in ("title", "text")}
    for line in theirs:
        pieces = [piece for piece in re.split("(?<=。)", line) if piece]
        assert line in own or all(bare(piece) in bare(shown) for piece in pieces), (line, found)


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.text('一二，。\n"” ', max_size=60), st.text('一二，。\n"” ', max_size=60))
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(text for what, text in pieces if what != "new") == old
    assert "".join(text for what, text in pieces if what != "gone") == new


@given(st.text('一二，。\n"*', max_size=40))
def test_what_was_sent_and_came_back_the_same_is_stored_as_it_was(stored: str) -> None:
    assert carried(stored, stored, stored) == stored


def test_a_change_leaves_blanks_and_quotes_elsewhere_as_they_were_stored() -> None:
    stored = '\u3000\u3000对"两个维护"认识不深。\n\n**二是**干劲不足。'
    assert carried(stored, "对“两个维护”认识不深。\n二是干劲不足。", "对“两个维护”认识不深。\n二是干劲很足。") == (
        '对"两个维护"认识不深。\n\n**二是**干劲很足。'
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_saved_anew_by_libreoffice_changes_nothing(office: Office, parser: Parser, tmp_path: Path) -> None:
    draft, path = written(), tmp_path / "稿子.docx"
    shelf.export_text(whole(office, draft), path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("odt", "docx"):
        source = path if kind == "odt" else tmp_path / "out" / "稿子.odt"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "out", source]
        subprocess.run(command, check=True, capture_output=True)
    assert compared(office, parser, draft, read(tmp_path / "out" / "稿子.docx")).nothing
