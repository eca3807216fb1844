"""Word out: a report in the official layout."""

from assistant.export.layout import Layout, layout, layouts
from assistant.export.setting import setting_of
from assistant.export.word import Exported, export

__all__ = ["Exported", "Layout", "export", "layout", "layouts", "setting_of"]
