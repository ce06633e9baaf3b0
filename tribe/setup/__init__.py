"""Setting a new place up: from an empty database to a place with people to come."""
