"""Who may come in, over SQLite and over a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Clock

from assistant.accounts import Accounts
from index import Fault, NotFound

PASSWORD = "好记的一句话很长"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgres"])
def accounts(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    database = request.getfixturevalue("postgres") if request.param == "postgres" else ""
    accounts = Accounts.open(tmp_path / "library", database, clock, idle=3600.0)
    for one in accounts.known():
        accounts.remove(one.name)
    yield accounts
    accounts.close()


def test_the_right_password_lets_in_and_nothing_else_does(accounts: Accounts) -> None:
    assert accounts.add(" 张三 ", PASSWORD) == "张三"
    assert accounts.admitted("张三", PASSWORD) == "张三"
    for name, password in (("张三", PASSWORD[:-1]), ("张三", ""), ("李四", PASSWORD), ("", ""), ("张三", "x" * 5000)):
        assert accounts.admitted(name, password) is None


def test_a_name_typed_otherwise_is_the_same_account(accounts: Accounts) -> None:
    accounts.add("Wang.Wu", PASSWORD)
    for typed in ("wang.wu", " WANG.WU ", "ｗａｎｇ．ｗｕ"):
        assert accounts.admitted(typed, PASSWORD) == "Wang.Wu"
        with pytest.raises(Fault, match="已经有"):
            accounts.add(typed, PASSWORD)


@pytest.mark.parametrize(
    "name", ["", "张 三", "a/b", "<b>", "local", "LOCAL", "x" * 41, "甲\n乙", "\u202e甲", "'; drop"]
)
def test_a_name_that_could_be_taken_for_something_else_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(Fault, match="账号名不能用"):
        accounts.add(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "1234567", "aaaaaaaaaaaa", "ababababab", "zhangsan", "x" * 201])
def test_a_password_easily_guessed_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(Fault, match="口令"):
        accounts.add("zhangsan", password)
    assert accounts.known() == ()


def test_a_visit_lasts_while_it_is_used_and_ends_when_it_is_left(accounts: Accounts, clock: Clock) -> None:
    accounts.add("张三", PASSWORD)
    token = accounts.enter("张三")
    for _ in range(5):
        clock.time += 3000
        assert accounts.visitor(token) == "张三"
    clock.time += 3700
    assert accounts.visitor(token) is None
    other = accounts.enter("张三")
    accounts.leave(other)
    assert accounts.visitor(other) is None
    assert accounts.visitor("") is None
    assert accounts.visitor("猜的") is None


def test_no_visit_lasts_for_ever(accounts: Accounts, clock: Clock) -> None:
    accounts.add("张三", PASSWORD)
    token = accounts.enter("张三")
    for _ in range(900):
        clock.time += 3000
        if accounts.visitor(token) is None:
            break
    assert accounts.visitor(token) is None
    assert clock.time < 1000 + 31 * 86_400


@pytest.mark.parametrize("act", ["change", "remove"])
def test_another_password_and_removal_end_every_visit(accounts: Accounts, act: str) -> None:
    accounts.add("张三", PASSWORD)
    accounts.add("李四", PASSWORD)
    token, others = accounts.enter("张三"), accounts.enter("李四")
    if act == "change":
        accounts.change("张三", "另一句好记的话呀")
        assert accounts.admitted("张三", PASSWORD) is None
        assert accounts.admitted("张三", "另一句好记的话呀") == "张三"
    else:
        assert accounts.remove("张三") == "张三"
        assert [one.name for one in accounts.known()] == ["李四"]
        with pytest.raises(NotFound):
            accounts.remove("张三")
    assert accounts.visitor(token) is None
    assert accounts.visitor(others) == "李四"


def test_what_is_stored_tells_neither_password_nor_token(tmp_path: Path) -> None:
    accounts = Accounts.open(tmp_path)
    accounts.add("zhangsan", "correct horse battery")
    token = accounts.enter("zhangsan")
    accounts.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"zhangsan" in stored
    assert b"$argon2id$" in stored
    assert b"correct horse" not in stored
    assert token.encode() not in stored


def test_a_report_is_taken_back_by_whoever_gave_it_first(accounts: Accounts) -> None:
    accounts.took_back("r1")
    accounts.gave("张三", ["r1"])
    accounts.gave("李四", ["r1"])
    assert accounts.given_by("张三", "r1")
    assert not accounts.given_by("李四", "r1")
    assert not accounts.given_by("张三", "r2")
    accounts.took_back("r1")
    accounts.gave("李四", ["r1"])
    assert accounts.given_by("李四", "r1")
