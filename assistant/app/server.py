"""Serving the page until interrupted: to this machine, or to an office whose members log in."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.accounts import Accounts
from assistant.app import mcp
from assistant.app.fence import Fence
from assistant.app.guard import App, Names, for_everybody, guarded, in_chinese
from assistant.app.library import Library, opened
from assistant.app.login import Door
from assistant.settings import only_here
from index import Fault

if TYPE_CHECKING:
    from assistant.settings import Settings

LOCAL = ("127.0.0.1", "localhost")
UPLOADS = "uploads"
OPEN_TEXT = (
    "注意：没有设置证书，口令和稿件在网络上是明文，同一网络里的人可能看到。"
    "请在设置里写 server.certificate 和 server.key（见 README“一间办公室共用一台服务器”）。"
)
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where the app is served: `host` as asked for, the names it answers to, and the certificate if it speaks HTTPS."""

    host: str
    port: int
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return only_here(self.host)

    @property
    def secure(self) -> bool:
        """Whether it speaks HTTPS."""
        return self.certificate is not None

    @property
    def known_as(self) -> Names:
        """The names a request may be addressed to."""
        own = () if self.local else (socket.gethostname().lower(),)
        usual = self.port == (443 if self.secure else 80)
        return Names(self.port, (*LOCAL, _written(self.host), *own, *self.names), not self.local, usual)

    def address(self, name: str = "") -> str:
        """What is typed into a browser; without a name, on this machine."""
        anywhere = self.host in ("0.0.0.0", "::", "")
        name = name or (LOCAL[0] if anywhere else _written(self.host))
        return f"http{'s' if self.secure else ''}://{name}:{self.port}/"


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def serve(setting: Settings, host: str, port: int, open_browser: bool) -> None:
    """Run the web app until interrupted. On this machine a taken port is passed over, which is told, and nobody logs in; on
    any other address an account is needed.
    """
    server = setting.server
    asked = Place(host, port, server.names, server.certificate, server.key)
    server.check_certificate()
    accounts = accounts_of(setting) if setting.login or not asked.local else None
    prepare(setting.library)
    listening = _listen(asked)
    place = Place(host, listening.getsockname()[1], server.names, server.certificate, server.key)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with listening, opened(setting) as library:
        library.fill()
        _say(f"端口 {port} 已被占用，改用 {place.port}。" if place.port != port else "")
        _run(application(library, place.known_as, accounts, place.secure), listening, place, open_browser)


def accounts_of(setting: Settings) -> Accounts:
    """Who may log in; a Fault when nobody could."""
    accounts = Accounts.open(setting.library, setting.database.get_secret_value(), idle=setting.server.idle * 60.0)
    if not accounts.known():
        raise Fault(
            "还没有账号，没有人能登录。", "请先运行 zhibi user add 姓名；只在本机一个人用，去掉 --host 和 ZHIBI_LOGIN。"
        )
    return accounts


def prepare(library: Path) -> None:
    """What must be set before gradio is imported: no reports to anybody, and uploads in a private folder."""
    folder = library / UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    os.environ |= {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "GRADIO_TEMP_DIR": str(folder),
    }


def application(library: Library, names: Names, accounts: Accounts | None = None, secure: bool = False) -> App:
    """The whole web application: page, health check, guard, login if there are accounts, fence and headers."""
    import gradio as gr
    from fastapi import FastAPI

    from assistant.app.desk import desk_of, offer
    from assistant.app.screen import build, looks

    work = desk_of(library)

    web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    web.get("/healthz")(lambda: {"ok": True})
    offer(web, work)
    tools = library.setting.mcp and _offer_tools(web, library, names)
    gr.mount_gradio_app(
        web,
        build(library, work, accounts),
        path="/",
        server_name="127.0.0.1",
        server_port=names.port,
        max_file_size="20mb",
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        run_history=False,
        footer_links=[],
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
        **looks(),
    )
    inside = Fence(in_chinese(web), mcp.ADDRESS if tools else "")
    return guarded(Door(inside, accounts, secure) if accounts else for_everybody(inside), names)


def _offer_tools(web: Any, library: Library, names: Names) -> bool:  # noqa: ANN401 - fastapi's
    """The tools beside the page; told and left out where the package for them is not installed."""
    import gradio as gr

    if not mcp.installed():
        _say('没有提供 MCP 工具：没有安装 mcp，请运行 pip install "zhibi[mcp]"。')
        return False
    closed: dict[str, Any] = {"openapi_url": None, "docs_url": None, "redoc_url": None}
    gr.mount_gradio_app(
        web,
        mcp.page(library),
        path=mcp.PATH,
        server_name="127.0.0.1",
        server_port=names.port,
        mcp_server=True,
        ssr_mode=False,
        show_error=True,
        app_kwargs=closed,
    )
    _say(f"MCP 工具已提供：http://127.0.0.1:{names.port}{mcp.ADDRESS}")
    return True


def _listen(place: Place) -> socket.socket:
    """A socket on the port asked for; on this machine alone, the next free one will do as well."""
    tries = _TRIES if place.local else 1
    for candidate in range(place.port, min(place.port + tries, 65536)):
        listening = socket.socket(socket.AF_INET6 if ":" in place.host else socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((place.host, candidate))
            # At once: until one listens, a second program may take the same port, and only one of them is reached.
            listening.listen()
        except OSError:
            listening.close()
            continue
        return listening
    if place.local:
        raise Fault(f"从 {place.port} 起的 {_TRIES} 个端口都被占用。", "请用 --port 换一个，比如 --port 9000。")
    raise Fault(
        f"不能在 {place.host} 的 {place.port} 端口上提供服务。",
        "请检查 --host 是不是本机的地址，或用 --port 换一个端口。",
    )


def _run(app: App, listening: socket.socket, place: Place, open_browser: bool) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=3,
        server_header=False,
        # Whoever could say in a header where they come from could guess passwords from anywhere.
        proxy_headers=False,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
    server = _Announcing(uvicorn.Server(config), place, open_browser)
    try:
        server.run(listening)
    except KeyboardInterrupt:
        _say("已停止。")


class _Announcing:
    """Runs a server and tells the user, once it answers, where to look."""

    def __init__(self, server: Any, place: Place, open_browser: bool) -> None:  # noqa: ANN401 - uvicorn's
        self._server = server
        self._place = place
        self._open_browser = open_browser

    def run(self, listening: socket.socket) -> None:
        """Serve until told to stop."""
        threading.Thread(target=self._announce, daemon=True).start()
        self._server.run(sockets=[listening])

    def _announce(self) -> None:
        waiting = threading.Event()
        while not self._server.started:
            if self._server.should_exit or waiting.wait(0.05):
                return
        address = self._place.address()
        _say(f"执笔已打开：{address}  （按 Ctrl+C 停止）")
        if not self._place.local:
            names = self._place.names or (socket.gethostname(),)
            others = "、".join(self._place.address(name) for name in names)
            _say(f"同事请打开：{others}，或用这台服务器在局域网里的地址。")
            _say("" if self._place.secure else OPEN_TEXT)
        if self._open_browser:
            webbrowser.open(address)


def _say(text: str) -> None:
    if text:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
