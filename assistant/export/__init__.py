"""Word out: a report in the official layout."""

from assistant.export.layout import Layout, layout, layouts
from assistant.export.setting import setting_of
from assistant.export.word import Exported, as_set, export, placed

__all__ = ["Exported", "Layout", "as_set", "export", "layout", "layouts", "placed", "setting_of"]
