"""Bookmarks: what members put aside for themselves, with a note, and a time to be reminded."""
