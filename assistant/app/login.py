"""The door where several work on one server: it asks for name and password, and a cookie stands for them; inside, one changes
the password.

The cookie holds a random token only; scripts cannot read it and no other site can send it. A guess costs an argon2 hash and
slows the next one down, under the account's name as well as from the address it came from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from math import ceil
from typing import Any
from urllib.parse import parse_qs

import anyio

from assistant.accounts import Accounts, check_password, folded
from assistant.app import pages
from assistant.app.guard import App, Message, Receive, Send, headers_of, refuse, reply
from assistant.app.owner import marked
from assistant.app.throttle import Throttle
from index import Fault

WRONG = "账号或口令不对。"
WRONG_NOW = "现在的口令不对。"
AGAIN = "登录已过期，刚才的改动没有保存。请另开一个窗口登录，再回到这里接着写，文字会一并保存。"
# Says nothing of the password: of two clicks in a row the first has changed it.
OUT = "登录已过期，请重新登录。要换口令，登录以后再换。"
_LONGEST_FORM = 8 << 10
# How long a token seen valid is not looked up again: an account taken away is out after this many seconds.
_BELIEVED = 5.0
_MOST_BELIEVED = 1000


class Refused(Exception):
    """What was typed will not do; the page is shown again with this status and says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


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
        elif not (owner := await self._visitor(scope)):
            await self._turned_away(path, scope, send)
        elif path == "/password" and scope["type"] == "http":
            await self._password(owner, scope, receive, send)
        else:
            await self.app(marked(scope, owner), receive, send)

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

    async def _turned_away(self, path: str, scope: Message, send: Send) -> None:
        asked = (scope["method"], path) if scope["type"] == "http" else ()
        if asked == ("POST", "/password"):
            await pages.show(send, 401, pages.login(news=OUT))
        elif asked not in (("GET", "/"), ("GET", "/password")):
            await refuse(scope, send, 401, AGAIN)
        elif headers_of(scope).get("sec-fetch-site") == "cross-site":
            # Whoever comes by a link from elsewhere shows no cookie; coming once more from here, they do.
            await pages.show(send, 200, pages.once_more(path))
        else:
            await reply(send, 303, b"", (b"location", b"/login"))

    async def _login(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await pages.show(send, 200, pages.login())
            return
        form = await _form(receive)
        name = form.get("name", "")[:80]
        try:
            account = await self._tried(name, form.get("password", ""), scope, WRONG)
        except Refused as why:
            await pages.show(send, why.status, pages.login(name, str(why)))
            return
        await self._end(scope)
        token = await anyio.to_thread.run_sync(self.accounts.enter, account)
        await reply(send, 303, b"", (b"location", b"/"), self._cookie(token))

    async def _password(self, owner: str, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await pages.show(send, 200, pages.password(owner))
            return
        form = await _form(receive)
        try:
            new = _wanted(owner, form)
            await self._tried(owner, form.get("old", ""), scope, WRONG_NOW)
        except Refused as why:
            await pages.show(send, why.status, pages.password(owner, str(why)))
            return
        token = await self._changed(owner, new)
        await pages.show(send, 200, pages.changed(owner), self._cookie(token))

    async def _changed(self, owner: str, new: str) -> str:
        """Another password for this account: nobody is in any more but who gets the token returned."""
        await anyio.to_thread.run_sync(self.accounts.change, owner, new, limiter=self._hashing)
        for token in [token for token, (name, _) in self._believed.items() if name == owner]:
            del self._believed[token]
        return await anyio.to_thread.run_sync(self.accounts.enter, owner)

    async def _tried(self, name: str, password: str, scope: Message, wrong: str) -> str:
        """The account this password opens. Refused, with what to say, when it opens none or was tried too often."""
        key, address = folded(name), str((scope.get("client") or ("",))[0])
        if wait := self.by_name.wait(key) or self.by_address.wait(address):
            raise Refused(429, f"试的次数太多，请过 {ceil(wait)} 秒再试。")
        account = await anyio.to_thread.run_sync(self.accounts.admitted, name, password, limiter=self._hashing)
        if account is None:
            raise Refused(403, wrong)
        self.by_name.forgive(key)
        self.by_address.spare(address)
        return account

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


def _wanted(name: str, form: dict[str, str]) -> str:
    """The new password somebody wants. Refused when it was typed in two ways, is the old one or will not do."""
    old, new, again = (form.get(field, "") for field in ("old", "new", "again"))
    if new != again:
        raise Refused(422, "两次输入的新口令不一样。")
    try:
        check_password(name, new)
    except Fault as fault:
        raise Refused(422, str(fault)) from fault
    if new == old:
        raise Refused(422, "新口令和现在的一样，请换一个不同的。")
    return new


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
