"""Several people on one server, over HTTP: nobody sees or touches another's drafts, talks and files."""

from __future__ import annotations

import io
import json
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h11
import httpx
import pytest
from fakes_chat import drafting_tools, running
from offices import DUTY, EXAMPLES, PASSWORD, Office, opened
from visiting import Site

from assistant.accounts import Accounts
from assistant.app.desk import desk_of
from assistant.app.profile import profile_of
from assistant.desk import Draft

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened(tmp_path_factory.mktemp("office") / "library") as office:
        yield office


@pytest.fixture
def secret() -> str:
    return f"机密{uuid.uuid4().hex}"


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
