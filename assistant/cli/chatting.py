"""The chat in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import LibraryOption, console, notice

if TYPE_CHECKING:
    from assistant.chat import Conversation, Done, Event, Piece, Source, Tools

_LEAVE = ("exit", "quit", "退出", "再见")
_LEADS = {"item": "  · ", "note": "  （", "quote": "    ", "todo": "! "}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(help="在终端里对话：写一部分、查说法、改写（输入 退出 结束）")(chat)


def chat(
    profile: Annotated[Path | None, typer.Option("--profile", metavar="FILE", help="本人情况（TOML）")] = None,
    meeting: Annotated[str, typer.Option("--meeting", help="会议年度，如 2025")] = "",
    facts: Annotated[Path | None, typer.Option("--facts", metavar="FILE", help="事实清单（TOML）")] = None,
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help="用哪个模型（服务在设置里）")] = None,
    library: LibraryOption = None,
) -> None:
    """Talk to the assistant line by line; Ctrl-C stops an answer, an empty end of input leaves."""
    from assistant import shelf
    from assistant.asking import load_facts, load_profile, outline_for, outlines
    from assistant.chat import Conversation, Tools
    from assistant.domain import Profile

    setting = shelf.with_model(shelf.chosen(library), model)
    newest = meeting or max(outlines(setting), key=lambda one: (one.year, -len(one.id))).id
    conversation = Conversation(
        profile=load_profile(profile) if profile else Profile(),
        meeting=newest,
        facts=load_facts(facts) if facts else (),
    )
    outline_for(setting, newest, conversation.profile)
    with shelf.open_to_read(library=library, notice=notice) as corpus:
        tools = Tools(
            corpus,
            shelf.composer(setting, corpus),
            lambda wanted, writer: outline_for(setting, wanted, writer),
            shelf.lexicon(setting),
            meetings=tuple(outlines(setting)),
        )
        _talk(conversation, tools)


def _talk(conversation: Conversation, tools: Tools) -> None:
    for line in _lines():
        conversation = _answer(conversation, line, tools)


def _lines() -> Iterator[str]:
    """What is typed, until it ends."""
    while True:
        if sys.stdin.isatty():
            console().print("\n您：", end="")
        line = sys.stdin.readline()
        text = line.strip()
        if not line or text in _LEAVE:
            return
        if text:
            yield text


def _answer(conversation: Conversation, text: str, tools: Tools) -> Conversation:
    """Prints one answer; a stopped or failed one leaves the conversation as it was."""
    from assistant.chat import Done, turn
    from index import Fault

    events = turn(conversation, text, tools=tools)
    try:
        for event in events:
            if isinstance(event, Done):
                _offer(event)
                return event.conversation
            _show(event)
    except KeyboardInterrupt:
        notice("已停止，这一句没有记下。")
    except Fault as fault:
        notice(f"{fault.message}{fault.remedy}")
    return conversation


def _show(event: Event) -> None:
    from assistant.chat import Passages, Piece, Status

    out = console()
    if isinstance(event, Status):
        notice(f"{event.text}……")
    elif isinstance(event, Passages):
        for source in event.sources:
            out.print(_source(source))
    elif isinstance(event, Piece):
        _show_piece(event)


def _show_piece(piece: Piece) -> None:
    if piece.style == "growing":
        if sys.stderr.isatty():
            sys.stderr.write(f"\r已写 {len(piece.text)} 字")
            sys.stderr.flush()
        return
    mark = f"[{piece.mark}] " if piece.mark else ""
    closing = "）" if piece.style == "note" else ""
    console().print(f"{_LEADS.get(piece.style, '')}{mark}{piece.text}{closing}")


def _source(source: Source) -> str:
    return f"  [{source.mark}] 《{source.title}》{source.meeting or ''}"


def _offer(done: Done) -> None:
    replies = done.conversation.messages[-1].replies
    if replies:
        console().print("可以接着说：" + " / ".join(replies[:4]))
