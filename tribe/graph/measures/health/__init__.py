"""Health: measures side by side over time, and what pauses would do."""
