"""One server for an office, in a process of its own, with real browsers: two people, a crash, an orderly stop, and nothing sent out."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browser import CHROMIUM, LAUNCH, foreign, served
from visiting import Site

from assistant.accounts import Accounts
from assistant.app.library import FILLED
from assistant.desk import Desk
from assistant.domain import Profile

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PASSWORD = "好记的一句话很长"
WAIT = 30_000
PART = "problems/1"


def new_library(folder: Path, *names: str) -> Path:
    """A library with these accounts and without the bundled examples, which would only take time."""
    library = folder / "library"
    library.mkdir(mode=0o700)
    (library / FILLED).touch()
    accounts = Accounts.open(library)
    for name in names:
        accounts.add(name, PASSWORD)
    accounts.close()
    return library


def port_of(address: str) -> int:
    return int(address.rstrip("/").rpartition(":")[2])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = new_library(tmp_path_factory.mktemp("office"), "张三", "李四", "王五")
    with served(library, ZHIBI_LOGIN="1") as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(**LAUNCH)
        yield browser
        browser.close()


@contextmanager
def at_the_door(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser of its own; what it asks for has to be this machine's."""
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    context.close()
    assert asked
    assert not foreign(asked), "nothing is asked of another machine"


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


def desk_is_there(page: Page) -> None:
    page.locator("#desk-start:visible, #desk-room:visible").first.wait_for(timeout=WAIT)
    # gradio draws the page before it listens to it.
    page.wait_for_timeout(500)


def answer(page: Page, address: str, link: str | None) -> int:
    """What this browser is answered when it follows a link."""
    return page.context.request.get(f"{address.rstrip('/')}{link}").status


