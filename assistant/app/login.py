"""The door where several work on one server: a page that asks for name and password, and a cookie that stands for them.

The cookie holds a random token only; scripts cannot read it and no other site can send it. A guess costs an argon2 hash and
slows the next one down, under the account's name as well as from the address it came from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from importlib.resources import files
from math import ceil
from typing import Any
from urllib.parse import parse_qs

import anyio

from assistant.accounts import Accounts, folded
from assistant.app.guard import App, Message, Receive, Send, headers_of, refuse, reply
from assistant.app.markup import escaped, tag
from assistant.app.owner import marked
from assistant.app.throttle import Throttle

HTML = (b"content-type", b"text/html; charset=utf-8")
# Narrower than what gradio's page needs; a browser keeps to both.
NO_SCRIPT = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'",
)
WRONG = "账号或口令不对。"
AGAIN = "登录已过期，刚才的改动没有保存。请另开一个窗口登录，再回到这里接着写，文字会一并保存。"
_LONGEST_FORM = 8 << 10
# How long a token seen valid is not looked up again: an account taken away is out after this many seconds.
_BELIEVED = 5.0
_MOST_BELIEVED = 1000


@dataclass
class Door:
    """Lets in who has logged in. `secure` when the server speaks HTTPS."""

    app: App
    accounts: Accounts
    secure: bool = False
    now: Callable[[], float] = time.monotonic
    by_name: Throttle = field(default_factory=lambda: Throttle(5))
    by_address: Throttle = field(default_factory=lambda: Throttle(20))
    # Each hash takes 64 MB and a core for a moment; guessers wait for each other, not the writers for them.
    _hashing: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(2))
    _believed: dict[str, tuple[str, float]] = field(default_factory=dict)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer the door's own pages; hand on what comes from somebody who is in."""
        path = str(scope.get("path", "")).rstrip("/") or "/"
        if scope["type"] == "lifespan" or path == "/healthz":
            # Nobody's work is behind these; a health check says ok and nothing else.
            await self.app(marked({**scope, "query_string": b""}, ""), receive, send)
        elif path == "/login" and scope["type"] == "http":
            await self._login(scope, receive, send)
        elif path == "/logout" and scope["type"] == "http":
            await self._leave(scope, send)
        elif owner := await self._visitor(scope):
            await self.app(marked(scope, owner), receive, send)
        else:
            await self._turned_away(scope, send)

    async def _visitor(self, scope: Message) -> str | None:
        token = self._token(scope)
        if not token:
            return None
        owner, until = self._believed.get(token, ("", 0.0))
        if owner and self.now() < until:
            return owner
        found = await anyio.to_thread.run_sync(self.accounts.visitor, token)
        self._believed.pop(token, None)
        if found:
            while len(self._believed) >= _MOST_BELIEVED:
                self._believed.pop(next(iter(self._believed)))
            self._believed[token] = found, self.now() + _BELIEVED
        return found

    async def _turned_away(self, scope: Message, send: Send) -> None:
        headers = headers_of(scope)
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await refuse(scope, send, 401, AGAIN)
        elif headers.get("sec-fetch-site") == "cross-site":
            # Whoever comes by a link from elsewhere shows no cookie; coming once more from here, they do.
            again = b"<!doctype html><meta http-equiv=refresh content='0;url=/'>"
            await reply(send, 200, again, HTML, NO_SCRIPT)
        else:
            await reply(send, 303, b"", (b"location", b"/login"))

    async def _login(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await reply(send, 200, page(), HTML, NO_SCRIPT)
            return
        form = await _form(receive)
        name, password = form.get("name", "")[:80], form.get("password", "")
        if wait := self._wait(name, scope):
            await reply(send, 429, page(name, f"试的次数太多，请过 {ceil(wait)} 秒再试。"), HTML, NO_SCRIPT)
            return
        account = await anyio.to_thread.run_sync(self.accounts.admitted, name, password, limiter=self._hashing)
        if account is None:
            await reply(send, 403, page(name, WRONG), HTML, NO_SCRIPT)
            return
        self._admitted(name, scope)
        await self._end(scope)
        token = await anyio.to_thread.run_sync(self.accounts.enter, account)
        await reply(send, 303, b"", (b"location", b"/"), self._cookie(token))

    def _wait(self, name: str, scope: Message) -> float:
        """Seconds to wait before this try; none, and it counts."""
        return self.by_name.wait(folded(name)) or self.by_address.wait(_from(scope))

    def _admitted(self, name: str, scope: Message) -> None:
        self.by_name.forgive(folded(name))
        self.by_address.spare(_from(scope))

    async def _leave(self, scope: Message, send: Send) -> None:
        await self._end(scope)
        await reply(send, 303, b"", (b"location", b"/login"), self._cookie("", gone=True))

    async def _end(self, scope: Message) -> None:
        if token := self._token(scope):
            self._believed.pop(token, None)
            await anyio.to_thread.run_sync(self.accounts.leave, token)

    @property
    def _name(self) -> str:
        # With this beginning a browser takes the cookie from this very host over HTTPS only.
        return "__Host-zhibi" if self.secure else "zhibi"

    def _token(self, scope: Message) -> str:
        try:
            cookies = SimpleCookie(headers_of(scope).get("cookie", ""))
        except CookieError:
            return ""
        return cookies[self._name].value[:100] if self._name in cookies else ""

    def _cookie(self, token: str, *, gone: bool = False) -> tuple[bytes, bytes]:
        parts = (f"{self._name}={token}", "Path=/", "HttpOnly", "SameSite=Strict")
        more = (*(("Secure",) if self.secure else ()), *(("Max-Age=0",) if gone else ()))
        return b"set-cookie", "; ".join((*parts, *more)).encode()


def page(name: str = "", news: str = "") -> bytes:
    """The login page, with the name already typed and what was wrong."""
    text = files("assistant.app").joinpath("login.html").read_text(encoding="utf-8")
    told = tag("p", news, role="alert") if news else ""
    here, there = ("", " autofocus") if name else (" autofocus", "")
    filled = {"{first}": here, "{then}": there, "{news}": told, "{name}": escaped(name)}
    for place, value in filled.items():
        text = text.replace(place, value)
    return text.encode()


def _from(scope: Message) -> str:
    return str((scope.get("client") or ("",))[0])


async def _form(receive: Receive) -> dict[str, str]:
    """The fields of a form; none when it is too long to be one."""
    body = b""
    while True:
        message: dict[str, Any] = dict(await receive())
        body += message.get("body", b"")
        if len(body) > _LONGEST_FORM:
            return {}
        if not message.get("more_body"):
            return {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
