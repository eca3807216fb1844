"""The pictures of the README, taken from the app as it is: `python -m tests.bench.pictures` (or `make pictures`)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import page_at, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = Path(__file__).parents[2] / "docs"
DUTY = '#outline [data-part="problems/4"]'


def main() -> None:
    """Begin with the invented identity, go through the desk, and keep what is seen."""
    with (
        tempfile.TemporaryDirectory() as home,
        served(Path(home) / "library") as (address, _),
        page_at(address, width=1440, height=900, tab="写作台") as (page, _),
    ):
        page.set_default_timeout(120_000)
        _settled(page)
        _start(page)
        _writing(page)
        _checking(page)


def _start(page: Page) -> None:
    _keep(page, "start")
    page.locator("#start-sample").click()
    page.locator("#outline .zd-part").first.wait_for()


def _writing(page: Page) -> None:
    page.locator(DUTY).click()
    page.locator(f'{DUTY}[aria-current="true"]').wait_for()
    page.locator("#suggest").click()
    page.locator("#table .zd-card").nth(1).wait_for()
    _keep(page, "desk")
    page.locator("#table [data-act=adopt]").first.click()
    page.locator("#table .zd-preview").wait_for()


def _checking(page: Page) -> None:
    page.locator("#desk-fill").click()
    page.get_by_text("写好了").wait_for()
    page.get_by_role("tab", name="检查", exact=True).click()
    page.locator("#findings button.zf-go:visible").first.wait_for()
    page.locator("#findings button.zf-go:visible").first.click()
    page.wait_for_timeout(1500)
    _keep(page, "check")


def _settled(page: Page) -> None:
    """Until the examples are in."""
    page.locator("#banner .zb-busy").wait_for(state="hidden")
    page.wait_for_timeout(500)


def _keep(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(600)
    path = DOCS / f"screenshot-{name}.png"
    page.screenshot(path=str(path))
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
