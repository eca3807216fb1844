"""Commands about the installation: serve, doctor, outline, eval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out, progress


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(help="打开网页版（首次使用会收入内置示例）")(serve)
    app.command(help="检查这台电脑上哪些功能可用")(doctor)
    outline = typer.Typer(help="会议提纲：查看、加入新的通知", no_args_is_help=True)
    outline.command("list", help="列出已有的会议提纲")(outline_list)
    outline.command("add", help="加入一份新的提纲（TOML 文件）")(outline_add)
    app.add_typer(outline, name="outline")
    evaluate = typer.Typer(help="评测", no_args_is_help=True)
    evaluate.command("retrieval", help="用 corpus.jsonl、queries.jsonl、qrels.tsv 评测检索")(eval_retrieval)
    app.add_typer(evaluate, name="eval")


def serve(
    host: Annotated[str | None, typer.Option("--host", help="监听地址，默认 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", help="端口，默认 7860")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="不自动打开浏览器")] = False,
    library: LibraryOption = None,
) -> None:
    """Run the web app until interrupted."""
    from assistant import shelf
    from assistant.app import serve as run

    setting = shelf.chosen(library)
    run(
        setting,
        host=host or setting.server.host,
        port=port or setting.server.port,
        open_browser=not no_open,
    )


def doctor(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Say what works here, what is missing, and what to do about it."""
    from dataclasses import asdict

    from assistant.doctor import examine

    checks = examine(library)
    if as_json:
        json_out({"checks": [asdict(check) for check in checks]})
        return
    out = console()
    for check in checks:
        out.print(f"{'✓' if check.ok else '✗'} {check.name}：{check.message}")
        if check.remedy:
            out.print(f"    {check.remedy}")


def outline_list(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the outlines known, bundled and the office's own."""
    from assistant import shelf
    from assistant.asking import outlines

    known = outlines(shelf.chosen(library))
    if as_json:
        rows = [{"id": one.id, "name": one.name, "theme": one.theme} for one in known]
        json_out({"outlines": rows})
        return
    for one in known:
        console().print(f"{one.id:<12}{one.name}")


def outline_add(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Validate a new notice and install it; the whole product then knows that meeting."""
    from assistant import resources, shelf
    from assistant.asking import OUTLINES

    setting = shelf.chosen(library)
    added = resources.add_outline(file, setting.library / OUTLINES)
    json_out({"added": added.id, "name": added.name}) if as_json else console().print(
        f"已加入提纲 {added.id}：{added.name}"
    )


def eval_retrieval(
    corpus: Annotated[Path, typer.Option("--corpus", metavar="F", help="corpus.jsonl")],
    queries: Annotated[Path, typer.Option("--queries", metavar="F", help="queries.jsonl")],
    qrels: Annotated[Path, typer.Option("--qrels", metavar="F", help="qrels.tsv")],
    mode: Annotated[str, typer.Option("--mode", help="hybrid、lexical 或 dense")] = "hybrid",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure retrieval on any test set: nDCG@10, Recall@5, Recall@20, MRR@10."""
    from assistant import shelf
    from assistant.evaluation import evaluate

    if mode not in ("hybrid", "lexical", "dense"):
        raise typer.BadParameter("--mode 只能是 hybrid、lexical 或 dense")
    with progress("评测检索") as tick:
        figures = evaluate(corpus, queries, qrels, mode=mode, embedder=shelf.embedder(shelf.chosen(library)), tick=tick)
    if as_json:
        json_out(figures)
        return
    for name, value in figures.items():
        console().print(f"{name:<14}{value}")
