"""Contrastive training with sentence-transformers, of a table whose pieces share what they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.training.pairs import Pair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `share` is how much of a piece comes from the pieces inside it; of `runs` with their own seeds the mean
    is kept, which beat each of them by .02 of nDCG@10.
    """

    epochs: int = 2
    batch: int = 512
    rate: float = 0.015
    share: float = 1.0
    scale: float = 10.0
    seed: int = 7
    runs: int = 4
    widths: tuple[int, ...] = (256, 128)


def fit(
    tokenizer: Tokenizer,
    table: Floats,
    inside: Sequence[Sequence[int]],
    families: Mapping[str, Sequence[Pair]],
    recipe: Recipe,
    scratch: Path,
) -> Floats:
    """The trained table, one row a piece, each with the share of its parts already added: the mean of all runs."""
    rows = []
    for seed in range(recipe.seed, recipe.seed + recipe.runs):
        trained = _trained(
            _sharing(tokenizer, table, inside, recipe.share), families, replace(recipe, seed=seed), scratch
        )
        rows.append(folded(trained, inside, recipe.share))
    return np.asarray(np.mean(rows, axis=0), dtype=np.float32)


def _trained(module: Any, families: Mapping[str, Sequence[Pair]], recipe: Recipe, scratch: Path) -> Floats:  # noqa: ANN401
    """The module's own table after one run."""
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    model = SentenceTransformer(modules=[module], device="cpu")
    plain = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    trainer = SentenceTransformerTrainer(
        model=model,
        args=_arguments(recipe, scratch),
        train_dataset=_datasets(families),
        loss=MatryoshkaLoss(model, plain, matryoshka_dims=list(recipe.widths)),
    )
    trainer.train()
    return np.asarray(module.embedding.weight.detach().numpy())


def folded(table: Floats, inside: Sequence[Sequence[int]], share: float) -> Floats:
    """Each row with the share of the rows inside it."""
    rows = table.copy()
    for at, parts in enumerate(inside):
        if parts:
            rows[at] += share * table[parts].mean(axis=0)
    return rows


def _arguments(recipe: Recipe, scratch: Path) -> Any:  # noqa: ANN401 - of an optional package
    from sentence_transformers import SentenceTransformerTrainingArguments
    from sentence_transformers.training_args import BatchSamplers, MultiDatasetBatchSamplers

    return SentenceTransformerTrainingArguments(
        output_dir=str(scratch),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        warmup_steps=0.1,
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        multi_dataset_batch_sampler=MultiDatasetBatchSamplers.PROPORTIONAL,
        save_strategy="no",
        logging_steps=50,
        report_to=[],
        seed=recipe.seed,
        use_cpu=True,
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )


def _datasets(families: Mapping[str, Sequence[Pair]]) -> Any:  # noqa: ANN401 - of an optional package
    from datasets import Dataset, DatasetDict

    made = {}
    for name, pairs in families.items():
        columns = {"anchor": [pair.one for pair in pairs], "positive": [pair.other for pair in pairs]}
        if all(pair.unlike for pair in pairs):
            columns["negative"] = [pair.unlike for pair in pairs]
        made[name] = Dataset.from_dict(columns)
    return DatasetDict(made)


def _sharing(tokenizer: Tokenizer, table: Floats, inside: Sequence[Sequence[int]], share: float) -> Any:  # noqa: ANN401
    """A static embedding in which a text also gets the rows of the pieces inside its pieces."""
    import torch
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    sizes = np.array([1 + len(parts) for parts in inside])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    flat = np.array([item for at, parts in enumerate(inside) for item in (at, *parts)], dtype=np.int64)
    weights = np.array(
        [value for parts in inside for value in (1.0, *([share / len(parts)] * len(parts) if parts else []))],
        dtype=np.float32,
    )

    class Sharing(StaticEmbedding):  # type: ignore[misc]
        def preprocess(self, inputs: list[str], prompt: str | None = None, **kwargs: object) -> dict[str, Any]:
            encoded = [found.ids for found in self.tokenizer.encode_batch(inputs, add_special_tokens=False)]
            ids = np.array([item for found in encoded for item in found], dtype=np.int64)
            counts = sizes[ids]
            ends = np.cumsum(counts)
            places = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts - starts[ids], counts)
            tokens = np.cumsum([0, *(len(found) for found in encoded)])[:-1]
            before = np.concatenate([[0], ends])
            return {
                "input_ids": torch.from_numpy(flat[places]),
                "offsets": torch.from_numpy(before[tokens]),
                "weights": torch.from_numpy(weights[places]),
            }

        def forward(self, features: dict[str, Any], **kwargs: object) -> dict[str, Any]:
            features["sentence_embedding"] = torch.nn.functional.embedding_bag(
                features["input_ids"],
                self.embedding.weight,
                features["offsets"],
                mode="sum",
                per_sample_weights=features["weights"],
            )
            return features

    return Sharing(tokenizer, embedding_weights=table.copy())
