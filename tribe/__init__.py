"""Tribe: a community where a brand's customers relate to each other."""

__version__ = "0.1.0"
