"""The dense index: Chroma, used embedded, with our own vectors. It can always be made again from the ledger.

`index.vectors.probe` looks at a collection from a child process; it is imported by itself, as it is also a program.
"""

from index.vectors.store import Vectors, VectorsBroken, VectorsState

__all__ = ["Vectors", "VectorsBroken", "VectorsState"]
