"""Another password for one's own account, over HTTP."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import httpx
import pytest
from offices import PASSWORD, Office, log_in, opened
from starlette.testclient import TestClient

from assistant.accounts import Accounts
from assistant.app.guard import Message, Receive, Send, reply
from assistant.app.login import Door
from assistant.app.throttle import Throttle

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]
NEW = "另一句更好记的话"
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(tmp_path_factory.mktemp("office") / "library") as office:
        yield office


@pytest.fixture
def name(office: Office) -> str:
    """An account nobody has used yet."""
    return office.accounts.add(f"同事{next(_NUMBERS)}", PASSWORD)


@pytest.fixture
def browser(office: Office, name: str) -> Iterator[httpx.Client]:
    """A browser in which this account has logged in."""
    with office.client() as http:
        log_in(http, name, PASSWORD)
        yield http


def change(http: httpx.Client, old: str, new: str, again: str | None = None) -> httpx.Response:
    """What is answered to somebody who types these."""
    return http.post("/password", data={"old": old, "new": new, "again": new if again is None else again})


def told(page: httpx.Response) -> str:
    """What the page says was wrong."""
    found = re.search(r'role="alert">(.*?)</p>', page.text)
    return found[1] if found else ""


def test_the_new_password_lets_in_and_the_old_one_no_longer(office: Office, name: str, browser: httpx.Client) -> None:
    changed = change(browser, PASSWORD, NEW)
    assert changed.status_code == 200
    assert "口令已换" in changed.text
    with office.client() as http:
        assert log_in(http, name, PASSWORD).status_code == 403
        assert log_in(http, name, NEW).status_code == 303


def test_every_other_browser_is_out_at_once_and_this_one_goes_on_with_a_new_visit(
    office: Office, name: str, browser: httpx.Client
) -> None:
    with office.client() as other:
        log_in(other, name, PASSWORD)
        assert other.get("/config").status_code == browser.get("/config").status_code == 200
        before = browser.cookies["zhibi"]
        cookie = change(browser, PASSWORD, NEW).headers["set-cookie"]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert other.get("/config").status_code == 401
        assert browser.get("/config").status_code == 200
    with office.client(cookies={"zhibi": before}) as stolen:
        assert stolen.get("/config").status_code == 401
    assert office.sites["甲"].http.get("/config").status_code == 200, "others are as they were"


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("1234567", None, "8 到 200 个字符"),
        ("长" * 3 + "x" * 198, None, "8 到 200 个字符"),
        ("长短高低" * 3000, None, "8 到 200 个字符"),
        ("", None, "8 到 200 个字符"),
        ("abababababab", None, "太容易猜到"),
        (NEW, f"{NEW}。", "不一样"),
        (NEW, "", "不一样"),
        (PASSWORD, None, "和现在的一样"),
    ],
    ids=["short", "long", "endless", "empty", "simple", "otherwise", "once", "same"],
)
def test_a_new_password_that_will_not_do_is_told_and_changes_nothing(
    office: Office, name: str, browser: httpx.Client, new: str, again: str | None, said: str
) -> None:
    refused = change(browser, PASSWORD, new, again)
    assert refused.status_code == 422
    assert said in told(refused)
    assert "set-cookie" not in refused.headers
    assert browser.get("/config").status_code == 200
    assert office.accounts.admitted(name, PASSWORD) == name


def test_a_wrong_old_password_changes_nothing(office: Office, name: str, browser: httpx.Client) -> None:
    for old in ("猜的口令猜的口令", "", "x" * 5000):
        refused = change(browser, old, NEW)
        assert (refused.status_code, told(refused)) == (403, "现在的口令不对。")
    assert office.accounts.admitted(name, PASSWORD) == name
    assert browser.get("/config").status_code == 200


def test_guessing_the_old_password_slows_down_here_and_at_the_door_together(
    office: Office, name: str, browser: httpx.Client
) -> None:
    with office.client() as http:
        assert [log_in(http, name, f"guess{number}").status_code for number in range(2)] == [403] * 2
        assert [change(browser, f"guess{number}", NEW).status_code for number in range(5)] == [403] * 3 + [429] * 2
        assert log_in(http, name, PASSWORD).status_code == 429
    right = change(browser, PASSWORD, NEW)
    assert right.status_code == 429, "not even the right password, for now"
    assert "秒再试" in told(right)
    assert office.accounts.admitted(name, PASSWORD) == name


def test_slips_in_the_new_password_count_as_no_guess(browser: httpx.Client) -> None:
    assert {change(browser, "guess", "short").status_code for _ in range(12)} == {422}
    assert change(browser, PASSWORD, NEW).status_code == 200


def test_after_a_change_earlier_slips_are_forgotten(browser: httpx.Client) -> None:
    for old, new in ((PASSWORD, NEW), (NEW, PASSWORD)):
        assert [change(browser, "guess", new).status_code for _ in range(4)] == [403] * 4
        assert change(browser, old, new).status_code == 200


async def _nothing(scope: Message, receive: Receive, send: Send) -> None:
    await reply(send, 200, b"")


def test_guessing_from_one_address_slows_down_over_all_accounts(tmp_path: Path) -> None:
    accounts = Accounts.open(tmp_path)
    names = [accounts.add(name, PASSWORD) for name in ("甲", "乙")]
    door = Door(_nothing, accounts, by_address=Throttle(2))
    mine, theirs = (TestClient(door, cookies={"zhibi": accounts.enter(name)}) for name in names)
    assert [change(mine, f"guess{number}", NEW).status_code for number in range(2)] == [403] * 2
    assert change(theirs, PASSWORD, NEW).status_code == 429
    accounts.close()


def test_who_is_not_in_is_shown_the_door(office: Office) -> None:
    with office.client() as http:
        for path in ("/password", "/password/"):
            asked = http.get(path)
            assert (asked.status_code, asked.headers["location"]) == (303, "/login")
        http.cookies.set("zhibi", "geraten")
        sent = http.post("/password", data={"name": "乙", "old": PASSWORD, "new": NEW, "again": NEW})
        assert (sent.status_code, told(sent)) == (401, "登录已过期，请重新登录。要换口令，登录以后再换。")
        assert http.put("/password").status_code == 401
    assert office.accounts.admitted("乙", PASSWORD) == "乙"


def test_only_ones_own_password_is_changed(office: Office, name: str, browser: httpx.Client) -> None:
    form = {"old": PASSWORD, "new": NEW, "again": NEW, "name": "丙", "account": "丙", "owner": "丙"}
    assert browser.post("/password", params={"name": "丙"}, data=form).status_code == 200
    assert office.accounts.admitted("丙", PASSWORD) == "丙"
    assert office.accounts.admitted(name, NEW) == name


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1", "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    ],
    ids=["other", "null", "port", "script"],
)
def test_another_sites_page_changes_nothing(
    office: Office, name: str, browser: httpx.Client, headers: dict[str, str]
) -> None:
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert browser.post("/password", data=form, headers=headers).status_code == 403
    assert office.accounts.admitted(name, PASSWORD) == name


def test_a_link_from_elsewhere_is_followed_once_more_from_here(office: Office) -> None:
    with office.client(headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}) as http:
        page = http.get("/password/")
    assert page.status_code == 200
    assert "url=/password'" in page.text


def test_a_password_in_an_address_is_not_read(office: Office, name: str, browser: httpx.Client) -> None:
    asked = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert "口令已换" not in browser.get("/password", params=asked).text
    assert browser.post("/password", params=asked).status_code == 422
    assert office.accounts.admitted(name, PASSWORD) == name


def test_nothing_typed_comes_back_or_is_logged(browser: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for old, new in (("猜的口令", NEW), (PASSWORD, "短的"), (PASSWORD, NEW)):
        page = change(browser, old, new)
        assert "location" not in page.headers
        for secret in (old, new):
            assert secret not in page.text
            assert secret not in unquote_plus(caplog.text)
        assert "no-store" in page.headers["cache-control"]
    assert "POST" in caplog.text, "something was logged"


def test_the_form_runs_nothing_and_tells_browsers_and_readers_what_belongs_where(browser: httpx.Client) -> None:
    page = browser.get("/password")
    assert "<script" not in page.text
    assert not re.search(r"\{\w+\}", page.text), "every place is filled"
    assert any("default-src 'none'" in one for one in page.headers.get_list("content-security-policy"))
    for field, kept in (("old", "current-password"), ("new", "new-password"), ("again", "new-password")):
        assert f'<label for="{field}">' in page.text
        box = re.search(rf'<input id="{field}"[^>]*>', page.text)
        assert box
        assert f'autocomplete="{kept}"' in box[0]
        assert 'type="password"' in box[0]
    assert '<a href="/">返回</a>' in page.text
