"""A model behind an OpenAI-compatible endpoint: text in pieces, and at the end whether it is whole."""

from __future__ import annotations

import queue
from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from assistant.model import faults
from assistant.model.call import Call
from assistant.model.faults import ModelUnavailable
from assistant.model.thinking import Spoken, spoken
from assistant.prompts import Prompt
from assistant.settings import ModelEndpoint

LONGEST = 20_000
_BEAT = 0.3
_UNFINISHED = {
    "length": "模型写到长度上限就停了",
    "content_filter": "模型服务的内容过滤中断了输出",
    "tool_calls": "模型没有写文字，而是要求调用工具（没有照办）",
    "": "连接在写完之前结束了",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote. Unless `complete` it is 未完成, and `why` says in Chinese what cut it off."""

    text: str
    complete: bool = True
    why: str = ""


class Model(Protocol):
    """Whoever writes text for a prompt."""

    @property
    def name(self) -> str:
        """What a user calls it."""

    def stream(self, prompt: Prompt) -> Generator[str, None, Answer]:
        """Text as it comes, and at the end the answer; ModelUnavailable when there is nothing of it.

        Empty pieces come while it is silent, so that whoever waits can stop at any moment.
        """


def settled(model: Model, prompt: Prompt) -> Answer:
    """The whole answer, for those who do not watch it grow."""
    pieces = model.stream(prompt)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


class Endpoint:
    """A model of one endpoint. Nothing but its host is contacted, whatever proxies the environment names."""

    def __init__(self, setting: ModelEndpoint) -> None:
        parts = urlsplit(setting.base_url)
        if not setting.name:
            raise faults.unset("name（模型名）")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise faults.unset("base_url（地址）")
        self._setting, self._host = setting, parts.hostname

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._setting.name

    def stream(self, prompt: Prompt) -> Generator[str, None, Answer]:
        """Text as it comes. Closing the generator ends the request at the endpoint too."""
        call = Call(self._setting, self._host, prompt)
        whole, filtered = "", Spoken()
        try:
            while isinstance(event := self._next(call), str):
                if not event:
                    yield ""
                    continue
                whole += event
                if len(whole) > LONGEST:
                    return Answer(spoken(whole[:LONGEST]), False, "模型写得太长，后面的没有收")
                if shown := filtered.feed(event):
                    yield shown
        finally:
            call.cancel()
        rest = filtered.rest()
        if rest:
            yield rest
        return self._ended(_visible(whole), event)

    def _next(self, call: Call) -> str | ModelUnavailable | tuple[str]:
        """What comes next; nothing of it after a beat of silence, a fault when the silence is too long."""
        try:
            return call.events.get(timeout=_BEAT)
        except queue.Empty:
            return "" if call.lasts() else faults.silent(self._host, call.limit)

    def _ended(self, text: str, event: ModelUnavailable | tuple[str]) -> Answer:
        """Only an answer that says it stopped by itself is whole; what came before a fault is kept."""
        if isinstance(event, tuple) and event[0] == "stop":
            if not text:
                raise faults.empty(self._host)
            return Answer(text)
        if not text:
            raise event if isinstance(event, ModelUnavailable) else faults.empty(self._host)
        if isinstance(event, ModelUnavailable):
            return Answer(text, False, event.message.rstrip("。"))
        return Answer(text, False, _UNFINISHED.get(event[0], "模型没有说明为什么停下"))


class Unusable:
    """A model whose settings cannot be used: it says so when it is asked, and the built-in drafter answers."""

    def __init__(self, name: str, fault: ModelUnavailable) -> None:
        self._name, self._fault = name, fault

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._name

    def stream(self, prompt: Prompt) -> Generator[str, None, Answer]:
        """Never any text."""
        raise self._fault
        yield ""


def connect(setting: ModelEndpoint) -> Model | None:
    """The model the settings name; None when none is named. Nothing is asked until it is used."""
    if not (setting.name or setting.base_url):
        return None
    try:
        return Endpoint(setting)
    except ModelUnavailable as fault:
        return Unusable(setting.name, fault)


def _visible(whole: str) -> str:
    """Everything spoken; an answer that breaks off while thinking says nothing."""
    if "</think>" in whole:
        tail = whole.rpartition("</think>")[2]
        return "" if "<think>" in tail else spoken(whole)
    return whole.partition("<think>")[0].strip()
