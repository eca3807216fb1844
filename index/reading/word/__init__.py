"""Word files: paragraphs, tables, text boxes and the numbers Word draws, in document order."""

from index.reading.word.package import extract_docx

__all__ = ["extract_docx"]
