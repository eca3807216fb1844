"""Where training starts: pieces that keep the same company get vectors that point the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Sparse = Any
_WINDOW = 6
_CONTEXTS = 12_000
_BATCH = 20_000
_SEED = 20_261


def vectors(tokenizer: Tokenizer, texts: Sequence[str], inside: Sequence[Sequence[int]], dimension: int) -> Floats:
    """One row a piece: a truncated singular value decomposition of positive pointwise mutual information."""
    from sklearn.utils.extmath import randomized_svd

    size = tokenizer.get_vocab_size()
    table = _company(tokenizer, texts, inside, size)
    left, values, _ = randomized_svd(_informative(table), dimension, n_iter=3, random_state=_SEED)
    rows = (left * np.sqrt(values)).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    often = np.asarray(table.sum(axis=1)).ravel()
    share = often / max(often.sum(), 1)
    weight = 1e-3 / (1e-3 + share) * np.minimum(1, np.sqrt(often / 200))
    return np.asarray(rows * weight[:, None], dtype=np.float32)


def _company(tokenizer: Tokenizer, texts: Sequence[str], inside: Sequence[Sequence[int]], size: int) -> Sparse:
    """How often each piece, and each piece inside it, stands near each of the commoner pieces."""
    from scipy import sparse

    table = sparse.csr_matrix((size, size), dtype=np.float32)
    for at in range(0, len(texts), _BATCH):
        table = table + _near(_encoded(tokenizer, texts[at : at + _BATCH]), size)
    rows = np.repeat(np.arange(size), [len(found) for found in inside])
    columns = np.array([part for found in inside for part in found], dtype=np.int64)
    share = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (columns, rows)), shape=(size, size))
    common = np.argsort(-np.asarray(table.sum(axis=0)).ravel(), kind="stable")[:_CONTEXTS]
    narrow = table[:, np.sort(common)]
    return (narrow + share @ narrow).tocsr()


def _encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> Ids:
    """The pieces of all texts in a row, gaps of -1 between them."""
    rows: list[int] = []
    for found in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        rows += found.ids
        rows += [-1] * _WINDOW
    return np.array(rows, dtype=np.int64)


def _near(ids: Ids, size: int) -> Sparse:
    from scipy import sparse

    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for step in range(1, _WINDOW + 1):
        one, other = ids[:-step], ids[step:]
        both = (one > 0) & (other > 0)
        ones = np.full(int(both.sum()), 1 / step, dtype=np.float32)
        found = sparse.coo_matrix((ones, (one[both], other[both])), shape=(size, size)).tocsr()
        total = total + found + found.T
    return total


def _informative(table: Sparse) -> Sparse:
    """Positive pointwise mutual information, contexts smoothed by the power 0.75."""
    rows = np.asarray(table.sum(axis=1)).ravel()
    columns = np.asarray(table.sum(axis=0)).ravel() ** 0.75
    out = table.tocoo()
    out.data = np.log(np.maximum(out.data, 1e-9) * columns.sum() / (rows[out.row] * columns[out.col] + 1e-9))
    out.data = np.maximum(out.data, 0).astype(np.float32)
    return out.tocsr()


def joined(groups: Iterable[tuple[Sequence[str], int]]) -> list[str]:
    """Texts of several sources in one list, each as often as it is to count."""
    return [text for texts, times in groups for _ in range(times) for text in texts]
