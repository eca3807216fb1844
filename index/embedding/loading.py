"""Which embedder a setting means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.embedding.builtin import BuiltinEmbedder
from index.embedding.endpoint import EndpointEmbedder
from index.embedding.protocol import Embedder
from index.embedding.stand_in import StandIn
from index.embedding.static import StaticEmbedder
from index.embedding.transformer import SentenceTransformerEmbedder
from index.errors import EmbeddingUnavailable

BUILTIN = "builtin"


def load_embedder(
    model: str = BUILTIN,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    download: bool = False,
    prompt: str | None = None,
    threads: int | None = None,
    builtin: Path | None = None,
) -> Embedder:
    """The embedder a setting means: "builtin", a folder, a hub name, or with `base_url` a model of that service.

    `builtin` is the folder of the model that comes with the program, if there is one.
    """
    if model == BUILTIN:
        return StaticEmbedder(builtin, name=BUILTIN) if builtin else BuiltinEmbedder()
    if not model.strip():
        raise EmbeddingUnavailable("没有指定嵌入模型。", "请在设置中填写 builtin、本地文件夹、模型名或服务地址。")
    if base_url:
        return EndpointEmbedder(base_url, model, api_key, timeout=timeout)
    if _is_static(Path(model).expanduser()):
        return StaticEmbedder(Path(model).expanduser())
    return SentenceTransformerEmbedder(model, download=download, prompt=prompt, threads=threads)


def usable_embedder(model: str = BUILTIN, *, builtin: Path | None = None, **how: Any) -> Embedder:  # noqa: ANN401
    """As `load_embedder`; where that one cannot be had, the next best stands in for it and says so.

    The model that comes with the program stands in for any other, hashed words for that one.
    """
    try:
        return load_embedder(model, builtin=builtin, **how)
    except EmbeddingUnavailable as fault:
        if model == BUILTIN:
            return StandIn(BuiltinEmbedder(), f"{fault.message}内置向量模型缺失，暂用字词散列代替，近义检索会变差。")
        instead = usable_embedder(builtin=builtin)
        return StandIn(instead, f"{fault.message}暂用内置向量模型代替。{fault.remedy}")


def _is_static(folder: Path) -> bool:
    """A static model alone, so that numpy serves it and nothing heavy needs to load."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return (folder / "tokenizer.json").is_file() and not (folder / "config.json").is_file()
    text = modules.read_text(encoding="utf-8", errors="replace")
    return "StaticEmbedding" in text and 'Transformer"' not in text and 'Dense"' not in text
