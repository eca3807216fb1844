"""Several people on one server, over HTTP: who gets in, and that nobody sees or touches another's work."""

from __future__ import annotations

import io
import json
import re
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import h11
import httpx
import pytest
from fakes_chat import drafting_tools, running
from visiting import Site

from assistant.accounts import Accounts
from assistant.app.desk import desk_of
from assistant.app.desk.work import Seat, Work
from assistant.app.guard import Names
from assistant.app.library import Library
from assistant.app.profile import profile_of
from assistant.app.throttle import Allowance, Throttle
from assistant.desk import Draft

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]
EXAMPLES = ("2025-vice-mayor-livelihood", "2025-justice-chief")
PASSWORD = "好记的一句话很长"
DUTY = "problems/4"
NAMES = ("甲", "乙", "丙")


class Office:
    """A running server with accounts, and each account's browser."""

    def __init__(self, port: int, library: Library, accounts: Accounts) -> None:
        self.port = port
        self.accounts = accounts
        self.work: Work = desk_of(library)
        self.sites = {name: Site(port, library, accounts.enter(name)) for name in NAMES}

    def client(self, **given: dict[str, str]) -> httpx.Client:
        """A browser that has not logged in."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20, **given)

    def draft(self, owner: str, secret: str) -> Draft:
        """A draft with the secret in its title, facts, profile and text."""
        profile = profile_of(f"{secret}副市长", "individual", "city", f"{secret}市政府", ["教育"])
        draft = self.work.start(owner, profile, "2025", f"2025年3月{secret}到学校7次")
        draft = self.work.save(Seat(draft.id, DUTY, "t", draft.revision, owner), f"{secret}一是担当不够。")
        return self.work.change(
            Seat(draft.id, DUTY, "t", draft.revision, owner), lambda one: replace(one, title=f"{secret}的材料")
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office") / "library"
    accounts = Accounts.open(folder)
    for name in NAMES:
        accounts.add(name, PASSWORD)
    with running(folder, drafting_tools, *EXAMPLES, accounts=accounts) as (port, library):
        office = Office(port, library, accounts)
        yield office
        for site in office.sites.values():
            site.http.close()
    accounts.close()


@pytest.fixture
def secret() -> str:
    return f"机密{uuid.uuid4().hex}"


def log_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password})


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


def test_a_second_user_sees_none_of_the_firsts_drafts(office: Office, secret: str) -> None:
    draft = office.draft("甲", secret)
    mine, theirs = office.sites["甲"], office.sites["乙"]
    for kind in ("md", "json"):
        assert secret in mine.http.get(f"/drafts/{draft.id}.{kind}").text
    for kind in ("md", "json", "docx"):
        refused = theirs.http.get(f"/drafts/{draft.id}.{kind}")
        assert (refused.status_code, secret in refused.text) == (404, False)


def shown_by(site: Site, draft: Draft) -> str:
    """Everything the page would show when each of its handlers is asked about this draft, whatever is clicked."""
    said, waiting = [], list(ACTS)
    for handler in site.config["dependencies"]:
        data = [value_for(site, one, draft) for one in handler["inputs"]]
        acts = [""]
        if site.by_name["where"] in handler["inputs"] and any(event == "select" for _, event in handler["targets"]):
            # The same handler listens to several lists: every act once is enough.
            acts, waiting = waiting or ["part"], []
        for act in acts:
            click = {"act": act, "part": DUTY, "n": "1", "p": "1", "fact": "F1"} if act else None
            try:
                said.append(repr(site.ask(handler["id"], data, uuid.uuid4().hex, click)))
            except httpx.HTTPStatusError as error:
                said.append(error.response.text)
    return "".join(said)


def value_for(site: Site, component: int, draft: Draft) -> object:
    """What a page that has somebody's draft open would send for a component."""
    one = site.components[component]
    name, kind = one["props"].get("elem_id"), one["type"]
    if name == "where":
        return f"{draft.id}|{DUTY}"
    if name == "desk-open":
        return draft.id
    if name == "seen":
        return draft.revision
    if kind in ("textbox", "html"):
        return "改掉"
    if kind == "uploadbutton":
        path = send(site, "a.txt", "2025年3月检查了17家企业。".encode())
        return [file_data(path)] if one["props"].get("file_count") == "multiple" else file_data(path)
    return None if kind == "state" else one["props"].get("value")


ACTS = ("part", "adopt", "keep", "reword", "drop", "close", "restore", "forget", "assign")


def test_whatever_the_page_can_do_it_does_not_do_to_anothers_draft(office: Office, secret: str) -> None:
    draft = office.draft("甲", secret)
    history = [f"{draft.id}|{DUTY}", draft.revision, draft.part(DUTY).text]
    shown = repr(office.sites["甲"].fire("history", "click", history, uuid.uuid4().hex))
    assert secret in shown, "the owner's page shows it"
    said = shown_by(office.sites["乙"], draft)
    assert said.count("找不到这份稿子") > 20
    assert secret not in said
    assert office.work.load("甲", draft.id) == draft
    assert len(office.work.desk.versions("甲", draft.id, DUTY)) == 1


