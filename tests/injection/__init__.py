"""Attacks of our own in Chinese, half of them held back while the defences were built, and what becomes of them."""
