"""Embedders: what turns text into unit vectors. They are handed in; which one is a matter of settings."""

from index.embedding.builtin import BuiltinEmbedder
from index.embedding.endpoint import EndpointEmbedder
from index.embedding.loading import BUILTIN, load_embedder, usable_embedder
from index.embedding.protocol import Embedder, Reworded, assurance, reworded
from index.embedding.stand_in import StandIn, standing_in
from index.embedding.static import StaticEmbedder
from index.embedding.transformer import SentenceTransformerEmbedder

__all__ = [
    "BUILTIN",
    "BuiltinEmbedder",
    "Embedder",
    "EndpointEmbedder",
    "Reworded",
    "SentenceTransformerEmbedder",
    "StandIn",
    "StaticEmbedder",
    "assurance",
    "load_embedder",
    "reworded",
    "standing_in",
    "usable_embedder",
]
