"""A sentence-transformers model from a folder, or by its hub name as far as it has been downloaded before."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.protocol import Floats, unit
from index.embedding.safety import digest, refuse_unsafe
from index.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_WANTED = ["*.safetensors", "*.json", "*.txt", "*.model"]


class SentenceTransformerEmbedder:
    """Vectors of a sentence-transformers model. It is checked when made and loaded (seconds) at first use."""

    def __init__(
        self, model: str, *, download: bool = False, prompt: str | None = None, threads: int | None = None
    ) -> None:
        self._name = model
        self._prompt = prompt
        self._threads = threads
        self._folder = _folder(model, download=download)
        refuse_unsafe(self._folder)
        self._fingerprint = f"sentence-transformers/{digest(self._folder)}" + (f"/{prompt}" if prompt else "")
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._name

    @property
    def dimension(self) -> int:
        """How wide its vectors are; loads the model."""
        return int(self._model().get_embedding_dimension())

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encoded(list(texts), None)

    def query(self, text: str) -> Floats:
        """The unit vector of a question, with the prompt this model wants before questions."""
        row: Floats = self._encoded([text], self._prompt)[0]
        return row

    def _encoded(self, texts: list[str], prompt: str | None) -> Floats:
        model = self._model()
        with self._lock:
            found = model.encode(texts, prompt=prompt, batch_size=32, show_progress_bar=False, convert_to_numpy=True)
        return unit(np.asarray(found, dtype=np.float32))

    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder, self._threads)
            return self._loaded


def _folder(model: str, *, download: bool) -> Path:
    local = Path(model).expanduser()
    if local.is_dir() or local.is_absolute() or model.startswith("."):
        return local
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(model, local_files_only=not download, allow_patterns=_WANTED))
    except Exception as error:  # every failure of the hub client means the same to a user
        raise EmbeddingUnavailable(
            f"本机没有嵌入模型 {model}，且不允许或无法下载。", "请填写本地模型文件夹的路径，或改用内置嵌入（builtin）。"
        ) from error


def _load(folder: Path, threads: int | None) -> SentenceTransformer:
    # Even a local folder makes the library look up the hub, and waits over a minute where there is no network.
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        return SentenceTransformer(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # whatever it is, this model does not serve here
        raise EmbeddingUnavailable(
            f"嵌入模型无法加载（{folder}）：{type(error).__name__}。",
            "请检查模型文件是否完整，或改用内置嵌入（builtin）。",
        ) from error
