"""Embedders give unit vectors that mean the same everywhere, and refuse what could run code or leak a key."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from index.embedding import (
    BuiltinEmbedder,
    EndpointEmbedder,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    load_embedder,
)
from index.errors import EmbeddingUnavailable

TEXTS = ["理论学习不够系统深入", "担当作为不够，怕得罪人", "农村公路养护欠账多", ""]
Answer = Callable[[httpx.Request], httpx.Response]
ROOT = Path(__file__).parents[1]


def test_builtin_vectors_are_unit_rows_and_nothing_is_zeros() -> None:
    rows = BuiltinEmbedder().passages(TEXTS)
    assert rows.shape == (4, 256)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0], atol=1e-5)


def test_builtin_finds_shared_wording() -> None:
    embedder = BuiltinEmbedder()
    near = embedder.passages(TEXTS) @ embedder.query("学习理论还不系统")
    assert near.argmax() == 0


def test_builtin_vectors_are_the_same_in_another_process() -> None:
    program = "import sys; from index.embedding import BuiltinEmbedder as B; sys.stdout.buffer.write(B().query('担当作为').tobytes())"
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert np.array_equal(np.frombuffer(ran.stdout, dtype=np.float32), BuiltinEmbedder().query("担当作为"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_a_batch_gives_what_single_texts_give(texts: list[str]) -> None:
    embedder = BuiltinEmbedder()
    rows = embedder.passages(texts)
    assert rows.shape == (len(texts), 256)
    for row, text in zip(rows, texts, strict=True):
        assert np.allclose(row, embedder.query(text), atol=1e-5)


def test_width_is_part_of_the_fingerprint() -> None:
    assert BuiltinEmbedder(128).fingerprint != BuiltinEmbedder(256).fingerprint
    assert BuiltinEmbedder(128).query("学习").shape == (128,)


VOCABULARY = {"[UNK]": 0, "学": 1, "习": 2, "担": 3, "当": 4}
TABLE = np.array([[0, 0, 0.5], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]], dtype=np.float32)


def static_folder(folder: Path, tensors: dict[str, np.ndarray]) -> Path:
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    head, body = {}, b""
    for name, tensor in tensors.items():
        kind = {"float32": "F32", "float16": "F16", "int8": "I8"}[tensor.dtype.name]
        head[name] = {
            "dtype": kind,
            "shape": list(tensor.shape),
            "data_offsets": [len(body), len(body) + tensor.nbytes],
        }
        body += tensor.tobytes()
    written = json.dumps(head).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(written)) + written + body)
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    (folder / "modules.json").write_text(json.dumps([module]))
    return folder


@pytest.mark.parametrize(
    "tensors",
    [
        {"embedding.weight": TABLE},
        {"embedding.weight": TABLE.astype(np.float16)},
        {"embedding.weight": (TABLE * 100).astype(np.int8), "embedding.scale": np.full(3, 0.01, dtype=np.float32)},
        {"embedding.weight": (TABLE * 100).astype(np.int8), "embedding.scale": np.full(5, 0.01, dtype=np.float32)},
    ],
    ids=["float32", "float16", "int8 by dimension", "int8 by token"],
)
def test_a_static_model_averages_its_tokens(tmp_path: Path, tensors: dict[str, np.ndarray]) -> None:
    embedder = StaticEmbedder(static_folder(tmp_path / "m", tensors))
    rows = embedder.passages(["学习", "担", ""])
    assert np.allclose(rows, [[0.7071, 0.7071, 0], [0, 0, 1], [0, 0, 0]], atol=1e-3)
    assert np.allclose(embedder.query("学习"), rows[0])


def test_other_weights_are_another_space(tmp_path: Path) -> None:
    one = StaticEmbedder(static_folder(tmp_path / "a", {"embedding.weight": TABLE}))
    same = StaticEmbedder(static_folder(tmp_path / "b", {"embedding.weight": TABLE}))
    other = StaticEmbedder(static_folder(tmp_path / "c", {"embedding.weight": TABLE * 2}))
    assert one.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize("harm", ["short", "no table", "no tokenizer"])
def test_a_broken_static_model_is_refused_in_a_sentence(tmp_path: Path, harm: str) -> None:
    folder = static_folder(tmp_path / "m", {"other" if harm == "no table" else "embedding.weight": TABLE})
    if harm == "short":
        path = folder / "model.safetensors"
        path.write_bytes(path.read_bytes()[:-8])
    if harm == "no tokenizer":
        (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbeddingUnavailable):
        StaticEmbedder(folder)


@pytest.mark.slow
def test_a_static_model_serves_what_sentence_transformers_serves(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=TABLE)], device="cpu")
    model.save_pretrained(str(tmp_path / "m"), create_model_card=False)
    theirs = model.encode(["学习担当", "学"], normalize_embeddings=True)
    assert np.allclose(StaticEmbedder(tmp_path / "m").passages(["学习担当", "学"]), theirs, atol=1e-6)
    heavy = SentenceTransformerEmbedder(str(tmp_path / "m"))
    assert np.allclose(heavy.passages(["学习担当", "学"]), theirs, atol=1e-6)
    assert heavy.dimension == 3


@pytest.mark.slow
def test_a_folder_with_a_transformer_as_hubs_keep_it_is_served(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    signs = sorted(set("".join(TEXTS)))
    (tmp_path / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs]), encoding="utf-8"
    )
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(signs) + 5, **size)).save_pretrained(tmp_path / "bert")
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path / "bert")
    inner = Transformer(str(tmp_path / "bert"))
    whole = SentenceTransformer(modules=[inner, Pooling(32)], device="cpu")
    whole.save_pretrained(str(tmp_path / "m"), create_model_card=False)
    served = load_embedder(str(tmp_path / "m"))
    assert isinstance(served, SentenceTransformerEmbedder)
    assert served.dimension == 32
    assert np.allclose(served.passages(TEXTS[:3]), whole.encode(TEXTS[:3], normalize_embeddings=True), atol=1e-5)
    assert np.allclose(served.query(TEXTS[0]), served.passages(TEXTS[:1])[0], atol=1e-5)


UNSAFE = [
    ("evil.py", "import os"),
    ("pytorch_model.bin", "x"),
    ("sub/weights.pt", "x"),
    ("index.pkl", "x"),
    ("config.json", json.dumps({"auto_map": {"AutoModel": "evil.Model"}})),
    ("modules.json", json.dumps([{"idx": 0, "path": "", "type": "os.system"}])),
    ("modules.json", json.dumps({"type": "evil"})),
    ("config.json", "{not json"),
]


@pytest.mark.parametrize(("name", "content"), UNSAFE)
@pytest.mark.parametrize("kind", [StaticEmbedder, lambda folder: SentenceTransformerEmbedder(str(folder))])
def test_a_folder_that_could_run_code_is_refused_before_anything_loads(
    tmp_path: Path, name: str, content: str, kind: Callable[[Path], object]
) -> None:
    folder = static_folder(tmp_path / "m", {"embedding.weight": TABLE})
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(content)
    with pytest.raises(EmbeddingUnavailable):
        kind(folder)


def test_refusing_a_folder_does_not_load_the_heavy_packages(tmp_path: Path) -> None:
    folder = static_folder(tmp_path / "m", {"embedding.weight": TABLE})
    (folder / "evil.py").write_text("raise SystemExit('executed')")
    program = (
        "import sys; from index.embedding import load_embedder; from index.errors import EmbeddingUnavailable\n"
        f"try: load_embedder({str(folder)!r})\n"
        "except EmbeddingUnavailable: print([m for m in ('torch', 'sentence_transformers', 'chromadb') if m in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.strip() == "[]"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingUnavailable, match="找不到"):
        load_embedder(str(tmp_path / "nothing"))


def served(answer: Answer) -> tuple[EndpointEmbedder, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(request)

    transport = httpx.MockTransport(handle)
    return EndpointEmbedder("http://127.0.0.1:9/v1", "某模型", "sk-secret", transport=transport), seen


def lengths(request: httpx.Request) -> httpx.Response:
    texts = json.loads(request.content)["input"]
    data = [{"index": at, "embedding": [float(len(text)), 1.0]} for at, text in enumerate(texts)]
    return httpx.Response(200, json={"data": data[::-1]})


def test_a_service_is_asked_in_batches_and_answers_in_any_order() -> None:
    embedder, seen = served(lengths)
    rows = embedder.passages(["字" * (at % 7) for at in range(150)])
    assert rows.shape == (150, 2)
    assert np.allclose(rows[:, 0] / rows[:, 1], [at % 7 for at in range(150)], atol=1e-4)
    assert len(seen) == 3
    assert str(seen[0].url) == "http://127.0.0.1:9/v1/embeddings"
    assert seen[0].headers["authorization"] == "Bearer sk-secret"
    assert embedder.dimension == 2


def refused(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route for sk-secret")


def late(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("late")


@pytest.mark.parametrize(
    "answer",
    [
        refused,
        late,
        lambda _: httpx.Response(401, json={"error": "bad key sk-secret"}),
        lambda _: httpx.Response(200, text="not json"),
        lambda _: httpx.Response(200, json={"data": []}),
        lambda _: httpx.Response(200, text='{"data": [{"index": 0, "embedding": [1e999, 1]}]}'),
        lambda _: httpx.Response(200, json={"data": [{"index": 0, "embedding": "AAAA"}]}),
    ],
)
def test_whatever_a_service_does_wrong_is_one_fault_without_the_key(answer: Answer) -> None:
    embedder, _ = served(answer)
    with pytest.raises(EmbeddingUnavailable) as told:
        embedder.query("学习")
    assert "sk-secret" not in str(told.value)
    assert "127.0.0.1" in told.value.message


def test_the_setting_decides(tmp_path: Path) -> None:
    folder = static_folder(tmp_path / "m", {"embedding.weight": TABLE})
    assert isinstance(load_embedder(), BuiltinEmbedder)
    assert isinstance(load_embedder(builtin=folder), StaticEmbedder)
    assert isinstance(load_embedder(str(folder)), StaticEmbedder)
    assert isinstance(load_embedder("bge", base_url="http://127.0.0.1:9/v1"), EndpointEmbedder)
    with pytest.raises(EmbeddingUnavailable):
        load_embedder(" ")
