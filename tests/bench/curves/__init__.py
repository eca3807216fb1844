"""What a library costs as it grows, measured and drawn: `python -m tests.bench.curves`."""
