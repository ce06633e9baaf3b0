"""Climate: how members say that the tribe feels."""
