"""HTML from text nobody checked: documents, file names, what users type, what a model says. Everything is escaped here.

Gradio fills `{{…}}` in an html_template and then runs the result as a JavaScript template, so `${…}` inside a document
would be executed. Hence no templates: only finished HTML from `tag` goes to a component.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
# In an attribute's value the marks that names and measures need stay readable.
_IN_VALUES = re.compile(r"[!-$&-+<-@\[-`{-~]")


class Html(str):
    """Finished HTML; any other string is text."""

    __slots__ = ()


def clean(text: str) -> str:
    """The text without control characters and marks that turn the reading direction round."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def escaped(text: str) -> Html:
    """Text as HTML in which neither a tag nor Markdown can begin: every ASCII mark becomes an entity."""
    return Html(_PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", clean(text)).replace("\n", "<br>"))


def joined(parts: Iterable[str]) -> Html:
    """Parts one behind another; text among them is escaped."""
    return Html("".join(part if isinstance(part, Html) else escaped(part) for part in parts))


def tag(name: str, *children: str, css: str = "", **attributes: str | None) -> Html:
    """An element. Text children and attribute values are escaped; `data_open="x"` becomes `data-open`."""
    named = {"class": css or None} | {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    pairs = "".join(f' {key}="{_value(value)}"' for key, value in named.items() if value is not None)
    return Html(f"<{name}{pairs}>{joined(children)}</{name}>")


def _value(text: str) -> str:
    return _IN_VALUES.sub(lambda found: f"&#{ord(found[0])};", clean(text))


def plain(text: str) -> str:
    """Text for a notice: gradio shows notices as HTML."""
    return str(escaped(text))
