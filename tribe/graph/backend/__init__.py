"""What networkx sees of the engine: a graph over arrays, and functions that it dispatches to."""
