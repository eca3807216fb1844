"""Word out: a report in the official layout."""

from assistant.export.inspected import export_inspection
from assistant.export.layout import STANDARD, Layout, layout, layouts
from assistant.export.paragraphs import as_set, placed, readable
from assistant.export.setting import setting_of
from assistant.export.word import Exported, export

__all__ = [
    "STANDARD",
    "Exported",
    "Layout",
    "as_set",
    "export",
    "export_inspection",
    "layout",
    "layouts",
    "placed",
    "readable",
    "setting_of",
]
