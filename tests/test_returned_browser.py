"""A draft goes to Word, is edited there, and comes back at the desk, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, foreign, page_at
from fakes_chat import drafting_tools, running

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, expect

docx = pytest.importorskip("docx")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Page]:
    """A sample draft with one part written."""
    with (
        running(tmp_path / "library", drafting_tools, "2025-vice-mayor-livelihood") as (port, _),
        page_at(f"http://127.0.0.1:{port}/", tab="写作台", width=1280, height=800) as (page, asked),
    ):
        page.locator("#start-sample").click()
        write(page, "担当作为", "一是遇到难事往后靠。二是督办不紧。")
        yield page
        assert not foreign(asked), "the desk asks nobody but this machine"


def write(page: Page, part: str, text: str) -> None:
    page.locator("#outline .zd-part", has_text=part).click()
    expect(page.locator("#part-head")).to_contain_text(part)
    page.locator("#text textarea").fill(text)
    expect(page.locator("#saved")).to_contain_text(f"{len(text)} 字")


def test_what_was_edited_in_word_is_shown_ticked_taken_and_can_be_undone(desk: Page, tmp_path: Path) -> None:
    with desk.expect_download() as download:
        desk.locator("#desk-files .zd-docx").click()
    path = tmp_path / "改过的.docx"
    download.value.save_as(path)
    word = docx.Document(str(path))
    one = next(one for one in word.paragraphs if one.text.startswith("一是遇到难事"))
    one.runs[0].text = "一是遇到难事绕着走。二是督办不紧。"
    other = next(one for one in word.paragraphs if one.text.startswith("【待补：这一部分"))
    other.runs[0].text = "上年度的问题都改了。"
    one.insert_paragraph_before("我的补充：<img src=x onerror=\"document.title='taken'\">")
    word.save(str(path))

    desk.locator("#desk-more").click()
    with desk.expect_file_chooser() as chooser:
        desk.locator("#desk-back").click()
    chooser.value.set_files(path)
    review = desk.locator("#table .zd-returned")
    expect(review).to_contain_text("2 个部分有改动")
    expect(review.locator("del", has_text="往后靠")).to_be_visible()
    expect(review.locator("ins", has_text="绕着走")).to_be_visible()
    expect(desk.locator("#text textarea")).to_have_value("一是遇到难事往后靠。二是督办不紧。")

    # What is not ticked stays, also when one looks at another part in between.
    review.locator("[data-change=rectification]").uncheck()
    desk.locator("#outline .zd-part", has_text="原因剖析").click()
    expect(desk.locator("#part-head")).to_contain_text("原因剖析")
    expect(review.locator("[data-change=rectification]")).not_to_be_checked()
    desk.locator("#outline .zd-part", has_text="担当作为").click()
    expect(desk.locator("#part-head")).to_contain_text("担当作为")
    review.locator("[data-returned=take]").click()
    expect(desk.locator("#table .zd-news")).to_contain_text("改了 1 个部分")
    added = "我的补充：<img src=x onerror=“document.title='taken'”>"
    expect(desk.locator("#text textarea")).to_have_value(f"{added}\n一是遇到难事绕着走。二是督办不紧。")
    expect(desk.locator("#outline .zd-part", has_text="上年度")).to_contain_text("空")
    assert desk.title() == "执笔"

    desk.locator("#undo").click()
    expect(desk.locator("#text textarea")).to_have_value("一是遇到难事往后靠。二是督办不紧。")


def test_the_overview_shows_gaps_and_leads_to_them(desk: Page) -> None:
    desk.locator("#outline .zd-glance").click()
    chains = desk.locator("#table .zp-table tbody tr")
    expect(chains).to_have_count(5)
    expect(chains.nth(3)).to_contain_text("没有原因回应")
    expect(desk.locator("#table .zp")).to_contain_text("您自己写的 17（100%）")
    expect(desk.locator("#table .zp a", has_text="大字会议版")).to_be_visible()
    chains.nth(1).locator("button").click()
    expect(desk.locator("#part-head")).to_contain_text("固本培元")
    expect(desk.locator("#table .zp")).to_have_count(0)
