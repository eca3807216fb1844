"""Reading the structure of a report: what each part of the text does, and who speaks."""

from index.parsing.parser import Parser
from index.parsing.wrapping import wrapped

__all__ = ["Parser", "wrapped"]
