"""Commands that write files: draft and export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out, notice

if TYPE_CHECKING:
    from assistant.drafting import DraftedPart
    from assistant.export import Exported


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(help="写出一份完整的初稿，待补处留空")(draft)
    app.command(help="按公文版式导出 Word 文件")(export)


def draft(
    profile: Annotated[Path, typer.Option("--profile", metavar="FILE", help="本人情况（TOML）")],
    meeting: Annotated[str, typer.Option("--meeting", help="会议年度，如 2025")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="写到哪里，.md 或 .docx")],
    facts: Annotated[Path | None, typer.Option("--facts", metavar="FILE", help="事实清单（TOML）")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a whole first draft: every part of the outline in order, what only the writer knows as slots."""
    from assistant import shelf
    from assistant.asking import load_facts, load_profile, outline_for
    from assistant.drafting import assemble, listed, numbered
    from index import Fault

    if output.suffix.lower() not in (".md", ".docx"):
        raise typer.BadParameter("-o 只支持 .md 和 .docx")
    writer = load_profile(profile)
    setting = shelf.chosen(library)
    outline = outline_for(setting, meeting, writer)
    with shelf.open_to_read(library=library, notice=notice) as corpus:
        parts = shelf.composer(setting, corpus).draft(writer, outline, load_facts(facts) if facts else ())
    try:
        if output.suffix.lower() == ".md":
            told, sources = numbered(parts)
            output.write_text(assemble(told, writer, outline).text, encoding="utf-8")
            _beside(output).write_text(listed(sources), encoding="utf-8")
        else:
            shelf.export_text(assemble(parts, writer, outline, marks=False).text, output, library=library)
    except OSError as error:
        raise Fault(f"写不了 {output}。", "请检查文件夹是否存在、是否有权限。") from error
    json_out(_drafted(output, parts)) if as_json else _show_drafted(output, parts)


def _beside(output: Path) -> Path:
    """Where it is written what the marks of a Markdown draft stand for."""
    return output.with_name(f"{output.stem}.出处.md")


def _degraded(parts: tuple[DraftedPart, ...]) -> list[str]:
    return list(dict.fromkeys(note for one in parts for note in one.suggestion.degraded))


def _drafted(output: Path, parts: tuple[DraftedPart, ...]) -> dict[str, object]:
    rows = [
        {"id": one.part.id, "characters": len(one.suggestion.text), "slots": len(one.suggestion.slots)} for one in parts
    ]
    return {"output": str(output), "parts": rows, "degraded": _degraded(parts)}


def _show_drafted(output: Path, parts: tuple[DraftedPart, ...]) -> None:
    out = console()
    for one in parts:
        suggestion = one.suggestion
        flags = f"，照搬 {len(suggestion.borrowed)} 处" if suggestion.borrowed else ""
        out.print(f"{one.part.id:<16}{len(suggestion.text):>5} 字，待补 {len(suggestion.slots)} 处{flags}")
    for text in _degraded(parts):
        notice(f"注意：{text}")
    out.print(f"初稿已写到 {output}。待补处请填上自己的事例，照搬处请换成自己的话。")
    if output.suffix.lower() == ".md":
        out.print(f"文中 [1] 这样的标记各出自哪里，列在 {_beside(output)}；定稿前用 zhibi check --fix 去掉标记。")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.md", help="要导出的材料（.md、.txt、.docx）")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT.docx")],
    layout: Annotated[
        str,
        typer.Option(
            "--layout",
            metavar="NAME",
            help="版式：gbt9704（国家标准）、large（大字会议版）、review（审阅稿），或本单位的",
        ),
    ] = "gbt9704",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a report in the official layout and name the fonts this machine lacks."""
    from assistant import shelf
    from index import read

    if output.suffix.lower() != ".docx":
        raise typer.BadParameter("-o 只支持 .docx")
    done = shelf.export_document(read(file), output, layout, library=library)
    json_out(_exported(done)) if as_json else _show_exported(done)


def _exported(done: Exported) -> dict[str, object]:
    return {"output": str(done.output), "substituted_fonts": list(done.substituted_fonts)}


def _show_exported(done: Exported) -> None:
    console().print(f"已导出 {done.output}")
    if done.substituted_fonts:
        notice("这台电脑缺少下列字体，显示时会换用：" + "；".join(done.substituted_fonts))
