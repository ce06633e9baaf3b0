"""Interactions: who turned to whom, when, in what, with which consent."""
