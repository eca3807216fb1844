"""The only door to storage and search."""

from index.corpus.door import Corpus, Found
from index.corpus.home import lock_holder
from index.corpus.ranking import WEIGHTS, Weights

__all__ = ["WEIGHTS", "Corpus", "Found", "Weights", "lock_holder"]
