"""Twelve turns as a clerk types them, in a real browser, without a model and with one over the real protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, foreign, page_at, served
from fake_openai import KEY, FakeOpenAI, serving

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
WAIT = 30_000
# What is typed, what the answer holds without a model, and with one.
TURNS = (
    ("帮我写担当作为方面的问题", "摘编", "生成"),
    ("第二点换个说法", "写法 4/4", "写法 4/4"),
    ("还缺什么", "还要您补", "还要您补"),
    ("再具体一点", "没有接入模型", "写法 5/5"),
    ("为什么用这个来源", "依据", "没有引用示例"),
    ("用第一个", "写法 1/", "写法 1/"),
    ("问我几个问题", "想想这几个问题", "想想这几个问题"),
    ("“学用结合不紧”怎么说", "示例库里", "示例库里"),
    ("看看别人怎么写形式主义的原因", "这样写的", "这样写的"),
    ("帮我写整改措施部分", "整改措施", "整改措施"),
    ("检查这段", "这里还有待补的内容", "这里还有待补的内容"),
    ("短一点，300字以内", "写法", "写法"),
)


def writing(prompt: str) -> str:
    if "请改写" in prompt and "写得更具体" not in prompt:
        return "二是跟踪问效的办法少，过问得也少。【待补：哪一件事？】"
    if "请改写" in prompt:
        return "一是推动工作等上级的时候多。二是每月只看一次报表，很少到现场。【待补：哪一件事？】"
    return "一是推动工作等靠多、主动少。二是跟踪问效不紧。【待补：哪一件事？】"


@pytest.fixture(params=["without", "with"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI | None]:
    if request.param == "without":
        yield None
        return
    with serving() as server:
        server.write = writing
        for name, value in {"NAME": "m", "BASE_URL": server.url, "API_KEY": KEY, "TIMEOUT": "5"}.items():
            monkeypatch.setenv(f"ZHIBI_MODEL_{name}", value)
        yield server


def answered(page: Page, number: int, text: str, wanted: str) -> None:
    page.locator("#ask textarea").fill(text)
    page.keyboard.press("Enter")
    answers = page.locator("#chat .zb-answer")
    expect(answers).to_have_count(number, timeout=WAIT)
    expect(answers.nth(number - 1)).to_contain_text(wanted, timeout=WAIT)
    expect(page.locator("#chat .zb-working")).to_have_count(0, timeout=WAIT)


def test_twelve_turns_work_in_the_browser_in_both_modes(server: FakeOpenAI | None, tmp_path: Path) -> None:
    with served(tmp_path / "library") as (address, _), page_at(address) as (page, asked):
        page.get_by_role("tab", name="示例库").click()
        expect(page.locator("#reports tbody tr").nth(40)).to_be_attached(timeout=60_000)
        page.get_by_role("tab", name="写作对话").click()
        for number, (text, without, with_model) in enumerate(TURNS, 1):
            answered(page, number, text, with_model if server else without)
        assert not foreign(asked)
    assert bool(server and server.asked) == bool(server)
