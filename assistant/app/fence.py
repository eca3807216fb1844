"""What may be asked of gradio: only what the page uses, only in one's own session, only with one's own uploads.

Gradio serves much that this app has no use for, partly without asking who is there; it hands out any uploaded file whose path is known;
and whoever knows the name of a session can read and continue it. None of this gets past the fence.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from assistant.app.guard import App, Message, Receive, Send, refuse
from assistant.app.owner import LOCAL, owner_of_scope
from assistant.app.throttle import Allowance

_OPEN = re.compile(
    r"/|/(?:config|theme\.css|manifest\.json|favicon\.ico|robots\.txt|healthz|login|logout)/?"
    r"|/(?:assets|static|svelte|drafts)/.+"
    r"|/gradio_api/(?:app_id|info|startup-events|upload|upload_progress|cancel|reset|queue/join|queue/data|run/predict)/?"
    r"|/gradio_api/heartbeat/[^/]+"
)
_ASKED = re.compile(r"/gradio_api/(?:cancel|reset|queue/join|run/predict)/?")
_UPLOADED = re.compile(r"/gradio_api/upload/?")
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)")
_LONGEST = 4 << 20
_LARGEST = 300 << 20
_MOST = 20_000
NOT_HERE = (404, "没有这个页面。")
NOT_YOURS = (403, "这不是您的。")
TOO_LONG = (413, "内容太长。")
TOO_OFTEN = (429, "请求太频繁，请稍等几秒再试。")
TOO_LARGE = (413, "一次上传的文件太多或太大，请分几次上传。")


@dataclass
class Belongings:
    """Which session and which uploaded file is whose, as far as this process has seen; the oldest are forgotten first."""

    sessions: OrderedDict[str, str] = field(default_factory=OrderedDict)
    files: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)

    def enters(self, owner: str, session: str) -> bool:
        """Whether this owner may use the session; a session not seen before is theirs from now on."""
        if self.sessions.setdefault(session, owner) != owner:
            return False
        self.sessions.move_to_end(session)
        while len(self.sessions) > _MOST:
            self.sessions.popitem(last=False)
        return True

    def brought(self, owner: str, path: str) -> None:
        """Remember an uploaded file. The same file may come from several."""
        self.files[owner, path] = None
        self.files.move_to_end((owner, path))
        while len(self.files) > _MOST:
            self.files.popitem(last=False)

    def has(self, owner: str, path: str) -> bool:
        """Whether this owner uploaded the file."""
        return (owner, path) in self.files


@dataclass
class _Limits:
    """How much one account may ask for: requests, files and megabytes uploaded. Where nobody logs in there is one person."""

    requests: Allowance = field(default_factory=lambda: Allowance(60, 8.0))
    uploads: Allowance = field(default_factory=lambda: Allowance(40, 1.0))
    megabytes: Allowance = field(default_factory=lambda: Allowance(600, 0.5))

    def ask(self, owner: str) -> bool:
        return owner == LOCAL or self.requests.granted(owner)

    def upload(self, owner: str, size: int) -> bool:
        return owner == LOCAL or (self.uploads.granted(owner) and self.megabytes.granted(owner, size / (1 << 20)))


@dataclass
class Fence:
    """The app with gradio's doors closed but for those the page uses, and `also`, a path that is served besides."""

    app: App
    also: str = ""
    belongings: Belongings = field(default_factory=Belongings)
    limits: _Limits = field(default_factory=_Limits)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path, owner = scope["path"], owner_of_scope(scope)
        if self.also and scope["type"] == "http" and path.rstrip("/") == self.also.rstrip("/"):
            await self._whole(scope, receive, send)
        elif scope["type"] != "http" or not _OPEN.fullmatch(path):
            await refuse(scope, send, *NOT_HERE)
        elif not all(self.belongings.enters(owner, session) for session in _sessions(scope)):
            await refuse(scope, send, *NOT_YOURS)
        elif _UPLOADED.fullmatch(path):
            await self._uploaded(owner, scope, receive, send)
        elif _ASKED.fullmatch(path):
            await self._asked(owner, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _whole(self, scope: Message, receive: Receive, send: Send) -> None:
        """A request that names neither session nor file: read whole, within the limits."""
        body = await _whole(receive)
        if body is None:
            await refuse(scope, send, *TOO_LONG)
        elif not self.limits.ask(owner_of_scope(scope)):
            await refuse(scope, send, *TOO_OFTEN)
        else:
            await self.app(scope, _replayed(body, receive), send)

    async def _uploaded(self, owner: str, scope: Message, receive: Receive, send: Send) -> None:
        """Files brought: so much at a time, and noted as their owner's."""
        size = _announced(scope)
        if size is None or size > _LARGEST:
            await refuse(scope, send, *TOO_LARGE)
        elif not self.limits.upload(owner, size):
            await refuse(scope, send, *TOO_OFTEN)
        else:
            await self.app(scope, receive, _noting(send, self.belongings, owner))

    async def _asked(self, owner: str, scope: Message, receive: Receive, send: Send) -> None:
        """Something to be done: read whole, judged, and handed on."""
        body = await _whole(receive)
        if body is None:
            await refuse(scope, send, *TOO_LONG)
        elif not self.limits.ask(owner):
            await refuse(scope, send, *TOO_OFTEN)
        elif not _own(body, self.belongings, owner):
            await refuse(scope, send, *NOT_YOURS)
        else:
            await self.app(scope, _replayed(body, receive), send)


def _announced(scope: Message) -> int | None:
    """How long a request says its body is; None when it does not say. The server holds it to that."""
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else None


def _own(body: bytes, belongings: Belongings, owner: str) -> bool:
    """Whether everything a request names is its owner's; what is not JSON is nobody's."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    session = asked.get("session_hash") if isinstance(asked, dict) else None
    if session is not None and not (isinstance(session, str) and belongings.enters(owner, session)):
        return False
    return all(belongings.has(owner, path) for path in _paths(asked))


def _paths(value: object) -> Iterator[str]:
    """Every file named anywhere in a request. Gradio takes a dictionary with a path for a file."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "path" in one:
                yield str(one["path"])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _sessions(scope: Message) -> list[str]:
    """The sessions an address names."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    found = query.get("session_hash", [])
    heartbeat = _HEARTBEAT.fullmatch(scope["path"])
    return [*found, heartbeat[1]] if heartbeat else found


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request; None when it is too long."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > _LONGEST:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A receiver that gives the body once more, and then whatever comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving


def _noting(send: Send, belongings: Belongings, owner: str) -> Send:
    """A sender that notes the paths an upload is answered with before the page learns them."""
    answered = b""

    async def sending(message: Message) -> None:
        nonlocal answered
        if message["type"] == "http.response.body":
            answered += message.get("body", b"")
            if not message.get("more_body"):
                for path in _listed(answered):
                    belongings.brought(owner, path)
        await send(message)

    return sending


def _listed(answer: bytes) -> list[str]:
    try:
        paths = json.loads(answer)
    except ValueError:
        return []
    return [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
