"""Influence: whose contributions are taken up, how far words reach, what passes along ties."""
