"""`zhibi user …` as whoever looks after an office's server uses it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from commands import Ran, Zhibi, ran

from assistant.accounts import Accounts
from assistant.desk import Desk
from assistant.doctor import examine
from assistant.domain import Profile

PASSWORD = "好记的一句话很长"


@pytest.fixture
def zhibi(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Zhibi:
    def run(library: Path, *arguments: str, typed: str | bytes = "") -> Ran:
        piped = io.BytesIO(typed.encode() if isinstance(typed, str) else typed)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped))
        return ran(capfd, monkeypatch, "user", *arguments, "--library", library)

    return run


def test_an_account_is_added_listed_given_another_password_and_removed(zhibi: Zhibi, tmp_path: Path) -> None:
    added = zhibi(tmp_path, "add", "张三", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (added.status, added.out) == (0, "已加账号 张三。\n")
    desk = Desk.open(tmp_path)
    desk.new("张三", "稿子", "2025", Profile("副市长"))
    listed = json.loads(zhibi(tmp_path, "list", "--json").out)["accounts"]
    assert [(one["name"], one["drafts"]) for one in listed] == [("张三", 1)]
    assert zhibi(tmp_path, "password", "张三", "--password-stdin", typed="另一句好记的话呀\r\n").status == 0
    accounts = Accounts.open(tmp_path)
    assert accounts.admitted("张三", "另一句好记的话呀") == "张三"
    accounts.close()
    removed = zhibi(tmp_path, "remove", "张三")
    assert "1 份稿件还在" in removed.out
    again = zhibi(tmp_path, "add", "张三", "--password-stdin", typed=PASSWORD)
    assert "原有 1 份稿件" in again.out
    assert "1 份稿件已删去" in zhibi(tmp_path, "remove", "张三", "--drafts").out
    assert desk.drafts("张三") == ()
    desk.close()


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("add", "张三", "--password-stdin"), ""),
        (("add", "张三", "--password-stdin"), "1234567"),
        (("add", "张三", "--password-stdin"), b"\xff\xfe\xff\xfe\xff\xfe"),
        (("add", "张 三", "--password-stdin"), PASSWORD),
        (("password", "没有的人", "--password-stdin"), PASSWORD),
        (("remove", "没有的人"), ""),
    ],
    ids=["no password", "short", "not utf-8", "name", "nobody's password", "nobody"],
)
def test_what_will_not_do_is_told_in_a_sentence(
    zhibi: Zhibi, tmp_path: Path, arguments: tuple[str, ...], typed: str | bytes
) -> None:
    done = zhibi(tmp_path, *arguments, typed=typed)
    assert done.status == 1
    assert len(done.err.strip().splitlines()) == 2
    assert json.loads(zhibi(tmp_path, "list", "--json").out) == {"accounts": []}


def test_a_password_is_never_an_argument(zhibi: Zhibi, tmp_path: Path) -> None:
    assert zhibi(tmp_path, "add", "张三", PASSWORD).status == 2
    assert zhibi(tmp_path, "add", "张三", "--password", PASSWORD).status == 2


def test_doctor_tells_how_a_shared_server_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> tuple[bool, str]:
        found = next(one for one in examine(tmp_path) if one.name == "登录")
        return found.ok, found.message + found.remedy

    assert told()[0]
    assert not list(tmp_path.iterdir()), "looking makes nothing"
    monkeypatch.setenv("ZHIBI_LOGIN", "1")
    assert told() == (False, "在 127.0.0.1 上服务，0 个账号，没有证书请先运行 zhibi user add 姓名，否则网页打不开。")
    accounts = Accounts.open(tmp_path)
    accounts.add("张三", PASSWORD)
    accounts.close()
    assert told()[0]
    monkeypatch.setenv("ZHIBI_SERVER_HOST", "0.0.0.0")
    monkeypatch.setenv("ZHIBI_SERVER_NAMES", "zhibi.example.cn, 10.0.0.5")
    ok, said = told()
    assert not ok
    assert "zhibi.example.cn、10.0.0.5 上服务，1 个账号" in said
    assert "明文" in said
    monkeypatch.setenv("ZHIBI_SERVER_CERTIFICATE", str(tmp_path / "none.pem"))
    assert "证书" in told()[1]
