"""Several people on one server, over HTTP: who gets in, and which addresses are there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from offices import PASSWORD, Office, log_in, opened

from assistant.app.guard import Names
from assistant.app.throttle import Allowance, Throttle

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(tmp_path_factory.mktemp("office") / "library") as office:
        yield office


def test_the_door_opens_with_the_right_password_and_closes_at_leaving(office: Office) -> None:
    with office.client() as http:
        assert http.get("/").headers["location"] == "/login"
        assert "口令" in http.get("/login").text
        entered = log_in(http, "甲", PASSWORD)
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        cookie = entered.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert http.get("/").status_code == 200
        kept = http.cookies["zhibi"]
        assert http.get("/logout").headers["location"] == "/login"
        http.cookies.set("zhibi", kept)
        assert http.get("/").status_code == 303


def test_logging_in_begins_a_new_visit_and_ends_the_one_before(office: Office) -> None:
    with office.client() as http:
        log_in(http, "甲", PASSWORD)
        before = http.cookies["zhibi"]
        log_in(http, "甲", PASSWORD)
        assert http.cookies["zhibi"] != before
    assert office.accounts.visitor(before) is None


def test_the_login_page_runs_nothing_and_shows_a_name_as_text(office: Office) -> None:
    with office.client() as http:
        page = log_in(http, '"><script>alert(1)</script>{news}', "x")
    assert page.status_code == 403
    assert "<script" not in page.text
    assert "{news}" not in page.text
    assert any("default-src 'none'" in one for one in page.headers.get_list("content-security-policy"))
    assert "no-store" in page.headers["cache-control"]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(office: Office) -> None:
    with office.client() as http:
        nobody, wrong = log_in(http, "无此人", "x"), log_in(http, "丙", "x")
    assert nobody.status_code == wrong.status_code == 403
    assert nobody.text.replace("无此人", "丙") == wrong.text
    assert not nobody.cookies
    assert not wrong.cookies


def test_guessing_slows_down_under_a_name_whether_it_exists_or_not(office: Office) -> None:
    office.accounts.add("丁", PASSWORD)
    with office.client() as http:
        for name in ("丁", "没有这个人"):
            answers = [log_in(http, name, f"guess{number}").status_code for number in range(12)]
            assert answers.count(403) == 5
            assert set(answers[5:]) == {429}
            assert "秒再试" in log_in(http, name, PASSWORD).text, "not even the right password, for now"
        assert log_in(http, "甲", PASSWORD).status_code == 303, "others get in meanwhile"


@pytest.mark.parametrize("free", [5, 20])
def test_no_more_than_a_few_guesses_a_minute_get_through(free: int) -> None:
    now = [0.0]
    throttle = Throttle(free, now=lambda: now[0])
    passed = []
    for second in range(4 * 3600):
        now[0] = second / 4
        if throttle.wait("甲") == 0.0:
            passed.append(now[0])
    assert len([moment for moment in passed if moment < 60]) <= free + 5
    assert len([moment for moment in passed if moment >= 600]) <= 5
    throttle.forgive("甲")
    assert throttle.wait("甲") == 0.0
    assert throttle.wait("乙") == 0.0


def test_an_allowance_is_used_up_and_comes_back(office: Office) -> None:
    now = [0.0]
    allowance = Allowance(10, 2.0, now=lambda: now[0])
    assert [allowance.granted("甲") for _ in range(12)] == [True] * 10 + [False] * 2
    assert allowance.granted("乙")
    now[0] = 1.0
    assert [allowance.granted("甲") for _ in range(3)] == [True, True, False]


def test_one_account_cannot_crowd_the_others_out(office: Office) -> None:
    def status(name: str) -> int:
        return office.sites[name].http.post("/gradio_api/cancel", json={"session_hash": f"session-{name}"}).status_code

    assert 429 in {status("丙") for _ in range(200)}
    assert status("乙") != 429


def gradios_routes() -> set[tuple[str, str]]:
    """Every address gradio answers, with something in place of what varies."""
    import gradio as gr
    from gradio.routes import App

    with gr.Blocks() as page:
        gr.Textbox()
    page.queue()
    found: set[tuple[str, str]] = set()
    waiting = list(App.create_app(page).routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        path = re.sub(r"\{[^}]+\}", "x", getattr(route, "path", None) or "")
        found |= {(method, path) for method in getattr(route, "methods", None) or () if path}
    assert len(found) > 60, "gradio keeps its routes elsewhere now"
    return found


def test_nothing_is_open_without_a_login_but_the_door_and_health(office: Office) -> None:
    ours = {("GET", "/drafts/x.md"), ("GET", "/drafts/x.docx"), ("POST", "/healthz/x"), ("GET", "/healthz/../config")}
    door = {"/login", "/login/", "/logout", "/logout/"}
    with office.client() as http:
        for method, path in sorted(gradios_routes() | ours):
            if path not in door:
                expected = 303 if (method, path) == ("GET", "/") else 401
                assert http.request(method, path).status_code == expected, (method, path)
        assert http.get("/healthz").json() == {"ok": True}
        http.cookies.set("zhibi", "geraten")
        assert http.get("/config").status_code == 401


def test_of_gradios_many_addresses_only_those_the_page_uses_are_there(office: Office) -> None:
    http = office.sites["甲"].http
    used = ("/", "/config", "/theme.css", "/login", "/logout", "/manifest.json", "/favicon.ico", "/robots.txt")
    of_gradio = (
        "app_id",
        "info",
        "startup-events",
        "upload",
        "upload_progress",
        "cancel",
        "reset",
        "queue/join",
        "queue/data",
    )
    open_there = {*used, *(f"/gradio_api/{name}" for name in of_gradio), "/gradio_api/heartbeat/x", "/gradio_api/run/x"}
    prefixes = ("/assets/", "/static/", "/svelte/")
    for method, path in sorted(gradios_routes()):
        if (path.rstrip("/") or "/") not in open_there and not path.startswith(prefixes):
            assert http.request(method, path).status_code == 404, (method, path)


@pytest.mark.parametrize("login", [False, True])
@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "10.0.0.7:{port}", "evil.example", ""])
@pytest.mark.parametrize(
    "origin", [None, "own", "http://evil.example", "null", "http://localhost:1", "https://{host}.evil"]
)
def test_only_the_own_page_of_somebody_logged_in_is_answered(
    office: Office, login: bool, host: str, origin: str | None
) -> None:
    host = host.format(port=office.port)
    known = host in (f"127.0.0.1:{office.port}", f"localhost:{office.port}")
    headers = {"host": host}
    if origin:
        headers["origin"] = f"http://{host}" if origin == "own" else origin.format(host=host)
    cookies = {"zhibi": office.accounts.enter("甲")} if login else {}
    right = known and login and origin in (None, "own")
    wanted = {400} if not known else {403} if origin not in (None, "own") else {401}
    with office.client(cookies=cookies, headers=headers) as http:
        for method, path in (("GET", "/config"), ("GET", "/drafts/x.md"), ("POST", "/gradio_api/cancel")):
            status = http.request(method, path, json={} if method == "POST" else None).status_code
            assert (status not in (400, 401, 403)) if right else status in wanted, (method, path, status)
        if right:
            assert http.get("/config").status_code == 200


def test_a_server_on_a_network_answers_to_its_own_address_and_its_names_only() -> None:
    names = Names(7860, ("127.0.0.1", "server", "zhibi.example:8443"), addressed=True)
    scope = {"server": ("192.168.1.5", 7860)}
    for host in ("192.168.1.5:7860", "server:7860", "SERVER:7860", "zhibi.example:8443", "127.0.0.1:7860"):
        assert names.know(host, scope), host
    for host in ("192.168.1.6:7860", "evil.example:7860", "server", "server:1", "", "zhibi.example:1", "192.168.1.5"):
        assert not names.know(host, scope), host
    assert Names(443, ("server",), usual=True).know("server", scope)
    assert Names(7860, ("server",), addressed=True).know("[fe80::1]:7860", {"server": ("fe80::1", 7860)})
    assert not Names(7860).know("192.168.1.5:7860", scope), "on one machine alone, not even its address"
