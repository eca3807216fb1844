"""A model server on this machine: it speaks the real protocol, and misbehaves on purpose when told to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.settings import ModelEndpoint

KEY = "sk-CANARY-1a2b3c4d5e6f"
TEXT = "我在推动工作上有时等靠，主动研究不够。【待补：哪一件事？】"


class FakeOpenAI(ThreadingHTTPServer):
    """`mode` is how it behaves; `said` the text it streams; `asked` every request body with its headers."""

    daemon_threads = True

    def __init__(self, mode: str = "good") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mode, self.said = mode, TEXT
        self.write: Callable[[str], str] | None = None
        self.asked: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        self.leaving = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def setting(self, timeout: float = 1.0, name: str = "fake") -> ModelEndpoint:
        return ModelEndpoint(name=name, base_url=self.url, api_key=KEY, timeout=timeout)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeOpenAI

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        mode = self.server.mode
        if mode == "busy-once":
            mode = "good" if len(self.server.asked) > 1 else "429-soon"
        if mode == "down-once":
            mode = "good" if len(self.server.asked) > 1 else "503"
        self.close_connection = True
        getattr(self, "_" + mode.replace("-", "_"), self._status)(mode)

    # Before the first byte

    def _status(self, mode: str) -> None:
        """An HTTP error whose text gives the key away, as real ones do."""
        code, _, after = mode.partition("-")
        told = {"error": {"message": f"Incorrect API key provided: {self.headers['authorization']}", "type": "x"}}
        extra = {"retry-after": {"soon": "0", "late": "3600"}[after]} if after else {}
        self._plain(int(code), json.dumps(told), "application/json", extra)

    def _html(self, mode: str) -> None:
        self._plain(200, "<html><body>请登录网关</body></html>", "text/html", {})

    def _redirect(self, mode: str) -> None:
        self._plain(307, "", "text/plain", {"location": "http://127.0.0.1:9/v1/chat/completions"})

    def _hang(self, mode: str) -> None:
        self.server.leaving.wait(20)

    def _plain(self, code: int, text: str, kind: str, extra: dict[str, str]) -> None:
        data = text.encode()
        self.send_response(code)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    # In the stream

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()

    def _event(self, told: object) -> None:
        data = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def _piece(self, text: str | None, reason: str | None = None, **extra: object) -> None:
        delta = ({} if text is None else {"role": "assistant", "content": text}) | extra
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        self._event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]})

    def _text(self) -> None:
        said = (
            self.server.write(json.dumps(self.server.asked[-1]["messages"], ensure_ascii=False))
            if self.server.write
            else self.server.said
        )
        for at in range(0, len(said), 7):
            self._piece(said[at : at + 7])

    def _good(self, mode: str) -> None:
        self._begin()
        self._text()
        self._piece(None, "stop")
        self._event("[DONE]")

    def _ends(self, reason: str | None) -> None:
        self._begin()
        self._text()
        self._piece(None, reason)
        self._event("[DONE]")

    def _length(self, mode: str) -> None:
        self._ends("length")

    def _content_filter(self, mode: str) -> None:
        self._ends("content_filter")

    def _tool_calls(self, mode: str) -> None:
        self._begin()
        self._text()
        call = {"index": 0, "id": "c", "type": "function", "function": {"name": "fetch", "arguments": "{}"}}
        self._piece(None, None, tool_calls=[call])
        self._piece(None, "tool_calls")
        self._event("[DONE]")

    def _no_done(self, mode: str) -> None:
        self._begin()
        self._text()

    def _cut(self, mode: str) -> None:
        self._begin()
        self._text()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def _bad_json(self, mode: str) -> None:
        self._begin()
        self._text()
        self._event('{"choices": [{"delta": {"content": "坏')

    def _error_object(self, mode: str) -> None:
        self._begin()
        self._text()
        self._event({"error": {"message": f"upstream died, key {self.headers['authorization']}", "code": 500}})

    def _null_choices(self, mode: str) -> None:
        self._begin()
        self._text()
        self._event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": None})

    def _half_utf8(self, mode: str) -> None:
        self._begin()
        self._text()
        self.wfile.write('data: {"choices": [{"delta": {"content": "半'.encode()[:-1] + b"\n\n")

    def _stall(self, mode: str) -> None:
        self._begin()
        self._text()
        self.server.leaving.wait(20)

    def _drip(self, mode: str) -> None:
        self._begin()
        for _ in range(200):
            self._piece("字")
            if self.server.leaving.wait(0.05):
                return
        self._piece(None, "stop")

    def _endless(self, mode: str) -> None:
        """Goes on until the client hangs up, and remembers that it did."""
        self._begin()
        try:
            while not self.server.leaving.is_set():
                self._piece("写着")
                time.sleep(0.02)
        except OSError:
            self.server.hung_up.set()

    def _mute(self, mode: str) -> None:
        """Says something, then nothing more, and remembers that the client hung up."""
        self._begin()
        self._text()
        self.connection.settimeout(0.05)
        while not self.server.leaving.is_set():
            try:
                if not self.connection.recv(1):
                    self.server.hung_up.set()
                    return
            except TimeoutError:
                continue
            except OSError:
                self.server.hung_up.set()
                return

    def _huge(self, mode: str) -> None:
        self._begin()
        self._piece("长" * 350_000)
        self._piece(None, "stop")
        self._event("[DONE]")

    def _empty(self, mode: str) -> None:
        self._begin()
        self._piece("")
        self._piece(None, "stop")
        self._event("[DONE]")

    def _thinks(self, mode: str) -> None:
        self._begin()
        self._piece(None, reasoning_content="暗自想：密")
        for piece in ("<th", "ink>暗自想", "：密</thi", "nk>\n"):
            self._piece(piece)
        self._text()
        self._piece(None, "stop")
        self._event("[DONE]")

    def _only_thinks(self, mode: str) -> None:
        self._begin()
        self._piece("<think>暗自想个没完")
        self._piece(None, "stop")
        self._event("[DONE]")


@contextmanager
def serving(mode: str = "good") -> Iterator[FakeOpenAI]:
    """The server, running until the end of the block."""
    server = FakeOpenAI(mode)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.leaving.set()
        server.shutdown()
        server.server_close()
        thread.join()
