"""Conversations as a user may rely on them in a real browser: kept through reload and restart, opened, begun, deleted, stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, open_at, page_at, served
from fake_openai import KEY, FakeOpenAI, serving

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
WAIT = 30_000


def ask(page: Page, text: str) -> None:
    page.locator("#ask textarea").fill(text)
    page.keyboard.press("Enter")


def answered(page: Page, number: int, text: str) -> None:
    ask(page, text)
    expect(page.locator("#chat .zb-answer")).to_have_count(number, timeout=WAIT)
    expect(page.locator("#chat .zb-working")).to_have_count(0, timeout=WAIT)
    expect(page.locator("#ask button", has_text="发送")).to_be_visible(timeout=WAIT)


def test_a_conversation_outlives_reload_and_restart_and_is_opened_begun_and_deleted(tmp_path: Path) -> None:
    library = tmp_path / "library"
    with served(library) as (address, server), page_at(address) as (page, _):
        expect(page.locator("#talk-open")).to_be_hidden()
        answered(page, 1, "“学用结合不紧”怎么说")
        answered(page, 2, "帮我写担当作为方面的问题")
        open_at(page, address)
        expect(page.locator("#chat .zb-answer")).to_have_count(2, timeout=WAIT)
        expect(page.locator("#sources .zb-card").first).to_be_visible()
        server.kill()
        server.wait()
    with served(library) as (address, _), page_at(address) as (page, _):
        expect(page.locator("#chat .zb-answer")).to_have_count(2, timeout=WAIT)
        # What the conversation was about is still known: the point is said otherwise.
        answered(page, 3, "第一点换个说法")
        expect(page.locator("#chat .zb-answer").last).to_contain_text("写法 4/4")

        page.locator("#talk-new").click()
        expect(page.locator("#chat .zb-answer")).to_have_count(0)
        answered(page, 1, "看看别人怎么写形式主义的原因")
        page.locator("#talk-open input").click()
        expect(page.get_by_role("option")).to_have_count(2)
        page.get_by_role("option", name=re.compile("学用结合不紧")).click()
        expect(page.locator("#chat .zb-answer")).to_have_count(3)

        page.locator("#talk-remove").click()
        page.locator("#talk-no").click()
        expect(page.locator("#talk-confirm")).to_be_hidden()
        expect(page.locator("#chat .zb-answer")).to_have_count(3)
        page.locator("#talk-remove").click()
        page.locator("#talk-yes").click()
        expect(page.locator("#chat .zb-answer")).to_have_count(0)
        open_at(page, address)
        expect(page.locator("#chat .zb-answer")).to_have_count(1, timeout=WAIT)
        page.locator("#talk-open input").click()
        expect(page.get_by_role("option")).to_have_count(1)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    with serving("mute") as server:
        for name, value in {"NAME": "m", "BASE_URL": server.url, "API_KEY": KEY, "TIMEOUT": "30"}.items():
            monkeypatch.setenv(f"ZHIBI_MODEL_{name}", value)
        yield server


def test_a_stopped_answer_ends_upstream_stays_as_far_as_it_came_and_can_be_gone_on_with(
    model: FakeOpenAI, tmp_path: Path
) -> None:
    model.said = "一是推动工作等靠多，主动研究的时候少。"
    with served(tmp_path / "library") as (address, _), page_at(address) as (page, _):
        ask(page, "帮我写担当作为方面的问题")
        expect(page.locator("#chat .zb-answer")).to_contain_text("等靠多", timeout=WAIT)
        # The model is silent now; stopping must not wait for it.
        page.locator("#ask button", has_text="停止").click()
        assert model.hung_up.wait(5)
        expect(page.locator("#chat .zb-answer")).to_contain_text("未完成")
        expect(page.locator("#ask button", has_text="发送")).to_be_visible()
        open_at(page, address)
        expect(page.locator("#chat .zb-answer")).to_contain_text("未完成", timeout=WAIT)
        model.mode, model.said = "good", "一是推动工作等靠多，主动研究的时候少。二是跟踪问效不紧。"
        answered(page, 2, "接着写")
        expect(page.locator("#chat .zb-answer").last).to_contain_text("跟踪问效不紧")
        expect(page.locator("#chat .zb-answer").last).not_to_contain_text("未完成")


def test_a_closed_tab_ends_the_request_and_keeps_what_was_written(model: FakeOpenAI, tmp_path: Path) -> None:
    model.said = "一是推动工作等靠多，主动研究的时候少。"
    with served(tmp_path / "library") as (address, _), page_at(address) as (page, _):
        other = page.context.new_page()
        open_at(other, address)
        ask(other, "帮我写担当作为方面的问题")
        expect(other.locator("#chat .zb-answer")).to_contain_text("等靠多", timeout=WAIT)
        other.close()
        assert model.hung_up.wait(20)
        page.wait_for_timeout(500)
        open_at(page, address)
        expect(page.locator("#chat .zb-answer")).to_contain_text("未完成", timeout=WAIT)


def test_a_changed_fact_is_shown_and_accepted_in_the_browser(model: FakeOpenAI, tmp_path: Path) -> None:
    model.mode = "good"
    model.write = lambda prompt: "一是2026年4月才办。" if "请改写" in prompt else "一是2026年3月才办。"
    with served(tmp_path / "library") as (address, _), page_at(address) as (page, _):
        answered(page, 1, "帮我写担当作为方面的问题")
        answered(page, 2, "第一点换个说法")
        last = page.locator("#chat .zb-answer").last
        expect(last).to_contain_text("原：2026年3月")
        expect(last).to_contain_text("现：2026年4月")
        page.locator("#chat .option", has_text="接受").click()
        expect(page.locator("#chat .zb-answer")).to_have_count(3, timeout=WAIT)
        expect(last).to_contain_text("写法 4/4")
