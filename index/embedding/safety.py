"""Whether a model folder may be opened at all: nothing in it may be code, or data that runs code when loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from index.errors import EmbeddingUnavailable

_RUNNABLE = frozenset(
    {".py", ".pyc", ".so", ".dll", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5", ".keras"}
)
_OURS = "sentence_transformers."
_WEIGHTY = frozenset({".safetensors", ".json", ".txt", ".model", ".vocab"})


def refuse_unsafe(folder: Path) -> None:
    """Raises EmbeddingUnavailable unless the folder holds safetensors and plain settings only."""
    if not folder.is_dir():
        raise EmbeddingUnavailable(
            f"找不到嵌入模型文件夹：{folder}。", "请检查设置中的路径，或改用内置嵌入（builtin）。"
        )
    for path in _files(folder):
        if path.suffix.lower() in _RUNNABLE:
            raise _unsafe(folder, f"其中的 {path.name} 可能含有可执行代码")
        if path.suffix.lower() == ".json":
            _refuse_foreign_code(folder, path)
    if not any(path.suffix == ".safetensors" for path in _files(folder)):
        raise EmbeddingUnavailable(
            f"嵌入模型文件夹里没有 safetensors 权重：{folder}。", "请换用带 .safetensors 权重的模型。"
        )


def _refuse_foreign_code(folder: Path, path: Path) -> None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unsafe(folder, f"{path.name} 无法读取") from error
    if path.name == "modules.json":
        for module in said if isinstance(said, list) else [{}]:
            kind = module.get("type") if isinstance(module, dict) else None
            if not isinstance(kind, str) or not kind.startswith(_OURS):
                raise _unsafe(folder, f"modules.json 要求运行 {kind}")
    if isinstance(said, dict) and said.get("auto_map"):
        raise _unsafe(folder, f"{path.name} 要求运行模型自带的代码")


def _unsafe(folder: Path, why: str) -> EmbeddingUnavailable:
    return EmbeddingUnavailable(
        f"嵌入模型未加载（{folder}）：{why}。", "出于安全考虑只接受 safetensors 权重和标准配置，请换用这样的模型。"
    )


def digest(folder: Path) -> str:
    """A digest of everything in the folder that decides what its vectors are."""
    total = hashlib.sha256()
    for path in sorted(_files(folder)):
        if path.suffix.lower() in _WEIGHTY:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