def test_nobody_reads_or_continues_anothers_session(office: Office, secret: str) -> None:
    session = uuid.uuid4().hex
    mine, theirs = office.sites["甲"], office.sites["乙"]
    assert secret in mine.say(f"看看别人怎么写{secret}", session)
    chat = mine.listener("ask", "submit")["id"]
    body = {"data": ["你好", None, "", "", "", "", [], ""], "fn_index": chat, "session_hash": session}
    tried = (
        theirs.http.post("/gradio_api/queue/join", json=body),
        theirs.http.post("/gradio_api/run/predict", json=body),
        theirs.http.post("/gradio_api/cancel", json={"session_hash": session, "fn_index": chat, "event_id": "x"}),
        theirs.http.get("/gradio_api/queue/data", params={"session_hash": session}),
        theirs.http.get(f"/gradio_api/heartbeat/{session}"),
    )
    assert [answer.status_code for answer in tried] == [403] * len(tried)
    assert secret in mine.say("刚才那个", session) or mine.say("你好", session)


def send(site: Site, name: str, content: bytes) -> str:
    """Upload a file; returns where the server keeps it."""
    sent = site.http.post("/gradio_api/upload", files=[("files", (name, content))])
    sent.raise_for_status()
    path: str = sent.json()[0]
    return path


def file_data(path: str, name: str = "a.txt", **more: str) -> dict[str, Any]:
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}, **more}


def test_an_uploaded_file_is_its_owners_alone_and_nobody_fetches_it_back(office: Office, secret: str) -> None:
    mine, theirs = office.sites["甲"], office.sites["乙"]
    text = f"{secret}材料\n一、存在的问题\n一是2025年3月{secret}检查了17家企业，发现问题5个。\n".encode()
    path = send(mine, "a.txt", text)
    for site in (mine, theirs):
        for form in (f"file={path}", f"file/{path}", f"proxy={path}", f"stream/{path}"):
            answer = site.http.get(f"/gradio_api/{form}")
            assert (answer.status_code, secret in answer.text) == (404, False)
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        theirs.fire("upload", "upload", [[file_data(path)], ""], uuid.uuid4().hex)
    draft = office.draft("乙", "乙")
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        theirs.fire("fact-file", "upload", [f"{draft.id}|{DUTY}", 9, "", file_data(path)], uuid.uuid4().hex)
    assert Path(path).exists(), "the owner's file is still there to be read"
    output, _ = mine.fire("upload", "upload", [[file_data(path)], ""], uuid.uuid4().hex)
    assert "收入 1 份" in json.dumps(output, ensure_ascii=False)


def test_what_one_put_into_the_library_another_finds_but_does_not_remove(office: Office) -> None:
    mine, theirs = office.sites["甲"], office.sites["乙"]
    text = "某县渔政站站长2025年度民主生活会个人对照检查材料\n一、存在的问题\n一是巡河不多。到场少。\n"
    path = send(mine, "渔政.txt", text.encode())
    mine.fire("upload", "upload", [[file_data(path)], ""], uuid.uuid4().hex)
    reports = office.work.library.corpus.reports
    card = next(one for one in reports() if "渔政站" in one.title)
    bundled = next(one for one in reports() if one.bundled)
    for site, report in ((theirs, card.id), (mine, bundled.id)):
        session = uuid.uuid4().hex
        _, notice = site.fire("reports", "select", [], session, {"remove": report})
        assert "不是您放进来的" in notice["log"]
    session = uuid.uuid4().hex
    mine.fire("reports", "select", [], session, {"remove": card.id})
    mine.fire("remove-yes", "click", [None, ""], session)
    assert card.id not in {one.id for one in reports()}
    assert bundled.id in {one.id for one in reports()}


@pytest.mark.parametrize(
    "file",
    [
        file_data("/etc/passwd"),
        file_data("{ledger}"),
        file_data("", url="http://127.0.0.1:{listening}/x"),
        file_data("http://127.0.0.1:{listening}/x"),
        {"path": None, "url": "http://127.0.0.1:{listening}/x", "meta": {"_type": "gradio.FileData"}},
        {"path": "{uploads}/../ledger.sqlite3", "meta": {"_type": "gradio.FileData"}},
        {"x": [{"y": {"path": "/etc/passwd"}}]},
    ],
    ids=lambda file: None,
)
def test_a_made_up_file_is_neither_read_nor_fetched(office: Office, file: dict[str, Any]) -> None:
    folder = office.work.library.setting.library
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        text = json.dumps(file).replace("{ledger}", str(folder / "ledger.sqlite3"))
        text = text.replace("{uploads}", str(folder / "uploads"))
        text = text.replace("{listening}", str(listening.getsockname()[1]))
        with pytest.raises(httpx.HTTPStatusError, match="403"):
            office.sites["甲"].fire("upload", "upload", [[json.loads(text)], ""], uuid.uuid4().hex)
        with pytest.raises(TimeoutError):
            listening.accept()


