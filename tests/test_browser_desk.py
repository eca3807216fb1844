"""The desk in a real browser: from an empty desk to a Word file, and everything that must not be lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, REPORT, english_on, foreign, open_at, page_at, served, tab
from fakes_chat import drafting_tools, running

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]

DESK_EXAMPLES = ("2025-vice-mayor-livelihood", "2025-justice-chief")
SELECTED = """
const box = document.querySelector('#text textarea');
const selected = box.value.slice(box.selectionStart, box.selectionEnd);
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Page]:
    """The desk of a new library, its examples taken in."""
    with (
        running(tmp_path / "library", drafting_tools, *DESK_EXAMPLES) as (port, _),
        page_at(f"http://127.0.0.1:{port}/", tab="写作台") as (page, asked),
    ):
        yield page
        assert not foreign(asked), "the desk asks nobody but this machine"


def test_a_clerk_gets_from_an_empty_desk_to_a_word_file(desk: Page) -> None:
    desk.locator("#start-role textarea").fill("副市长")
    desk.locator("#start-facts textarea").fill("2025年4月研究幼儿园布局调整，没有听家长意见，后来停了11所")
    desk.locator("#start-go").click()
    expect(desk.locator("#desk-title textarea")).to_have_value(re.compile("副市长2025年度"))

    desk.locator("#outline .zd-part", has_text="担当作为").click()
    expect(desk.locator("#part-head")).to_contain_text("担当作为")
    desk.locator("#suggest").click()
    expect(desk.locator("#table .zd-card").nth(1)).to_be_visible(timeout=30_000)
    desk.locator("#table [data-act=adopt]").first.click()
    expect(desk.locator("#text textarea")).to_have_value(re.compile("停了11所"))
    expect(desk.locator("#outline .zd-here")).not_to_contain_text("空")

    desk.locator("#desk-fill").click()
    expect(desk.locator("#outline .zd-empty")).to_have_count(0, timeout=60_000)
    with desk.expect_download() as download:
        desk.locator("#desk-files .zd-docx").click()
    assert download.value.suggested_filename.endswith("对照检查材料.docx")
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_what_was_typed_is_there_after_a_reload_and_can_be_undone(desk: Page) -> None:
    desk.locator("#start-sample").click()
    desk.locator("#outline .zd-part", has_text="原因剖析").click()
    expect(desk.locator("#part-head")).to_contain_text("原因剖析")
    box = desk.locator("#text textarea")
    box.click()
    desk.keyboard.type("学得不深", delay=15)
    desk.keyboard.type("，想得不透。", delay=15)
    expect(desk.locator("#saved")).to_contain_text("10 字")
    # Going to another part at once keeps both apart.
    desk.keyboard.type("做得不实。", delay=5)
    desk.locator("#outline .zd-part", has_text="整改措施").click()
    expect(box).to_have_value("")
    desk.reload()
    expect(desk.locator("#part-head")).to_contain_text("整改措施")
    desk.locator("#outline .zd-part", has_text="原因剖析").click()
    expect(box).to_have_value("学得不深，想得不透。做得不实。")
    desk.locator("#undo").click()
    expect(box).to_have_value("")
    desk.locator("#history").click()
    desk.locator("#table [data-act=restore]").last.click()
    expect(box).to_have_value("学得不深，想得不透。做得不实。")


