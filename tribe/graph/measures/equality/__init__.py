"""Equality: how evenly taking part and being heard are shared."""
