"""Bringing a community in from elsewhere, one file per source."""
