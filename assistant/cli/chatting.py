"""The chat in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import LibraryOption, console, notice

if TYPE_CHECKING:
    from assistant.chat import Conversation, Done, Event, Piece, Source, Tools
    from assistant.desk import ConversationCard, Conversations
    from assistant.settings import Settings
    from index import Corpus

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
    resume: Annotated[bool, typer.Option("--resume", help="接着上一次对话")] = False,
    number: Annotated[int, typer.Option("--number", metavar="N", help="与 --resume 连用：接着 --list 里的第几次")] = 1,
    listing: Annotated[bool, typer.Option("--list", help="列出存着的对话")] = False,
    library: LibraryOption = None,
) -> None:
    """Talk to the assistant line by line; Ctrl-C stops an answer, an empty end of input leaves."""
    from assistant import shelf

    setting = shelf.with_model(shelf.chosen(library), model)
    with _kept(setting) as kept:
        if listing:
            _list(kept)
            return
        before = kept.open(number) if resume else None
        conversation = _begun(setting, before, profile, meeting, facts)
        with shelf.open_to_read(library=library, notice=notice) as corpus:
            _talk(conversation, _tools(setting, corpus), kept)


def _begun(
    setting: Settings, before: Conversation | None, profile: Path | None, meeting: str, facts: Path | None
) -> Conversation:
    """The conversation to begin with; what the options say counts over what an earlier one knew."""
    from assistant.asking import load_facts, load_profile, outline_for, outlines
    from assistant.chat import Conversation

    begun = before or Conversation()
    newest = meeting or begun.meeting or max(outlines(setting), key=lambda one: (one.year, -len(one.id))).id
    begun = replace(begun, meeting=newest)
    if profile:
        begun = replace(begun, profile=load_profile(profile))
    if facts:
        begun = replace(begun, facts=load_facts(facts))
    outline_for(setting, newest, begun.profile)
    if before:
        console().print(f"接着说：{len(begun.messages)} 句。上一句：")
        for message in begun.messages[-2:]:
            console().print(f"  {'您' if message.role == 'user' else '执笔'}：{message.text[:200]}")
    return begun


def _tools(setting: Settings, corpus: Corpus) -> Tools:
    from assistant import shelf
    from assistant.asking import outline_for, outlines
    from assistant.chat import Tools

    return Tools(
        corpus,
        shelf.composer(setting, corpus),
        lambda wanted, writer: outline_for(setting, wanted, writer),
        shelf.lexicon(setting),
        meetings=tuple(outlines(setting)),
    )


class _Keeper:
    """The terminal's conversations: those of this machine's user, kept beside the drafts."""

    OWNER = "local"

    def __init__(self, store: Conversations) -> None:
        self._store = store
        self._id, self._seen = "", 0

    def cards(self) -> tuple[ConversationCard, ...]:
        """Every conversation, the one changed last first."""
        return self._store.cards(self.OWNER)

    def open(self, number: int) -> Conversation:
        """The conversation with this place in the list, 1-based."""
        from assistant.chat import unpacked
        from index import NotFound

        cards = self.cards()
        if not 0 < number <= len(cards):
            raise NotFound("没有这次对话。", "用 zhibi chat --list 看存着哪些。" if cards else "还没有存着的对话。")
        kept = self._store.load(self.OWNER, cards[number - 1].id)
        self._id, self._seen = kept.id, kept.revision
        return unpacked(kept.body)

    def keep(self, conversation: Conversation) -> None:
        """Store the conversation after a turn."""
        from assistant.chat import packed, title_of

        kept = self._store.save(self.OWNER, self._id, self._seen, title_of(conversation), packed(conversation))
        self._id, self._seen = kept.id, kept.revision


@contextmanager
def _kept(setting: Settings) -> Iterator[_Keeper]:
    from assistant.desk import Desk

    desk = Desk.open(setting.library, setting.database.get_secret_value())
    try:
        yield _Keeper(desk.conversations)
    finally:
        desk.close()


def _list(kept: _Keeper) -> None:
    cards = kept.cards()
    for number, card in enumerate(cards, 1):
        changed = time.strftime("%Y-%m-%d %H:%M", time.localtime(card.changed))
        console().print(f"{number:>3}  {changed}  {card.title}")
    if not cards:
        notice("还没有存着的对话。")


def _talk(conversation: Conversation, tools: Tools, kept: _Keeper) -> None:
    for line in _lines():
        before, conversation = conversation, _answer(conversation, line, tools)
        if conversation is not before:
            kept.keep(conversation)


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
    """Prints one answer. A stopped one is kept as far as it came; a failed one leaves the conversation as it was."""
    from assistant.chat import Done, broken_off, turn
    from index import Fault

    seen: list[Event] = []
    try:
        for event in turn(conversation, text, tools=tools):
            seen.append(event)
            if isinstance(event, Done):
                _offer(event)
                return event.conversation
            _show(event)
    except KeyboardInterrupt:
        stopped = broken_off(conversation, text, seen)
        notice(stopped.messages[-1].pieces[-1].text)
        return stopped
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
