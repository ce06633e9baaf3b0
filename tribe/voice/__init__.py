"""The voice of the members before the brand: charter, council, promises, fidelity."""
