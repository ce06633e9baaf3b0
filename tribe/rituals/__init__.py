"""Rituals, their keepers, steps, enactments and chronicle."""
