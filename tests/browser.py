"""A real server in a process of its own and a real browser in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAUNCH: dict[str, Any] = {"executable_path": CHROMIUM, "args": list(_FLAGS)}
_PATIENCE = 60


REPORT = """某县水文站站长2025年度民主生活会个人对照检查材料

一、存在的主要问题
（一）带头干事创业、担当作为方面
一是攻坚克难的劲头不足。灌区改造拖了半年，遇到征地矛盾绕着走。
二、产生问题的原因
一是宗旨意识有所淡化。到村里少，听意见少。
三、整改措施
一是盯住灌区改造不放。每周到现场一次。
"""


@contextmanager
def served(
    library: Path, port: int = 7860, *options: str, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`zhibi serve` on a free port, as a user starts it; gives its address and ends it as Ctrl+C does."""
    command = [sys.executable, "-m", "assistant", "serve", "--no-open", "--port", str(port), "--library", str(library)]
    command += options
    log = library.parent / f"{library.name}.log"
    with log.open("w", encoding="utf-8") as lines:
        env = os.environ | {"PYTHONUTF8": "1"} | environment
        server = subprocess.Popen(command, stderr=lines, stdout=lines, text=True, env=env)
    try:
        yield _address(server, log), server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(_PATIENCE)


def _address(server: subprocess.Popen[str], log: Path) -> str:
    """What the server tells its user, once it does."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8")
        if found := re.search(r"执笔已打开：(\S+)", said):
            return found[1]
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')}")


@contextmanager
def page_at(
    address: str,
    *,
    width: int = 1440,
    height: int = 900,
    dark: bool = False,
    locale: str = "en-US",
    tab: str = "写作对话",
) -> Iterator[tuple[Page, list[str]]]:
    """A page in a browser bought in English, and the addresses it asked for."""
    from playwright.sync_api import expect, sync_playwright

    # A slow machine is no fault of the page's.
    expect.set_options(timeout=20_000)
    with sync_playwright() as play:
        browser = play.chromium.launch(**LAUNCH)
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        open_at(page, address, tab)
        yield page, asked
        browser.close()


def open_at(page: Page, address: str, tab: str = "写作对话") -> None:
    """Load the page with this tab in front and wait until it reacts."""
    page.goto(address)
    page.locator("#desk-start:visible, #desk-room:visible").wait_for()
    page.get_by_role("tab", name=tab).click()
    page.locator("#ask textarea, #desk-start:visible, #desk-room:visible").first.wait_for()
    # gradio draws the box before it listens to it.
    page.wait_for_timeout(1000)


def foreign(asked: list[str]) -> set[str]:
    """The hosts asked for that are not this machine."""
    return {urlsplit(url).hostname or "" for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")} - {
        "127.0.0.1"
    }


def tab(page: Page, name: str) -> None:
    """Open a tab by its name."""
    page.get_by_role("tab", name=name, exact=True).click()


def english_on(page: Page) -> list[str]:
    """Every English word the page shows or says, but for names of formats."""
    said: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')].flatMap((e) =>
            ['aria-label', 'title', 'placeholder', 'alt'].map((name) => e.getAttribute(name)).concat(
              e.checkVisibility() ? [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data) : [])
          ).filter((text) => text && /[A-Za-z]{3}/.test(text) && !/[{}]/.test(text))"""
    )
    return [text for text in said if not re.fullmatch(r"(导出|下载) (Word|Markdown)", text)]