NAUGHTY = (
    "../../x.txt", "/etc/cron.d/x.txt", "..\\..\\x.txt", "a\0b.txt", "CON.txt", ".htaccess", "x" * 300 + ".txt",
    "\u202etxt.exe.txt", "<img src=x onerror=alert(1)>.txt", "${alert(1)}.txt", "%2e%2e%2fx.txt", " ", "ｘ／ｙ.txt", "a\r\nb.txt",
)  # fmt: skip


@pytest.mark.parametrize("name", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_files_name_leads_nowhere(office: Office, name: str) -> None:
    folder = office.work.library.setting.library
    before = around(folder)
    site = office.sites["甲"]
    sent = site.http.post("/gradio_api/upload", files=[("files", (name, io.BytesIO(f"不是材料{name!r}".encode())))])
    if sent.status_code == 200:
        for path in sent.json():
            assert (folder / "uploads") in Path(path).resolve().parents
        output, _ = site.fire("upload", "upload", [[file_data(sent.json()[0], name)], ""], uuid.uuid4().hex)
        shown = json.dumps(output, ensure_ascii=False)
        assert "<img" not in shown
        assert "${" not in shown
        assert "\u202e" not in shown
    else:
        assert sent.status_code < 500
    assert around(folder) == before


def around(folder: Path) -> set[Path]:
    """What lies beside a library and in it, but for what SQLite puts there for the moment and the indexes' own files."""
    found = {path for path in folder.parent.rglob("*") if folder not in path.parents} | set(folder.iterdir())
    return {path for path in found if not path.name.endswith(("-wal", "-shm", "-journal"))}


@pytest.mark.parametrize("size", [21 << 20, 301 << 20])
def test_a_file_too_large_is_refused(office: Office, size: int) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(min(size, 21 << 20) >> 20):
            yield b"x" * (1 << 20)
        yield b"\r\n--x--\r\n"

    length = {"content-length": str(len(head) + size + 9), "content-type": "multipart/form-data; boundary=x"}
    try:
        assert office.sites["甲"].http.post("/gradio_api/upload", content=body(), headers=length).status_code == 413
    except (httpx.WriteError, httpx.LocalProtocolError, h11.LocalProtocolError, httpx.RemoteProtocolError):
        assert size > 300 << 20, "cut off before it was sent"


def test_a_body_without_end_is_not_read_to_its_end(office: Office) -> None:
    answer = office.sites["甲"].http.post("/gradio_api/queue/join", content=b"x" * (5 << 20))
    assert answer.status_code == 413
    assert office.sites["甲"].http.post("/gradio_api/queue/join", content=b"[" * 100_000).status_code == 403


@pytest.mark.slow
def test_of_two_thousand_tries_none_sees_anothers_secret(tmp_path: Path) -> None:
    names = [f"用户{number}" for number in range(10)]
    folder = tmp_path / "library"
    accounts = Accounts.open(folder)
    for name in names:
        accounts.add(name, PASSWORD)
    with running(folder, drafting_tools, *EXAMPLES, accounts=accounts) as (port, library):
        work = desk_of(library)
        sites = {name: Site(port, library, accounts.enter(name)) for name in names}
        drafts, sessions, tried, seen = {}, {}, 0, []
        for name, site in sites.items():
            profile = profile_of("副市长", "individual", "", "", [])
            drafts[name] = work.start(name, profile, "2025", f"机密{name}之事2025年到村7次")
            sessions[name] = uuid.uuid4().hex
            site.say(f"看看别人怎么写机密{name}之事", sessions[name])
            path = send(site, "a.txt", f"机密{name}之事".encode())
            assert f"机密{name}" in site.http.get(f"/drafts/{drafts[name].id}.json").text
            for other in (one for one in names if one != name):
                for answer in tries(sites[other], drafts[name], sessions[name], path):
                    tried += 1
                    seen += [answer] if f"机密{name}" in answer else []
        for site in sites.values():
            site.http.close()
    accounts.close()
    assert tried >= 2000
    assert seen == []


def tries(site: Site, draft: Draft, session: str, path: str) -> Iterator[str]:
    """Ways for one user to come by what another wrote."""
    number = int(draft.id, 16)
    for near in (number, number - 1, number + 1):
        for kind in ("json", "md", "docx"):
            yield site.http.get(f"/drafts/{near:016x}.{kind}").text
    for form in ("file=", "file/", "proxy=", "stream/", "custom_component/"):
        yield site.http.get(f"/gradio_api/{form}{path}").text
    yield site.http.get("/gradio_api/queue/data", params={"session_hash": session}).text
    yield site.http.get(f"/gradio_api/heartbeat/{session}").text
    for way in ("queue/join", "run/predict", "call/predict", "api/predict"):
        body = {"data": [], "fn_index": 0, "session_hash": session}
        yield site.http.post(f"/gradio_api/{way}", json=body).text
    yield site.http.post("/gradio_api/component_server", json={"session_hash": session}).text
    yield site.http.get("/gradio_api/deep_link", params={"session_hash": session}).text
    yield site.http.get("/config").text
