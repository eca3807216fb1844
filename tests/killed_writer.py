"""A process that takes reports in until it is killed. It stays warm and forks a writer for every line it is given.

A line is `library acks life mode`; the writer appends to the file of acknowledgements, synced to the disk, what the
library has acknowledged. In mode `dense` it also fills the dense index after every few reports. In mode `hasty` it
acknowledges before the library has: a check that does not notice that is no check.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

REPORTS = 4
PASSAGES = 12
_VOCABULARY = [
    "调研",
    "学习",
    "担当",
    "基层",
    "群众",
    "项目",
    "审批",
    "整改",
    "会议",
    "督查",
    "作风",
    "廉政",
    "教育",
    "医疗",
    "交通",
    "防汛",
    "预算",
    "信访",
    "安全",
    "就业",
    "养老",
    "农田",
]


def text(life: int, number: int) -> str:
    """The report that writer `life` takes in as its `number`th; anyone can write it again."""
    chance = random.Random(f"{life}/{number}")
    lines = [f"报告{life}之{number}", "@who=individual meeting=2025"]
    for place in range(PASSAGES):
        lines.append(f"{tag(life, number, place)}讲{'、'.join(chance.choices(_VOCABULARY, k=9))}。")
    return "\n".join(lines)


def tag(life: int, number: int, place: int) -> str:
    """Words that stand in one passage only."""
    return f"卷{life}册{number}页{place}条"


def run(library: Path, acks: Path, life: int, mode: str) -> None:
    """Takes reports in for ever."""
    from small_library import open_library, write

    with open_library(library) as corpus, acks.open("a", encoding="utf-8") as acked:

        def acknowledge(number: int) -> None:
            acked.write(f"{life} {number}\n")
            acked.flush()
            os.fsync(acked.fileno())

        for first in range(0, 1000, REPORTS):
            numbers = range(first, first + REPORTS)
            files = [write(acks.parent / "files", f"{life}-{number}.txt", text(life, number)) for number in numbers]
            if mode == "hasty":
                acknowledge(first)
                time.sleep(1)
            corpus.ingest(files, progress=lambda done, _total, _name, first=first: acknowledge(first + done - 1))
            if mode == "dense":
                corpus.catch_up()


def main() -> None:
    """Forks a writer for each line, prints its process id, and `gone` when it has ended."""
    import chromadb  # noqa: F401 - loaded once, inherited by every writer
    import rjieba
    import tantivy  # noqa: F401

    rjieba.cut_for_search("预热")
    for line in sys.stdin:
        library, acks, life, mode = line.split()
        child = os.fork()
        if child == 0:
            run(Path(library), Path(acks), int(life), mode)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
