"""Measures retrieval: `python -m tests.bench.retrieval --sets FOLDER`; fits its weights: `python -m tests.bench.retrieval.fit`."""
