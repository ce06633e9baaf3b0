"""Arriving: first steps that lead to people, and those who greet whoever comes."""
