"""What happens when a handler fails: a Fault becomes a notice, anything else is logged and owned up to."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterator
from typing import Any

from assistant.app.markup import plain
from index import Fault

log = logging.getLogger("zhibi.app")
BUG = "程序出错了，已记录。可以换个做法再试；一再出现，请把日志交给技术人员。"


def told(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler with its failures told on the screen; what the screen showed before stays."""

    @functools.wraps(handler)
    def answer(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the handler takes and gives
        try:
            return handler(*args, **kwargs)
        except Exception as error:
            return _tell(error)

    @functools.wraps(handler)
    def stream(*args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: ANN401
        try:
            yield from handler(*args, **kwargs)
        except Exception as error:
            yield _tell(error)

    return stream if inspect.isgeneratorfunction(handler) else answer


def told_event(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Like `told`, for a handler whose last argument `event` says what was clicked."""
    import gradio as gr

    # gradio goes by the type, which a module that does not import gradio at its top can only name.
    handler.__annotations__ = {"event": gr.EventData}
    return told(handler)


def told_request(handler: Callable[..., Any], *, event: bool = False) -> Callable[..., Any]:
    """Like `told`, for a handler whose last arguments are named `request` and, if asked for, `event`."""
    import gradio as gr

    types: dict[str, Any] = {"request": gr.Request} | ({"event": gr.EventData} if event else {})
    getattr(handler, "__func__", handler).__annotations__ = types
    return told(handler)


def clicked(event: object, name: str) -> str:
    """What a click says under `name`, or nothing."""
    try:
        value = getattr(event, name, "")
    except TypeError:  # what a browser sends for an event need not be a dictionary
        return ""
    return value if isinstance(value, str) else ""


def _tell(error: Exception) -> object:
    import gradio as gr

    if isinstance(error, gr.Error):
        raise error
    if isinstance(error, Fault):
        gr.Warning(plain(str(error)))
    else:
        log.error("a handler failed", exc_info=error)
        gr.Warning(plain(BUG))
    return gr.skip()
