"""Measures the library; `python -m tests.bench` writes docs/bench.md."""
