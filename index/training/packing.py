"""Writes a trained model as sentence-transformers keeps it, half as wide in bytes and without a generated card."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding.sayings import write_sayings

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def pack(tokenizer: Tokenizer, table: NDArray[np.float32], folder: Path, said: Iterable[tuple[str, str]] = ()) -> int:
    """Writes the model to the folder, with (said, official) pairs beside it, and returns its size in bytes.

    A card that lies there already stays.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    scaled = table / max(float(np.abs(table).max()), 1e-6)
    weights = torch.from_numpy(scaled.astype(np.float16))
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    # The card that would be generated quotes training sentences.
    model.save_pretrained(str(folder), create_model_card=False)
    write_sayings(said, folder)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
