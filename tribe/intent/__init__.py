"""Whom it serves and what it asks of members: what the brand says of whatever it begins."""
