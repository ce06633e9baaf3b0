"""Ties: how strong they are, whether they last, and whether they are returned."""
