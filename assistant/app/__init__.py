"""The web app: one page on this machine, in Chinese, with nothing loaded from anywhere else."""

from assistant.app.server import serve

__all__ = ["serve"]
