"""Text and Markdown files."""

from __future__ import annotations

from collections.abc import Mapping

from index.reading.decoding import decode
from index.reading.limits import Limits
from index.reading.lines import Extract, Line, normalised

BAD_FRONT = "文件开头的说明（--- 之间的部分）格式不对，已当作正文。"
FENCE = "---"


def extract_text(data: bytes) -> Extract:
    """The lines of a text file in whatever encoding it is."""
    decoded = decode(data)
    lines = tuple(map(Line, normalised(decoded.text).split("\n")))
    return Extract(lines, decoded.notes, decoded.encoding)


def extract_markdown(data: bytes, limits: Limits) -> Extract:
    """The lines of a Markdown file; front matter is parsed and kept out of the blocks."""
    extract = extract_text(data)
    texts = [line.text.rstrip() for line in extract.lines]
    closing = _closing(texts)
    if closing is None:
        return extract
    front = _front("\n".join(texts[1:closing]), limits)
    if front is None:
        return Extract(extract.lines, (*extract.notes, BAD_FRONT), extract.encoding)
    return Extract(extract.lines, extract.notes, extract.encoding, front, closing + 1)


def _closing(texts: list[str]) -> int | None:
    """The line that ends the front matter; a rule at the top of a text without front matter has none."""
    if texts[0] != FENCE:
        return None
    return next((i for i, text in enumerate(texts[1:], 1) if text in {FENCE, "..."}), None)


def _front(text: str, limits: Limits) -> Mapping[str, object] | None:
    """A mapping of scalars and lists of scalars, or None for anything else."""
    import yaml

    if len(text.encode("utf-8", "replace")) > limits.front_matter_bytes:
        return None
    try:
        # Aliases make small YAML large.
        aliased = any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text))
        front = None if aliased else yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(front, dict) or not all(isinstance(key, str) and _simple(value) for key, value in front.items()):
        return None
    return front


def _simple(value: object) -> bool:
    return not isinstance(value, dict | list) or (
        isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)
    )
