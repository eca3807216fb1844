"""Commands that answer from the library: search, phrases, suggest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.show import JsonOption, LibraryOption, console, json_out, notice

if TYPE_CHECKING:
    from assistant.domain import Suggestion
    from index import Answer, Hit, Phrase

KINDS = "opening preparation rectification statement problems case causes measures closing"
_SHOWN = 600
"""Characters of a passage shown on the terminal."""


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command(help="按意思和功能查段落")(search)
    app.command(help="查一个说法别人怎么写")(phrases)
    app.command(help="为提纲中的一部分给出几种写法")(suggest)


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY")],
    kind: Annotated[str | None, typer.Option("--kind", help=f"部分：{KINDS}")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="主题，如 担当作为 或 duty")] = None,
    meeting: Annotated[str | None, typer.Option("--meeting", help="会议年度，如 2025")] = None,
    who: Annotated[str | None, typer.Option("--who", help="individual（个人）或 group（班子）")] = None,
    portfolio: Annotated[str | None, typer.Option("--portfolio", help="分管领域，如 教育")] = None,
    limit: Annotated[int, typer.Option("-k", min=1, max=1000, help="条数")] = 10,
    mode: Annotated[str, typer.Option("--mode", help="hybrid、lexical 或 dense")] = "hybrid",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages. Filters are hard: what they exclude does not answer."""
    from assistant import shelf
    from assistant.asking import facets
    from assistant.hints import find
    from index import Query

    if mode not in ("hybrid", "lexical", "dense"):
        raise typer.BadParameter("--mode 只能是 hybrid、lexical 或 dense")
    only = facets(kind=kind, topic=topic, meeting=meeting, who=who, portfolio=portfolio)
    with shelf.open_to_read(library=library, notice=notice) as corpus:
        answer = find(corpus, Query(query, only=only, limit=limit, mode=mode))
    json_out(_answer(answer)) if as_json else _show_answer(answer)


def _answer(answer: Answer) -> dict[str, object]:
    return {"hits": [_hit(hit) for hit in answer.hits], "degraded": list(answer.degraded)}


def _hit(hit: Hit) -> dict[str, object]:
    passage = hit.passage
    return {
        "id": passage.id,
        "text": passage.text,
        "score": round(hit.score, 6),
        "report": hit.report.id,
        "title": hit.report.title,
        "source": hit.report.source,
        "section": list(passage.section_path),
        "kind": passage.kind,
        "aspect": passage.aspect,
        "topics": list(passage.topics),
        "start": passage.start,
        "end": passage.end,
    }


def _show_answer(answer: Answer) -> None:
    out = console()
    for text in answer.degraded:
        notice(f"注意：{text}")
    for number, hit in enumerate(answer.hits, 1):
        where = " › ".join((hit.report.title, *(part[:30] for part in hit.passage.section_path)))
        out.print(f"[{number}] {where}")
        out.print(f"    {_shown(hit.passage.running)}\n")
    if not answer.hits:
        out.print("没有找到。可以换个说法，或去掉筛选条件再试。")


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……（共 {len(text)} 字，全文用 --json 看）"


def phrases(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="两到二十个字")],
    limit: Annotated[int, typer.Option("-k", min=1, max=500, help="条数")] = 20,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look a wording up: who says it how, counted, in context."""
    from assistant import shelf

    with shelf.open_to_read(library=library, notice=notice) as corpus:
        found = corpus.phrases(query, limit)
    if as_json:
        json_out({"phrases": [_phrase(phrase) for phrase in found]})
        return
    out = console()
    for phrase in found:
        out.print(f"{phrase.text}  ×{phrase.count}")
        for use in phrase.uses[:2]:
            out.print(f"    …{use.context}…  《{use.title}》")
    if not found:
        out.print("没有找到相近的说法。可以换一两个字再试。")


def _phrase(phrase: Phrase) -> dict[str, object]:
    uses = [{"report": use.report, "section": list(use.section), "context": use.context} for use in phrase.uses]
    return {"text": phrase.text, "count": phrase.count, "uses": uses}


def suggest(
    profile: Annotated[Path, typer.Option("--profile", metavar="FILE", help="本人情况（TOML）")],
    meeting: Annotated[str, typer.Option("--meeting", help="会议年度，如 2025")],
    part: Annotated[str, typer.Option("--part", help="提纲中的部分，如 problems/3")],
    facts: Annotated[Path | None, typer.Option("--facts", metavar="FILE", help="事实清单（TOML）")] = None,
    count: Annotated[int, typer.Option("-n", min=1, max=10, help="给几种写法")] = 3,
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help="用哪个模型（服务在设置里）")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Suggest alternatives for one part, shaped to the profile."""
    from assistant import shelf
    from assistant.asking import load_facts, load_profile, outline_for

    writer = load_profile(profile)
    notes = load_facts(facts) if facts else ()
    setting = shelf.with_model(shelf.chosen(library), model)
    outline = outline_for(setting, meeting, writer)
    with shelf.open_to_read(library=library, notice=notice) as corpus:
        suggestions, degraded = shelf.composer(setting, corpus).suggest(writer, outline, part, notes, count)
    if as_json:
        json_out({"suggestions": [_suggestion(one) for one in suggestions], "degraded": list(degraded)})
        return
    for text in degraded:
        notice(f"注意：{text}")
    _show_suggestions(suggestions)


def _suggestion(one: Suggestion) -> dict[str, object]:
    return {
        "origin": one.origin,
        "text": one.text,
        "citations": [
            {"mark": c.mark, "passage": c.passage, "report": c.report, "text": c.text} for c in one.citations
        ],
        "borrowed": [{"start": run.start, "end": run.end, "passage": run.passage} for run in one.borrowed],
        "slots": [{"start": slot.start, "end": slot.end, "ask": slot.ask} for slot in one.slots],
        "unsupported": [item.text for item in one.unsupported],
    }


def _show_suggestions(suggestions: tuple[Suggestion, ...]) -> None:
    out = console()
    for number, one in enumerate(suggestions, 1):
        label = "摘编" if one.origin == "excerpt" else "生成"
        out.print(f"—— 写法 {number}（{label}，{len(one.text)} 字）——")
        out.print(one.text + "\n")
        for slot in one.slots:
            out.print(f"  待补：{slot.ask}")
        for citation in one.citations:
            out.print(f"  {citation.mark} {citation.text[:40]}…")
        if one.borrowed:
            out.print(f"  与示例相同的片段 {len(one.borrowed)} 处，请换成自己的话。")
        out.print("")
