"""The pages of the door, whole and without a script: logging in, another password, and that it was changed."""

from __future__ import annotations

from importlib.resources import files

from assistant.accounts import LONGEST, SHORTEST
from assistant.app.guard import Send, reply
from assistant.app.markup import Html, escaped, tag

# Narrower than what gradio's page needs; a browser keeps to both.
_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'"),
)


def login(name: str = "", news: str = "") -> str:
    """The login page, with the name already typed and what was wrong."""
    here, there = ("", " autofocus") if name else (" autofocus", "")
    return _page("login", "登录", name=escaped(name), news=_alert(news), first=here, then=there)


def password(name: str, news: str = "") -> str:
    """The form for another password of this account, and what was wrong. What was typed is not given back."""
    return _page(
        "password", "换口令", name=escaped(name), news=_alert(news), shortest=str(SHORTEST), longest=str(LONGEST)
    )


def changed(name: str) -> str:
    """That the account has another password now."""
    return _page("changed", "口令已换", name=escaped(name))


def once_more(path: str) -> str:
    """What makes a browser ask for this address again by itself."""
    return f"<!doctype html><meta http-equiv=refresh content='0;url={path}'>"


async def show(send: Send, status: int, page: str, *headers: tuple[bytes, bytes]) -> None:
    """Send a page."""
    await reply(send, status, page.encode(), *_HEADERS, *headers)


def _page(file: str, title: str, /, **filled: str) -> str:
    """A page's own file within the frame all of them have; the values are HTML."""
    content = _file(file)
    for place, value in filled.items():
        content = content.replace(f"{{{place}}}", value)
    return _file("door").replace("{title}", title).replace("{content}", content)


def _file(name: str) -> str:
    return files("assistant.app").joinpath(f"{name}.html").read_text(encoding="utf-8")


def _alert(news: str) -> Html:
    return tag("p", news, role="alert") if news else Html()
