"""The whole way through the app as a clerk goes it: first start, profile, writing, sources, wordings, the library."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, REPORT, english_on, foreign, open_at, page_at, served, tab
from fakes_chat import QuotingComposer, running, tools_for

from assistant.chat import Tools
from index import Corpus

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]

HOSTILE = "<img src=http://evil.example/x onerror=\"document.title='taken'\">${document.title='taken'} ![x](http://evil.example/y)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("browser") / "library") as (address, _):
        yield address


@pytest.fixture
def screen(address: str) -> Iterator[Page]:
    with page_at(address) as (page, asked):
        # The page opens with the conversation of the test before.
        page.locator("#talk-new").click()
        expect(page.locator("#chat .zb-answer")).to_have_count(0)
        yield page
        assert asked
        assert not foreign(asked), "the page asks nobody but this machine"


def ask(page: Page, text: str) -> None:
    page.locator("#ask textarea").fill(text)
    page.keyboard.press("Enter")


def upload(page: Page, *files: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#upload").click()
    chooser.value.set_files(files)


def test_a_clerk_gets_from_the_first_start_to_a_draft_and_its_sources(screen: Page) -> None:
    # First start: the page is there at once and the bundled examples come in behind it.
    tab(screen, "示例库")
    expect(screen.locator("#reports tbody tr").nth(40)).to_be_attached(timeout=60_000)
    expect(screen.locator("#banner .zb-busy")).to_have_count(0, timeout=60_000)
    tab(screen, "写作对话")

    screen.locator("#side .toggle-button").click()
    screen.locator("#role textarea").fill("副市长")
    screen.locator("#level input").click()
    screen.get_by_role("option", name="市级").click()
    ask(screen, "帮我写担当作为方面的问题")
    expect(screen.locator("#chat")).to_contain_text("带头干事创业、担当作为", timeout=30_000)
    expect(screen.locator("#chat .zb-draft-text")).to_be_visible()
    expect(screen.locator("#chat")).to_contain_text("摘编")
    # A card opens the passage in its place, and there is a way back.
    screen.locator("#sources .zb-card").first.click()
    expect(screen.locator("#sources mark.zb-here").first).to_be_in_viewport()
    screen.locator("#sources .zb-back").click()
    expect(screen.locator("#sources .zb-card").first).to_be_visible()
    # The cards answer to the keyboard too.
    screen.locator("#sources .zb-card").first.focus()
    screen.keyboard.press("Enter")
    expect(screen.locator("#sources mark.zb-here").first).to_be_visible()

    # The next question is one click away, and a mark inside an answer opens its passage too.
    screen.locator("#chat .option", has_text="换一种写法").click()
    expect(screen.locator("#chat")).to_contain_text("写法 2/", timeout=30_000)
    ask(screen, "看看别人怎么写担当作为的原因")
    screen.locator("#chat .zb-quote .zb-cite").last.click()
    expect(screen.locator("#sources mark.zb-here").first).to_be_in_viewport()


def test_the_profile_is_remembered_by_the_browser(screen: Page, address: str) -> None:
    screen.locator("#side .toggle-button").click()
    screen.locator("#role textarea").fill("县委书记")
    screen.locator("#who").get_by_label("班子").check()
    screen.wait_for_timeout(500)
    open_at(screen, address)
    expect(screen.locator("#role textarea")).to_have_value("县委书记")
    expect(screen.locator("#who").get_by_label("班子")).to_be_checked()


def test_a_wording_is_found_with_its_places(screen: Page) -> None:
    tab(screen, "查说法")
    screen.locator("#wording textarea").fill("落实")
    screen.keyboard.press("Enter")
    expect(screen.locator("#phrases .zb-phrase").first).to_contain_text(re.compile(r"\d+ 处"))
    screen.locator("#phrases .zb-use").first.click()
    expect(screen.locator("#use mark.zb-here").first).to_be_in_viewport()


def test_a_report_is_uploaded_found_read_and_removed(screen: Page, tmp_path: Path) -> None:
    tab(screen, "示例库")
    good, bad = tmp_path / "水文站.txt", tmp_path / "坏的.docx"
    good.write_text(REPORT, encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 breaks off")
    upload(screen, good, bad)
    expect(screen.locator("#news")).to_contain_text("收入 1 份", timeout=30_000)
    expect(screen.locator("#news")).to_contain_text("坏的.docx")

    screen.locator("#filter textarea").fill("水文站")
    row = screen.locator("#reports tbody tr")
    expect(row).to_have_count(1)
    row.locator(".zb-link").click()
    expect(screen.locator("#report")).to_contain_text("灌区改造拖了半年")

    row.locator(".zb-remove").click()
    expect(screen.locator("#asking")).to_contain_text("水文站站长")
    screen.locator("#remove-no").click()
    expect(screen.locator("#asking")).to_be_hidden()
    expect(row).to_have_count(1)
    row.locator(".zb-remove").click()
    screen.locator("#remove-yes").click()
    expect(screen.locator("#reports")).to_contain_text("没有含“水文站”的材料")


def test_nothing_in_a_document_or_a_question_runs_or_calls_out(screen: Page, tmp_path: Path) -> None:
    tab(screen, "示例库")
    file = tmp_path / "测绘局.txt"
    file.write_text(
        REPORT.replace("某县水文站", f"{HOSTILE}某县测绘局").replace("遇到征地矛盾", HOSTILE), encoding="utf-8"
    )
    upload(screen, file)
    expect(screen.locator("#news")).to_contain_text("收入 1 份", timeout=30_000)
    screen.locator("#filter textarea").fill("测绘局")
    screen.locator("#reports .zb-link").first.click()
    expect(screen.locator("#report")).to_contain_text("<img src=http://evil.example/x")
    tab(screen, "写作对话")
    ask(screen, f"看看别人怎么写灌区改造 {HOSTILE}")
    expect(screen.locator("#chat .zb-answer")).to_contain_text("灌区改造", timeout=30_000)
    tab(screen, "查说法")
    screen.locator("#wording textarea").fill("灌区改造")
    screen.keyboard.press("Enter")
    expect(screen.locator("#phrases")).to_contain_text("灌区改造")
    assert screen.title() == "执笔"
    assert screen.locator("img[src*=evil]").count() == 0


def test_the_screen_speaks_chinese_even_in_an_english_browser(screen: Page) -> None:
    # What was said before is still there, whatever language it was in.
    screen.locator("#talk-new").click()
    expect(screen.locator("#chat .zb-answer")).to_have_count(0)
    ask(screen, "你好")
    expect(screen.locator("#chat .zb-answer").last).to_be_visible()
    assert english_on(screen) == []


class SlowComposer(QuotingComposer):
    """Answers only when it is let go, as a model may."""

    def __init__(self, corpus: Corpus, let_go: threading.Event) -> None:
        super().__init__(corpus)
        self.let_go = let_go

    def suggest(self, *args: Any) -> Any:  # noqa: ANN401
        self.let_go.wait()
        return super().suggest(*args)


def test_a_stopped_question_makes_room_for_the_next(tmp_path: Path) -> None:
    let_go = threading.Event()

    def slow(corpus: Corpus) -> Tools:
        return replace(tools_for(corpus), composer=SlowComposer(corpus, let_go))

    with (
        running(tmp_path / "library", slow, "2025-justice-chief") as (port, _),
        page_at(f"http://127.0.0.1:{port}/") as (screen, _),
    ):
        ask(screen, "帮我写担当作为方面的问题")
        expect(screen.locator("#chat .zb-working")).to_contain_text("正在写")
        screen.locator("#ask button", has_text="停止").click()
        expect(screen.locator("#ask button")).to_have_text("发送")
        ask(screen, "你好")
        expect(screen.locator("#chat .zb-answer")).to_contain_text("我可以帮您")
        let_go.set()


def test_a_taken_port_is_passed_over_and_a_stopped_server_leaves_the_library_free(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with served(tmp_path / "library", port) as (address, server):
            assert f":{port}/" not in address
            assert "已被占用" in (tmp_path / "library.log").read_text(encoding="utf-8")
    assert server.returncode == 0
    with served(tmp_path / "library"):
        pass
