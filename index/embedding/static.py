"""A static model (one vector per token, averaged) as sentence-transformers saves it, served by tokenizers and numpy alone."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.protocol import Floats, Reworded, unit
from index.embedding.safety import digest, refuse_unsafe
from index.embedding.sayings import Sayings, read_sayings
from index.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TYPES = {"F32": "<f4", "F16": "<f2", "I8": "i1"}
_CHUNK = 1024


class StaticEmbedder:
    """Vectors of a StaticEmbedding folder: `tokenizer.json` beside `model.safetensors`.

    The table may be float32, float16 or int8; an int8 table may come with `embedding.scale`, one factor a dimension
    or one a token.
    """

    def __init__(self, folder: Path, *, name: str | None = None) -> None:
        refuse_unsafe(folder)
        home = _home(folder)
        self._name = name or folder.name
        self._tokenizer = _tokenizer(home / "tokenizer.json")
        self._table = _table(home / "model.safetensors")
        self._sayings = Sayings(read_sayings(home), self.passages)
        self._fingerprint = f"static/{self.dimension}/{digest(folder)}"

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._name

    @property
    def dimension(self) -> int:
        """How wide its vectors are."""
        return int(self._table.shape[1])

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for at in range(0, len(texts), _CHUNK):
            # A batch is tokenised on all processors, outside Python's lock.
            for place, found in enumerate(
                self._tokenizer.encode_batch(list(texts[at : at + _CHUNK]), add_special_tokens=False)
            ):
                if found.ids:
                    rows[at + place] = self._table[found.ids].mean(axis=0)
        return unit(rows)

    def query(self, text: str) -> Floats:
        """The unit vector of a question."""
        row: Floats = self.passages([text])[0]
        return row

    def assurance(self, text: str) -> float:
        """How far the vectors of its pieces point the same way: high for a plain thought, low for a string of names."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        if not ids:
            return 0.0
        rows = self._table[ids]
        lengths = float(np.linalg.norm(rows, axis=1).mean())
        return float(np.linalg.norm(rows.mean(axis=0))) / lengths if lengths else 0.0

    def reworded(self, vector: Floats) -> Reworded:
        """A question's vector in official wordings, from `sayings.tsv` beside the model."""
        return self._sayings.reworded(vector)


def _home(folder: Path) -> Path:
    """The folder itself, or the one its modules.json keeps the static module in."""
    listed = folder / "modules.json"
    if (folder / "tokenizer.json").exists() or not listed.exists():
        return folder
    modules = json.loads(listed.read_text(encoding="utf-8"))
    return folder / next((module.get("path", "") for module in modules if "StaticEmbedding" in module["type"]), "")


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise _unusable(path) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _table(path: Path) -> Floats:
    try:
        tensors = _tensors(path)
        table = tensors["embedding.weight"].astype(np.float32)
        scale = tensors.get("embedding.scale")
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise _unusable(path) from error
    if scale is None:
        return np.ascontiguousarray(table)
    factor = scale.astype(np.float32).reshape(-1)
    return np.ascontiguousarray(table * (factor if len(factor) == table.shape[1] else factor[:, None]))


def _tensors(path: Path) -> dict[str, Any]:
    """The tensors of a safetensors file: a length, a JSON head with type, shape and place, then the bytes."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    head = json.loads(content[8 : 8 + length])
    body = memoryview(content)[8 + length :]
    return {
        name: np.frombuffer(body[slice(*tensor["data_offsets"])], dtype=_TYPES[tensor["dtype"]]).reshape(
            tensor["shape"]
        )
        for name, tensor in head.items()
        if name != "__metadata__"
    }


def _unusable(path: Path) -> EmbeddingUnavailable:
    return EmbeddingUnavailable(f"嵌入模型文件无法读取：{path}。", "请重新取得该模型，或改用内置嵌入（builtin）。")
