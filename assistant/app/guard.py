"""What surrounds the page: who may ask, what is closed, which headers go out, and the page's language."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.app.owner import LOCAL, marked

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_PORT = re.compile(r":\d+$")
App = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
)
FOREIGN = (403, "不接受来自其他网页的请求。")
# gradio's words follow the browser's language; ours is Chinese whatever the browser was bought with.
LANGUAGE = (
    b"<script>Object.defineProperty(navigator,'language',{get:()=>'zh-CN'});"
    b"Object.defineProperty(navigator,'languages',{get:()=>['zh-CN','zh']});"
    b"document.documentElement.lang='zh-CN';</script>"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names the server answers to. `addressed`: also the very address a request came in on, for a server on a network.

    A name without a port means the port served; `usual` says that this is the one browsers leave out.
    """

    port: int
    names: tuple[str, ...] = ("127.0.0.1", "localhost")
    addressed: bool = False
    usual: bool = False

    def know(self, host: str, scope: Message) -> bool:
        """Whether a request addressed to `host` is meant for this server."""
        host = host.lower()
        own = (*self.names, _address(scope)) if self.addressed else self.names
        return any(host in (f"{name}:{self.port}", *self._bare(name)) for name in own if name)

    def _bare(self, name: str) -> tuple[str, ...]:
        return (name,) if self.usual or _PORT.search(name) else ()


def _address(scope: Message) -> str:
    """The address of this machine that a connection was made to, as it is written in a link."""
    address = str((scope.get("server") or ("",))[0]).removeprefix("::ffff:")
    return f"[{address}]" if ":" in address else address


def guarded(app: App, names: Names) -> App:
    """The app, answering only requests addressed to it by name that come from its own page."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        refusal = _refusal(scope, names)
        if refusal:
            await refuse(scope, _with_headers(send), *refusal)
            return
        await app(scope, receive, _with_headers(send))

    return answer


def for_everybody(app: App) -> App:
    """The app of one person's machine: whoever gets here is that person."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        await app(marked(scope, LOCAL), receive, send)

    return answer


def _refusal(scope: Message, names: Names) -> tuple[int, str] | None:
    headers = headers_of(scope)
    host = headers.get("host", "")
    if not names.know(host, scope):
        return 400, "地址不对。"
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return FOREIGN
    # A link from elsewhere may open the page; nothing else from elsewhere may ask for anything.
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
        return FOREIGN
    return None


def headers_of(scope: Message) -> dict[str, str]:
    """The headers of a request, names in small letters."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def refuse(scope: Message, send: Send, status: int, text: str) -> None:
    """Answer with a sentence and nothing else."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    if scope["path"].startswith("/gradio_api/"):
        # gradio's page shows what stands here, and an English sentence of its own when it is not JSON.
        said = json.dumps({"detail": text, "error": text}, ensure_ascii=False).encode()
        await reply(send, status, said, (b"content-type", b"application/json"))
        return
    await reply(send, status, text.encode(), (b"content-type", b"text/plain; charset=utf-8"))


async def reply(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Send a whole answer; its length is told, so that nobody waits for more."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    """Adds our headers and takes away any leave for other sites to read; pages are not kept by the browser."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if not pair[0].lower().startswith(b"access-control-")]
            kind = dict(kept).get(b"content-type", b"")
            if kind.startswith((b"text/html", b"application/json", b"text/event-stream")):
                kept = [pair for pair in kept if pair[0].lower() != b"cache-control"]
                kept.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*kept, *HEADERS]}
        await send(message)

    return sending


def in_chinese(app: App) -> App:
    """The app whose pages tell gradio that the reader reads Chinese. Streams pass through unbuffered."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await app(scope, receive, send)
            return
        # A packed page could not be written into.
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        await app({**scope, "headers": headers}, receive, _Page(send).sending)

    return answer


class _Page:
    """Holds an HTML page back until it is whole, then puts the language in behind <head>."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def sending(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        body = self._body.replace(b"<head>", b"<head>" + LANGUAGE, 1)
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        await self._send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return bool(headers.get(b"content-type", b"").startswith(b"text/html"))
