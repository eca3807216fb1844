"""An embedding service on the network that speaks the OpenAI form (`POST /embeddings`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from index.embedding.protocol import Floats, unit
from index.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import httpx

_BATCH = 64
_REMEDY = "请检查嵌入服务的地址、模型名和密钥，或改用内置嵌入（builtin）。"


class EndpointEmbedder:
    """Vectors of a service. Nothing is asked until it is used; proxies of the environment are not used."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        import httpx

        self._name = model
        self._host = urlsplit(base_url).hostname or base_url
        self._dimension: int | None = None
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=timeout,
            trust_env=False,
            transport=transport,
        )

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._name

    @property
    def dimension(self) -> int:
        """How wide its vectors are; asks the service once."""
        if self._dimension is None:
            self._dimension = int(self.query("民主生活会").shape[0])
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """Which vector space it fills, as far as a service tells: its model name."""
        return f"endpoint/{self._name}"

    def passages(self, texts: Sequence[str]) -> Floats:
        """One unit row per text."""
        parts = [self._asked(list(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def query(self, text: str) -> Floats:
        """The unit vector of a question."""
        row: Floats = self._asked([text])[0]
        return row

    def _asked(self, texts: list[str]) -> Floats:
        import httpx

        try:
            answer = self._client.post(
                "embeddings", json={"model": self._name, "input": texts, "encoding_format": "float"}
            )
        except httpx.TimeoutException as error:
            raise EmbeddingUnavailable(f"嵌入服务（{self._host}）没有在时限内答复。", _REMEDY) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EmbeddingUnavailable(f"连不上嵌入服务（{self._host}）。", _REMEDY) from error
        if answer.status_code != 200:
            raise EmbeddingUnavailable(f"嵌入服务（{self._host}）答复 {answer.status_code}。", _REMEDY)
        rows = _rows(answer, len(texts))
        if rows is None or (self._dimension not in (None, rows.shape[1])):
            raise EmbeddingUnavailable(f"嵌入服务（{self._host}）的答复不是所要的向量。", _REMEDY)
        return rows


def _rows(answer: httpx.Response, expected: int) -> Floats | None:
    try:
        data = sorted(answer.json()["data"], key=lambda item: item["index"])
        rows = np.array([item["embedding"] for item in data], dtype=np.float32)
    except (ValueError, KeyError, TypeError):
        return None
    whole = rows.ndim == 2 and rows.shape[0] == expected and rows.shape[1] > 0 and bool(np.isfinite(rows).all())
    return unit(rows) if whole else None
