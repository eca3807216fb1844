"""Commands about the library: ingest, parse, reports, remove, reindex."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out, notice, progress
from assistant.cli.structure import structure, structure_lines

if TYPE_CHECKING:
    from index import Ingested


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(help="把文件或文件夹收入示例库")(ingest)
    app.command(help="看一份材料的结构，不入库")(parse)
    app.command(help="列出示例库里的材料")(reports)
    app.command(help="从示例库移除一份材料")(remove)
    app.command(help="重建检索索引（换向量模型后也用它）")(reindex)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或文件夹")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take files and folders into the library; exit 1 if any failed."""
    from assistant.shelf import open_corpus
    from index import Ingested, find_files

    files, missing = find_files(paths)
    with open_corpus(library=library) as corpus, progress("读取材料") as tick:
        done = corpus.ingest(files, progress=tick)
    done = Ingested(done.added, done.unchanged, (*missing, *done.failed))
    json_out(_ingested(done)) if as_json else _show_ingested(done)
    if done.failed:
        raise typer.Exit(1)


def _ingested(done: Ingested) -> dict[str, object]:
    def cards(group: tuple[object, ...]) -> list[dict[str, object]]:
        return [{name: getattr(card, name) for name in ("id", "title", "source", "passages")} for card in group]

    failed = [{"source": f.source, "message": f.message, "remedy": f.remedy} for f in done.failed]
    return {"added": cards(done.added), "unchanged": cards(done.unchanged), "failed": failed}


def _show_ingested(done: Ingested) -> None:
    out = console()
    for card in done.added:
        out.print(f"已入库  {card.title}（{card.passages} 段）")
    for card in done.unchanged:
        out.print(f"已有    {card.title}")
    for failure in done.failed:
        notice(f"未入库  {failure.source}：{failure.message}{failure.remedy}")
    out.print(f"共入库 {len(done.added)} 份，已有 {len(done.unchanged)} 份，失败 {len(done.failed)} 份。")


def parse(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the structure of one file; nothing is stored."""
    from assistant.shelf import parser
    from index import read

    report = parser(library=library).parse(read(file))
    if as_json:
        json_out(structure(report))
        return
    out = console()
    for line in structure_lines(report):
        out.print(line)


def reports(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List what the library holds."""
    from dataclasses import asdict

    from assistant.shelf import open_to_read

    with open_to_read(library=library) as corpus:
        cards = corpus.reports()
    if as_json:
        json_out({"reports": [asdict(card) for card in cards]})
        return
    out = console()
    for card in cards:
        about = "，".join(filter(None, (card.meeting and f"{card.meeting}年度", card.role, "、".join(card.portfolio))))
        out.print(f"{card.id}  {card.title}（{about or '—'}；{card.passages} 段{'；内置' if card.bundled else ''}）")
    out.print(f"共 {len(cards)} 份。")


def remove(
    report: Annotated[str, typer.Argument(metavar="ID", help="材料编号，见 zhibi reports")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take one report out of the library."""
    from assistant.shelf import open_corpus

    with open_corpus(library=library) as corpus:
        title = corpus.report(report).title
        corpus.remove(report)
    json_out({"removed": report, "title": title}) if as_json else console().print(f"已移除 {title}")


def reindex(
    library: LibraryOption = None,
    embedding: Annotated[str | None, typer.Option("--embedding", metavar="NAME", help="换用的向量模型")] = None,
    as_json: JsonOption = False,
) -> None:
    """Rebuild both indexes from the ledger, with the embedder now chosen."""
    from assistant.settings import config_file
    from assistant.shelf import open_corpus

    with open_corpus(library=library, embedding=embedding) as corpus:
        if corpus.notice:
            notice(f"注意：{corpus.notice}")
        with progress("重建索引") as tick:
            corpus.reindex(progress=tick)
        state = corpus.state()
    if embedding and not corpus.notice:
        notice(f'以后一直使用 {embedding}，请在 {config_file()} 中写入 embedding = "{embedding}"。')
    json_out({"state": state}) if as_json else console().print("索引已重建。")
