"""Files to Documents: text, Markdown, Word, WPS and PDF, with the untrusted formats parsed in a jail."""

from index.reading.folders import SUFFIXES, find_files
from index.reading.jail import Jail
from index.reading.limits import Limits
from index.reading.reader import read

__all__ = ["SUFFIXES", "Jail", "Limits", "find_files", "read"]
