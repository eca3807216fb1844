from __future__ import annotations

import io
from pathlib import Path

import pytest
from files_word import abstract, docx_of, item, level, num, p, r, table

from index.errors import Unreadable
from index.reading import Jail, Limits, read
from index.reading.lines import Extract
from index.reading.word import extract_docx
from index.reading.word.numerals import numeral


def lines(data: bytes) -> list[str]:
    return [line.text for line in extract_docx(data, Limits()).lines]


def extracted(body: str, **parts: str) -> Extract:
    return extract_docx(docx_of(body, **parts), Limits())


def numbered(body: str, *definitions: str, styles: str = "") -> list[str]:
    return lines(docx_of(body, numbering="".join(definitions), styles=styles))


CHINESE = abstract(
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%3.%4"),
)


def test_a_word_file_is_read_through_the_jail(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("对照检查材料", 0)
    document.add_heading("一、问题", 1)
    document.add_paragraph("一是学习不深。")
    document.add_paragraph().add_run("二是担当不够").bold = True
    document.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    assert [(b.text, b.style, b.line) for b in found.blocks] == [
        ("对照检查材料", "title", 1),
        ("一、问题", "heading1", 2),
        ("一是学习不深。", "", 3),
        ("二是担当不够", "bold", 4),
    ]
    assert found.text == "对照检查材料\n一、问题\n一是学习不深。\n二是担当不够"
    assert found.source == "a.docx"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {1: "１", 12: "１２"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○"}),
        ("chineseCountingThousand", {10: "十", 21: "二十一", 101: "一百零一", 110: "一百一十", 1010: "一千零一十"}),
        ("japaneseCounting", {3: "三", 10: "十", 11: "十一", 20: "二十", 101: "百一"}),
        ("ideographDigital", {9: "九", 10: "一〇", 25: "二五"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 11: "壹拾壹", 20: "贰拾", 101: "壹佰零壹"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 28: "bb"}),
        ("upperLetter", {1: "A", 53: "AAA"}),
        ("lowerRoman", {4: "iv", 19: "xix"}),
        ("upperRoman", {9: "IX", 1994: "MCMXCIV"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("none", {1: "", 7: ""}),
        ("unheardOf", {5: "5"}),
    ],
)
def test_numbers_look_as_word_draws_them(form: str, expected: dict[int, str]) -> None:
    assert {value: numeral(value, form) for value in expected} == expected


def test_automatic_numbers_stand_in_the_text() -> None:
    body = item("问题") + item("理论", 1) + item("一点", 2) + item("二点", 2) + item("纪律", 1) + item("原因")
    assert numbered(body, CHINESE, num()) == ["一、问题", "（一）理论", "1.一点", "2.二点", "（二）纪律", "二、原因"]


def test_deeper_levels_begin_anew_under_each_higher_one() -> None:
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("寅", 1)
    assert numbered(body, CHINESE, num()) == ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"]


def test_a_level_told_not_to_restart_counts_on() -> None:
    levels = abstract(level(0, "decimal", "%1、"), level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>'))
    assert numbered(item("甲") + item("子", 1) + item("乙") + item("丑", 1), levels, num()) == [
        "1、甲", "(1)子", "2、乙", "(2)丑",
    ]  # fmt: skip


def test_a_level_not_used_yet_shows_its_start() -> None:
    assert numbered(item("深", 3), CHINESE, num()) == ["一.1.1 深".replace(" ", "")]


def test_legal_numbering_shows_plain_digits() -> None:
    levels = abstract(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert numbered(item("甲") + item("子", 1), levels, num()) == ["一、甲", "1.1子"]


def test_two_lists_of_one_definition_count_on_from_each_other() -> None:
    assert numbered(item("甲") + item("乙", 0, 2), CHINESE, num(1), num(2)) == ["一、甲", "二、乙"]


def test_a_start_override_restarts_once() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = item("甲") + item("乙", 0, 2) + item("丙", 0, 2)
    assert numbered(body, CHINESE, num(1), num(2, 0, override)) == ["一、甲", "五、乙", "六、丙"]


def test_a_level_may_be_redefined_for_one_list() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1）", start=4)}</w:lvlOverride>'
    assert numbered(item("甲", 0, 2), CHINESE, num(2, 0, override)) == ["IV）甲"]


def test_numbers_come_from_the_style_chain_and_its_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="列"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="项"/><w:basedOn w:val="a"/></w:style>'
    )
    levels = abstract(level(0, "decimal", "%1、"), level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="a"/>'))
    body = p("甲", '<w:pStyle w:val="b"/>') + p("乙", '<w:pStyle w:val="a"/>')
    assert numbered(body, levels, num(), styles=styles) == ["（一）甲", "（二）乙"]


def test_a_paragraph_may_switch_the_numbers_of_its_style_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="列"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert numbered(p("甲", off) + p("乙", '<w:pStyle w:val="a"/>'), CHINESE, num(), styles=styles) == ["甲", "一、乙"]


def test_bullets_of_symbol_fonts_become_plain_ones() -> None:
    levels = abstract(level(0, "bullet", "\uf0b7"), level(1, "bullet", "■"))
    assert numbered(item("甲") + item("乙", 1), levels, num()) == ["• 甲", "■ 乙"]


def test_what_follows_a_number_is_a_blank_only_where_it_is_needed() -> None:
    spaced = abstract(level(0, "decimal", "%1.", '<w:suff w:val="space"/>'))
    assert numbered(item("问题"), spaced, num()) == ["1. 问题"]
    assert numbered(item("2021年"), abstract(level(0, "decimal", "%1.")), num()) == ["1. 2021年"]


def test_empty_paragraphs_count_in_a_list_but_show_nothing() -> None:
    assert numbered(item("甲") + item("") + item("乙"), CHINESE, num()) == ["一、甲", "", "三、乙"]


def test_a_list_that_is_not_defined_draws_nothing() -> None:
    assert numbered(item("甲", 0, 9), CHINESE, num()) == ["甲"]


def test_insertions_stay_and_deletions_go() -> None:
    body = f'<w:p>{r("学习")}<w:ins w:id="1">{r("很")}</w:ins><w:del w:id="2"><w:r><w:delText>不</w:delText></w:r></w:del>{r("深")}</w:p>'
    found = extracted(body)
    assert [line.text for line in found.lines] == ["学习很深"]
    assert any("修订" in note for note in found.notes)


def test_links_content_controls_fields_and_breaks_keep_their_text() -> None:
    body = (
        f"<w:p><w:hyperlink>{r('甲')}</w:hyperlink><w:sdt><w:sdtContent>{r('乙')}</w:sdtContent></w:sdt>"
        f"<w:fldSimple>{r('丙')}</w:fldSimple><w:r><w:tab/><w:t>丁</w:t><w:br/><w:t>戊</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('己')}</w:sdtContent></w:sdt>"
    )
    assert lines(docx_of(body)) == ["甲乙丙\t丁\n戊", "己"]


def test_a_soft_break_begins_a_line_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of("<w:p><w:r><w:t>一、问题</w:t><w:br/><w:t>一是不深。</w:t></w:r></w:p>"))
    assert [(b.line, b.start, b.text) for b in read(path).blocks] == [(1, 0, "一、问题"), (2, 5, "一是不深。")]


@pytest.mark.parametrize(
    ("run", "paragraph"),
    [
        ("<w:vanish/>", ""),
        ('<w:color w:val="FFFFFF"/>', ""),
        ('<w:color w:val="ffffff" w:themeColor="background1"/>', ""),
    ],
)
def test_hidden_and_white_text_is_dropped_and_said(run: str, paragraph: str) -> None:
    found = extracted(p("看得见") + p("看不见", paragraph, run))
    assert [line.text for line in found.lines] == ["看得见"]
    assert any("隐藏" in note for note in found.notes)


def test_text_hidden_by_its_style_is_dropped() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
    found = extracted(
        p("藏", '<w:pStyle w:val="h"/>') + p("露", '<w:pStyle w:val="h"/>', '<w:vanish w:val="0"/>'), styles=styles
    )
    assert [line.text for line in found.lines] == ["露"]


def test_white_text_on_colour_is_seen() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    cell = f'<w:tcPr><w:shd w:fill="1F4E79"/></w:tcPr>{p("问题", "", white)}'
    assert lines(docx_of(table((cell, p("措施"))))) == ["问题\t措施"]
    assert lines(docx_of(p("亮", "", white + '<w:highlight w:val="red"/>'))) == ["亮"]


def test_tables_stand_in_order_row_by_row() -> None:
    inner = table((p("丙"), p("丁")))
    body = p("前") + table((p("甲") + p("乙"), inner), (p("戊"), p("己"))) + p("后")
    found = extracted(body)
    assert [(line.text, line.style) for line in found.lines] == [
        ("前", ""), ("甲 乙\t丙 丁", "table"), ("戊\t己", "table"), ("后", ""),
    ]  # fmt: skip


def test_a_frame_of_one_cell_is_ordinary_text() -> None:
    assert lines(docx_of(table((p("一、问题") + p("一是不深。"),)))) == ["一、问题", "一是不深。"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    drawing = (
        f"<w:p>{r('框外')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert lines(docx_of(drawing)) == ["框外", "框内"]


def test_headings_are_known_by_style_name_outline_and_inheritance() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="自定义"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>'
    )
    body = p("甲", '<w:pStyle w:val="x"/>') + p("乙", '<w:outlineLvl w:val="1"/>') + p("丙", '<w:pStyle w:val="t"/>')
    assert [line.style for line in extracted(body, styles=styles).lines] == ["heading1", "heading2", "title"]


def test_bold_counts_only_for_the_whole_paragraph() -> None:
    bold = "<w:b/>"
    body = p("全粗", "", bold) + f"<w:p>{r('半', bold)}{r('粗')}</w:p>" + p("不粗", "", '<w:b w:val="0"/>')
    assert [line.style for line in extracted(body).lines] == ["bold", "", ""]


def test_comments_are_left_out_and_said() -> None:
    found = extracted(p("正文"), comments=f'<w:comment w:id="0">{p("批注")}</w:comment>')
    assert [line.text for line in found.lines] == ["正文"]
    assert any("批注" in note for note in found.notes)


def test_a_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="toc 1"/></w:style>'
    found = extracted(p("一、问题 1", '<w:pStyle w:val="c"/>') + p("一、问题"), styles=styles)
    assert [line.text for line in found.lines] == ["一、问题"]
    assert any("目录" in note for note in found.notes)


def test_a_word_file_without_text_is_not_a_success(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(p("") + p("藏", "", "<w:vanish/>")))
    with pytest.raises(Unreadable, match="没有文字"):
        read(path)


def test_the_numbers_python_docx_writes_are_restored() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    document.add_paragraph("丙", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    assert lines(out.getvalue()) == ["1.甲", "2.乙", "• 丙"]


def test_one_jail_serves_many_files_and_survives_a_bad_one() -> None:
    good = docx_of(p("正文"))
    with Jail(Limits(files_per_child=2)) as jail:
        for _ in range(3):
            assert jail.extract("docx", good).lines[0].text == "正文"
        with pytest.raises(Unreadable):
            jail.extract("docx", good[:200])
        assert jail.extract("docx", good).lines[0].text == "正文"