def test_a_second_user_sees_none_of_the_firsts_work(browser: Browser, office: str) -> None:
    with at_the_door(browser, office) as one, at_the_door(browser, office) as other:
        expect(one).to_have_url(re.compile("/login$"))
        log_in(one, "张三", "猜的口令猜的口令")
        expect(one.get_by_role("alert")).to_have_text("账号或口令不对。")
        log_in(one, "张三")
        desk_is_there(one)
        one.locator("#start-sample").click()
        expect(one.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
        one.locator("#text textarea").fill("只有张三知道的事。")
        expect(one.locator("#saved")).to_contain_text("9 字", timeout=WAIT)
        link = one.locator("#desk-files a").first.get_attribute("href")
        assert answer(one, office, link) == 200

        log_in(other, "李四")
        desk_is_there(other)
        expect(other.locator("#desk-start")).to_be_visible()
        assert answer(other, office, link) == 404
        other.locator("#start-sample").click()
        expect(other.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
        expect(other.locator("#text textarea")).to_have_value("")
        assert "张三" not in other.content()

        # The one who leaves is out, in this window and in every other of the same browser.
        one.locator("#side .toggle-button").click()
        expect(one.locator("#account")).to_contain_text("张三")
        one.get_by_role("link", name="退出登录").click()
        expect(one).to_have_url(re.compile("/login$"))
        assert answer(one, office, link) == 401


def test_somebody_changes_the_password_and_stays_in_where_it_was_changed(browser: Browser, office: str) -> None:
    new = "另一句更好记的话"
    with at_the_door(browser, office) as page, at_the_door(browser, office) as other:
        for one in (page, other):
            log_in(one, "王五")
            desk_is_there(one)
        page.locator("#side .toggle-button").click()
        page.get_by_role("link", name="换口令").click()
        page.get_by_role("link", name="返回").click()
        desk_is_there(page)
        page.goto(f"{office}password")
        for old in ("猜的口令猜的口令", PASSWORD):
            page.get_by_label("现在的口令").fill(old)
            page.get_by_label("新口令", exact=True).fill(new)
            page.get_by_label("再输一次新口令").fill(new)
            page.get_by_role("button", name="换口令").click()
            said = page.get_by_role("status" if old == PASSWORD else "alert")
            expect(said).to_contain_text("口令已换" if old == PASSWORD else "现在的口令不对")
        page.get_by_role("link", name="回到执笔").click()
        desk_is_there(page)
        other.reload()
        expect(other).to_have_url(re.compile("/login$"))
        log_in(other, "王五", new)
        desk_is_there(other)


def test_whoever_is_logged_out_while_writing_is_told_and_loses_nothing(browser: Browser, office: str) -> None:
    with at_the_door(browser, office) as page:
        log_in(page, "李四")
        desk_is_there(page)
        if page.locator("#start-sample").is_visible():
            page.locator("#start-sample").click()
        expect(page.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
        page.context.clear_cookies()
        page.locator("#text textarea").fill("登录过期以后写的。")
        expect(page.locator("#unsaved")).to_contain_text("登录已过期", timeout=WAIT)
        again = page.context.new_page()
        again.goto(office)
        log_in(again, "李四")
        desk_is_there(again)
        again.close()
        page.locator("#text textarea").focus()
        page.keyboard.press("End")
        page.keyboard.type("再写。")
        expect(page.locator("#saved")).to_contain_text("12 字", timeout=WAIT)
        expect(page.locator("#unsaved")).to_have_count(0)


# Every way a script could send something out, should one ever get into the page. A word to another site by moving the whole
# window there cannot be forbidden by any policy; the reader would see it.
SENDING = """(target) => {
  const tried = (act) => { try { act(); } catch (error) { /* refused at once */ } };
  const put = (name, values) => tried(() => document.body.append(Object.assign(document.createElement(name), values)));
  tried(() => fetch(target + '/fetch', {method: 'POST', mode: 'no-cors', body: 'secret'}).catch(() => {}));
  tried(() => { const ask = new XMLHttpRequest(); ask.open('GET', target + '/xhr'); ask.send(); });
  tried(() => navigator.sendBeacon(target + '/beacon', 'secret'));
  tried(() => new WebSocket(target.replace('http', 'ws') + '/socket'));
  tried(() => new EventSource(target + '/events'));
  put('img', {src: target + '/img'});
  put('script', {src: target + '/script'});
  put('iframe', {src: target + '/frame'});
  put('video', {src: target + '/video'});
  put('embed', {src: target + '/embed'});
  put('object', {data: target + '/object'});
  put('link', {rel: 'stylesheet', href: target + '/style'});
  put('link', {rel: 'prefetch', href: target + '/prefetch'});
  put('link', {rel: 'icon', href: target + '/icon'});
  put('style', {textContent: `@import url(${target}/import); body {background-image: url(${target}/background)}`});
  tried(() => new Worker(target + '/worker'));
  tried(() => {
    const form = Object.assign(document.createElement('form'), {action: target + '/form', method: 'post', target: 'elsewhere'});
    document.body.append(form);
    form.submit();
  });
}"""


@contextmanager
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Another server of this machine that writes down whatever reaches it."""
    heard: list[bytes] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def listen() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(2)
                    try:
                        heard.append(connection.recv(200).split(b"\r\n")[0])
                        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                    except OSError:
                        heard.append(b"?")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard


def test_even_a_script_in_the_page_could_send_nothing_out(browser: Browser, office: str) -> None:
    with listener() as (target, heard):
        unguarded = browser.new_page()
        unguarded.route("**/start", lambda route: route.fulfill(body="<body></body>", content_type="text/html"))
        unguarded.goto(f"{target}/start")
        unguarded.evaluate(SENDING, target)
        unguarded.wait_for_timeout(1000)
        unguarded.close()
        assert len(heard) > 10, "without our headers these do send"
        heard.clear()
        page = browser.new_context().new_page()
        page.goto(office)
        log_in(page, "张三")
        desk_is_there(page)
        page.evaluate(SENDING, target)
        page.wait_for_timeout(1500)
        page.context.close()
        assert heard == []


def test_a_crash_while_somebody_types_loses_nothing_acknowledged(browser: Browser, tmp_path: Path) -> None:
    library = new_library(tmp_path, "张三")
    with served(library, ZHIBI_LOGIN="1") as (address, server), at_the_door(browser, address) as page:
        log_in(page, "张三")
        desk_is_there(page)
        page.locator("#start-sample").click()
        page.locator("#text textarea").click()
        stop = threading.Timer(1.5, server.kill)
        expect(page.locator("#desk-title textarea")).to_have_value(re.compile("副市长"))
        stop.start()
        typed, acknowledged = "", 0
        while server.poll() is None:
            page.keyboard.type("学", delay=20)
            typed += "学"
            count = re.search(r"(\d+) 字", page.locator("#saved").inner_text())
            acknowledged = max(acknowledged, int(count[1]) if count and server.poll() is None else 0)
        assert acknowledged, "it was killed in the middle of something"
        assert len(kept_by(library)) >= acknowledged
        page.keyboard.type("习")
        expect(page.locator("#unsaved")).to_contain_text("连不上服务器", timeout=WAIT)
        with served(library, port_of(address), ZHIBI_LOGIN="1"):
            # The browser is still logged in. What was acknowledged is there, and the page left open brings the rest along.
            expect(page.locator("#unsaved")).to_have_count(0, timeout=WAIT)
            expect(page.locator("#saved")).to_contain_text(f"{len(typed) + 1} 字", timeout=WAIT)
            expect(page.locator("#text textarea")).to_have_value(f"{typed}习")
    assert kept_by(library) == f"{typed}习"


def kept_by(library: Path) -> str:
    """The text that is stored."""
    desk = Desk.open(library)
    draft = desk.load("张三", desk.drafts("张三")[0].id)
    desk.close()
    return "".join(part.text for part in draft.parts)


def test_a_server_told_to_stop_keeps_what_it_acknowledged_and_ends_well(tmp_path: Path) -> None:
    library = new_library(tmp_path, "张三")
    accounts, desk = Accounts.open(library), Desk.open(library)
    draft = desk.new("张三", "稿子", "2025", Profile("副市长"))
    token = accounts.enter("张三")
    acknowledged = 0
    with served(library, ZHIBI_LOGIN="1") as (address, server):
        site = Site(port_of(address), token=token)
        typing = site.listener("text", "change")["id"]
        threading.Timer(1.0, server.send_signal, (signal.SIGTERM,)).start()
        try:
            for number in range(1, 10_000):
                body = {"data": [f"{draft.id}|{PART}", 1, "学" * number], "fn_index": typing, "session_hash": "t"}
                answer = site.http.post("/gradio_api/run/predict", json=body)
                if answer.status_code == 200:
                    acknowledged = number
                time.sleep(0.13)
        except httpx.TransportError:
            pass
        assert server.wait(30) == 0
        site.http.close()
    assert acknowledged
    assert len(desk.load("张三", draft.id).part(PART).text) >= acknowledged
    desk.close()
    accounts.close()


def test_with_a_certificate_the_office_is_reached_by_https_alone(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    make += [
        "-subj",
        "/CN=zhibi",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    try:
        subprocess.run(make, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    settings = {"ZHIBI_SERVER_CERTIFICATE": str(certificate), "ZHIBI_SERVER_KEY": str(key), "ZHIBI_LOGIN": "1"}
    with served(new_library(tmp_path, "张三"), **settings) as (address, _):
        assert address.startswith("https://127.0.0.1:")
        trusted = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(base_url=address, verify=trusted, trust_env=False, timeout=20) as http:
            entered = http.post("/login", data={"name": "张三", "password": PASSWORD})
            assert re.match(
                r"__Host-zhibi=\S+; Path=/; HttpOnly; SameSite=Strict; Secure", entered.headers["set-cookie"]
            )
            assert http.get("/config").status_code == 200
        with pytest.raises(httpx.TransportError):
            httpx.get(address.replace("https", "http"), trust_env=False)


@pytest.mark.skipif(os.name != "posix", reason="another loopback address needs no setting up there")
def test_an_address_of_the_network_asks_for_a_login_and_warns_of_open_text(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("0.0.0.0", 0))
        port = free.getsockname()[1]
    with served(new_library(tmp_path, "张三"), port, "--host", "0.0.0.0") as (address, _):
        assert address == f"http://127.0.0.1:{port}/"
        with httpx.Client(trust_env=False, timeout=20) as http:
            assert http.get(f"http://127.0.0.2:{port}/").headers["location"] == "/login"
            assert http.get(f"http://127.0.0.2:{port}/healthz").json() == {"ok": True}
            evil = {"host": f"evil.example:{port}"}
            assert http.get(f"http://127.0.0.2:{port}/", headers=evil).status_code == 400
        log = (tmp_path / "library.log").read_text(encoding="utf-8")
        assert "没有设置证书" in log
        assert "同事请打开" in log
