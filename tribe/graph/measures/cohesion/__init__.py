"""Cohesion: what holds the tribe together, from closed triangles to circles and mixing."""
