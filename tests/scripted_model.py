"""Models without a network: one that says what it is told to, and one that does as it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence

from assistant.model import Answer, ModelUnavailable
from assistant.prompts import Prompt

Said = str | Answer | ModelUnavailable
FAULT = ModelUnavailable("模型服务（127.0.0.1）出了故障（500）。", "请稍后再试。")


class Scripted:
    """Gives its answers in turn, the last one again and again, in pieces of seven characters."""

    name = "剧本"

    def __init__(self, *said: Said | Callable[[str], Said]) -> None:
        self._said = list(said)
        self.prompts: list[Prompt] = []
        self.closed = 0

    def stream(self, prompt: Prompt) -> Generator[str, None, Answer]:
        self.prompts.append(prompt)
        said = self._said.pop(0) if len(self._said) > 1 else self._said[0]
        if callable(said):
            said = said("\n".join(text for _, text in prompt.messages))
        if isinstance(said, ModelUnavailable):
            raise said
        answer = said if isinstance(said, Answer) else Answer(said)
        try:
            for at in range(0, len(answer.text), 7):
                yield answer.text[at : at + 7]
        finally:
            self.closed += 1
        return answer


def dutiful(prompt: str) -> str:
    """Writes what the rules ask for: every fact with its mark, a slot for the rest."""
    facts: Sequence[str] = re.findall(
        r"^\[F\d+\] .+$", prompt.partition("<事实>\n")[2].partition("</事实>")[0], re.MULTILINE
    )
    told = "".join(f"{line.partition(' ')[2]}。{line.partition(' ')[0]}" for line in facts)
    return f"一是推动工作等靠多、主动少。{told}二是跟踪问效不紧。【待补：哪一件事？】"
