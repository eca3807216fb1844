"""The command line: `zhibi …`. Faults become a sentence on stderr and exit status 1; anything else is a bug."""

from __future__ import annotations

import sys

import typer

from assistant.cli import chatting, checking, find, library, system, users, writing
from assistant.cli.show import error_line

app = typer.Typer(
    name="zhibi",
    help="执笔：找到别人怎么写，写成自己的话。离线可用。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (library, find, writing, checking, chatting, system, users):
    module.register(app)


def main() -> None:
    """Run the command named in sys.argv; exits 0 when done, 1 on a Fault, 2 on wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or LC_ALL=C would otherwise fail on the first Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        from index import Fault

        if not isinstance(error, Fault):
            raise
        error_line(error.message, error.remedy)
        sys.exit(1)


__all__ = ["app", "main"]
