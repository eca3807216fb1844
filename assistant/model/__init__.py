"""A language model behind an OpenAI-compatible endpoint, and what others' LangChain chains may take from us."""

from assistant.model.chains import embeddings, retriever
from assistant.model.connection import Answer, Endpoint, Model, connect, settled
from assistant.model.faults import ModelUnavailable

__all__ = [
    "Answer",
    "Endpoint",
    "Model",
    "ModelUnavailable",
    "connect",
    "embeddings",
    "retriever",
    "settled",
]
