"""What was found, for the file: put in order for print, and as one HTML page with nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.checks.paper import unit
from assistant.checks.rulebook import FAMILIES
from assistant.checks.summary import GRAVE, by_worth
from assistant.domain import Finding, Inspection, Remark
from index import Document

_AROUND = 16
_LONG = 60
_STYLE = """
@page{size:A4;margin:22mm 18mm}
body{font-family:"FangSong","仿宋","仿宋_GB2312","Noto Serif CJK SC",serif;max-width:52em;margin:2em auto;padding:0 1em;line-height:1.55;color:#111}
h1{font-family:"方正小标宋简体","SimSun","Noto Serif CJK SC",serif;font-size:1.6em;text-align:center;margin:.2em 0}
h2{font-family:"SimHei","黑体","Noto Sans CJK SC",sans-serif;font-size:1.1em;margin:1.4em 0 .4em;break-after:avoid}
p.of{text-align:center;color:#444;margin:.2em 0 1.2em}
table{border-collapse:collapse;width:100%;font-size:.95em;table-layout:fixed}
td,th{border:1px solid #888;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f2f2;font-family:"SimHei","黑体","Noto Sans CJK SC",sans-serif;font-weight:normal}
table.sum{width:auto;margin:0 auto} table.sum td:not(:first-child),table.sum th:not(:first-child){text-align:center;min-width:5em}
tr{break-inside:avoid} thead{display:table-header-group}
mark{background:#ffe9a8;color:inherit;padding:0 .1em} .context{color:#666}
.error{color:#a00000;font-weight:bold} .warning{color:#8a5200} .hint{color:#555} small{color:#666}
td:first-child{text-align:center} table.sum td:first-child{text-align:left}
@media print{body{font-size:10.5pt;line-height:1.4;margin:0;padding:0;max-width:none}}
.sign{margin-top:2em;display:flex;justify-content:space-between}
"""
_GRAVE_OF = {name: key for key, name in GRAVE.items()}


def inspection(
    title: str, document: Document, findings: Sequence[Finding], not_checked: Sequence[str] = (), *, day: date
) -> Inspection:
    """The findings as they are printed: by family in order of worth, each with the words around its place."""
    groups = tuple((FAMILIES[name], tuple(_remark(one, document) for one in some)) for name, some in by_worth(findings))
    counts = tuple(
        (name, tuple(sum(one.grave == grave for one in some) for grave in GRAVE.values())) for name, some in groups
    )
    return Inspection(
        title=title,
        source=document.source.replace("\\", "/").rsplit("/", 1)[-1],
        day=f"{day.year}年{day.month}月{day.day}日",
        characters=len("".join(document.text.split())),
        graves=tuple(GRAVE.values()),
        counts=counts,
        groups=groups,
        not_checked=tuple(not_checked),
    )


def page(told: Inspection) -> str:
    """The whole page: counts by family, every finding with its place, and what was not checked."""
    left = "".join(f"<li>{escape(text)}</li>" for text in told.not_checked)
    return "".join(
        [
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
            f"<title>{escape(told.title)} 检查结果</title><style>{_STYLE}</style></head><body>",
            f"<h1>检查结果</h1><p class=of>{escape(told.title)}<br>{escape(told.source)}，{told.characters} 字，{told.day}检查</p>",
            _counts(told) if told.groups else "<p class=of>没有发现问题。</p>",
            *(_group(place, name, some) for place, (name, some) in enumerate(told.groups, 1)),
            f"<h2>没有检查的</h2><ul>{left}</ul>" if left else "",
            "<p><small>由执笔按规则检查，只作提示；是否修改由本人决定。</small></p>",
            "<p class=sign><span>修改人：</span><span>核对人：</span><span>日期：　　　　　</span></p></body></html>",
        ]
    )


def _remark(one: Finding, document: Document) -> Remark:
    text = document.text
    low, high = text.rfind("\n", 0, one.start) + 1, text.find("\n", one.end)
    high = len(text) if high < 0 else high
    words = text[one.start : one.end].strip().replace("\n", " ")
    return Remark(
        grave=GRAVE[one.severity],
        place=f"第 {one.line} {unit(document)}\n第 {one.column} 字",
        before=text[max(low, one.start - _AROUND) : one.start].lstrip(),
        words=words if len(words) <= _LONG else f"{words[: _LONG - 1]}…",
        after=text[one.end : min(high, one.end + _AROUND)].rstrip() if len(words) <= _LONG else "",
        message=one.message,
        advice=one.advice,
        basis=one.basis,
    )


def _counts(told: Inspection) -> str:
    head = "".join(f"<th>{name}</th>" for name in told.graves)
    rows = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td>{count or chr(0x2014)}</td>' for count in some)}</tr>"
        for name, some in told.counts
    )
    whole = "".join(f"<td>{sum(some[at] for _, some in told.counts)}</td>" for at in range(len(told.graves)))
    return f"<table class=sum><tr><th>类别</th>{head}</tr>{rows}<tr><td>合计</td>{whole}</tr></table>"


def _group(place: int, name: str, some: Sequence[Remark]) -> str:
    head = "<thead><tr><th style='width:2.2em'>序</th><th style='width:5.5em'>位置</th><th>原文</th><th>问题和建议</th><th style='width:4.5em'>处理</th></tr></thead>"
    rows = "".join(_row(number, one) for number, one in enumerate(some, 1))
    return f"<h2>{place}. {name}（{len(some)} 处）</h2><table>{head}<tbody>{rows}</tbody></table>"


def _row(number: int, one: Remark) -> str:
    words = f"<mark>{escape(one.words)}</mark>" if one.words else "<mark>（此处）</mark>"
    quoted = f"<span class=context>{escape(one.before)}</span>{words}<span class=context>{escape(one.after)}</span>"
    told = f'<span class="{_GRAVE_OF[one.grave]}">{one.grave}</span>　{escape(one.message)}{escape(one.advice)}'
    return (
        f"<tr><td>{number}</td><td>{one.place.replace(chr(10), '<br>')}</td><td>{quoted}</td>"
        f"<td>{told}<br><small>依据：{escape(one.basis)}</small></td><td>□已改<br>□不改</td></tr>"
    )
