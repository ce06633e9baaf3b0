"""What is alive now, and what this place is."""
