from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Unreadable
from index.reading import read
from index.reading.decoding import decode
from index.reading.lines import Extract, Line, assemble
from index.reading.plain import extract_text

SHORT = "理论学习方面，学得不够深。"
LONG = (
    "# 副市长2024年度民主生活会对照检查材料\n\n一、存在的主要问题\n（一）理论学习方面。一是学习不够系统深入，"
    "有时以干代学；二是联系实际不够紧密，“学用”结合得不好。\n二、原因剖析\n主要是党性锤炼抓得不紧，担当作为的劲头有所松懈……\n"
) * 5
TRADITIONAL = "關於黨員幹部對照檢查的說明，理論學習還不夠深入，聯繫實際不夠緊密。\n第二，擔當作為有差距。"
Written = Callable[..., Path]
EVERY = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be")


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(data: bytes, name: str = "材料.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def text_or_refusal(data: bytes) -> str:
    try:
        return decode(data).text
    except Unreadable:
        return "refused"


@pytest.mark.parametrize("encoding", EVERY)
@pytest.mark.parametrize("text", [SHORT, LONG.strip(), "一、问题"])
def test_the_text_is_exact_in_every_encoding_in_use(written: Written, encoding: str, text: str) -> None:
    assert read(written(text.encode(encoding))).text == text


@pytest.mark.parametrize("encoding", ["big5", "cp950", "gb18030", "utf-8", "utf-16-le"])
def test_traditional_text_is_exact(written: Written, encoding: str) -> None:
    assert read(written(TRADITIONAL.encode(encoding))).text == TRADITIONAL


def test_a_marked_utf16_file_is_read_in_either_byte_order(written: Written) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read(written(mark + SHORT.encode(encoding))).text == SHORT


def test_the_encoding_is_told_unless_it_is_utf8(written: Written) -> None:
    document = read(written(LONG.encode("gbk")))
    assert document.encoding == "gb18030"
    assert any("GB18030" in note for note in document.notes)
    assert read(written(LONG.encode())).notes == ()


@pytest.mark.parametrize("text", ["十八条", "为六个", "正常到校学习", "制作", "联通"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16-le", "utf-16-be"])
def test_text_too_short_to_be_certain_is_refused_and_never_garbled(text: str, encoding: str) -> None:
    assert text_or_refusal(text.encode(encoding)) in {text, "refused"}


@given(
    st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来用们，。：；（）党委班子作风纪律1234 \n", min_size=8)
)
def test_decoding_gives_back_what_was_encoded_or_says_it_cannot(text: str) -> None:
    for encoding in EVERY:
        assert text_or_refusal(text.encode(encoding)) in {text, "refused"}


def test_a_file_of_two_encodings_is_refused_with_the_line(written: Written) -> None:
    mixed = LONG.encode("gbk") + ("二是担当作为方面还有差距\n" * 3).encode("utf-8")
    with pytest.raises(Unreadable, match="编码"):
        read(written(mixed))
    with pytest.raises(Unreadable, match="第 2 行"):
        read(written(f"{SHORT}\n".encode() + "担当作为方面还有差距，工作不实。".encode("gbk")))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_file_cut_off_within_a_character_loses_only_that_one(written: Written, encoding: str) -> None:
    document = read(written(LONG.strip().encode(encoding)[:-1]))
    assert document.text == LONG.strip()[:-1]
    assert any("半个字" in note for note in document.notes)


def test_a_wrong_mark_is_named(written: Written) -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        read(written(b"\xef\xbb\xbf" + LONG.encode("gbk")))


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01" + bytes(500), b"\x01\x02\x03"])
def test_binary_rubbish_is_no_text(written: Written, data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(written(data))


@given(st.lists(st.text(max_size=20)))
def test_blocks_stand_where_they_say(texts: list[str]) -> None:
    try:
        document = assemble("x", Extract(tuple(map(Line, texts))))
    except Unreadable:
        assert not any(line.strip() and line.isprintable() for text in texts for line in text.splitlines())
        return
    lines = document.text.split("\n")
    for block in document.blocks:
        assert document.text[block.start : block.end] == block.text == lines[block.line - 1]
    assert [b.line for b in document.blocks] == [i for i, line in enumerate(lines, 1) if line.strip()]


def test_line_ends_are_line_feeds_and_indentation_stays(written: Written) -> None:
    document = read(written("一、问题\r\n\u3000\u3000一是学习不深。\r\r二、原因\x0c三、措施".encode()))
    assert document.text == "一、问题\n\u3000\u3000一是学习不深。\n\n二、原因\n三、措施"
    assert [block.line for block in document.blocks] == [1, 2, 4, 5]


def test_characters_nobody_sees_are_dropped_and_counted(written: Written) -> None:
    document = read(written("对照\u200b检\u202e查\x07材料\ufeff，\t深刻剖析原因".encode()))
    assert document.text == "对照检查材料，\t深刻剖析原因"
    assert any("4 个不可见字符" in note for note in document.notes)


def test_text_that_was_damaged_before_is_pointed_out(written: Written) -> None:
    assert any("乱码" in note for note in read(written("锟斤拷，一是学习不深。".encode())).notes)


def test_front_matter_is_kept_out_of_the_blocks_but_in_the_text(written: Written) -> None:
    text = "---\ntitle: 对照检查 & 说明\ntags: [党建, 廉政]\n---\n\n# 标题\n正文。"
    document = read(written(text.encode(), "a.md"))
    assert document.text == text
    assert document.front == {"title": "对照检查 & 说明", "tags": ["党建", "廉政"]}
    assert [block.line for block in document.blocks] == [6, 7]


@pytest.mark.parametrize(
    "front",
    ["title: [", "- 一\n- 二", "a: {b: 1}", "a: !!python/object/apply:os.system [ls]", "a: " + "长" * 5000,
     "a: &x [1]\nb: *x", "只是一句话"],
)  # fmt: skip
def test_front_matter_that_is_none_is_text(written: Written, front: str) -> None:
    document = read(written(f"---\n{front}\n---\n正文。".encode(), "a.md"))
    assert document.front == {}
    assert document.blocks[0].line == 1
    assert any("正文" in note for note in document.notes)


def test_a_rule_alone_opens_no_front_matter(written: Written) -> None:
    document = read(written("---\n# 标题\n正文。".encode(), "a.md"))
    assert document.notes == ()
    assert len(document.blocks) == 3


def test_front_matter_alone_is_an_empty_report(written: Written) -> None:
    with pytest.raises(Unreadable, match="没有文字"):
        read(written("---\ntitle: 一\n---\n".encode(), "a.md"))


def test_text_written_like_markup_is_text() -> None:
    assert extract_text("<html>一是学习不深，担当不足</html>".encode()).lines[0].text.startswith("<html>")
