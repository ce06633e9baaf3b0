"""Fidelity: whether the brand keeps its word and the tribe stands without it."""
