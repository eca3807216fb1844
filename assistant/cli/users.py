"""Commands about the people of a shared server: who may log in. A password is typed or piped in, never an argument."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.accounts import Accounts
    from assistant.desk import Desk

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="账号名：姓名或工号", show_default=False)]
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读口令（一行）")]
_LONGEST_LINE = 4096


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    user = typer.Typer(help="账号：几个人共用一台服务器时，谁可以登录", no_args_is_help=True)
    user.command("add", help="加一个账号（口令在终端输入，不会显示）")(user_add)
    user.command("list", help="列出账号")(user_list)
    user.command("password", help="换口令；这个账号在各处都要重新登录")(user_password)
    user.command("remove", help="去掉一个账号；它的稿件留着，可用 --drafts 一并删去")(user_remove)
    app.add_typer(user, name="user")


def user_add(name: NameArgument, password_stdin: StdinOption = False, library: LibraryOption = None) -> None:
    """A new account."""
    with _opened(library) as (accounts, desk):
        added = accounts.add(name, _password(password_stdin))
        kept = desk.drafts(added)
    console().print(f"已加账号 {added}。")
    if kept:
        console().print(f"这个名字下原有 {len(kept)} 份稿件，登录后就能看到。")


def user_list(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Every account, and how many drafts it has."""
    with _opened(library) as (accounts, desk):
        rows = [
            {"name": one.name, "made": int(one.made), "drafts": len(desk.drafts(one.name))} for one in accounts.known()
        ]
    if as_json:
        json_out({"accounts": rows})
        return
    for row in rows:
        made = time.strftime("%Y-%m-%d", time.localtime(int(str(row["made"]))))
        console().print(f"{row['name']}\t{made} 建\t{row['drafts']} 份稿件")
    if not rows:
        console().print("还没有账号。用 zhibi user add 姓名 加一个。")


def user_password(name: NameArgument, password_stdin: StdinOption = False, library: LibraryOption = None) -> None:
    """Another password."""
    with _opened(library) as (accounts, _):
        accounts.change(name, _password(password_stdin))
    console().print("口令已换，这个账号在各处都要重新登录。")


def user_remove(
    name: NameArgument,
    drafts: Annotated[bool, typer.Option("--drafts", help="连同它的稿件一起删去，不能恢复")] = False,
    library: LibraryOption = None,
) -> None:
    """Take an account away. Drafts stay unless they are to go too."""
    with _opened(library) as (accounts, desk):
        removed = accounts.remove(name)
        left = desk.drafts(removed)
        for card in left if drafts else ():
            desk.remove(removed, card.id)
    console().print(f"已去掉账号 {removed}。")
    if left and drafts:
        console().print(f"{len(left)} 份稿件已删去。")
    elif left:
        console().print(f"它的 {len(left)} 份稿件还在；再加同名的账号就能看到。")


@contextmanager
def _opened(library: Path | None) -> Iterator[tuple[Accounts, Desk]]:
    """The accounts and the drafts of a library."""
    from assistant import shelf
    from assistant.accounts import Accounts
    from assistant.desk import Desk

    setting = shelf.chosen(library)
    database = setting.database.get_secret_value()
    accounts, desk = Accounts.open(setting.library, database), Desk.open(setting.library, database)
    try:
        yield accounts, desk
    finally:
        accounts.close()
        desk.close()


def _password(piped: bool) -> str:
    """A password from standard input, or typed twice and not shown."""
    if not piped:
        return str(typer.prompt("口令", hide_input=True, confirmation_prompt="再输一遍"))
    try:
        line = sys.stdin.buffer.readline(_LONGEST_LINE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from index import Fault

        raise Fault(
            "标准输入里的口令不是 UTF-8 编码。", "请用 UTF-8 编码传入，或去掉 --password-stdin 在终端输入。"
        ) from error
    return line.rstrip("\r\n")
