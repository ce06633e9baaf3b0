"""The demo tribe: a seeded simulation with planted truth."""
