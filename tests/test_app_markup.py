"""Text nobody checked stays text on the screen, whatever it contains."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app.answers import answer, chat_messages
from assistant.app.lists import outcome, phrase_list, report_table
from assistant.app.markup import Html, clean, escaped, tag
from assistant.app.reading import cards, in_place
from assistant.chat import Conversation, Message, Piece, Source, Span
from index import Failure, Passage, Phrase, PhraseUse, Report, ReportCard

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x onerror=alert(1)>",
    "![x](http://evil.example/x.png) [点这里](javascript:alert(1))",
    "${alert(1)} `${alert(1)}` {{constructor}} \\u003cscript\\u003e",
    "'\"><svg/onload=alert(1)>",
    "# 标题\n* 列表\n> 引用\n```js\nalert(1)\n```\n<https://evil.example>",
    "www.evil.example http://evil.example",
)
OURS = {"div", "p", "h4", "mark", "button", "span", "blockquote", "br", "article", "strong", "table", "thead", "tbody",
        "tr", "th", "td", "details", "summary", "ul", "li"}  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.text(max_size=40)


class Seen(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.words = set(), set(), []
        self.feed(page)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(name)
        self.attributes |= {key for key, _ in attributes}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def assert_inert(page: str) -> None:
    seen = Seen(page)
    assert seen.tags <= OURS
    assert not {name for name in seen.attributes if name.startswith("on") or name in ("src", "href", "action")}
    # Neither Markdown nor a JavaScript template has a character to begin with.
    assert not set("$`{}\\*_#!~|") & set(page.replace("&#", "&"))


def passage(text: str) -> Passage:
    return Passage("p1", "r1", (text, text), "problems", 1, (), text, text, 0, len(text), text)


@given(texts)
def test_escaped_text_reads_the_same_and_contains_no_markup(text: str) -> None:
    page = escaped(text)
    assert_inert(page)
    assert html.unescape(page.replace("<br>", "\n")) == clean(text)


@given(texts, texts)
def test_an_element_keeps_its_shape_whatever_stands_in_it(text: str, value: str) -> None:
    seen = Seen(tag("p", text, title=value))
    assert seen.tags <= {"p", "br"}
    assert seen.attributes == {"title"}


def test_finished_html_is_not_escaped_twice() -> None:
    assert tag("p", tag("b", "a<b")) == "<p><b>a&#60;b</b></p>"
    assert isinstance(tag("p"), Html)


def test_marks_that_turn_the_reading_direction_are_taken_out() -> None:
    assert clean("gnp.\u202excod.文件\x00\u200b") == "gnp.xcod.文件"


@given(texts)
def test_everything_the_screen_shows_of_a_document_is_inert(text: str) -> None:
    source = Source("1", passage(text), text)
    piece = Piece(f"{text}[1][2]", "draft", (Span(0, 1, "slot"),) if text else ())
    report = Report("r1", text, text, "", text, text, text, (text,), text, text, (), (passage(text),))
    card = ReportCard("r1", text, text, "", text, text, text, (text,), text, 1)
    use = PhraseUse("r1", text, (text,), text, "p1", 0, 1)
    for page in (
        answer((piece, Piece(text, "item", mark="1")), (source,), text),
        cards((source,)),
        in_place(report, passage(text), back="返回"),
        report_table((card,)),
        report_table((card,), "没有这个词🙂"),
        phrase_list((Phrase(text, 3, (use,)),), text),
        phrase_list((), text),
        outcome(0, 0, (Failure(text, text, text),)),
    ):
        assert_inert(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_user_typed_is_shown_as_typed(text: str) -> None:
    conversation = Conversation(messages=(Message("user", (Piece(text),)),))
    (message,) = chat_messages(conversation)
    assert_inert(message["content"])


def test_only_the_last_answer_offers_replies() -> None:
    said = Message("assistant", (Piece("好"),), replies=("换一种写法",))
    first, last = chat_messages(Conversation(messages=(said, said)))
    assert "options" not in first
    assert last["options"] == [{"label": "换一种写法", "value": "换一种写法"}]


def test_a_mark_opens_its_passage_and_an_unknown_mark_stays_text() -> None:
    page = answer((Piece("甲[1]乙[7]", "draft"),), (Source("1", passage("原文"), "材料"),))
    assert "zb-p-p1" in page
    assert page.count("<button") == 2  # the mark and the copy button
    assert "&#91;7&#93;" in page


def test_a_passage_is_highlighted_in_its_place_and_front_matter_is_left_out() -> None:
    text = "---\ntitle: 甲\n---\n# 甲\n\n一是学习不够。补充一句。\n二是落实不够。"
    start = text.index("补充")
    here = Passage("p1", "r1", (), "problems", 1, (), "", "补充一句。", start, start + 5, "")
    report = Report("r1", "甲", "", "", "group", None, "city", (), "2025", text, (), (here,), title_line=4)
    page = in_place(report, here)
    assert '一是学习不够。<mark class="zb-here">补充一句。</mark>' in page
    assert "title" not in page
    assert "2025年度 · 班子 · 市级" in page


def test_a_filter_asks_for_every_word() -> None:
    card = ReportCard("r1", "某县县长材料", "", "", "individual", "县长", "county", ("教育",), "2025", 9)
    assert "某县县长材料" in report_table((card,), "2025 教育 个人 县级")
    assert "某县县长材料" not in report_table((card,), "2025 卫生")
