"""The desk of moderators: what can be done for the tribe, what was done, and what changed."""
