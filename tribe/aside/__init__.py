"""Stepping aside: two who quarrel in a topic talk it over elsewhere, with a moderator."""
