"""Zhibi 执笔: a drafting assistant for reports that officials write in their own name."""
