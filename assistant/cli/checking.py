"""The command that checks a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out, notice

if TYPE_CHECKING:
    from assistant.domain import Fact, Finding, Outline, Profile, Setting
    from assistant.export import Layout
    from assistant.settings import Settings
    from index import Document, Report


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command(help="检查材料：残留、雷同、提法、提纲、空话、文字、版式")(check)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要检查的材料")],
    profile: Annotated[Path | None, typer.Option("--profile", metavar="FILE", help="本人情况（TOML）")] = None,
    facts: Annotated[Path | None, typer.Option("--facts", metavar="FILE", help="事实清单（TOML）")] = None,
    meeting: Annotated[str | None, typer.Option("--meeting", help="按哪次会议检查，如 2025；默认看材料自己")] = None,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="FILE", help="去年的、同事的材料，查雷同；可以给多份")
    ] = None,
    off: Annotated[list[str] | None, typer.Option("--off", metavar="RULE", help="不用的规则；可以给多个")] = None,
    layout: Annotated[
        str, typer.Option("--layout", metavar="NAME", help="Word 文件按哪种版式检查，同 zhibi export 的 --layout")
    ] = "gbt9704",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.docx|OUT.html", help="另存一份可打印的检查结果")
    ] = None,
    fix: Annotated[
        Path | None,
        typer.Option("--fix", metavar="OUT", help="把标点、序号、错别字改好另存（.txt、.md 或 .docx），原文件不动"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有必须改的问题时以状态 1 退出")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what an inspector would find, with place, reason and remedy."""
    from assistant import shelf
    from assistant.asking import load_facts, load_profile, outline_for
    from assistant.checks.summary import rows, summary
    from assistant.domain import Profile
    from index import read

    _known(off or [])
    _writable(output, fix, file)
    who = load_profile(profile) if profile else None
    outline = outline_for(shelf.chosen(library), meeting, who or Profile()) if meeting else None
    document = read(file)
    report = shelf.parser(library).parse(document)
    others = tuple(read(path) for path in against or ())
    asked = _Asked(who, load_facts(facts) if facts else (), outline, others, tuple(off or ()), file, layout)
    findings, left, judged_by = _checked(document, report, asked, library)
    if output:
        _save(output, report.title, document, findings, left)
    if fix:
        _mend(fix, document, outline, asked, library)
    if as_json:
        json_out({"findings": rows(findings), "summary": summary(findings, document.text, left)})
    else:
        _show(findings, left, judged_by)
    if strict and any(one.severity == "error" for one in findings):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options say a text is checked by."""

    profile: Profile | None
    facts: Sequence[Fact]
    outline: Outline | None
    against: tuple[Document, ...]
    off: tuple[str, ...]
    file: Path
    layout: str


def _known(off: Sequence[str]) -> None:
    from assistant.checks import rules
    from index import NotFound

    ids = {rule.id for rule in rules()}
    for name in off:
        if name not in ids:
            raise NotFound(f"没有“{name}”这条规则。", "规则的名称见检查结果里的 rule，或 data/rules.toml。")


def _checked(
    document: Document, report: Report, asked: _Asked, library: Path | None
) -> tuple[tuple[Finding, ...], list[str], str]:
    """The findings, what could not be checked, and the name of the layout a Word file was judged by."""
    from assistant import resources, shelf
    from assistant.asking import outlines
    from assistant.checks import check as run
    from assistant.checks import outline_of
    from assistant.verifying import Library
    from index import Corpus

    setting = shelf.chosen(library)
    meetings = outlines(setting)
    outline = asked.outline or outline_of(report, meetings)
    left = _left(asked, outline is not None)
    typeset = _typeset(document, report, asked, left, setting)
    judged_by = typeset.layout if typeset else ""

    def by(known: Library | None) -> tuple[Finding, ...]:
        return run(
            document,
            report,
            profile=asked.profile,
            facts=asked.facts,
            outline=outline,
            library=known,
            against=asked.against,
            off=asked.off,
            known=meetings,
            setting=typeset,
        )

    if not Corpus.exists(setting.library):
        left.append("没有与示例库比对雷同：示例库还没有建立，可先运行 zhibi ingest。")
        return by(None), left, judged_by
    with shelf.open_to_read(library=library, notice=notice) as corpus:
        return by(Library(corpus, resources.lexicon().expressions)), left, judged_by


def _typeset(document: Document, report: Report, asked: _Asked, left: list[str], settings: Settings) -> Setting | None:
    """How a Word file is set; a note in `left` where that cannot be seen."""
    from assistant import shelf
    from assistant.export import layout, layouts, setting_of

    folder = shelf.layout_folder(settings)
    chosen = layout(asked.layout, folder)
    if asked.file.suffix.lower() != ".docx":
        left.append("没有检查版式：只有 .docx 文件能查。")
        return None
    found = setting_of(asked.file, document, report, chosen)
    if found is None:
        left.append("没有检查版式：看不出这个文件的版式。")
    elif nearer := _nearer(document, report, asked.file, found, layouts(folder)):
        left.append(f"没有按“{nearer.name}”检查版式，这个文件更像是按它排的：可用 --layout {nearer.id}。")
    return found


_NEARER = 3
"""So many kinds of departures fewer make another layout the likelier one."""


def _nearer(document: Document, report: Report, file: Path, found: Setting, known: Sequence[Layout]) -> Layout | None:
    """The layout from which a Word file departs much less than from the one it was judged by."""
    from assistant.checks import departing
    from assistant.export import setting_of

    most = departing(document, report, found) - _NEARER
    if most < 0:
        return None
    beside = ((one, setting_of(file, document, report, one)) for one in known)
    counted = [(departing(document, report, setting), one) for one, setting in beside if setting]
    return next((one for count, one in sorted(counted, key=lambda one: one[0]) if count <= most), None)


def _left(asked: _Asked, outline: bool) -> list[str]:
    left = []
    if not outline:
        left.append("没有按会议通知检查：看不出是哪一年度的会议，可用 --meeting 指定。")
    if asked.profile is None:
        left.append("没有按本人情况检查残留：可用 --profile 给出职务、层级、分管领域。")
    if not asked.facts:
        left.append("没有核对事实：可用 --facts 给出事实清单。")
    if not asked.against:
        left.append("没有与去年的、同事的材料比对：可用 --against 给出文件。")
    return left


def _writable(output: Path | None, fix: Path | None, file: Path) -> None:
    """Refuse kinds of files nobody can write, and the file itself, before the work."""
    if output and output.suffix.lower() not in (".html", ".htm", ".docx"):
        raise typer.BadParameter("-o 只支持 .docx 和 .html")
    if fix and fix.suffix.lower() not in (".txt", ".md", ".docx"):
        raise typer.BadParameter("--fix 只支持 .txt、.md 和 .docx")
    if fix and fix.exists() and file.exists() and fix.samefile(file):
        raise typer.BadParameter("--fix 要另存，不能写回原文件")


def _save(output: Path, title: str, document: Document, findings: Sequence[Finding], left: Sequence[str]) -> None:
    from datetime import date

    from assistant.checks.printed import inspection, page
    from assistant.export import export_inspection

    told = inspection(title, document, findings, left, day=date.today())
    if output.suffix.lower() == ".docx":
        export_inspection(told, output)
    else:
        _write(output, page(told))


def _mend(fix: Path, document: Document, outline: Outline | None, asked: _Asked, library: Path | None) -> None:
    """Save the text with its mechanical faults mended; what was judged by the library or a profile stays as it is."""
    from assistant import shelf
    from assistant.checks import check as run
    from assistant.checks import mended

    parser = shelf.parser(library)

    def found(text: str) -> tuple[Finding, ...]:
        again = shelf.document(text, f"稿{asked.file.suffix if asked.file.suffix.lower() in _PLAIN else '.txt'}")
        return run(again, parser.parse(again), outline=outline, off=asked.off)

    text, count = mended(document.text, found)
    if fix.suffix.lower() == ".docx":
        shelf.export_text(text, fix, asked.layout, library=library)
    else:
        _write(fix, text)
    notice(f"改好 {count} 处，另存为 {fix}；提法、事实和遮字要由您自己改。")


_PLAIN = (".txt", ".md")


def _write(output: Path, text: str) -> None:
    from index import Fault

    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Fault(f"写不了 {output}。", "请检查文件夹是否存在、是否有权限。") from error


def _show(findings: Sequence[Finding], left: Sequence[str], judged_by: str) -> None:
    """The findings for a person; those of the layout under the name of the layout, the same advice once a rule."""
    from assistant.checks.rulebook import FAMILIES
    from assistant.checks.summary import GRAVE, by_worth

    out = console()
    told: set[tuple[str, str]] = set()
    for family, some in by_worth(findings):
        by = f"（对照“{judged_by}”）" if family == "layout" else ""
        out.print(f"\n【{FAMILIES[family]}】{len(some)} 处{by}")
        for one in some:
            advice = "" if (one.rule, one.advice) in told else one.advice
            told.add((one.rule, one.advice))
            out.print(f"  {one.line}:{one.column} 〔{GRAVE[one.severity]}〕{one.message}{advice}")
    counts = "，".join(f"{name} {sum(one.severity == key for one in findings)} 处" for key, name in GRAVE.items())
    out.print(f"\n共 {len(findings)} 处：{counts}。" if findings else "没有发现问题。")
    for text in left:
        notice(f"注意：{text}")
