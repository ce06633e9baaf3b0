"""Rituals: dates that return, who comes, and what members do there."""
