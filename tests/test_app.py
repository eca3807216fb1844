"""The web app over HTTP: who may ask, what goes out, what is closed, and that nobody sees another's work."""

from __future__ import annotations

import json
import logging
import os
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes_chat import running, tools_for
from visiting import Site

from assistant import settings
from assistant.app.server import UPLOADS, serve
from index import Block, Document, Fault

pytestmark = [
    # gradio's own: its queue uses what pandas gives up, and its loops are closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*"),
    pytest.mark.filterwarnings("ignore:unclosed event loop:ResourceWarning"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("app") / "library"
    with running(folder, tools_for, "2025-vice-mayor-livelihood", "2025-justice-chief") as (port, library):
        site = Site(port, library)
        yield site
        site.http.close()


@pytest.fixture
def session() -> str:
    return uuid.uuid4().hex


def test_the_page_answers_in_chinese_with_headers_that_keep_it_to_itself(site: Site) -> None:
    page = site.http.get("/")
    assert page.status_code == 200
    assert page.text.index("zh-CN") < page.text.index("<meta")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert int(page.headers["content-length"]) == len(page.content)


def test_health_is_answered(site: Site) -> None:
    assert site.http.get("/healthz").json() == {"ok": True}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "10.0.0.7:{port}", ""]
)
@pytest.mark.parametrize("path", ["/", "/config", "/healthz", "/gradio_api/info"])
def test_a_request_under_another_name_is_refused(site: Site, host: str, path: str) -> None:
    assert site.http.get(path, headers={"host": host.format(port=site.port)}).status_code == 400


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1", "http://localhost:1", "https://127.0.0.1.evil.example"],
)
@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/run/predict", "/config"])
def test_another_page_can_ask_for_nothing(site: Site, origin: str, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        answer = site.http.request(method, path, headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers


def test_another_page_may_link_here_but_not_embed_or_fetch(site: Site) -> None:
    def status(mode: str) -> int:
        return site.http.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}).status_code

    assert status("navigate") == 200
    assert status("no-cors") == 403
    assert status("cors") == 403


def test_its_own_page_is_answered_without_leave_for_others(site: Site) -> None:
    for name in ("127.0.0.1", "localhost"):
        own = {"host": f"{name}:{site.port}", "origin": f"http://{name}:{site.port}"}
        answer = site.http.get("/config", headers=own)
        assert answer.status_code == 200
        assert not [header for header in answer.headers if header.startswith("access-control")]


@pytest.mark.parametrize(
    "path",
    ["/openapi.json", "/docs", "/redoc", "/monitoring", "/gradio_api/openapi.json", "/gradio_api/mcp/sse", "/Docs"],
)
def test_pages_for_programmers_are_closed(site: Site, path: str) -> None:
    assert site.http.get(path).status_code == 404


def test_no_handler_is_a_public_interface(site: Site) -> None:
    assert site.http.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert site.config["dependencies"]
    assert {one["api_visibility"] for one in site.config["dependencies"]} == {"private"}


@pytest.mark.parametrize("path", ["/etc/passwd", "http://127.0.0.1:1/x", "../../etc/passwd", "{ledger}"])
def test_no_file_of_this_machine_is_handed_out(site: Site, path: str) -> None:
    path = path.format(ledger=site.library.setting.library / "ledger.sqlite3")
    assert site.http.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_uploads_lie_in_a_private_folder_of_the_library(site: Site) -> None:
    folder = site.library.setting.library / UPLOADS
    assert os.environ["GRADIO_TEMP_DIR"] == str(folder)
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_answer_and_its_sources_reach_the_screen(site: Site, session: str) -> None:
    said = site.say("帮我写担当作为方面的问题", session)
    assert "带头干事创业、担当作为" in said
    assert "zb-slot" in said
    assert "zb-cite" in said


def test_two_pages_do_not_share_a_conversation(site: Site) -> None:
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    site.say("看看别人怎么写只有甲知道的事", one)
    assert "只有甲知道" in site.say("你好", one)
    assert "只有甲知道" not in site.say("你好", other)
    assert site.talks[one] != site.talks[other]


