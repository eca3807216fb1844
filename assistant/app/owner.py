"""Whose work a request is about. The guard says it for every request it lets in; everything else reads it here."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

LOCAL = "local"
_KEY = "zhibi.owner"


def marked(scope: MutableMapping[str, Any], owner: str) -> MutableMapping[str, Any]:
    """The request with its owner written on it: an account, or LOCAL where nobody has to log in."""
    return {**scope, _KEY: owner}


def owner_of(request: Any) -> str:  # noqa: ANN401 - gradio's Request or FastAPI's
    """The account this request was let in for. A request the guard has not seen is nobody's: KeyError, never LOCAL."""
    return owner_of_scope(getattr(request, "request", request).scope)


def owner_of_scope(scope: MutableMapping[str, Any]) -> str:
    """The same, of a request as the server has it."""
    return str(scope[_KEY])
