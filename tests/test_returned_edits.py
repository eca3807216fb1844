"""What a clerk does to a draft in Word, one edit after the other, and what the desk makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from word_edits import (
    CLOSING,
    TEXTS,
    Office,
    OxmlElement,
    Word,
    after,
    at,
    changed,
    compared,
    docx,
    editing,
    gone,
    put,
    qn,
    written,
)

from assistant import resources, shelf
from assistant.app.desk.downloads import whole
from assistant.desk import Returned
from index import Parser, read
from index.reading import Jail


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


@pytest.fixture
def edited(office: Office, parser: Parser, jail: Jail, tmp_path: Path) -> Callable[..., Returned]:
    return editing(office, parser, jail, tmp_path)


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
