"""A report of findings for the file: one HTML page that prints, with nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.checks.rulebook import FAMILIES
from assistant.checks.summary import GRAVE, by_worth
from assistant.domain import Finding

_STYLE = """
body{font-family:"Noto Serif CJK SC","SimSun",serif;max-width:46em;margin:2em auto;padding:0 1em;line-height:1.6}
h1{font-size:1.4em;text-align:center} h2{font-size:1.1em;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%} td,th{border:1px solid #999;padding:.2em .5em;text-align:left}
.error{color:#a00} .warning{color:#850} .hint{color:#555} q{background:#f3f3f3} small{color:#666}
@media print{body{margin:0} li{break-inside:avoid}}
"""


def page(title: str, source: str, findings: Sequence[Finding], not_checked: Sequence[str] = ()) -> str:
    """The whole page: counts by family, every finding with its place, and what was not checked."""
    groups = by_worth(findings)
    left = "".join(f"<li>{escape(text)}</li>" for text in not_checked)
    return "".join(
        [
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
            f"<title>{escape(title)} 检查结果</title><style>{_STYLE}</style></head><body>",
            f"<h1>检查结果</h1><p>材料：{escape(title)}（{escape(source)}）</p>",
            _table(groups),
            *(_group(name, some) for name, some in groups),
            f"<h2>没有检查的</h2><ul>{left}</ul>" if left else "",
            "<p><small>由执笔按规则检查，只作提示；是否修改由本人决定。</small></p></body></html>",
        ]
    )


def _table(groups: Sequence[tuple[str, list[Finding]]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in GRAVE.values())
    lines = []
    for family, some in groups:
        counts = "".join(f"<td>{sum(one.severity == name for one in some)}</td>" for name in GRAVE)
        lines.append(f"<tr><td>{FAMILIES[family]}</td>{counts}</tr>")
    return f"<table><tr><th>类别</th>{head}</tr>{''.join(lines)}</table>"


def _group(family: str, some: Sequence[Finding]) -> str:
    return f"<h2>{FAMILIES[family]}（{len(some)}）</h2><ol>{''.join(map(_item, some))}</ol>"


def _item(one: Finding) -> str:
    return (
        f'<li><b class="{one.severity}">{GRAVE[one.severity]}</b> 第 {one.line} 行第 {one.column} 字 '
        f"<q>{escape(one.excerpt)}</q><br>{escape(one.message)}{escape(one.advice)}"
        f"<br><small>依据：{escape(one.basis)}</small></li>"
    )