def upload(site: Site, session: str, *files: tuple[str, bytes]) -> tuple[list[str], str]:
    sent = site.http.post("/gradio_api/upload", files=[("files", file) for file in files])
    sent.raise_for_status()
    paths = [
        {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}
        for path, (name, _) in zip(sent.json(), files, strict=True)
    ]
    output, _ = site.fire("upload", "upload", [paths, ""], session)
    return sent.json(), json.dumps(output, ensure_ascii=False)


def test_a_bad_file_is_told_in_a_sentence_and_the_good_one_beside_it_is_taken(site: Site, session: str) -> None:
    good = "某县某局局长2025年度民主生活会个人对照检查材料\n一、存在的问题\n一是理论学习不深入。学得不够。\n".encode()
    paths, news = upload(site, session, ("坏的.docx", b"PK\x03\x04 this archive breaks off"), ("好的.txt", good))
    assert "收入 1 份" in news
    assert "1 份没有收入" in news
    assert "坏的" in news
    assert "Traceback" not in news
    assert any("某局局长" in card.title for card in site.library.corpus.reports())
    assert not [path for path in paths if os.path.exists(path)], "uploaded files are not kept"


def test_a_file_name_full_of_markup_is_shown_as_text(site: Site, session: str) -> None:
    _, news = upload(site, session, ("<img src=x onerror=alert(1)>${alert(1)}.docx", b"nothing"))
    assert "<img" not in news
    assert "${" not in news


def test_what_a_browser_sends_as_a_report_is_not_believed(site: Site, session: str) -> None:
    output, log = site.fire("reports", "select", [], session, {"report": "../../etc/passwd"})
    assert output["error"] is None if "error" in output else True
    assert log is not None
    assert log["level"] == "warning"


def test_a_report_is_removed_only_after_the_question_was_answered(site: Site, session: str) -> None:
    card = site.library.corpus.add(
        _document("某镇镇长2024年度民主生活会个人对照检查材料\n一、存在的问题\n一是到村不多。\n")
    )
    asked, _ = site.fire("reports", "select", [], session, {"remove": card.id})
    assert card.title in json.dumps(asked, ensure_ascii=False)
    assert card.id in {one.id for one in site.library.corpus.reports()}
    site.fire("remove-yes", "click", [None, ""], session)
    assert card.id not in {one.id for one in site.library.corpus.reports()}


def _document(text: str) -> Document:
    lines, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            lines.append(Block(line, "", number, start))
        start += len(line) + 1
    return Document("镇长.txt", text, tuple(lines))


def test_a_bug_is_owned_up_to_and_logged_with_its_traceback(
    site: Site, session: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(site.library.corpus, "phrases", broken, raising=False)
    with caplog.at_level(logging.ERROR, "zhibi.app"):
        _, log = site.fire("wording", "submit", ["担当"], session)
    assert "程序出错了，已记录" in log["log"]
    assert "secret detail" not in log["log"]
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_another_address_wants_an_account_and_says_how_to_make_one(tmp_path: Path) -> None:
    setting = settings.Settings(library=tmp_path / "library")
    for host in ("0.0.0.0", "192.168.1.5", "::"):
        with pytest.raises(Fault, match="zhibi user add"):
            serve(setting, host=host, port=7860, open_browser=False)
    with pytest.raises(Fault, match="zhibi user add"):
        serve(setting.model_copy(update={"login": True}), host="127.0.0.1", port=7860, open_browser=False)


def test_a_certificate_that_will_not_do_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key", encoding="utf-8")
    for server in (
        {"certificate": tmp_path / "none.pem"},
        {"certificate": tmp_path / "none.pem", "key": tmp_path / "key.pem"},
    ):
        setting = settings.Settings(library=tmp_path / "library", server=settings.Server(**server))
        with pytest.raises(Fault, match="证书"):
            serve(setting, host="127.0.0.1", port=7860, open_browser=False)
    assert not (tmp_path / "library").exists()
