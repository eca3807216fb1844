"""Reading a TOML file into checked entries; what is wrong is said in Chinese with the file and the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from index import Fault

Model = TypeVar("Model", bound=BaseModel)

_DEFAULTS = ("source", "certainty")
_REASONS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，可能是写错了名字",
    "string_too_short": "不能为空",
    "too_short": "条目太少",
    "string_type": "应当是带引号的文字",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "tuple_type": "应当是列表",
    "string_pattern_mismatch": "格式不对",
    "literal_error": "不在允许的取值之内",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
}


class BadFile(Fault):
    """A data file that cannot be taken in; the message names the file, the line and the reason."""


def parse(text: str, source: str) -> dict[str, Any]:
    """The contents of a TOML file named `source`."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"第 {line[1]} 行" if line else "文件末尾"
        raise BadFile(f"{source} {place}不是正确的 TOML。", "请检查这一行的引号、括号和等号。") from error


def check(
    model: type[Model], values: Mapping[str, Any], text: str, source: str, *, at: tuple[str, int] | None = None
) -> Model:
    """`values` as a `model`; `at` names the table and its number when the values are one entry of a longer file."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        # A misspelt key is both unknown and missing; the unknown one shows the writer what to mend.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        location = (*at, *first["loc"]) if at else first["loc"]
        raise _bad_entry(first["type"], first["msg"], location, text, source) from error


def entries(
    model: type[Model], text: str, source: str, table: str, *, beside: tuple[str, ...] = ()
) -> tuple[Model, ...]:
    """All `[[table]]` entries of a file; `source` and `certainty` at its top hold for entries without their own.

    `beside` names the other tables the same file may hold.
    """
    values = parse(text, source)
    rows = values.pop(table, [])
    unknown = sorted(set(values) - set(_DEFAULTS) - set(beside))
    if unknown:
        raise _bad_entry("extra_forbidden", "", (unknown[0],), text, source)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(f"{source} 的“{table}”写法不对。", f"每一条请以 [[{table}]] 开头。")
    defaults = {key: values[key] for key in _DEFAULTS if key in values}
    return tuple(check(model, {**defaults, **row}, text, source, at=(table, place)) for place, row in enumerate(rows))


def _bad_entry(kind: str, message: str, location: tuple[int | str, ...], text: str, source: str) -> BadFile:
    reason = _REASONS.get(kind, message.removeprefix("Value error, "))
    line = line_of(location, text)
    place = f"第 {line} 行" if line else ""
    return BadFile(f"{source} {place}的“{describe(location)}”有误：{reason}。", "请改正后重试，可对照随附的大纲文件。")


def describe(location: tuple[int | str, ...]) -> str:
    """A place in a file in words: ("aspect", 2, "text") is "第 3 个 aspect 的 text"."""
    words = ""
    for position, step in enumerate(location):
        if isinstance(step, int):
            continue
        following = location[position + 1] if position + 1 < len(location) else None
        name = f"第 {following + 1} 个 {step}" if isinstance(following, int) else str(step)
        words = f"{words} 的 {name}" if words else name
    return words


def line_of(location: tuple[int | str, ...], text: str) -> int | None:
    """The 1-based line of a place in a TOML file: the key itself, else the table that should hold it."""
    lines = text.splitlines()
    top, bottom = 0, next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    header: int | None = None
    steps = list(location)
    path = ""
    while len(steps) >= 2 and isinstance(steps[0], str) and isinstance(steps[1], int):
        path = f"{path}.{steps[0]}" if path else str(steps[0])
        starts = [number for number in range(top, len(lines)) if lines[number].strip().startswith(f"[[{path}]]")]
        if steps[1] >= len(starts):
            break
        header = top = starts[steps[1]]
        bottom = next((n for n in range(top + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
        steps = steps[2:]
    key = next((step for step in steps if isinstance(step, str)), None)
    found = [n for n in range(top, bottom) if key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[n])]
    if found:
        return found[0] + 1
    return header + 1 if header is not None else None
