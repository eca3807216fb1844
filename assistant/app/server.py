"""Serving the page: from this machine, to this machine, until interrupted."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.app.guard import App, guarded, in_chinese
from assistant.app.library import Library, opened
from index import Fault

if TYPE_CHECKING:
    from assistant.settings import Settings

LOCAL = ("127.0.0.1", "localhost")
UPLOADS = "uploads"
_TRIES = 20


def serve(setting: Settings, host: str, port: int, open_browser: bool) -> None:
    """Run the web app until interrupted. Only this machine is served; a taken port is passed over, and that is told."""
    if host not in LOCAL:
        raise Fault(f"不能在 {host} 上提供服务：本版本只在本机使用。", "请去掉 --host，或写 --host 127.0.0.1。")
    prepare(setting.library)
    listening = _listen(port)
    taken = listening.getsockname()[1]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with listening, opened(setting) as library:
        library.fill()
        address = f"http://127.0.0.1:{taken}"
        _say(f"端口 {port} 已被占用，改用 {taken}。" if taken != port else "")
        _run(application(library, taken), listening, f"{address}/", open_browser)


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


def application(library: Library, port: int) -> App:
    """The whole web application: page, health check, guard and headers."""
    import gradio as gr
    from fastapi import FastAPI

    from assistant.app.desk import desk_of, offer
    from assistant.app.screen import build, looks

    work = desk_of(library)

    web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    web.get("/healthz")(lambda: {"ok": True})
    offer(web, work)
    gr.mount_gradio_app(
        web,
        build(library, work),
        path="/",
        server_name="127.0.0.1",
        server_port=port,
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
    return guarded(in_chinese(web), tuple(f"{name}:{port}" for name in LOCAL))


def _listen(port: int) -> socket.socket:
    """A socket on the port asked for, or on the next free one."""
    for candidate in range(port, min(port + _TRIES, 65536)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", candidate))
        except OSError:
            listening.close()
            continue
        return listening
    raise Fault(f"从 {port} 起的 {_TRIES} 个端口都被占用。", "请用 --port 换一个，比如 --port 9000。")


def _run(app: App, listening: socket.socket, address: str, open_browser: bool) -> None:
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
    server = _Announcing(uvicorn.Server(config), address, open_browser)
    try:
        server.run(listening)
    except KeyboardInterrupt:
        _say("已停止。")


class _Announcing:
    """Runs a server and tells the user, once it answers, where to look."""

    def __init__(self, server: Any, address: str, open_browser: bool) -> None:  # noqa: ANN401 - uvicorn's
        self._server = server
        self._address = address
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
        _say(f"执笔已打开：{self._address}  （按 Ctrl+C 停止）")
        if self._open_browser:
            webbrowser.open(self._address)


def _say(text: str) -> None:
    if text:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
