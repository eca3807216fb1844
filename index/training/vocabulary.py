"""The tokenizer: characters, words and short runs, cut so that the likeliest pieces win."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.wording import fold, words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
_LONGEST = 6
_RARE_CHARACTER = 3


def counted(texts: Iterable[str], weight: int = 1) -> Counter[str]:
    """How often each word and each character stands in the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        counts.update(word for word in words(folded) if 1 < len(word) <= _LONGEST and not word.isascii())
        counts.update(character for character in folded if character.isalnum() and not character.isdigit())
    return Counter({piece: count * weight for piece, count in counts.items()})


def tokenizer(counts: Counter[str], size: int) -> Tokenizer:
    """A tokenizer of at most `size` pieces; numbers are all one piece, punctuation is none."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    single = [piece for piece, count in counts.items() if len(piece) == 1 and count >= _RARE_CHARACTER]
    ranked = sorted((piece for piece in counts if len(piece) > 1), key=lambda piece: (-counts[piece], piece))
    chosen = ["0", *sorted(single), *ranked[: max(size - len(single) - 2, 0)]]
    total = sum(counts[piece] for piece in chosen) + 1
    scores = [(piece, math.log((counts[piece] or 1) / total)) for piece in chosen]
    made = Tokenizer(models.Unigram([(UNKNOWN, -30.0), *scores], unk_id=0, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex("[0-9]+"), "0")]
    )
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\W_]+"), "removed")
    return made


def parts(tokenizer: Tokenizer) -> list[list[int]]:
    """For each piece the shorter pieces inside it, characters first: what it means follows partly from them."""
    ids = tokenizer.get_vocab()
    found: list[list[int]] = [[] for _ in range(len(ids))]
    for piece, at in ids.items():
        if piece != UNKNOWN and len(piece) > 1:
            inner = [piece[start : start + size] for size in (1, 2) for start in range(len(piece) - size + 1)]
            found[at] = [ids[part] for part in inner if part in ids and part != piece]
    return found
