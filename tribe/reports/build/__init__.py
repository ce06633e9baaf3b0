"""A report made from what was gathered: measures, the gate, the map."""