def test_a_second_window_is_told_and_its_text_is_in_the_versions(desk: Page) -> None:
    desk.locator("#start-sample").click()
    box = desk.locator("#text textarea")
    box.wait_for()
    other = desk.context.new_page()
    open_at(other, desk.url, "写作台")
    expect(other.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
    box.click()
    desk.keyboard.type("第一个窗口写的。", delay=10)
    expect(desk.locator("#saved")).to_contain_text("8 字")
    other.locator("#text textarea").click()
    other.keyboard.type("乙", delay=10)
    expect(other.locator("#saved")).to_contain_text("另一个窗口")
    expect(other.locator("#text textarea")).to_have_value("乙")
    desk.locator("#history").click()
    expect(desk.locator("#table")).to_contain_text("另一个窗口里的文字")
    expect(box).to_have_value("第一个窗口写的。")


def test_facts_are_pasted_ticked_from_a_file_and_given_as_answers(desk: Page, tmp_path: Path) -> None:
    desk.locator("#start-role textarea").fill("水文站站长")
    desk.locator("#start-go").click()
    desk.locator("#fact textarea").fill("1. 2025年下村只有2次\n2. 防汛值班脱岗1次")
    desk.locator("#fact-add").click()
    expect(desk.locator("#facts .zd-fact")).to_have_count(2)
    expect(desk.locator("#fact textarea")).to_have_value("")

    file = tmp_path / "去年.txt"
    file.write_text(REPORT.replace("灌区改造拖了半年", "2024年灌区改造拖了6个月"), encoding="utf-8")
    with desk.expect_file_chooser() as chooser:
        desk.locator("#fact-file").click()
    chooser.value.set_files(file)
    desk.locator("#proposals input").first.check(timeout=20_000)
    desk.locator("#fact-take").click()
    expect(desk.locator("#facts .zd-fact")).to_have_count(3)
    expect(desk.locator("#proposals")).to_be_hidden()
    desk.locator("#facts select").first.select_option(label="原因剖析")

    tab(desk, "提问")
    desk.locator("#answer textarea").fill("3月的会上没有讲真话")
    desk.locator("#reply").click()
    tab(desk, "事实")
    expect(desk.locator("#facts .zd-fact")).to_have_count(4)
    expect(desk.locator("#facts select").first).to_have_value("causes")
    desk.locator("#facts [data-act=forget]").first.click()
    expect(desk.locator("#facts .zd-fact")).to_have_count(3)
    desk.locator("#table [data-act=remember]").click()
    expect(desk.locator("#facts .zd-fact")).to_have_count(4)
    expect(desk.locator("#facts .zd-fact select").last).to_have_value("causes")


def test_a_profile_changed_at_the_side_is_that_of_the_open_draft(desk: Page) -> None:
    desk.locator("#start-sample").click()
    expect(desk.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
    desk.locator("#side .toggle-button").click()
    desk.locator("#role textarea").fill("市教育局局长")
    desk.locator("#role textarea").blur()
    desk.locator("#desk-more").click()
    link = desk.locator("#desk-others .zd-json").get_attribute("href")
    role = "async (link) => (await (await fetch(link)).json()).draft.profile.role"
    for _ in range(50):
        if desk.evaluate(role, link) == "市教育局局长":
            break
        desk.wait_for_timeout(100)
    assert desk.evaluate(role, link) == "市教育局局长"


def test_an_answer_fills_the_slot_it_was_asked_for(desk: Page) -> None:
    desk.locator("#start-sample").click()
    box = desk.locator("#text textarea")
    box.fill("收到意见建议【待补：条数】条。")
    expect(desk.locator("#saved")).to_contain_text("待补 1 处")
    desk.locator("#outline .zd-part").nth(1).click()
    expect(desk.locator("#part-head")).to_contain_text("上年度整改")
    desk.locator("#outline .zd-part").first.click()
    expect(desk.locator("#part-head")).to_contain_text("开头")
    tab(desk, "提问")
    desk.get_by_label("条数").check()
    desk.locator("#answer textarea").fill("23")
    desk.locator("#reply").click()
    expect(box).to_have_value("收到意见建议23条。")
    expect(desk.locator("#table")).to_contain_text("已填进正文")


def test_the_check_leads_to_the_place_mends_it_and_remembers_what_is_no_problem(desk: Page) -> None:
    desk.locator("#start-sample").click()
    box = desk.locator("#text textarea")
    box.fill("围绕主题，，我到××县学习。")
    expect(desk.locator("#saved")).to_contain_text("14 字")
    desk.locator("#outline .zd-part").nth(3).click()
    expect(box).to_have_value("")
    tab(desk, "检查")
    expect(desk.locator("#outline .zd-part").first).to_contain_text("查出 2 处", timeout=30_000)
    desk.locator("#findings .zf-go", has_text="××").click()
    expect(box).to_have_value("围绕主题，，我到××县学习。")
    desk.wait_for_function(f"(() => {{{SELECTED} return selected === '××县' || selected === '××'}})()")
    comma = desk.locator("#findings .zf-finding", has_text="，，")
    comma.locator("[data-act=fix]").click()
    expect(box).to_have_value("围绕主题，我到××县学习。")
    expect(comma).to_have_count(0)
    mask = desk.locator("#findings .zf-finding", has_text="××")
    mask.locator("[data-act=wave]").click()
    expect(mask).to_have_count(0)
    desk.reload()
    tab(desk, "检查")
    expect(desk.locator("#findings")).to_contain_text("不算问题的", timeout=30_000)
    expect(mask).to_have_count(0)


def test_a_wording_is_looked_up_beside_the_text_and_put_in_at_the_cursor(desk: Page) -> None:
    desk.locator("#start-sample").click()
    box = desk.locator("#text textarea")
    box.fill("前后")
    box.press("ArrowLeft")
    tab(desk, "说法")
    desk.locator("#desk-wording textarea").fill("落实")
    desk.keyboard.press("Enter")
    first = desk.locator("#wordings .zd-wording").first
    words = first.locator("strong").inner_text()
    first.locator(".zd-put").click()
    expect(box).to_have_value(f"前{words}后")
    expect(desk.locator("#saved")).to_contain_text(f"{len(words) + 2} 字")
    first.locator("summary").click()
    first.locator(".zb-use").first.click()
    expect(desk.locator("#examples mark.zb-here").first).to_be_in_viewport()


def test_a_copy_is_opened_and_the_first_draft_is_one_choice_away(desk: Page) -> None:
    desk.locator("#start-sample").click()
    desk.locator("#desk-more").click()
    desk.locator("#desk-copy").click()
    expect(desk.locator("#copy-role textarea")).to_have_value("副市长")
    desk.locator("#copy-yes").click()
    expect(desk.locator("#desk-title textarea")).to_have_value(re.compile("副本"))
    expect(desk.locator("#desk-handling")).to_have_count(0)
    desk.locator("#desk-title textarea").fill("给书记的一份")
    desk.keyboard.press("Enter")
    expect(desk.locator("#desk-open input")).to_have_value(re.compile("给书记的一份"))
    desk.locator("#desk-open input").click()
    desk.get_by_role("option", name=re.compile("副市长2025")).click()
    expect(desk.locator("#desk-title textarea")).to_have_value(re.compile("副市长2025"))
    desk.locator("#desk-new").click()
    expect(desk.locator("#desk-room")).to_be_hidden()
    desk.locator("#start-back").click()
    expect(desk.locator("#desk-title textarea")).to_be_visible()


def test_a_draft_goes_only_after_a_question_and_the_start_comes_back(desk: Page) -> None:
    desk.locator("#start-sample").click()
    desk.locator("#desk-more").click()
    desk.locator("#desk-remove").click()
    expect(desk.locator("#desk-removing")).to_contain_text("副市长2025")
    desk.locator("#desk-remove-no").click()
    expect(desk.locator("#desk-removing")).to_have_count(0)
    desk.locator("#desk-remove").click()
    desk.locator("#desk-remove-yes").click()
    expect(desk.locator("#start-go")).to_be_visible()
    expect(desk.locator("#desk-room")).to_be_hidden()
    desk.reload()
    expect(desk.locator("#start-go")).to_be_visible()


def test_a_server_that_dies_loses_nothing_it_said_was_saved(tmp_path: Path) -> None:
    library = tmp_path / "library"
    with served(library) as (address, server), page_at(address, tab="写作台") as (page, _):
        page.locator("#start-sample").click()
        page.locator("#text textarea").click()
        page.keyboard.type("学得不深。", delay=10)
        expect(page.locator("#saved")).to_contain_text("5 字")
        server.kill()
        server.wait()
    with served(library) as (address, _), page_at(address, tab="写作台") as (page, _):
        expect(page.locator("#text textarea")).to_have_value("学得不深。")


def test_the_desk_goes_by_the_keyboard_and_speaks_chinese(desk: Page) -> None:
    desk.locator("#start-sample").click()
    desk.locator("#outline .zd-part").nth(2).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#outline .zd-part").nth(2)).to_have_attribute("aria-current", "true")
    expect(desk.locator("#outline .zd-part").nth(2)).to_be_focused()
    assert english_on(desk) == []
